"""The plan of a year as a problem for the planner, from the records of a group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import Any

from basicplus.assignments import Agreement
from basicplus.clock import Span
from basicplus.db import GroupSession
from basicplus.errors import invalid
from basicplus.planner.instance import DayRange, Demand, Instance, Member, Weights, Worker
from basicplus.staffing.halves import Half, common_halves, days_without
from basicplus.staffing.records import Places, Records, ranges
from basicplus.staffing.room import OpenDays
from basicplus.staffing.sentences import Saying, Value
from basicplus.staffing.volume import Ask, asked, weeks_of

LONGEST = 366
REST = "/rest"
"""What the name of a demand ends with that takes what weekly service leaves of a volume."""
USUAL_HALF_DAY = Fraction(228)
"""Minutes of a half-day where nobody of the profession has a usual week: half of 7 h 36."""
WEIGHTS = Weights(
    unserved=1000,
    km=1,
    changed=300,
    irregularity=10,
    irregularity_cap_weeks=4,
    road_factor=1.3,
    earth_radius_km=6371,
)


@dataclass(frozen=True)
class Source:
    """The rows that a demand comes from, by id, and the numbers of its agreement and member.

    `life_id` is what all versions of the agreement share.
    """

    agreement: str
    member: str
    agreement_id: int
    life_id: int
    member_id: int
    site_id: int


@dataclass(frozen=True)
class YearProblem:
    """A problem for the planner with what its names stand for, and what could not be put into it, in words.

    `halves` are the half-days of each worker by number: when a visit begins there and how long it is. `localities`
    are the postal code and municipality of each member.
    """

    span: Span
    instance: Instance
    sources: Mapping[str, Source]
    halves: Mapping[str, Mapping[str, Half]]
    worker_ids: Mapping[str, int]
    localities: Mapping[str, tuple[str, str]]
    records: Records
    notes: tuple[Saying, ...]


def year_instance(session: GroupSession, span: Span) -> Instance:
    """Return who is to be served on the days of a span, by whom it can be, and who served it: the planner's input.

    Raises InvalidInput when the span is longer than 366 days.
    """
    return year_problem(session, span).instance


def year_problem(session: GroupSession, span: Span) -> YearProblem:
    """Return the problem of a span with the rows that its names stand for; raises as `year_instance` does."""
    if not 0 < span.length <= LONGEST:
        raise invalid("until_on", span.end or "no end", f"1 to {LONGEST} days from {span.from_on}")
    return _Reading(Records.read(session, span)).problem()


class _Reading:
    """Turns records into a problem, noting what does not fit."""

    def __init__(self, records: Records) -> None:
        self.records, self.span, self.places = records, records.span, Places(records)
        self.horizon = DayRange(first_on=self.span.from_on, last_on=self.span.until_on - timedelta(days=1))
        self.open_days = OpenDays(day for day in self.horizon if day not in records.days_off)
        self.notes: list[Saying] = []
        self.halves = {
            row.number: common_halves(records.weeks[worker_id], self.span)
            for worker_id, row in records.workers.items()
        }
        self.members: dict[str, Member] = {}
        self.localities: dict[str, tuple[str, str]] = {}
        self.sources: dict[str, Source] = {}

    def problem(self) -> YearProblem:
        demands = tuple(demand for row in self.records.agreements for demand in self._demands(row))
        workers = tuple(self._workers())
        if self.places.guessed:
            self.note("place unknown", count=len(self.places.guessed), names=", ".join(self.places.guessed[:5]))
        instance = Instance(
            format="planbench-instance-1",
            name=f"{self.span}",
            horizon=self.horizon,
            weights=WEIGHTS,
            legal_holidays=tuple(sorted(self.records.days_off)),
            workers=workers,
            members=tuple(self.members.values()),
            demands=demands,
        )
        ids = {row.number: worker_id for worker_id, row in self.records.workers.items()}
        return YearProblem(
            self.span, instance, self.sources, self.halves, ids, self.localities, self.records, tuple(self.notes)
        )

    def note(self, case: str, **values: Value) -> None:
        self.notes.append(Saying(case, values))

    def _workers(self) -> Iterator[Worker]:
        spoken = self._spoken()
        for worker_id, row in self.records.workers.items():
            halves = self.halves[row.number]
            if not halves:
                self.note("no usual week", worker=row.number)
            away = [
                *self.records.absences.get(worker_id, ()),
                *days_without(self.records.weeks[worker_id], self.span),
            ]
            yield Worker(
                id=row.number,
                profession=row.profession,
                home=self.places.home(row),
                languages=tuple(sorted(spoken[worker_id])),
                week=tuple(halves),
                absences=ranges(day for days in away for day in days.days()),
            )

    def _spoken(self) -> dict[int, set[str]]:
        """Return the languages of workers: their own, and those of the members whom they serve already."""
        spoken: dict[int, set[str]] = defaultdict(set)
        for worker_id, row in self.records.workers.items():
            spoken[worker_id].add(row.language)
        for agreement in self.records.agreements:
            for serving in (agreement.worker_id, self.records.previous.get(agreement.life_id)):
                if serving is not None:
                    spoken[serving].add(self.records.members[agreement.member_id].language)
        return spoken

    def _demands(self, row: Agreement) -> Iterator[Demand]:
        window = Span.of(row.from_on, row.until_on) & self.span
        if row.id not in self.records.site_of:
            self.note("no site", agreement=row.number)
            return
        member = self._member(row)
        weeks = weeks_of(self.open_days.within(member, window.from_on, window.until_on - timedelta(days=1)))
        ask = asked(row.volume_minutes, self._half_day(row), window, weeks, self.records.before(row))
        if ask == Ask():
            self.note("nothing to plan", agreement=row.number)
        named, served_by = (self._number(who) for who in (row.worker_id, self.records.previous.get(row.life_id)))
        if row.worker_id is not None and named is None:
            self.note("named worker gone", agreement=row.number)
            return
        days = {"from": window.from_on, "to": window.until_on - timedelta(days=1)}
        shared: dict[str, Any] = {"member": member.id, "profession": row.profession, "window": days}
        shared |= {"fixed_worker": named, "previous": served_by}
        weekly = Demand(id=row.number, kind="weekly", half_days=ask.weekly, **shared) if ask.weekly else None
        if weekly:
            yield self._sourced(weekly, row)
        if ask.spread:
            name = row.number + (REST if weekly else "")
            spread = {"visits": min(ask.spread, LONGEST), "min_gap_days": ask.min_gap_days}
            yield self._sourced(Demand(id=name, kind="spread", **spread, **shared), row)

    def _sourced(self, demand: Demand, row: Agreement) -> Demand:
        number = self.records.members[row.member_id].number
        self.sources[demand.id] = Source(
            row.number, number, row.id, row.life_id, row.member_id, self.records.site_of[row.id]
        )
        return demand

    def _number(self, worker_id: int | None) -> str | None:
        worker = self.records.workers.get(worker_id or 0)
        return worker.number if worker else None

    def _member(self, row: Agreement) -> Member:
        """Return the member of an agreement as the planner sees it: one for each site, and for school weeks."""
        member, site = self.records.members[row.member_id], self.records.sites[self.records.site_of[row.id]]
        name = f"{member.number}/{site.code}" + ("/school" if row.school_weeks_only else "")
        if name not in self.members:
            closed = self.records.closed_days(member.id, school_weeks_only=row.school_weeks_only)
            self.members[name] = Member(
                id=name,
                site=self.places.site(site),
                languages=(member.language,),
                open=self.records.open_tokens(member.id, school_weeks_only=row.school_weeks_only),
                closed=ranges(closed),
            )
            self.localities[name] = (site.postal_code, site.city)
        return self.members[name]

    def _half_day(self, row: Agreement) -> Fraction:
        """Return the minutes of a half-day: of the worker named, or of all of the profession on average."""
        numbers: Collection[str] = [
            each.number
            for worker_id, each in self.records.workers.items()
            if (worker_id == row.worker_id if row.worker_id else each.profession == row.profession)
        ]
        minutes = [half.minutes for number in numbers for half in self.halves[number].values()]
        return Fraction(sum(minutes), len(minutes)) if minutes else USUAL_HALF_DAY
