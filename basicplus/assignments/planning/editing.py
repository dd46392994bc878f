"""One edit of the draft of a plan: changes its rows, and keeps what it did so that it can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlmodel import col, func, select

from basicplus import journal
from basicplus.assignments.models import Plan, TimeEntry, Visit
from basicplus.assignments.planning import changes
from basicplus.assignments.planning.changes import RowChange
from basicplus.assignments.planning.models import PlanEdit
from basicplus.clock import Span, minutes_between
from basicplus.db import GroupSession, WriteSession
from basicplus.errors import Conflict, invalid

LONGEST_MINUTES = 720
COPIED = (
    "plan_id",
    "assignment_id",
    "agreement_id",
    "worker_id",
    "member_id",
    "site_id",
    "day",
    "starts_at",
    "ends_at",
)


@dataclass
class Pen:
    """Writes one edit into the draft of a plan; `told_on` is the first day on which people can be told of it."""

    session: WriteSession
    plan: Plan
    told_on: date
    edited: list[tuple[Visit, dict[str, Any], dict[str, Any]]] = field(default_factory=list)

    def add(self, **columns: Any) -> Visit:
        """Put a new visit into the draft."""
        draft = self.plan.draft
        given: dict[str, Any] = {"plan_id": self.plan.id, "told_on": self.told_on, "from_version": draft}
        row = Visit(**given | columns)
        self.session.add(row)
        self.edited.append((row, {"until_version": draft}, {"until_version": None}))
        return row

    def change(self, visit: Visit, **columns: Any) -> Visit:
        """Change a visit; return the row that stands for it in the draft: another one, where it was published."""
        if visit.from_version < self.plan.draft:
            self.take_out(visit)
            copied = {name: getattr(visit, name) for name in COPIED}
            return self.add(**copied | {"replaces_id": visit.id} | columns)
        after = {"told_on": self.told_on} | columns
        after = {name: value for name, value in after.items() if getattr(visit, name) != value}
        before = {name: getattr(visit, name) for name in after}
        _write(self.session, visit, after)
        self.edited.append((visit, before, after))
        return visit

    def take_out(self, visit: Visit) -> None:
        """Take a visit out of the draft; what was published of it stays until the draft is."""
        closed = {"until_version": self.plan.draft}
        _write(self.session, visit, closed)
        self.edited.append((visit, {"until_version": None}, closed))

    def changes(self) -> list[RowChange]:
        """Return what the edit changed, once its new rows have their ids."""
        return [RowChange(row.id, before, after) for row, before, after in self.edited]


@contextmanager
def editing(
    session: WriteSession, plan: Plan, kind: str, subject: str, words: str, told_on: date, **detail: Any
) -> Iterator[Pen]:
    """Make one edit of the draft of a plan; a plan that was published gets a draft by it.

    What had been undone before cannot be done again after it. Raises Conflict when nothing would change.
    """
    pen = Pen(session, plan, told_on)
    yield pen
    if not pen.edited:
        raise Conflict(f"There is nothing to {kind}: the draft says so already ({words}).")
    open_draft(session, plan)
    session.flush()
    _keep(session, pen, kind, words)
    journal.record(session, kind, subject, **detail)


def open_draft(session: WriteSession, plan: Plan) -> None:
    """Give a plan of which everything is published a draft."""
    if plan.state == "published":
        plan.version, plan.state = plan.draft, "draft"
        session.add(plan)


def _keep(session: WriteSession, pen: Pen, kind: str, words: str) -> None:
    for undone in edits_of(session, pen.plan, "undone"):
        undone.state = "dropped"
        session.add(undone)
    query = select(func.max(PlanEdit.position)).where(
        PlanEdit.plan_id == pen.plan.id, PlanEdit.version == pen.plan.draft
    )
    session.add(
        PlanEdit(
            plan_id=pen.plan.id,
            version=pen.plan.draft,
            position=(session.exec(query).one() or 0) + 1,
            kind=kind,
            words=words[:300],
            changes=changes.to_json(pen.changes()),
        )
    )


def edits_of(session: GroupSession, plan: Plan, *states: str) -> list[PlanEdit]:
    """Return the edits of the draft of a plan in order, those in some states only if any are named."""
    wanted = [col(PlanEdit.state).in_(states)] if states else []
    query = (
        select(PlanEdit)
        .where(PlanEdit.plan_id == plan.id, PlanEdit.version == plan.draft, *wanted)
        .order_by(col(PlanEdit.position))
    )
    return list(session.exec(query))


def write_changes(session: WriteSession, edited: Sequence[RowChange]) -> None:
    """Write changes into the rows they are of.

    Raises Conflict when a row says something else than what the changes found, and writes nothing then.
    """
    ids = {change.row_id for change in edited}
    rows = {row.id: row for row in session.exec(select(Visit).where(col(Visit.id).in_(ids)))}
    names = {name for change in edited for name in change.after}
    states = {row_id: {name: getattr(row, name) for name in names} for row_id, row in rows.items()}
    if wrong := changes.apply(states, edited):
        raise Conflict(f"Visit {wrong[0]} was changed since by something else than an edit: edit it as it is now.")
    for row_id, columns in states.items():
        _write(session, rows[row_id], columns)


def _write(session: WriteSession, visit: Visit, columns: dict[str, Any]) -> None:
    for name, value in columns.items():
        setattr(visit, name, value)
    session.add(visit)


def no_hours_yet(session: GroupSession, visits: Iterable[Visit]) -> None:
    """Refuse to edit visits for which hours are recorded: what was done is no plan any more."""
    ids = [visit.id for visit in visits]
    found = session.exec(select(TimeEntry).where(col(TimeEntry.visit_id).in_(ids))).first()
    if found is not None:
        raise Conflict(f"Hours are recorded for the visit of {found.day}: correct the hours instead.")


def in_period(plan: Plan, day: date) -> date:
    """Return a day of the period of a plan; refuse another."""
    period = Span(plan.from_on, plan.until_on)
    if day not in period:
        raise invalid("day", day, f"a day of the plan ({period}): add the visit in the plan of that day instead")
    return day


def check_length(starts_at: datetime, ends_at: datetime) -> None:
    """Refuse a visit that lasts no time, or longer than a day's work can."""
    minutes = minutes_between(starts_at, ends_at)
    if not 0 < minutes <= LONGEST_MINUTES:
        raise invalid("minutes", minutes, f"1 to {LONGEST_MINUTES} minutes")
