"""Invented workers of the group: profession, contract, week, absences, papers, pay; no database."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from basicplus.demo import names
from basicplus.demo.absences import InventedAbsence, invent_absences
from basicplus.demo.members import first_day
from basicplus.demo.mix import in_mix
from basicplus.demo.places import Place, places
from basicplus.demo.week_patterns import FULL_TIME_MINUTES, WEDNESDAY, Pattern, half_days, week_pattern
from basicplus.money import allocate

PROFESSIONS = ("prevention_advisor", "accountant", "dpo", "energy_advisor", "dedicated", "lawyer")
"""In the order in which a small group hires them."""

REGIMES = {2280: 55, 1824: 25, 1596: 8, 1368: 7, 1140: 5}
DEDICATED_REGIMES = {2280: 30, 1824: 20, 1596: 10, 1368: 10, 1140: 30}
"""Minutes a week to percent of the workers."""

AMENDED = {2280: 1824, 1824: 2280, 1596: 1140, 1368: 1824, 1140: 1368}
"""What an amendment makes of a regime."""

AMENDMENT_SHARE = 0.06
PARENTAL_SHARE = 0.04


@dataclass(frozen=True)
class InventedQualification:
    """A paper that a worker holds over [from_on, until_on)."""

    name: str
    from_on: date
    until_on: date | None


@dataclass(frozen=True)
class InventedAmendment:
    """A change of working time from a day in the year on."""

    from_on: date
    week_minutes: int
    signed_on: date
    pattern: Pattern


@dataclass(frozen=True)
class InventedWorker:
    """An employee of the group; `gross_month_cents` is what a full-time month would pay."""

    number: str
    first_name: str
    last_name: str
    born_on: date
    profession: str
    function: str
    language: str
    speaks: tuple[str, ...]
    email: str
    postal_code: str
    city: str
    latitude: float
    longitude: float
    contract_from: date
    contract_signed_on: date
    week_minutes: int
    full_time_minutes: int
    pattern: Pattern
    amendment: InventedAmendment | None
    absences: tuple[InventedAbsence, ...]
    qualifications: tuple[InventedQualification, ...]
    gross_month_cents: int

    @property
    def steady_half_days(self) -> list[tuple[int, int]]:
        """The (weekday, half) pairs worked all year, before and after an amendment."""
        before = half_days(self.pattern)
        if self.amendment is None:
            return before
        after = half_days(self.amendment.pattern)
        return [half for half in before if half in after]

    @property
    def lanes_capacity(self) -> int:
        """How many visits of half a day fit in four weeks, all year round."""
        return 4 * len(self.steady_half_days)


def invent_workers(seed: int, count: int, year: int) -> tuple[InventedWorker, ...]:
    """Return `count` workers under contract all year, numbered by the start of their contract."""
    rng = Random(seed)
    lots = _lots(rng, count, year)
    used: set[str] = set()
    return tuple(_worker(rng, f"W{rank:03d}", lot, year, used) for rank, lot in enumerate(lots, start=1))


def headcounts(count: int) -> dict[str, int]:
    """Return how many of `count` workers each profession has, as in a group of 43; one where possible."""
    if count < len(PROFESSIONS):
        return {profession: int(rank < count) for rank, profession in enumerate(PROFESSIONS)}
    counts = allocate(count, {profession: _profession(profession)["workers"] for profession in PROFESSIONS})
    for missing in [profession for profession in PROFESSIONS if not counts[profession]]:
        counts[max(PROFESSIONS, key=counts.__getitem__)] -= 1
        counts[missing] = 1
    return counts


@cache
def _professions() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("professions.toml").read_text(encoding="utf-8"))


def _profession(name: str) -> dict[str, Any]:
    record: dict[str, Any] = _professions()[name]
    return record


@dataclass(frozen=True)
class _Lot:
    """What a worker gets out of the mixes that hold for the group as a whole."""

    profession: str
    rank: int
    """0 for the first of the profession."""
    contract_from: date
    week_minutes: int
    is_amended: bool
    on_parental_leave: bool


def _lots(rng: Random, count: int, year: int) -> list[_Lot]:
    """Return one lot per worker by contract start; a lawyer, being alone, works full time."""
    ranks = [(name, rank) for name, size in headcounts(count).items() for rank in range(size)]
    common = in_mix(rng, sum(name != "dedicated" for name, _ in ranks), REGIMES)
    dedicated = in_mix(rng, sum(name == "dedicated" for name, _ in ranks), DEDICATED_REGIMES)
    amended = rng.sample(range(count), round(count * AMENDMENT_SHARE))
    parents = rng.sample(range(count), round(count * PARENTAL_SHARE))
    starts = _contract_starts(rng, count, year)
    lots = []
    for index, (name, rank) in enumerate(ranks):
        minutes = dedicated.pop() if name == "dedicated" else common.pop()
        minutes = FULL_TIME_MINUTES if name == "lawyer" else minutes
        lots.append(_Lot(name, rank, starts[index], minutes, index in amended, index in parents))
    return sorted(lots, key=lambda lot: lot.contract_from)


def _contract_starts(rng: Random, count: int, year: int) -> list[date]:
    """Return contract starts on firsts of months before the year, in the order of the professions."""
    first = first_day(year)
    months = [date(y, m, 1) for y in range(first.year, year) for m in (1, 2, 3, 4, 9, 10)]
    return rng.choices([day for day in months if day >= first], k=count)


def _worker(rng: Random, number: str, lot: _Lot, year: int, used: set[str]) -> InventedWorker:
    first_name, last_name, gender = _unique_person(rng, used)
    record = _job(rng, lot)
    speaks, home = _languages_and_home(rng, lot)
    born_on = _birthday(rng, lot.contract_from, record["youngest"])
    day_order = _day_order(rng)
    pattern = week_pattern(lot.week_minutes, day_order)
    return InventedWorker(
        number=number,
        first_name=first_name,
        last_name=last_name,
        born_on=born_on,
        profession=lot.profession,
        function=record["titles"]["fm".index(gender)],
        language=speaks[0],
        speaks=speaks,
        email=f"{names.mailbox(f'{first_name} {last_name}')}@groupe.example.org",
        postal_code=home.postal_code,
        city=home.name,
        latitude=round(home.latitude + rng.uniform(-0.01, 0.01), 5),
        longitude=round(home.longitude + rng.uniform(-0.015, 0.015), 5),
        contract_from=lot.contract_from,
        contract_signed_on=_signed_before(rng, lot.contract_from),
        week_minutes=lot.week_minutes,
        full_time_minutes=FULL_TIME_MINUTES,
        pattern=pattern,
        amendment=_amendment(rng, lot, year, day_order),
        absences=invent_absences(rng, year, tuple(pattern), lot.on_parental_leave),
        qualifications=_qualifications(rng, record["qualifications"], lot.contract_from, year),
        gross_month_cents=_pay(record, year - born_on.year),
    )


def _unique_person(rng: Random, used: set[str]) -> tuple[str, str, str]:
    while True:
        person = names.person(rng)
        mailbox = names.mailbox(f"{person[0]} {person[1]}")
        if mailbox not in used:
            used.add(mailbox)
            return person


def _job(rng: Random, lot: _Lot) -> dict[str, Any]:
    """Return titles, pay, age and papers; dedicated workers take one function after the other."""
    record = _profession(lot.profession)
    functions = record.get("functions")
    return record | functions[lot.rank % len(functions)] if functions else record


def _languages_and_home(rng: Random, lot: _Lot) -> tuple[tuple[str, ...], Place]:
    """Return what a worker speaks, own language first, and where she lives.

    The second of a profession also speaks German (the second prevention advisor lives among German
    speakers), the third Dutch; everybody speaks French.
    """
    if lot.profession == "prevention_advisor" and lot.rank == 1:
        return ("de", "fr"), _home(rng, "de")
    extra = {1: ("de",), 2: ("nl",)}.get(lot.rank, ()) if lot.profession != "dedicated" else ()
    return ("fr", *extra), _home(rng, "fr")


def _home(rng: Random, language: str) -> Place:
    known = [place for place in places() if place.language == language]
    return rng.choices(known, weights=[place.weight for place in known])[0]


def _birthday(rng: Random, hired_on: date, youngest: int) -> date:
    """Return a birthday that makes the worker between `youngest` and 52 years old when hired."""
    age = youngest + round((52 - youngest) * rng.betavariate(1.6, 2.4))
    return date(hired_on.year - age - 1, rng.randint(1, 12), rng.randint(1, 28))


def _day_order(rng: Random) -> Sequence[int]:
    """Return the weekdays in the order in which a part-timer keeps them; the short Wednesday late."""
    days = [0, 1, 3, 4]
    rng.shuffle(days)
    days.insert(rng.choice((2, 3, 4)), WEDNESDAY)
    return days


def _signed_before(rng: Random, start: date) -> date:
    """Return a weekday one to six weeks before a start."""
    day = start - timedelta(days=rng.randint(7, 42))
    return day - timedelta(days=max(0, day.weekday() - 4))


def _amendment(rng: Random, lot: _Lot, year: int, day_order: Sequence[int]) -> InventedAmendment | None:
    if not lot.is_amended:
        return None
    from_on = date(year, rng.choice((3, 4, 9, 10)), 1)
    minutes = AMENDED[lot.week_minutes]
    return InventedAmendment(from_on, minutes, _signed_before(rng, from_on), week_pattern(minutes, day_order))


def _qualifications(
    rng: Random, papers: Sequence[str], hired_on: date, year: int
) -> tuple[InventedQualification, ...]:
    """Return the paper of the profession, older than the contract, and for some one that expires."""
    earned_on = date(hired_on.year - rng.randint(0, 6) - 1, rng.choice((1, 6, 9)), rng.randint(1, 28))
    held = [InventedQualification(papers[0], earned_on, None)]
    if rng.random() < 0.4:
        from_on = date(year - rng.randint(1, 3), rng.randint(1, 12), rng.randint(1, 28))
        held.append(InventedQualification(papers[1], from_on, from_on.replace(year=from_on.year + 3)))
    return tuple(held)


def _pay(record: dict[str, Any], age: int) -> int:
    """Return a full-time gross month in whole euros, as cents."""
    cents: int = record["gross_month_cents"] + (age - 25) * record["yearly_step_cents"]
    return cents // 100 * 100
