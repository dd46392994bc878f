"""The figures of a group: heads, members, hours, billing, journal; each from few queries, none decided here."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from typing import Any

from pydantic import BaseModel
from sqlmodel import col, func

from basicplus.assignments import TimeEntry
from basicplus.assignments.models import KINDS
from basicplus.clock import Span, months, parse_period, year_span
from basicplus.compliance.gate import Scope
from basicplus.compliance.law import belgian_law
from basicplus.compliance.rules.heads import head_count
from basicplus.db import GroupSession, pick
from basicplus.invoicing import Invoice
from basicplus.journal import JournalEntry
from basicplus.members import Member, Membership
from basicplus.members.models import FREQUENCIES
from basicplus.watch import AuditRun, FindingCase
from basicplus.web.reading.findings import standing
from basicplus.web.reading.members import in_force
from basicplus.web.reading.memory import Memory
from basicplus.workers import WITNESS as WORKERS
from basicplus.workers import Worker
from basicplus.workers.models import PROFESSIONS

_memory: Memory[Any] = Memory()


class HeadsMonth(BaseModel):
    """The most workers on one day of a month, and the legal maximum on its first day."""

    month: date
    heads: int
    limit: int | None


class Heads(BaseModel):
    """Workers under contract today, in full-time equivalents too, and month by month for a year."""

    today: int
    limit: int | None
    fte: float
    ahead: list[HeadsMonth]


class HoursYear(BaseModel):
    """Minutes of a year by kind; and per profession, how much of them was service to members."""

    year: int
    by_kind: dict[str, int]
    by_profession: dict[str, tuple[int, int]]

    @property
    def total(self) -> int:
        """All minutes of the year."""
        return sum(self.by_kind.values())


class PeriodBilled(BaseModel):
    """What was invoiced and credited for a period, in cents; credits are negative."""

    period: str
    purpose: str
    documents: int
    invoiced_cents: int
    credited_cents: int


class Billing(BaseModel):
    """All documents of the group, and the latest billed year period by period."""

    documents: int
    invoiced_cents: int
    credited_cents: int
    year: int
    periods: list[PeriodBilled]


class LastAct(BaseModel):
    """How long the journal is, and its last act."""

    length: int
    at: datetime
    actor: str
    act: str
    subject: str


class Summary(BaseModel):
    """The figures of a group on a day; what is not recorded yet is None."""

    day: date
    heads: Heads
    members: dict[str, int]
    hours: HoursYear | None
    billing: Billing | None
    findings: dict[str, int]
    journal: LastAct | None


def summary(session: GroupSession, today: date, findings: dict[str, int] | None = None) -> Summary:
    """Return all figures of the group; the rules are run now unless their `findings` are given."""
    return Summary(
        day=today,
        heads=_memory.found(session, ("heads", today), lambda: heads(session, today)),
        members=_memory.found(session, ("members", today), lambda: members_by_frequency(session, today)),
        hours=_memory.found(session, "hours", lambda: hours_of_latest_year(session)),
        billing=_memory.found(session, "billing", lambda: billing(session)),
        findings=findings_by_rule(session, today) if findings is None else findings,
        journal=last_act(session),
    )


def heads(session: GroupSession, today: date) -> Heads:
    """Count the workers as rule GE-07 counts them: every contract in force, part-timers as one."""
    year = Span(today, months(Span(today, today + timedelta(days=366)))[12])
    scope = Scope()
    scope.count_heads(year)
    contracts = WORKERS.testify(session, scope).contracts
    steps = list(head_count(contracts, year))
    ahead = [
        HeadsMonth(
            month=first,
            heads=max(count for span, count, _ in steps if span.overlaps(month & year)),
            limit=limit_on(max(first, today)),
        )
        for first in months(year)
        if (month := Span(first, (first + timedelta(days=32)).replace(day=1)))
    ]
    return Heads(today=steps[0][1], limit=limit_on(today), fte=float(steps[0][2]), ahead=ahead)


def limit_on(day: date) -> int | None:
    """Return the legal maximum of workers on a day; None where the law sets none."""
    value = belgian_law().on(day, "max_heads").value
    return None if value is None else int(value)


def members_by_frequency(session: GroupSession, today: date) -> dict[str, int]:
    """Count the members of today per billing frequency."""
    query = (
        pick(Member.billing_frequency, func.count(col(Member.id).distinct()))
        .join(Membership, col(Membership.member_id) == Member.id)
        .where(in_force(today))
        .group_by(col(Member.billing_frequency))
    )
    found = dict(tuple(row) for row in session.rows(query))
    return {frequency: found.get(frequency, 0) for frequency in FREQUENCIES}


def hours_of_latest_year(session: GroupSession) -> HoursYear | None:
    """Sum the hours of the latest year that has any, by kind and by profession."""
    last = session.rows(pick(func.max(TimeEntry.day)))[0][0]
    if last is None:
        return None
    span = year_span(last.year)
    query = (
        pick(TimeEntry.kind, Worker.profession, func.sum(TimeEntry.minutes))
        .join(Worker, col(Worker.id) == TimeEntry.worker_id)
        .where(TimeEntry.day >= span.from_on, TimeEntry.day < span.until_on)
        .group_by(col(TimeEntry.kind), col(Worker.profession))
    )
    by_kind = dict.fromkeys(KINDS, 0)
    sold: dict[str, int] = defaultdict(int)
    spent: dict[str, int] = defaultdict(int)
    for kind, profession, minutes in session.rows(query):
        by_kind[kind] += int(minutes)
        spent[profession] += int(minutes)
        sold[profession] += int(minutes) if kind == "service" else 0
    by_profession = {name: (sold[name], spent[name]) for name in PROFESSIONS if name in spent}
    return HoursYear(year=last.year, by_kind=by_kind, by_profession=by_profession)


def billing(session: GroupSession) -> Billing | None:
    """Sum what was invoiced and credited, in all and per period of the latest billed year."""
    query = pick(
        Invoice.period, Invoice.purpose, Invoice.kind, func.count(col(Invoice.id)), func.sum(Invoice.total_cents)
    ).group_by(col(Invoice.period), col(Invoice.purpose), col(Invoice.kind))
    found: dict[tuple[str, str], PeriodBilled] = {}
    for period, purpose, kind, count, cents in session.rows(query):
        row = found.setdefault(
            (period, purpose),
            PeriodBilled(period=period, purpose=purpose, documents=0, invoiced_cents=0, credited_cents=0),
        )
        row.documents += count
        if kind == "credit_note":
            row.credited_cents += int(cents)
        else:
            row.invoiced_cents += int(cents)
    if not found:
        return None
    latest = max(int(period[:4]) for period, _ in found)
    return Billing(
        documents=sum(row.documents for row in found.values()),
        invoiced_cents=sum(row.invoiced_cents for row in found.values()),
        credited_cents=sum(row.credited_cents for row in found.values()),
        year=latest,
        periods=sorted((row for row in found.values() if int(row.period[:4]) == latest), key=_in_time),
    )


def _in_time(row: PeriodBilled) -> tuple[bool, date, int]:
    span = parse_period(row.period).span
    return row.purpose == "settlement", span.until_on, span.length


def findings_by_rule(session: GroupSession, today: date) -> dict[str, int]:
    """Count the findings from today on, per rule that found any."""
    found = Counter(finding.rule for finding in standing(session, Span(today)))
    return dict(sorted(found.items()))


def open_cases(session: GroupSession) -> dict[str, int]:
    """Count the open cases of the findings that the last audit still made, per rule."""
    query = (
        pick(FindingCase.rule, func.count(col(FindingCase.id)))
        .where(FindingCase.state == "open", col(FindingCase.gone_on).is_(None))
        .group_by(col(FindingCase.rule))
        .order_by(col(FindingCase.rule))
    )
    return dict(tuple(row) for row in session.rows(query))


def audited_at(session: GroupSession) -> datetime | None:
    """Return when the last audit ran; None where none has."""
    return session.rows(pick(func.max(AuditRun.ran_at)))[0][0]  # type: ignore[no-any-return]


def last_act(session: GroupSession) -> LastAct | None:
    """Return the length of the journal and its last act."""
    length = session.rows(pick(func.count(col(JournalEntry.id))))[0][0]
    names = ("at", "actor", "act", "subject")
    query = pick(*(getattr(JournalEntry, name) for name in names)).order_by(col(JournalEntry.seq).desc()).limit(1)
    return next(
        (LastAct(length=length, **dict(zip(names, row, strict=True))) for row in session.rows(query)), None
    )
