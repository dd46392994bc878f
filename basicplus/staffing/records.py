"""The records that a plan of the year starts from, read once: who works when, who is where, who served whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from statistics import fmean
from typing import Any

from sqlmodel import col, func, or_, select

from basicplus import workers
from basicplus.assignments import Agreement, Assignment, Plan, Visit, calendar, days_off
from basicplus.assignments.calendars import MemberDays, school_is_open
from basicplus.assignments.planning import standing, within
from basicplus.clock import Span
from basicplus.compliance.communities import COMMUNITIES, Community
from basicplus.db import GroupSession, pick
from basicplus.members import Member, MemberSite, Site
from basicplus.planner.instance import TOKENS, WEEKDAYS, DayRange, Place
from basicplus.staffing.halves import Week
from basicplus.staffing.volume import Before
from basicplus.workers import ContractTerms, EmploymentContract, Worker

A_YEAR = timedelta(days=366)
BELGIUM = Place(lat=50.64, lon=4.67)
"""The middle of the country: where somebody is put of whom no place is known."""
SCHOOL_TOKENS = tuple(each for each in TOKENS if each != "wed-pm")
"""When schools receive: not on Wednesday afternoon."""


@dataclass(frozen=True)
class Records:
    """The records around a span; ids are those of the rows. `previous` says which worker serves an agreement,
    by the id that its versions share. `planned_before` counts the visits of each agreement from `planned_from` on,
    the first day of the year that has a plan, up to the span.
    """

    span: Span
    workers: Mapping[int, Worker]
    weeks: Mapping[int, list[Week]]
    absences: Mapping[int, list[Span]]
    leave: Mapping[int, list[Span]]
    agreements: tuple[Agreement, ...]
    members: Mapping[int, Member]
    sites: Mapping[int, Site]
    site_of: Mapping[int, int]
    previous: Mapping[int, int]
    calendars: Mapping[int, MemberDays]
    planned_from: date
    planned_before: Mapping[int, int]
    days_off: frozenset[date]

    @classmethod
    def read(cls, session: GroupSession, span: Span) -> Records:
        """Read the records of the agreements in force and of the workers under contract on any day of a span."""
        weeks = _weeks(session, span)
        agreements = tuple(
            session.exec(_touching(select(Agreement), Agreement, span).order_by(col(Agreement.number)))
        )
        people = session.exec(select(Worker).order_by(col(Worker.number)))
        return cls(
            span,
            {row.id: row for row in people if row.id in weeks},
            weeks,
            _absences(session, span),
            _absences(session, span, "annual_leave"),
            agreements,
            {row.id: row for row in session.exec(select(Member))},
            {row.id: row for row in session.exec(select(Site))},
            _sites(session, agreements),
            _assigned(session, span)
            | _served(session, Span(span.from_on - A_YEAR, span.from_on))
            | _served(session, span),
            calendar.load(session, span).members,
            planned_from := _planned_from(session, span),
            _planned(session, Span(planned_from, span.from_on)),
            frozenset(day for day in days_off(session, span) if day in span),
        )

    def before(self, agreement: Agreement) -> Before:
        """Return what is planned of an agreement in the year before the span."""
        days = Span(max(self.planned_from, agreement.from_on), self.span.from_on).length
        return Before(self.planned_before.get(agreement.id, 0), days) if days else Before()

    def closed_days(self, member_id: int, *, school_weeks_only: bool) -> set[date]:
        """Return the days of the span on which a member receives nobody, beside the days off of the group."""
        known = self.calendars[member_id]
        closed = {day for days in known.days for day in (days.span & self.span).days()}
        return closed | self._school_holidays[known.community] if school_weeks_only else closed

    def open_tokens(self, member_id: int, *, school_weeks_only: bool) -> tuple[str, ...]:
        """Return the half-days of the week on which a member is open throughout the span, as far as is known."""
        usual = SCHOOL_TOKENS if school_weeks_only else TOKENS
        openings = self.calendars[member_id].openings
        held = [half_days for from_on, half_days in openings if from_on <= self.span.from_on][-1:]
        held += [half_days for from_on, half_days in openings if self.span.from_on < from_on < self.span.until_on]
        return tuple(
            token
            for token in (TOKENS if held else usual)
            if all((WEEKDAYS.index(token[:3]), token[4:]) in half_days for half_days in held)
        )

    @cached_property
    def _school_holidays(self) -> dict[Community, set[date]]:
        """The days of the span on which the schools of each community are closed, as far as is known."""
        return {
            community: {day for day in self.span.days() if school_is_open(day, community) is False}
            for community in COMMUNITIES
        }


class Places:
    """Where people and sites are; one of which no point is known is put where others of its postal code are."""

    def __init__(self, records: Records) -> None:
        points: dict[str, list[tuple[float, float]]] = defaultdict(list)
        homes = [(row.home_postal_code, row.home_latitude, row.home_longitude) for row in records.workers.values()]
        sites = [(row.postal_code, row.latitude, row.longitude) for row in records.sites.values()]
        for code, latitude, longitude in (*homes, *sites):
            if latitude is not None and longitude is not None:
                points[code].append((latitude, longitude))
        self._by_code = {code: _middle(found) for code, found in points.items()}
        self._middle = _middle([point for found in points.values() for point in found]) if points else BELGIUM
        self.guessed: list[str] = []

    def home(self, worker: Worker) -> Place:
        """Return where a worker sets out from."""
        return self._place(worker.number, worker.home_postal_code, worker.home_latitude, worker.home_longitude)

    def site(self, site: Site) -> Place:
        """Return where a site is."""
        return self._place(site.code, site.postal_code, site.latitude, site.longitude)

    def _place(self, name: str, code: str, latitude: float | None, longitude: float | None) -> Place:
        if latitude is not None and longitude is not None:
            return Place(lat=latitude, lon=longitude)
        if name not in self.guessed:
            self.guessed.append(name)
        return self._by_code.get(code, self._middle)


def ranges(days: Iterable[date]) -> tuple[DayRange, ...]:
    """Return days as ranges, in order."""
    found: list[list[date]] = []
    for day in sorted(set(days)):
        if found and (day - found[-1][-1]).days == 1:
            found[-1].append(day)
        else:
            found.append([day])
    return tuple(DayRange(first_on=each[0], last_on=each[-1]) for each in found)


def _middle(points: list[tuple[float, float]]) -> Place:
    return Place(lat=fmean(lat for lat, _ in points), lon=fmean(lon for _, lon in points))


def _touching(query: Any, table: Any, span: Span) -> Any:
    """Narrow a query to the rows of a dated table that are in force on a day of a span."""
    return query.where(
        col(table.from_on) < span.until_on,
        or_(col(table.until_on).is_(None), col(table.until_on) > span.from_on),
    )


def _weeks(session: GroupSession, span: Span) -> dict[int, list[Week]]:
    terms: dict[int, list[ContractTerms]] = defaultdict(list)
    for row in session.exec(select(ContractTerms).order_by(col(ContractTerms.from_on))):
        terms[row.contract_id].append(row)
    found: dict[int, list[Week]] = defaultdict(list)
    for contract in session.exec(_touching(select(EmploymentContract), EmploymentContract, span)):
        agreed = terms[contract.id]
        ends = [row.from_on for row in agreed[1:]] + [date.max]
        for row, end in zip(agreed, ends, strict=True):
            if days := Span(row.from_on, end) & Span.of(contract.from_on, contract.until_on) & span:
                found[contract.worker_id].append(Week(days, row.pattern, row.week_minutes))
    return found


def _absences(session: GroupSession, span: Span, *kinds: str) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = defaultdict(list)
    for row in workers.absences_of(session, span):
        if not kinds or row.kind in kinds:
            found[row.worker_id].append(Span(row.from_on, row.until_on) & span)
    return found


def _sites(session: GroupSession, agreements: Iterable[Agreement]) -> dict[int, int]:
    """Return the site of each agreement: that of its last assignment, or the first of the member's."""
    first: dict[int, int] = {}
    for member_id, site_id in session.rows(pick(MemberSite.member_id, MemberSite.site_id).order_by(MemberSite.id)):
        first.setdefault(member_id, site_id)
    query = pick(Assignment.agreement_id, Assignment.site_id).order_by(col(Assignment.id))
    last = dict(tuple(row) for row in session.rows(query))
    found = {row.id: last.get(row.life_id) or first.get(row.member_id) for row in agreements}
    return {agreement_id: site_id for agreement_id, site_id in found.items() if site_id is not None}


