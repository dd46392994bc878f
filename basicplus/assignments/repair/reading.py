"""Reads the board around some days from the rows, in a fixed number of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

from sqlmodel import col, func

from basicplus.assignments import calendar
from basicplus.assignments.models import Agreement, Plan, Visit
from basicplus.assignments.planning import standing, within
from basicplus.assignments.planning.staffing import staff_of
from basicplus.assignments.repair.board import Agreed, Board, Colleague, Served, Stay, home_of
from basicplus.assignments.travel.journeys import Place
from basicplus.assignments.travel.ways import place_of, told_ways
from basicplus.clock import Span
from basicplus.compliance.worktime import week_of
from basicplus.db import GroupSession, pick
from basicplus.members import Member, Site
from basicplus.workers import Worker

YEAR, NOT_LATER = timedelta(days=365), timedelta()
NO_DAYS = Span(date.max, date.max)


def board_of(session: GroupSession, days: Span, later: timedelta = NOT_LATER) -> Board:
    """Return everybody, and every visit of the draft in the weeks of some days and so much later."""
    last = days.until_on - timedelta(days=1)
    span = Span(week_of(days.from_on).from_on, week_of(last).until_on + later)
    plans = session.rows(pick(Plan.from_on, Plan.until_on).order_by(col(Plan.from_on)))
    return Board(
        span=span,
        plans=tuple(Span(*row) for row in plans),
        colleagues=_colleagues(session, span),
        members=_members(session),
        agreements=_agreements(session),
        calendars=calendar.load(session, span),
        way=told_ways(session, _places(session)).between,
        known=_known(session, days.from_on),
        stays={stay.visit: stay for stay in _stays(session, span) if stay.visit is not None},
    )


def planned_days(session: GroupSession) -> Span:
    """Return the days from the first plan to the last; none where nothing is planned."""
    spans = [Span(*row) for row in session.rows(pick(Plan.from_on, Plan.until_on))]
    return Span(min(each.from_on for each in spans), max(each.until_on for each in spans)) if spans else NO_DAYS


def stay_of(visit: Visit) -> Stay:
    """Return a visit as the board has it."""
    return Stay(
        visit.id,
        visit.worker_id,
        visit.member_id,
        visit.site_id,
        visit.agreement_id,
        visit.day,
        visit.starts_at,
        visit.ends_at,
    )


def _stays(session: GroupSession, span: Span) -> list[Stay]:
    names = ("id", "worker_id", "member_id", "site_id", "agreement_id", "day", "starts_at", "ends_at")
    query = pick(*(getattr(Visit, name) for name in names)).where(
        standing(published=False), Visit.state == "planned", within(span)
    )
    return [Stay(*row) for row in session.rows(query.order_by(col(Visit.starts_at), col(Visit.id)))]


def _colleagues(session: GroupSession, span: Span) -> dict[int, Colleague]:
    languages = {worker: said for worker, *said in session.rows(pick(Worker.id, Worker.number, Worker.language))}
    people = staff_of(session, span, (number for number, _ in languages.values())).people
    return {
        worker: Colleague(**vars(person), id=worker, language=languages[worker][1])
        for worker, person in people.items()
    }


def _members(session: GroupSession) -> dict[int, Served]:
    rows = session.rows(pick(Member.id, Member.number, Member.name, Member.language))
    return {member_id: Served(*said) for member_id, *said in rows}


def _places(session: GroupSession) -> dict[int, Place | None]:
    """Return where sites and homes are."""
    sites = session.rows(pick(Site.id, Site.latitude, Site.longitude))
    homes = session.rows(pick(Worker.id, Worker.home_latitude, Worker.home_longitude))
    return {site: place_of(*point) for site, *point in sites} | {
        home_of(worker): place_of(*point) for worker, *point in homes
    }


def _agreements(session: GroupSession) -> Mapping[int, Agreed]:
    names = ("id", "number", "profession", "from_on", "until_on", "worker_id", "school_weeks_only")
    rows = session.rows(pick(*(getattr(Agreement, name) for name in names)))
    return {
        agreement: Agreed(number, profession, Span.of(from_on, until_on), *rest)
        for agreement, number, profession, from_on, until_on, *rest in rows
    }


def _known(session: GroupSession, day: date) -> Counter[tuple[int, int]]:
    """Count the visits of each worker at each member in the year before a day."""
    year = Span(day - YEAR, day)
    query = (
        pick(Visit.worker_id, Visit.member_id, func.count())
        .where(standing(published=False), Visit.state == "planned", within(year))
        .group_by(col(Visit.worker_id), col(Visit.member_id))
    )
    return Counter({(worker, member): visits for worker, member, visits in session.rows(query)})
