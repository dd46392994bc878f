"""Reads the board around some days from the rows, in a fixed number of queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, timedelta

from sqlmodel import col, func, select

from basicplus import workers
from basicplus.assignments.calendars import school_is_open
from basicplus.assignments.models import Agreement, Plan, Visit
from basicplus.assignments.planning import days_off, standing, within
from basicplus.assignments.repair.board import Agreed, Board, Colleague, Served, Stay
from basicplus.assignments.repair.options import LATER
from basicplus.assignments.travel.journeys import Place, journey
from basicplus.clock import Span
from basicplus.compliance.facts import Contract
from basicplus.compliance.gate import Scope
from basicplus.compliance.worktime import week_of
from basicplus.db import GroupSession, pick
from basicplus.members import Member, Site, Strike
from basicplus.workers import Absence, Qualification, Worker

YEAR = timedelta(days=365)
NO_DAYS = Span(date.max, date.max)


def board_of(session: GroupSession, days: Span) -> Board:
    """Return everybody and every visit of the draft in the weeks of some days and those in which it can be later."""
    last = days.until_on - timedelta(days=1)
    span = Span(week_of(days.from_on).from_on, week_of(last).until_on + timedelta(days=7) + LATER)
    plans = session.rows(pick(Plan.from_on, Plan.until_on).order_by(col(Plan.from_on)))
    return Board(
        span=span,
        plans=tuple(Span(*row) for row in plans),
        colleagues=_colleagues(session, span),
        members=_members(session),
        agreements=_agreements(session),
        places={
            site: _place(*point) for site, *point in session.rows(pick(Site.id, Site.latitude, Site.longitude))
        },
        way=journey,
        days_off=days_off(session, span),
        known=_known(session, days.from_on),
        school_is_open=lambda day, _member: school_is_open(day) is not False,
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
    contracts: dict[str, list[Contract]] = defaultdict(list)
    for contract in workers.WITNESS.testify(session, Scope(everything=span)).contracts:
        contracts[contract.worker].append(contract)
    absences: dict[int, list[Span]] = defaultdict(list)
    away = select(Absence).where(Absence.from_on < span.until_on, Absence.until_on > span.from_on)
    for absence in session.exec(away.order_by(col(Absence.from_on))):
        absences[absence.worker_id].append(Span(absence.from_on, absence.until_on))
    held: dict[int, list[tuple[str, Span]]] = defaultdict(list)
    for row in session.exec(select(Qualification).order_by(col(Qualification.id))):
        held[row.worker_id].append((row.name, Span.of(row.from_on, row.until_on)))
    return {
        row.id: Colleague(
            row.id,
            row.number,
            row.name,
            row.profession,
            row.language,
            _place(row.home_latitude, row.home_longitude),
            tuple(contracts[row.number]),
            tuple(absences[row.id]),
            tuple(held[row.id]),
        )
        for row in session.exec(select(Worker).order_by(col(Worker.number)))
    }


def _members(session: GroupSession) -> dict[int, Served]:
    closed: dict[int, list[Span]] = defaultdict(list)
    for strike in session.exec(select(Strike).order_by(col(Strike.from_on))):
        closed[strike.member_id].append(Span.of(strike.from_on, strike.until_on))
    rows = session.rows(pick(Member.id, Member.number, Member.name, Member.language))
    return {member_id: Served(*said, tuple(closed[member_id])) for member_id, *said in rows}


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


def _place(latitude: float | None, longitude: float | None) -> Place | None:
    return None if latitude is None or longitude is None else Place(latitude, longitude)
