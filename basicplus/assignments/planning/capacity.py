"""The time that workers owe on some days by their contracts, and what is left of it: pure, whole minutes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import lru_cache

from basicplus.clock import Span
from basicplus.compliance.facts import Contract, Terms
from basicplus.money import round_half_away

WORKING_WEEKDAYS = 5
NOTHING = Fraction(0)


@dataclass(frozen=True)
class Person:
    """A worker as a plan sees one: contracts, days of absence, and diplomas or certificates with their days."""

    number: str
    name: str
    profession: str
    contracts: tuple[Contract, ...] = ()
    absences: tuple[Span, ...] = ()
    certificates: tuple[tuple[str, Span], ...] = ()

    def is_away(self, day: date) -> bool:
        """Say whether the worker is absent on a day."""
        return any(day in absence for absence in self.absences)

    def days_away(self, days: Iterable[date]) -> set[date]:
        """Return on which of some days the worker is absent."""
        if not self.absences:
            return set()
        return {day for day in days if self.is_away(day)}


@dataclass(frozen=True)
class Staff:
    """The workers by id, and the days on which nobody works."""

    people: Mapping[int, Person] = field(default_factory=dict)
    days_off: Collection[date] = frozenset()

    def owed_each(self, person: Person, days: Iterable[date]) -> list[Fraction]:
        """Return the minutes owed on each of some days: none on a holiday, a closing day or a day of absence."""
        days = list(days)
        away, owed = person.days_away(days), [NOTHING] * len(days)
        at_work = [(place, day) for place, day in enumerate(days) if day not in self.days_off and day not in away]
        for terms in (terms for contract in person.contracts for terms in contract.terms):
            week, from_on, until_on = _week(terms), terms.span.from_on, terms.span.until_on
            for place, day in at_work:
                if from_on <= day < until_on:
                    due = week[day.weekday()]
                    owed[place] = owed[place] + due if owed[place] else due
        return owed

    def owed_on(self, person: Person, day: date) -> Fraction:
        """Return the minutes that a worker owes on a day."""
        return self.owed_each(person, [day])[0]

    def owed(self, person: Person, days: Iterable[date]) -> int:
        """Return the minutes that a worker owes on some days."""
        return round_half_away(sum(self.owed_each(person, days), Fraction(0)))


@lru_cache(maxsize=1_000)
def _week(terms: Terms) -> tuple[Fraction, ...]:
    """Return the usual minutes by weekday; without a usual week, a fifth of the week from Monday to Friday."""
    if not terms.usual:
        return (Fraction(terms.week_minutes, WORKING_WEEKDAYS),) * WORKING_WEEKDAYS + (Fraction(0),) * 2
    return tuple(
        Fraction(sum(end - start for weekday, start, end in terms.usual if weekday == number))
        for number in range(7)
    )
