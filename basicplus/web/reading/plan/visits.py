"""One visit as its dialog shows it, with what it can be moved to: people, sites, visits to swap with."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, select

from basicplus import members
from basicplus.assignments import Agreement, Plan, TimeEntry, Visit, planning
from basicplus.assignments.planning.staffing import staff_of
from basicplus.clock import BRUSSELS, Span
from basicplus.db import GroupSession, get
from basicplus.web.reading.presences import VisitItem, visit_detail, visits_where


@dataclass(frozen=True)
class VisitShown:
    """A visit, where it stands, and what a form offers: colleagues and sites as (number, name), visits of the day.

    `stands` says whether it can be edited: it is in the draft, not called off, and no hours are recorded for it.
    """

    visit: VisitItem
    profession: str
    start_time: str
    recurring: bool
    is_draft: bool
    stands: bool
    hours_recorded: bool
    colleagues: tuple[tuple[str, str], ...]
    sites: tuple[tuple[str, str], ...]
    swaps: tuple[VisitItem, ...]


def visit_shown(session: GroupSession, visit_id: int) -> VisitShown:
    """Return a visit for its dialog; NotFound where there is none."""
    item = visit_detail(session, visit_id)
    row = get(session, Visit, f"visit {visit_id}", id=visit_id)
    plan = get(session, Plan, "plan of this visit", id=row.plan_id)
    people = staff_of(session, Span.day(row.day)).people
    own = people.get(row.worker_id)
    agreed = session.get(Agreement, row.agreement_id) if row.agreement_id else None
    profession = agreed.profession if agreed else own.profession if own else ""
    peers = {key: each for key, each in people.items() if profession in ("", each.profession)}
    done = session.exec(select(TimeEntry.id).where(TimeEntry.visit_id == visit_id)).first() is not None
    others = visits_where(
        session,
        planning.standing(published=False),
        Visit.day == row.day,
        Visit.state == "planned",
        Visit.plan_id == row.plan_id,
        col(Visit.worker_id).in_(set(peers) - {row.worker_id}),
    )
    sites = members.sites_of(session, members.by_number(session, item.member))
    return VisitShown(
        item,
        profession,
        f"{row.starts_at.astimezone(BRUSSELS):%H:%M}",
        row.assignment_id is not None,
        row.from_version > plan.published,
        row.until_version is None and row.state == "planned" and not done,
        done,
        tuple((each.number, each.name) for each in peers.values()),
        tuple((site.code, site.name) for site in sites),
        tuple(others),
    )
