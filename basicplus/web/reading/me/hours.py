"""A worker's own hours beside the plan: a line for each visit or entry, what locks it, and ways to log."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, computed_field
from sqlmodel import col, func, select

from basicplus import workers
from basicplus.assignments import Agreement, TimeEntry, Visit, timesheets
from basicplus.assignments.planning.reading import visits_of
from basicplus.assignments.timesheets import HoursMessage
from basicplus.assignments.travel import legs, ways_of
from basicplus.clock import BRUSSELS, Span, minutes_between
from basicplus.db import GroupSession, pick
from basicplus.members import Member, Site
from basicplus.web.reading.lines import Message

Lock = Literal["", "future", "closed", "checked", "signed", "disputed", "invoiced"]
LOCKED = ("checked", "signed", "disputed", "invoiced")


class HoursLine(BaseModel):
    """Hours of a day: as planned while nothing is recorded (`state` is planned), else as recorded.

    `lock` is why they cannot be changed; `seen` names what the line says, to know later whether it is still so.
    `thread` is what member, coordinator and worker say of a line that is or was disputed.
    """

    key: str
    day: date
    entry: int | None
    visit: int | None
    kind: str
    state: str
    member: str
    member_name: str
    agreement: str
    site: str
    site_name: str
    starts_at: datetime
    ends_at: datetime
    minutes: int
    planned_minutes: int | None
    note: str
    lock: Lock
    sent_back: str = ""
    thread: list[Message] = []

    @computed_field  # type: ignore[prop-decorator]
    @property
    def start(self) -> str:
        """When it starts, by Brussels clocks."""
        return f"{self.starts_at.astimezone(BRUSSELS):%H:%M}"

    @computed_field  # type: ignore[prop-decorator]
    @property
    def end(self) -> str:
        """When it ends, by Brussels clocks."""
        return f"{self.ends_at.astimezone(BRUSSELS):%H:%M}"

    @computed_field  # type: ignore[prop-decorator]
    @property
    def seen(self) -> str:
        """What the line says."""
        return f"{self.start}-{self.end} {self.state} {self.note}".strip()


class WayLine(BaseModel):
    """A way between two visits of a day that is not among the hours yet."""

    day: date
    start_at: str
    end_at: str
    start: str
    end: str
    minutes: int
    km: float


class HoursDay(BaseModel):
    """A day with its lines, and the ways that can be logged."""

    day: date
    lines: list[HoursLine]
    ways: list[WayLine]

    @property
    def until_on(self) -> date:
        """The day after."""
        return Span.day(self.day).until_on

    @property
    def minutes(self) -> int:
        """Minutes recorded."""
        return sum(line.minutes for line in self.lines if line.entry)

    @property
    def planned_minutes(self) -> int:
        """Minutes planned."""
        return sum(line.planned_minutes or 0 for line in self.lines)

    @property
    def waiting(self) -> int:
        """Visits that could be recorded as planned."""
        return sum(line.state == "planned" and not line.lock for line in self.lines)


class MyHours(BaseModel):
    """The hours of some days, and the agreements under which service can be added."""

    worker: str
    from_on: date
    until_on: date
    days: list[HoursDay]
    agreements: list[tuple[str, str]]

    @property
    def lines(self) -> list[HoursLine]:
        """All lines."""
        return [line for day in self.days for line in day.lines]

    @property
    def drafts(self) -> int:
        """Lines that can be submitted."""
        return sum(line.state == "draft" for line in self.lines)

    @property
    def waiting(self) -> int:
        """Visits that could be recorded as planned."""
        return sum(day.waiting for day in self.days)

    @property
    def minutes(self) -> int:
        """Minutes recorded."""
        return sum(day.minutes for day in self.days)

    @property
    def planned_minutes(self) -> int:
        """Minutes planned."""
        return sum(day.planned_minutes for day in self.days)

    def rows(self) -> dict[tuple[str, str, str], dict[date, list[HoursLine]]]:
        """Return the grid for a desk: lines of each kind, member and agreement by day."""
        found: dict[tuple[str, str, str], dict[date, list[HoursLine]]] = {}
        for line in self.lines:
            row = found.setdefault((line.kind, line.member_name, line.agreement), {})
            row.setdefault(line.day, []).append(line)
        return dict(sorted(found.items(), key=lambda each: (each[0][0] != "service", *each[0])))


@dataclass(frozen=True)
class _Names:
    members: Mapping[int, Member]
    sites: Mapping[int, Site]
    agreements: Mapping[int, str]
    said: Mapping[int, list[HoursMessage]]
    closed: frozenset[date]
    today: date

    def lock(self, day: date, state: str) -> Lock:
        if state in LOCKED:
            return state  # type: ignore[return-value]
        if day.replace(day=1) in self.closed:
            return "closed"
        return "future" if day > self.today else ""

    def line(self, row: TimeEntry | Visit, entry: TimeEntry | None, visit: Visit | None) -> HoursLine:
        member = self.members.get(row.member_id or 0)
        site = self.sites.get(row.site_id or 0)
        state = entry.state if entry else "planned"
        said = self.said.get(entry.id, []) if entry else []
        back = [each.says for each in said if each.kind == "sent_back"]
        return HoursLine(
            key=f"entry-{entry.id}" if entry else f"visit-{row.id}",
            day=row.day,
            entry=entry.id if entry else None,
            visit=visit.id if visit else entry.visit_id if entry else None,
            kind=entry.kind if entry else "service",
            state=state,
            member=member.number if member else "",
            member_name=member.name if member else "",
            agreement=self.agreements.get(row.agreement_id or 0, ""),
            site=site.code if site else "",
            site_name=site.name if site else "",
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            minutes=minutes_between(row.starts_at, row.ends_at),
            planned_minutes=minutes_between(visit.starts_at, visit.ends_at) if visit else None,
            note=entry.note if entry else "",
            lock=self.lock(row.day, state),
            sent_back=back[-1] if back and state == "draft" else "",
            thread=[Message(**each.model_dump()) for each in said if each.kind != "sent_back"],
        )


def drafts_of(session: GroupSession, number: str, span: Span) -> int:
    """Return how many lines of some days a worker can hand in."""
    worker = workers.by_number(session, number)
    query = pick(func.count(col(TimeEntry.id))).where(TimeEntry.worker_id == worker.id, TimeEntry.state == "draft")
    return int(session.rows(query.where(TimeEntry.day >= span.from_on, TimeEntry.day < span.until_on))[0][0])


def my_hours(session: GroupSession, number: str, span: Span, today: date) -> MyHours:
    """Return the hours of a worker on some days beside the published plan, in order of time."""
    worker = workers.by_number(session, number)
    entries = list(
        session.exec(
            select(TimeEntry)
            .where(TimeEntry.worker_id == worker.id, TimeEntry.day >= span.from_on, TimeEntry.day < span.until_on)
            .order_by(col(TimeEntry.starts_at), col(TimeEntry.id))
        )
    )
    visits = visits_of(session, span, published=True, worker=number)
    names = _names(session, [*entries, *visits], entries, today)
    by_visit = {visit.id: visit for visit in visits}
    recorded = {entry.visit_id for entry in entries}
    lines = [names.line(entry, entry, by_visit.get(entry.visit_id or 0)) for entry in entries]
    lines += [names.line(visit, None, visit) for visit in visits if visit.id not in recorded]
    of_day: dict[date, list[HoursLine]] = defaultdict(list)
    for line in sorted(lines, key=lambda line: line.starts_at):
        of_day[line.day].append(line)
    ways: dict[date, list[WayLine]] = defaultdict(list)
    for way in _ways(session, visits, entries, names):
        ways[way.day].append(way)
    return MyHours(
        worker=number,
        from_on=span.from_on,
        until_on=span.until_on,
        days=[HoursDay(day=day, lines=of_day[day], ways=ways[day]) for day in span.days()],
        agreements=_served(lines),
    )


def disputed_days(session: GroupSession, number: str) -> list[date]:
    """Return the days of a worker on which a member disputes a line."""
    worker = workers.by_number(session, number)
    query = pick(TimeEntry.day).where(TimeEntry.worker_id == worker.id, TimeEntry.state == "disputed")
    return sorted({day for (day,) in session.rows(query)})


def _served(lines: list[HoursLine]) -> list[tuple[str, str]]:
    served = {line.agreement: line.member_name for line in lines if line.agreement}
    return sorted(served.items(), key=lambda each: each[1])


def _names(session: GroupSession, rows: list[TimeEntry | Visit], entries: list[TimeEntry], today: date) -> _Names:
    members = session.exec(select(Member).where(col(Member.id).in_({row.member_id for row in rows})))
    sites = session.exec(select(Site).where(col(Site.id).in_({row.site_id for row in rows})))
    agreements = pick(Agreement.id, Agreement.number).where(
        col(Agreement.id).in_({row.agreement_id for row in rows})
    )
    return _Names(
        {row.id: row for row in members},
        {row.id: row for row in sites},
        dict(session.rows(agreements)),
        timesheets.threads(session, {entry.id for entry in entries}),
        frozenset(timesheets.closed_months(session)),
        today,
    )


def _ways(
    session: GroupSession, visits: list[Visit], entries: list[TimeEntry], names: _Names
) -> Iterator[WayLine]:
    """Yield the ways between visits, up to today, that no travel of the hours covers."""
    travelled = [(entry.starts_at, entry.ends_at) for entry in entries if entry.kind == "travel"]
    past = [visit for visit in visits if not names.lock(visit.day, "draft")]
    for leg in legs(past, ways_of(session, {visit.site_id for visit in past}).between):
        minutes = minutes_between(leg.starts_at, leg.ends_at)
        if minutes <= 0 or any(start < leg.ends_at and end > leg.starts_at for start, end in travelled):
            continue
        yield WayLine(
            day=leg.before.day,
            start_at=names.members[leg.before.member_id].name,
            end_at=names.members[leg.after.member_id].name,
            start=f"{leg.starts_at.astimezone(BRUSSELS):%H:%M}",
            end=f"{leg.ends_at.astimezone(BRUSSELS):%H:%M}",
            minutes=minutes,
            km=round(leg.journey.km, 1),
        )
