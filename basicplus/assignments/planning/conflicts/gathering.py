"""Gathers the facts of a span for its conflicts from the rows: visits, workers, agreements, what the rules say."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

from sqlmodel import col

from basicplus.assignments.models import Agreement, Visit
from basicplus.assignments.planning.conflicts.judging import conflicts
from basicplus.assignments.planning.conflicts.model import (
    Agreed,
    Conflict,
    PlanFacts,
    Planned,
    TravelMinutes,
)
from basicplus.assignments.planning.reading import standing, within
from basicplus.assignments.planning.staffing import staff_of
from basicplus.assignments.travel.ways import place_of, told_ways
from basicplus.clock import Span, minutes_between, year_span
from basicplus.compliance.facts import Facts
from basicplus.compliance.findings import Finding
from basicplus.compliance.gate import Scope, gate_of
from basicplus.compliance.rules import judge
from basicplus.db import GroupSession, pick
from basicplus.members import Member, Site


def conflicts_of(
    session: GroupSession, span: Span, today: date, travel_minutes: TravelMinutes | None = None
) -> list[Conflict]:
    """Return what stands beside the drafts of a span, as of a day: what is not told yet cannot be told before it.

    `travel_minutes` gives the minutes between two sites by their ids: as `travel` finds them, if not given.
    """
    return conflicts(facts_of(session, span, today), travel_minutes or by_car(session))


def facts_of(session: GroupSession, span: Span, today: date) -> PlanFacts:
    """Return the facts of a span, in a fixed number of queries."""
    rows = session.rows(_visits(span))
    visits = tuple(Planned(*row) for row in rows)
    staff = staff_of(session, span)
    return PlanFacts(span, visits, staff, _agreements(session, span), _findings(session, span, today))


def _visits(span: Span) -> Any:
    names = ("site_id", "agreement_id", "day", "starts_at", "ends_at")
    return (
        pick(Visit.id, Visit.worker_id, Member.number, *(getattr(Visit, name) for name in names))
        .join(Member, col(Member.id) == Visit.member_id)
        .where(standing(published=False), Visit.state == "planned", within(span))
        .order_by(col(Visit.starts_at), col(Visit.id))
    )


def _agreements(session: GroupSession, span: Span) -> dict[int, Agreed]:
    year = year_span(span.from_on.year)
    minutes: Counter[tuple[int, int]] = Counter()
    visits: Counter[int] = Counter()
    planned = pick(Visit.agreement_id, Visit.day, Visit.starts_at, Visit.ends_at).where(
        standing(published=False), Visit.state == "planned", within(year), col(Visit.agreement_id).is_not(None)
    )
    by_month: dict[int, dict[date, int]] = {}
    for agreement_id, day, starts_at, ends_at in session.rows(planned):
        minutes[agreement_id, day.month] += minutes_between(starts_at, ends_at)
        visits[agreement_id] += 1
    for (agreement_id, month), sum_of_month in minutes.items():
        by_month.setdefault(agreement_id, {})[date(year.from_on.year, month, 1)] = sum_of_month
    names = ("id", "number", "profession", "volume_minutes", "from_on", "until_on", "school_weeks_only")
    query = pick(col(Member.number).label("member"), *(getattr(Agreement, name) for name in names)).join(
        Member, col(Member.id) == Agreement.member_id
    )
    return {
        row.id: Agreed(
            row.number,
            row.member,
            row.profession,
            row.volume_minutes,
            Span.of(row.from_on, row.until_on),
            row.school_weeks_only,
            by_month.get(row.id, {}),
            visits[row.id],
        )
        for row in session.rows(query)
    }


def _findings(session: GroupSession, span: Span, today: date) -> tuple[Finding, ...]:
    """Return what the rules say of the visits of a span, those of a draft being told today at the earliest."""
    gate = gate_of(session)
    scope = Scope(plan_only=True)
    scope.all_on(span)
    facts = gate.facts(session, scope)
    found = judge(_as_of(facts, today), gate.law)
    return tuple(each for each in found if each.span.overlaps(span) and each.subject.startswith("visit"))


def _as_of(facts: Facts, today: date) -> Facts:
    presences = tuple(
        replace(each, told_on=max(today, each.told_on or today)) if each.drafted else each
        for each in facts.presences
    )
    return replace(facts, presences=presences)


def by_car(session: GroupSession) -> TravelMinutes:
    """Return the minutes by car between sites, as the rules count them; None where nobody knows the way."""
    sites = session.rows(pick(Site.id, Site.latitude, Site.longitude))
    ways = told_ways(session, {site: place_of(*point) for site, *point in sites})

    def minutes(start: int, end: int) -> int | None:
        way = ways.between(start, end)
        return way.minutes if way else None

    return minutes