def _assigned(session: GroupSession, span: Span) -> dict[int, int]:
    query = _touching(pick(Assignment.agreement_id, Assignment.worker_id), Assignment, span)
    return dict(tuple(row) for row in session.rows(query.order_by(col(Assignment.id).desc())))


def _served(session: GroupSession, span: Span) -> dict[int, int]:
    """Return for each agreement the worker who has most of the visits that were published for a span."""
    query = (
        pick(
            life := func.coalesce(Agreement.first_id, Agreement.id),
            Visit.worker_id,
            func.count(),
            func.max(Visit.day),
        )
        .join(Plan, col(Plan.id) == Visit.plan_id)
        .join(Agreement, col(Agreement.id) == Visit.agreement_id)
        .where(standing(published=True), within(span), Visit.state == "planned")
        .group_by(life, col(Visit.worker_id))
    )
    rows = sorted(session.rows(query), key=lambda row: (row[2], row[3], row[1]))
    return {agreement_id: worker_id for agreement_id, worker_id, *_ in rows}


def _planned_from(session: GroupSession, span: Span) -> date:
    """Return the first day of the year that has a plan, or the first day of the span."""
    new_year = span.from_on.replace(month=1, day=1)
    query = select(func.min(col(Plan.from_on))).where(Plan.until_on > new_year)
    first: date | None = session.exec(query).one()
    return min(span.from_on, max(first or span.from_on, new_year))


def _planned(session: GroupSession, span: Span) -> dict[int, int]:
    """Return how many visits of each agreement stand in the drafts of a span."""
    query = (
        pick(Visit.agreement_id, func.count())
        .join(Plan, col(Plan.id) == Visit.plan_id)
        .where(standing(published=False), within(span), Visit.state == "planned")
        .where(col(Visit.agreement_id).is_not(None))
        .group_by(col(Visit.agreement_id))
    )
    return Counter(dict(tuple(row) for row in session.rows(query)))
