"""The plan of a month as its tool bar shows it: what is published, what the draft has, what can be undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import col, func, select

from basicplus.assignments import Plan, Visit, planning
from basicplus.assignments.planning import PlanEdit
from basicplus.assignments.planning.changes import from_json
from basicplus.clock import Span, month_of
from basicplus.db import GroupSession, pick
from basicplus.errors import NotFound
from basicplus.members import Member
from basicplus.workers import Worker


@dataclass(frozen=True)
class PlanState:
    """A plan: its days, its versions, how many edits its draft has, and the next to undo and to do again."""

    day: date
    days: Span
    published: int
    draft: int
    edits: int
    to_undo: PlanEdit | None
    to_redo: PlanEdit | None
    is_draft: bool


def state_of(session: GroupSession, month: Span) -> PlanState | None:
    """Return the state of the plan that holds the first day of a month; None where there is none."""
    try:
        plan = planning.plan_of(session, month.from_on)
    except NotFound:
        return None
    edits = planning.edits_of(session, plan)
    done = [edit for edit in edits if edit.state == "done"]
    undone = [edit for edit in edits if edit.state == "undone"]
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
    rows = session.exec(select(Visit).where(col(Visit.id).in_({change.row_id for change in changes}))).all()
    workers, members = {row.worker_id for row in rows}, {row.member_id for row in rows}
    for change in changes:
        states = (change.before, change.after)
        workers |= {state["worker_id"] for state in states if state.get("worker_id")}
    return Touched(
        tuple(session.exec(select(Worker.number).where(col(Worker.id).in_(workers)))),
        tuple(session.exec(select(Member.number).where(col(Member.id).in_(members)))),
    )
