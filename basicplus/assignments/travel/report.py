"""Kilometres, travel time and CO2 of a plan, by month, worker and agreement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from sqlmodel import select

from basicplus.assignments.models import Agreement, Visit
from basicplus.assignments.planning.reading import visits_of
from basicplus.assignments.travel.figures import emission_on, profile_named
from basicplus.assignments.travel.journeys import Journey, Place, journey
from basicplus.assignments.travel.legs import legs
from basicplus.assignments.travel.ways import Ways, place_of, ways_of
from basicplus.clock import Span
from basicplus.db import GroupSession, pick
from basicplus.members import Member
from basicplus.tabular import Sheet
from basicplus.workers import Worker

Key = tuple[date, str, str, str]


@dataclass
class TravelLine:
    """The ways of a worker in a month that lead to visits under one agreement.

    `metres` and `minutes` are those between two sites: working time. `home_metres` are those from home to the
    first visit of a day and back from the last one: no working time. `milligrams` of CO2 come from both.
    """

    month: date
    worker: str
    member: str
    agreement: str
    legs: int = 0
    metres: int = 0
    minutes: int = 0
    home_metres: int = 0
    milligrams: int = 0

    @property
    def km(self) -> float:
        """Kilometres between sites."""
        return round(self.metres / 1000, 1)

    @property
    def home_km(self) -> float:
        """Kilometres from and to home."""
        return round(self.home_metres / 1000, 1)

    @property
    def co2_kg(self) -> float:
        """Kilograms of CO2 of all of them."""
        return round(self.milligrams / 1_000_000, 1)


@dataclass(frozen=True)
class TravelReport:
    """The lines, and what they rest on: `fallbacks` and `unknown` count the pairs of sites (see Ways).

    `homeless` are the workers whose home is not known: their ways from and to home are not counted.
    """

    span: Span
    source: str
    profile: str
    lines: list[TravelLine] = field(default_factory=list)
    fallbacks: int = 0
    unknown: int = 0
    homeless: tuple[str, ...] = ()

    def by_worker(self) -> list[TravelLine]:
        """Return one line a worker and month, of all agreements together."""
        ordered = sorted(self.lines, key=lambda line: (line.month, line.worker))
        return [_sum(own) for _, own in groupby(ordered, key=lambda line: (line.month, line.worker))]


def travel_sheet(lines: Sequence[TravelLine]) -> Sheet:
    """Return the lines as a table for spreadsheets."""
    columns = ("month", "worker", "member", "agreement", "ways", "km", "minutes", "home_km", "co2_kg")
    rows = [
        (
            f"{line.month:%Y-%m}",
            line.worker,
            line.member,
            line.agreement,
            line.legs,
            line.km,
            line.minutes,
            line.home_km,
            line.co2_kg,
        )
        for line in lines
    ]
    return Sheet("travel", columns, rows)


def travel_report(
    session: GroupSession, span: Span, *, published: bool = True, worker: str | None = None
) -> TravelReport:
    """Return how far and how long people travel for the visits of a span; a way counts for the visit it leads to.

    The way home counts for the last visit of the day. `worker` is a number: only that worker's ways.
    """
    visits = visits_of(session, span, published=published, worker=worker)
    people = {row.id: row for row in session.exec(select(Worker))}
    ways = ways_of(session, {visit.site_id for visit in visits})
    lines: dict[Key, TravelLine] = {}
    names = _Names(
        {id: row.number for id, row in people.items()},
        dict(session.rows(pick(Member.id, Member.number))),
        dict(session.rows(pick(Agreement.id, Agreement.number))),
    )
    for leg in legs(visits, ways.between):
        line = names.line_of(lines, leg.after)
        line.legs += 1
        line.metres += leg.journey.metres
        line.minutes += leg.journey.minutes
        line.milligrams += _emitted(leg.journey, leg.after.day)
    for visit, way in _home_ways(visits, people, ways):
        line = names.line_of(lines, visit)
        line.home_metres += way.metres
        line.milligrams += _emitted(way, visit.day)
    homes = {visit.worker_id for visit in visits if _home(people[visit.worker_id]) is None}
    return TravelReport(
        span,
        ways.source,
        ways.profile,
        [lines[key] for key in sorted(lines)],
        len(ways.fallbacks),
        len(ways.unknown),
        tuple(sorted(people[worker_id].number for worker_id in homes)),
    )


@dataclass(frozen=True)
class _Names:
    """The numbers of workers, members and agreements by their ids."""

    workers: Mapping[int, str]
    members: Mapping[int, str]
    agreements: Mapping[int, str]

    def line_of(self, lines: dict[Key, TravelLine], visit: Visit) -> TravelLine:
        """Return the line of a visit, a new one if it is the first of its kind."""
        agreement = self.agreements[visit.agreement_id] if visit.agreement_id else "-"
        worker, member = self.workers[visit.worker_id], self.members[visit.member_id]
        key = visit.day.replace(day=1), worker, member, agreement
        return lines.setdefault(key, TravelLine(*key))


def _home_ways(
    visits: Iterable[Visit], people: Mapping[int, Worker], ways: Ways
) -> Iterator[tuple[Visit, Journey]]:
    """Yield the way to the first and from the last visit of each day, by great circle: homes are in no table."""
    profile = profile_named(ways.profile)
    ordered = sorted(visits, key=lambda visit: (visit.worker_id, visit.day, visit.starts_at))
    for (worker_id, _), of_day in groupby(ordered, key=lambda visit: (visit.worker_id, visit.day)):
        home, day = _home(people[worker_id]), list(of_day)
        for visit in (day[0], day[-1]):
            place = ways.places.get(visit.site_id)
            if home is not None and place is not None:
                yield visit, journey(home, place, profile)


def _home(worker: Worker) -> Place | None:
    return place_of(worker.home_latitude, worker.home_longitude)


def _emitted(way: Journey, day: date) -> int:
    """Return the milligrams of CO2 of a way: metres times grams a kilometre."""
    return way.metres * emission_on(day).grams_per_km


def _sum(lines: Iterable[TravelLine]) -> TravelLine:
    first, *rest = lines
    total = TravelLine(first.month, first.worker, "all", "all")
    for line in (first, *rest):
        for name in ("legs", "metres", "minutes", "home_metres", "milligrams"):
            setattr(total, name, getattr(total, name) + getattr(line, name))
    return total
