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


@dataclass(frozen=True)
class Staff:
    """The workers by id, and the days on which nobody works."""

    people: Mapping[int, Person] = field(default_factory=dict)
    days_off: Collection[date] = frozenset()

    def owed_each(self, person: Person, days: Iterable[date]) -> list[Fraction]:
        """Return the minutes owed on each of some days: none on a holiday, a closing day or a day of absence."""
        weeks = [(terms.span, _week(terms)) for contract in person.contracts for terms in contract.terms]

        def owed(day: date) -> Fraction:
            if day in self.days_off or person.is_away(day):
                return Fraction(0)
            agreed = [week[day.weekday()] for span, week in weeks if day in span]
            return agreed[0] if len(agreed) == 1 else sum(agreed, Fraction(0))

        return [owed(day) for day in days]

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
