"""The one way to read visits: those of the draft, which the rules judge, or those that were published."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, or_
from sqlmodel import col, select

from basicplus import members, workers
from basicplus.assignments.models import Plan, Visit
from basicplus.canonical import sha256_of
from basicplus.clock import Span
from basicplus.db import GroupSession, get, pick
from basicplus.errors import NotFound

# Which version of its agreement a visit is under may change: an amendment takes its later visits over.
CONTENT = ("id", "worker_id", "member_id", "site_id", "starts_at", "ends_at")


def visits_of(
    session: GroupSession,
    span: Span,
    *,
    published: bool,
    worker: str | None = None,
    member: str | None = None,
    called_off: bool = False,
) -> list[Visit]:
    """Return the visits of a span in order of time, as people know them or as the drafts have them.

    Worker and member are numbers. Where a plan has no edits, draft and published version are the same; a plan that
    was never published has nothing published. With `called_off`, also those that were called off.
    """
    wanted: list[Any] = [] if called_off else [Visit.state == "planned"]
    if worker is not None:
        wanted.append(Visit.worker_id == workers.by_number(session, worker).id)
    if member is not None:
        wanted.append(Visit.member_id == members.by_number(session, member).id)
    query = (
        select(Visit)
        .join(Plan, col(Plan.id) == Visit.plan_id)
        .where(standing(published=published), within(span), *wanted)
        .order_by(col(Visit.starts_at), col(Visit.id))
    )
    return list(session.exec(query))


def standing(*, published: bool) -> ColumnElement[bool]:
    """Return the condition that a visit stands in what is published, or in the draft; joined to its Plan."""
    return in_version(published_version()) if published else col(Visit.until_version).is_(None)


def published_version() -> ColumnElement[int]:
    """Return `Plan.published` as a column."""
    return col(Plan.version) - case((col(Plan.state) == "draft", 1), else_=0)


def within(span: Span) -> ColumnElement[bool]:
    """Return the condition that a visit is on a day of a span."""
    return (col(Visit.day) >= span.from_on) & (col(Visit.day) < span.until_on)


def plan_of(session: GroupSession, day: date) -> Plan:
    """Return the plan that holds a day."""
    query = select(Plan).where(Plan.from_on <= day, Plan.until_on > day).order_by(col(Plan.id).desc())
    plan = session.exec(query).first()
    if plan is None:
        raise NotFound(f"There is no plan for {day} yet: draft one for its period first.")
    return plan


def visit_by_id(session: GroupSession, visit_id: int) -> Visit:
    """Return a visit that stands in the draft of its plan and was not called off."""
    visit = get(session, Visit, f"visit {visit_id}", id=visit_id)
    if visit.until_version is not None or visit.state != "planned":
        raise NotFound(f"Visit {visit_id} stands in the plan no more: look up the one that took its place.")
    return visit


def in_version(version: int | ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition that a visit stands in a version of its plan, also if it was called off since."""
    return (col(Visit.from_version) <= version) & or_(
        col(Visit.until_version).is_(None), col(Visit.until_version) > version
    )


def content_of(session: GroupSession, plan: Plan, version: int) -> tuple[int, str]:
    """Return how many visits a version of a plan has, and the SHA-256 of what they say in order of id.

    They say who is where and when, but not what became of it.
    """
    columns = (getattr(Visit, name) for name in CONTENT)
    query = pick(*columns).where(Visit.plan_id == plan.id, in_version(version)).order_by(col(Visit.id))
    rows = [list(row) for row in session.rows(query)]
    return len(rows), sha256_of(rows)
