"""The cockpit of a month: how far the hours of each assignment are, what holds billing up, whose turn it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from sqlmodel import col, func

from basicplus.assignments import Agreement, Plan, TimeEntry, Visit, planning, timesheets
from basicplus.assignments.timesheets import HoursMessage
from basicplus.clock import brussels_day, minutes_between, month_of
from basicplus.db import GroupSession, pick
from basicplus.invoicing.models import InvoiceLine
from basicplus.invoicing.payments.receivables import receivables
from basicplus.members import Member
from basicplus.workers import Worker

STATES = ("disputed", "missing", "in", "checked", "waiting", "planned", "signed", "invoiced", "paid")
"""How far the hours of an assignment are, in the order in which they hold billing up.

`missing`: planned days are over without hours, or with drafts; `in`: they wait for the check; `checked`: to be put
before the member; `waiting`: for its signature; `planned`: their days are still to come.
"""
TURN = {
    "disputed": "coordinator",
    "missing": "worker",
    "in": "coordinator",
    "checked": "coordinator",
    "waiting": "member",
    "planned": "",
    "signed": "finance",
    "invoiced": "member",
    "paid": "",
}
"""Whose turn it is in each state."""
BLOCKING = STATES[:5]
CALL_AFTER = timesheets.CALL_AFTER_DAYS


@dataclass
class MonthRow:
    """An assignment in a month: minutes planned and worked, its lines (ids) by state, and since when it waits.

    `agreement` is the number of its first version. `answer_until_on` is the last day before silence approves.
    """

    agreement: str
    profession: str
    member: str
    member_name: str
    worker: str
    worker_name: str
    planned_minutes: int = 0
    worked_minutes: int = 0
    missing_days: list[date] = field(default_factory=list)
    to_come: int = 0
    lines: dict[str, list[int]] = field(default_factory=dict)
    since: dict[str, date] = field(default_factory=dict)
    answer_until_on: date | None = None
    is_to_call: bool = False

    @cached_property
    def state(self) -> str:
        """The state that holds billing up most."""
        return next((state for state in STATES if self._has(state)), "planned")

    @property
    def turn(self) -> str:
        """Whose turn it is: worker, coordinator, member, finance or nobody."""
        return TURN[self.state]

    def _has(self, state: str) -> bool:
        if state == "missing":
            return bool(self.missing_days)
        return self.to_come > 0 if state == "planned" else bool(self.lines.get(state))

    def days_waiting(self, today: date) -> int:
        """Return for how many days it has been in its state."""
        since = self.since.get(self.state)
        return max((today - since).days, 0) if since and self.state in BLOCKING else 0


@dataclass(frozen=True)
class MonthState:
    """A month in rows, what holds billing up first; its period is `open`, `closing` or `closed`."""

    month: date
    period: str
    rows: list[MonthRow]
    counters: Mapping[str, int]
    untold: int


def month_state(session: GroupSession, month: date, today: date) -> MonthState:
    """Return the assignments that are planned or worked in a month, what holds billing up first."""
    rows = _Rows(session)
    _planned(session, rows, month, today)
    _worked(session, rows, month, today)
    found = sorted(rows.found.values(), key=lambda row: _order(row, today))
    counted = Counter(row.state for row in found)
    return MonthState(
        month_of(month).from_on,
        timesheets.month_period(session, month),
        found,
        {state: counted[state] for state in STATES},
        len(timesheets.untold(session, month)),
    )


class _Rows:
    """The rows of a month, made as assignments are met."""

    def __init__(self, session: GroupSession) -> None:
        self.found: dict[tuple[int, int], MonthRow] = {}
        life = func.coalesce(Agreement.first_id, Agreement.id)
        self.life: dict[int, int] = dict(map(tuple, session.rows(pick(Agreement.id, life))))
        of_member = pick(Agreement.id, Agreement.number, Agreement.profession, Member.number, Member.name).join(
            Member, col(Member.id) == Agreement.member_id
        )
        self._named: dict[int, tuple[str, str, str, str]] = {
            agreement_id: (number, profession, member, name)
            for agreement_id, number, profession, member, name in session.rows(of_member)
        }
        names = pick(Worker.id, Worker.number, Worker.first_name, Worker.last_name)
        self._workers = {row[0]: (row[1], f"{row[2]} {row[3]}") for row in session.rows(names)}

    def of(self, agreement_id: int, worker_id: int) -> MonthRow:
        life = self.life[agreement_id]
        if (life, worker_id) not in self.found:
            self.found[life, worker_id] = MonthRow(*self._named[life], *self._workers[worker_id])
        return self.found[life, worker_id]


def _planned(session: GroupSession, rows: _Rows, month: date, today: date) -> None:
    span = month_of(month)
    query = (
        pick(Visit.agreement_id, Visit.worker_id, Visit.day, Visit.starts_at, Visit.ends_at, TimeEntry.id)
        .join(Plan, col(Plan.id) == Visit.plan_id)
        .join(TimeEntry, col(TimeEntry.visit_id) == Visit.id, isouter=True)
        .where(planning.standing(published=True), Visit.state == "planned", col(Visit.agreement_id).is_not(None))
        .where(Visit.day >= span.from_on, Visit.day < span.until_on)
    )
    for agreement_id, worker_id, day, starts_at, ends_at, entry_id in session.rows(query):
        row = rows.of(agreement_id, worker_id)
        row.planned_minutes += minutes_between(starts_at, ends_at)
        if entry_id is None and day < today:
            _miss(row, day)
        elif entry_id is None:
            row.to_come += 1


def _worked(session: GroupSession, rows: _Rows, month: date, today: date) -> None:
    span = month_of(month)
    names = (
        "id",
        "state",
        "agreement_id",
        "worker_id",
        "day",
        "minutes",
        "invoice_line_id",
        "starts_at",
        "ends_at",
    )
    of_month = (TimeEntry.kind == "service", TimeEntry.day >= span.from_on, TimeEntry.day < span.until_on)
    entries = session.rows(pick(*(getattr(TimeEntry, name) for name in names)).where(*of_month))
    told = {each.line.id: each for each in timesheets.announced(session, entries)}
    paid = _paid_lines(session, entries, today)
    disputed = _disputed_on(session, [entry.id for entry in entries if entry.state == "disputed"])
    for entry in entries:
        row = rows.of(entry.agreement_id, entry.worker_id)
        row.worked_minutes += entry.minutes
        if entry.state == "draft":
            if entry.day < today:
                _miss(row, entry.day)
            else:
                row.to_come += 1
            row.lines.setdefault("draft", []).append(entry.id)
            continue
        known = told.get(entry.id)
        state = {"submitted": "in", "checked": "waiting" if known else "checked"}.get(entry.state, entry.state)
        if state == "invoiced" and entry.invoice_line_id in paid:
            state = "paid"
        row.lines.setdefault(state, []).append(entry.id)
        since = disputed.get(entry.id, entry.day)
        if known:
            since = brussels_day(known.told_at or known.notice.written_at)
            row.is_to_call = row.is_to_call or (known.told_at is not None and (today - since).days >= CALL_AFTER)
            row.answer_until_on = min(filter(None, (row.answer_until_on, known.answer_until_on)), default=None)
        row.since[state] = min(since, row.since.get(state, since))


def _miss(row: MonthRow, day: date) -> None:
    row.missing_days.append(day)
    row.since["missing"] = min(day, row.since.get("missing", day))


def _paid_lines(session: GroupSession, entries: Iterable[Any], today: date) -> set[int]:
    """Return the invoice lines whose document has nothing open any more."""
    wanted = {entry.invoice_line_id for entry in entries if entry.invoice_line_id is not None}
    if not wanted:
        return set()
    lines = session.rows(pick(InvoiceLine.id, InvoiceLine.invoice_id).where(col(InvoiceLine.id).in_(wanted)))
    documents = receivables(session, today, documents={invoice_id for _, invoice_id in lines})
    settled = {each.invoice_id for each in documents if each.open_cents <= 0}
    return {line_id for line_id, invoice_id in lines if invoice_id in settled}


def _disputed_on(session: GroupSession, entries: list[int]) -> dict[int, date]:
    query = pick(HoursMessage.entry_id, func.max(HoursMessage.at)).where(
        col(HoursMessage.entry_id).in_(entries), HoursMessage.kind == "dispute"
    )
    return {
        entry_id: brussels_day(at) for entry_id, at in session.rows(query.group_by(col(HoursMessage.entry_id)))
    }


def _order(row: MonthRow, today: date) -> tuple[int, int, int, str, str]:
    return (
        STATES.index(row.state),
        -row.days_waiting(today),
        -max(row.planned_minutes, row.worked_minutes),
        row.agreement,
        row.worker,
    )
