"""Named rules that turn the time of visits into the minutes and cents billed; pure arithmetic on integers.

A rule once registered never changes: documents name the one that priced them. Another way to round is a new name,
or a new number behind the name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from basicplus.money import hours_amount

BEFORE_NAMES = "exact-minutes-1"
"""What hours were rounded by before rules had names."""

RoundingRule = Literal["exact-minutes-1", "per-visit-1", "quarter-hour-up-1", "quarter-hour-nearest-1"]
QUARTER = 15


@dataclass(frozen=True)
class Priced:
    """What a rule makes of visits: the minutes billed, and the cents."""

    minutes: int
    cents: int


def price(rule: str, visits: Sequence[int], rate_e4: int) -> Priced:
    """Price the minutes of each visit at a rate in 1/10,000 EUR an hour, by the rule of that name.

    The order of the visits changes nothing. Cents are rounded half away from zero. Raises KeyError for a rule that
    is not registered.
    """
    return RULES[rule](visits, rate_e4)


def _exact_minutes_1(visits: Sequence[int], rate_e4: int) -> Priced:
    """Bill the sum of the minutes, rounded to the cent once."""
    minutes = sum(visits)
    return Priced(minutes, hours_amount(minutes, rate_e4))


def _per_visit_1(visits: Sequence[int], rate_e4: int) -> Priced:
    """Bill each visit for itself, rounded to the cent; the line is their sum."""
    return Priced(sum(visits), sum(hours_amount(minutes, rate_e4) for minutes in visits))


def _quarter_hour_up_1(visits: Sequence[int], rate_e4: int) -> Priced:
    """Bill the quarters of an hour that each visit began, rounded to the cent once."""
    return _exact_minutes_1([-(-minutes // QUARTER) * QUARTER for minutes in visits], rate_e4)


def _quarter_hour_nearest_1(visits: Sequence[int], rate_e4: int) -> Priced:
    """Bill each visit to the nearest quarter of an hour (7 minutes are none, 8 one), rounded to the cent once."""
    return _exact_minutes_1([(minutes + QUARTER // 2) // QUARTER * QUARTER for minutes in visits], rate_e4)


RULES: dict[str, Callable[[Sequence[int], int], Priced]] = {
    "exact-minutes-1": _exact_minutes_1,
    "per-visit-1": _per_visit_1,
    "quarter-hour-up-1": _quarter_hour_up_1,
    "quarter-hour-nearest-1": _quarter_hour_nearest_1,
}
