"""The plan of a month as its tool bar shows it: what is published, what the draft has, what can be undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import col, func, select

from basicplus.assignments import Plan, Visit, planning
from basicplus.assignments.planning import PlanEdit
from basicplus.assignments.planning.changes import from_json
from basicplus.clock import Span, month_of
from basicplus.db import GroupSession, pick, prepared
from basicplus.errors import NotFound
from basicplus.members import Member
from basicplus.workers import Worker


@dataclass(frozen=True)
class EditMade:
    """An edit of a draft: the act that made it, and what it says of itself."""

    kind: str
    words: str


@dataclass(frozen=True)
class PlanState:
    """A plan: its days, its versions, how many edits its draft has, and the next to undo and to do again."""

    day: date
    days: Span
    published: int
    draft: int
    edits: int
    to_undo: EditMade | None
    to_redo: EditMade | None
    is_draft: bool


def state_of(session: GroupSession, month: Span) -> PlanState | None:
    """Return the state of the plan that holds the first day of a month; None where there is none."""
    try:
        plan = planning.plan_of(session, month.from_on)
    except NotFound:
        return None
    edits = session.rows(_edits(), plan=plan.id, version=plan.draft)
    done = [EditMade(kind, words) for state, kind, words in edits if state == "done"]
    undone = [EditMade(kind, words) for state, kind, words in edits if state == "undone"]
    return PlanState(
        month.from_on,
        Span(plan.from_on, plan.until_on),
        plan.published,
        plan.draft,
        len(done),
        done[-1] if done else None,
        undone[0] if undone else None,
        plan.state == "draft",
    )


@cache
def _edits() -> Any:
    edits = pick(PlanEdit.state, PlanEdit.kind, PlanEdit.words)
    of_draft = (PlanEdit.plan_id == bindparam("plan"), PlanEdit.version == bindparam("version"))
    return prepared(edits.where(*of_draft).order_by(col(PlanEdit.position)))


def usual_month(session: GroupSession, today: date) -> Span:
    """Return this month, or the last one that is planned where this one is not."""
    [(planned_until,)] = session.rows(pick(func.max(Plan.until_on)))
    [(planned_from,)] = session.rows(pick(func.min(Plan.from_on)))
    if planned_until is None or planned_from <= today < planned_until:
        return month_of(today)
    return month_of(planned_until - timedelta(days=1)) if today >= planned_until else month_of(planned_from)


@dataclass(frozen=True)
class Touched:
    """The numbers of the workers and members whom an edit concerns."""

    workers: tuple[str, ...]
    members: tuple[str, ...]


def touched_by(session: GroupSession, edit: PlanEdit) -> Touched:
    """Return whom an edit concerns: who had its visits, and who has them now."""
    changes = from_json(edit.changes)
    visits = {change.row_id for change in changes}
    rows = session.rows(pick(Visit.worker_id, Visit.member_id).where(col(Visit.id).in_(visits)))
    workers, members = {worker for worker, _ in rows}, {member for _, member in rows}
    for change in changes:
        states = (change.before, change.after)
        workers |= {state["worker_id"] for state in states if state.get("worker_id")}
    return Touched(
        tuple(session.exec(select(Worker.number).where(col(Worker.id).in_(workers)))),
        tuple(session.exec(select(Member.number).where(col(Member.id).in_(members)))),
    )
