"""The hours file: hours done, read from the project's template and imported as drafts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlmodel import col, select

from basicplus.assignments.agreements import version_on
from basicplus.assignments.models import KINDS, Agreement, TimeEntry
from basicplus.assignments.timesheets import HoursCreate, closed_months, instants, log_many
from basicplus.assignments.timesheets.periods import told
from basicplus.clock import Span
from basicplus.db import GroupSession, WriteSession, pick
from basicplus.errors import InvalidInput, Problem
from basicplus.members import MemberSite, Site
from basicplus.tabular import FileDrafts, ImportReport, Reader, one_of, read_drafts, write_template
from basicplus.workers import Worker

REQUIRED = ("worker", "day", "start", "end")
OPTIONAL = ("kind", "agreement", "site", "note")
COLUMNS = ("worker", "kind", "agreement", "site", "day", "start", "end", "note")

EXAMPLES = (
    {
        "worker": "W001",
        "kind": "service",
        "agreement": "A-001",
        "site": "M001-A",
        "day": "2026-03-02",
        "start": "08:30",
        "end": "12:30",
        "note": "",
    },
    {
        "worker": "W001",
        "kind": "travel",
        "agreement": "",
        "site": "",
        "day": "02/03/2026",
        "start": "12h30",
        "end": "13h05",
        "note": "to Jambes",
    },
)


@dataclass(frozen=True)
class HoursLine:
    """One line: hours done, by the names that the file gives to worker, agreement and site."""

    line: int
    hours: HoursCreate


HoursFile = FileDrafts[HoursLine]
# What makes an entry the same as another: worker, start, end, kind, agreement.
Identity = tuple[int, datetime, datetime, str, int | None]


def read_hours(path: Path) -> HoursFile:
    """Read the hours in a CSV or XLSX file of the template's columns.

    Times are in Brussels; an end before the start is on the next day. Without a kind the hours are service,
    which needs an agreement. Raises InvalidInput when the file cannot be read as a table (see read_table),
    or a column is missing.
    """
    return read_drafts(path, REQUIRED, OPTIONAL, _line)


def write_hours_template(path: Path) -> None:
    """Write the template with two invented lines, as CSV or, when the name ends in .xlsx, as a workbook.

    Raises InvalidInput when the file is there already, or cannot be written.
    """
    write_template(path, COLUMNS, EXAMPLES)


def import_hours(session: WriteSession, file: HoursFile, *, skip_refused: bool = False) -> ImportReport:
    """Record the hours that are not there yet as drafts; a second import changes nothing.

    Lines of a closed month are refused, unless they are there already.
    Hours are there already when worker, start, end, kind and agreement are the same. With refused lines the
    file is refused whole, unless `skip_refused`. The gate judges at the commit; a session opened for a dry
    run saves nothing.
    """
    named = _Named.of(session)
    file = file.sifted(named.unknown)
    there = dict.fromkeys(_recorded(session, [draft.hours.day for draft in file.drafts]), 0)
    closed = closed_months(session)
    file = file.sifted(lambda draft: _locked(draft, closed) if named.identity(draft.hours) not in there else ())
    report = file.report(skip_refused=skip_refused)
    new = []
    for draft in file.drafts:
        identity = named.identity(draft.hours)
        first_line = there.setdefault(identity, draft.line)
        if first_line == draft.line:
            new.append(draft.hours)
        elif first_line:
            allowed = f"these hours are on line {first_line} already; they count once"
            report.remarks.append(Problem("day", str(draft.hours.day), allowed, draft.line))
    report.new, report.unchanged = len(new), len(file.drafts) - len(new)
    if new:
        log_many(session, new, file.name[:160], file.sha256)
    return report


def _locked(draft: HoursLine, closed: set[date]) -> Iterator[Problem]:
    """Yield why a line cannot be added: its month is closed."""
    month = draft.hours.day.replace(day=1)
    if month in closed:
        yield Problem("day", str(draft.hours.day), told(month), draft.line)


def _line(reader: Reader) -> HoursLine | None:
    day = reader.day("day", required=True)
    start, end = reader.clock_time("start", required=True), reader.clock_time("end", required=True)
    values = {
        "worker": reader.text("worker", required=True),
        "kind": reader.choice("kind", KINDS, default="service"),
        "agreement": reader.text("agreement"),
        "site": reader.text("site"),
        "note": reader.text("note", max_length=200) or "",
    }
    if values["kind"] == "service" and values["agreement"] is None:
        reader.refuse("agreement", "service is done under an agreement with a member: give its number")
    if start is not None and start == end:
        reader.refuse("end", "the end is a later time than the start, or a time of the next day")
    if reader.problems or day is None or start is None or end is None:
        return None
    times = {"day": day, "start_time": f"{start:%H:%M}", "end_time": f"{end:%H:%M}"}
    hours = HoursCreate.model_validate(values | times)
    try:
        instants(hours)
    except InvalidInput as error:
        reader.refuse("start", error.problems[0].allowed)
    return HoursLine(reader.row.line, hours)


@dataclass(frozen=True)
class _Named:
    """The workers, agreements and sites that a file may name, by number or code."""

    workers: dict[str, int]
    agreements: dict[str, list[Agreement]]
    sites: dict[int, set[str]]

    @classmethod
    def of(cls, session: GroupSession) -> _Named:
        sites: dict[int, set[str]] = defaultdict(set)
        of_members = pick(MemberSite.member_id, Site.code).join(Site, col(Site.id) == MemberSite.site_id)
        for member_id, code in session.rows(of_members):
            sites[member_id].add(code)
        lives: dict[int, list[Agreement]] = defaultdict(list)
        for row in session.exec(select(Agreement).order_by(col(Agreement.version))):
            lives[row.life_id].append(row)
        agreements = {row.number: versions for versions in lives.values() for row in versions}
        return cls(dict(map(tuple, session.rows(pick(Worker.number, Worker.id)))), agreements, sites)

    def unknown(self, draft: HoursLine) -> Iterator[Problem]:
        """Yield what a line names that is not there, or not on that day."""
        hours = draft.hours
        if hours.worker not in self.workers:
            yield Problem("worker", hours.worker, one_of(self.workers), draft.line)
        if hours.agreement is None:
            return
        if hours.agreement not in self.agreements:
            yield Problem("agreement", hours.agreement, one_of(self.agreements), draft.line)
            return
        agreement = version_on(self.agreements[hours.agreement], hours.day)
        days = Span.of(agreement.from_on, agreement.until_on)
        if hours.day not in days:
            allowed = f"write a day of agreement {hours.agreement} ({days})"
            yield Problem("day", str(hours.day), allowed, draft.line)
        if hours.site is not None and hours.site not in self.sites[agreement.member_id]:
            yield Problem("site", hours.site, one_of(self.sites[agreement.member_id]), draft.line)

    def identity(self, hours: HoursCreate) -> Identity:
        agreement_id = version_on(self.agreements[hours.agreement], hours.day).id if hours.agreement else None
        return (self.workers[hours.worker], *instants(hours), hours.kind, agreement_id)


def _recorded(session: GroupSession, days: Iterable[date]) -> Iterator[Identity]:
    """Yield the identity of every entry between the first and the last of some days."""
    ordered = sorted(days)
    if ordered:
        query = pick(
            TimeEntry.worker_id, TimeEntry.starts_at, TimeEntry.ends_at, TimeEntry.kind, TimeEntry.agreement_id
        ).where(col(TimeEntry.day) >= ordered[0], col(TimeEntry.day) <= ordered[-1])
        yield from (tuple(row) for row in session.rows(query))
