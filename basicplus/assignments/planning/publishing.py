"""Publishing: the draft becomes a frozen version, and everybody whom it concerns gets a notice with its moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import not_, or_
from sqlmodel import col, select

from basicplus import journal
from basicplus.assignments.models import Plan, TimeEntry, Visit
from basicplus.assignments.planning.differences import (
    Party,
    Slot,
    SlotChange,
    by_party,
    changes_between,
    count,
    origin_of,
)
from basicplus.assignments.planning.models import PlanNotice, PlanPublication
from basicplus.assignments.planning.reading import content_of, in_version
from basicplus.clock import Span, brussels_day
from basicplus.db import GroupSession, WriteSession, pick
from basicplus.errors import Conflict, invalid

COLUMNS = ("id", "worker_id", "member_id", "site_id", "agreement_id", "day", "starts_at", "ends_at")
PARTIES: tuple[Party, ...] = ("worker", "member")


def publish(session: WriteSession, plan: Plan, at: datetime) -> Plan:
    """Freeze the draft as the next version: its visits stand, and people are told from this moment on.

    The gate refuses what is told too late (WT-13). Raises Conflict when there is no draft, when it says nothing
    new, or when it moves a visit whose hours are recorded.
    """
    last = last_publication(session, plan)
    published_at = last.published_at if last else plan.published_at
    if plan.state != "draft":
        raise Conflict(f"Version {plan.version} of the plan was published on {published_at}.")
    if published_at is not None and at < published_at:
        raise invalid("at", at, f"an instant after version {plan.published} was published ({published_at})")
    version = plan.draft
    _settle(session, plan, at)
    changes = changes_of(session, plan, plan.published, version)
    if plan.published and not changes:
        raise Conflict(f"Version {version} of the plan says the same as version {plan.published}.")
    _loses_no_hours(session, changes)
    plan.version, plan.state, plan.published_at = version, "published", plan.published_at or at
    session.add(plan)
    visits, sha256 = content_of(session, plan, version)
    sealed: dict[str, Any] = {"journal_seq": journal.first_seq(session), "plan_id": plan.id}
    sealed |= {"version": version, "published_at": at}
    session.add(PlanPublication(**sealed, visits=visits, visits_sha256=sha256))
    notices = list(notices_for(changes))
    session.add_all(PlanNotice(**sealed, **notice) for notice in notices)
    journal.record(
        session,
        "publish plan",
        f"{Span(plan.from_on, plan.until_on)}",
        version=version,
        notices=len(notices),
        **count(changes),
    )
    return plan


def _settle(session: WriteSession, plan: Plan, at: datetime) -> None:
    """Say of what is new in the draft that it is told now; what was called off before is not in it."""
    drafted = select(Visit).where(
        Visit.plan_id == plan.id, Visit.from_version == plan.draft, col(Visit.until_version).is_(None)
    )
    to_settle = or_(col(Visit.state) == "cancelled", col(Visit.told_on).is_not(None))
    for visit in session.exec(drafted.where(to_settle)):
        if visit.state == "cancelled":
            visit.until_version = plan.draft
        else:
            visit.told_on = brussels_day(at)
        session.add(visit)
    session.flush()


def _loses_no_hours(session: GroupSession, changes: list[SlotChange]) -> None:
    """Refuse to move or take out a visit whose hours were recorded while people knew it as it was."""
    moved = [change.before.row for change in changes if change.before is not None]
    done = session.exec(select(TimeEntry).where(col(TimeEntry.visit_id).in_(moved))).first() if moved else None
    if done is not None:
        raise Conflict(
            f"Hours are recorded for the visit of {done.day}, which the draft moves or takes out:"
            " put it back in the draft first."
        )


def notices_for(changes: list[SlotChange]) -> Iterator[dict[str, Any]]:
    """Yield the columns of a notice for each worker and each member whom the changes concern."""
    for party in PARTIES:
        for who, seen in sorted(by_party(changes, party).items()):
            days = [slot.day for change in seen for slot in change.slots]
            span = {"from_on": min(days), "until_on": max(days) + timedelta(days=1)}
            yield {f"{party}_id": who, **span, **count(seen)}


def last_publication(session: GroupSession, plan: Plan) -> PlanPublication | None:
    """Return the last publication of a plan; None before the first, or where an older program published it."""
    query = (
        select(PlanPublication)
        .where(PlanPublication.plan_id == plan.id)
        .order_by(col(PlanPublication.version).desc())
    )
    return session.exec(query).first()


def changes_of(session: GroupSession, plan: Plan, version: int, later: int) -> list[SlotChange]:
    """Return what differs between two versions of a plan; version 0 is the empty plan."""
    replaces = dict(
        session.rows(
            pick(Visit.id, Visit.replaces_id).where(Visit.plan_id == plan.id, col(Visit.replaces_id).is_not(None))
        )
    )
    only_before, only_after = (
        [slot_of(row, origin_of(row.id, replaces)) for row in session.rows(query)]
        for query in (_slots(plan, version, later), _slots(plan, later, version))
    )
    return changes_between(only_before, only_after)


def _slots(plan: Plan, version: int, other: int) -> Any:
    """Select the visits that stand in one version and not in another: a row never says two things."""
    return pick(*(getattr(Visit, name) for name in COLUMNS)).where(
        Visit.plan_id == plan.id, in_version(version), not_(in_version(other))
    )


def slot_of(row: Any, origin: int) -> Slot:
    """Return a row of a visit, or of its columns, as the visit of a version."""
    ids = {name: getattr(row, f"{name}_id") for name in ("worker", "member", "site", "agreement")}
    return Slot(origin=origin, **ids, day=row.day, starts_at=row.starts_at, ends_at=row.ends_at, row=row.id)


def broken_plans(session: GroupSession) -> Iterator[str]:
    """Compare the visits of every published version with what was published."""
    for publication in session.exec(select(PlanPublication).order_by(col(PlanPublication.id))):
        plan = session.get(Plan, publication.plan_id)
        if plan is None:
            yield f"version {publication.version} of plan {publication.plan_id}: the plan is gone"
            continue
        if content_of(session, plan, publication.version) != (publication.visits, publication.visits_sha256):
            name = f"version {publication.version} of the plan {Span(plan.from_on, plan.until_on)}"
            yield f"{name}: its visits are not those that were published"
