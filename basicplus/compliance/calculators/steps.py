"""How a calculator explains itself: steps with their source, and law that must be known to be used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from basicplus.compliance.law import Law, NoLawThatDay, Value
from basicplus.errors import invalid
from basicplus.money import format_cents

# From the surest to the least sure: a step is as sure as its weakest value.
CERTAINTY = ("official", "secondary", "house", "belief")
MOST_CENTS = 10**13


@dataclass(frozen=True)
class Step:
    """One step of a calculation: its formula in words with its numbers, its result, where it comes from.

    `confirmed` is official, secondary, house or belief, as in the law.
    """

    label: str
    formula: str
    result: str
    source: str
    confirmed: str


def step(label: str, formula: str, result: object, *values: Value) -> Step:
    """Return a step that rests on values of the law; it is as sure as the least sure of them."""
    sources = dict.fromkeys(value.source for value in values)
    confirmed = max((value.confirmed for value in values), key=CERTAINTY.index)
    return Step(label, formula, str(result), "; ".join(sources), confirmed)


def known(law: Law, name: str, day: date, field: str) -> Value:
    """Return the value of a day; refuses the day given in `field` where the law is not known or sets none."""
    try:
        value = law.on(day, name)
    except NoLawThatDay as error:
        raise invalid(field, day, str(error)) from None
    if value.value is None:
        first = next((each.span.from_on for each in law.parameters[name].values if each.value is not None), None)
        usable = f"give {first} or later" if first else "no day can be calculated yet"
        raise invalid(field, day, f"{usable} ({name} of that day: {value.source})")
    return value


def not_before(field: str, day: date, other_field: str, other: date) -> None:
    """Refuse a day that comes before another one."""
    if day < other:
        raise invalid(field, day, f"{other_field} is {other}: give that day or a later one")


def in_range(field: str, number: int | Decimal, least: int, most: int) -> None:
    """Refuse a number below `least` or above `most`."""
    if not least <= number <= most:
        raise invalid(field, number, f"from {least} to {most}")


def cents_given(field: str, cents: int) -> None:
    """Refuse an amount below zero, or one that no pay office ever saw."""
    in_range(field, cents, 0, MOST_CENTS)


def eur(cents: int) -> str:
    """Write cents for a step."""
    return f"{format_cents(cents)} EUR"


def saturday_in_words(counts: Value) -> str:
    """Say whether Saturday was counted as a working day."""
    return "Saturday counts" if counts.value else "Saturday does not count"


def percent(value: Decimal | int) -> Fraction:
    """Return a percentage as a fraction of one."""
    return Fraction(value) / 100
