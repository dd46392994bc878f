"""What a volume asks for: weekly service, visits spread over the days, or both."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from basicplus.clock import Span, year_span
from basicplus.staffing.volume import Ask, Before, asked, weeks_of

YEAR = year_span(2026)
HALF = Fraction(228)


def ask(visits: int, weeks: int = 50, window: Span = YEAR) -> Ask:
    return asked(visits * 228, HALF, window, weeks)


@pytest.mark.parametrize(
    ("visits", "wanted"),
    [
        (12, Ask(spread=12, min_gap_days=15)),
        (44, Ask(spread=44, min_gap_days=4)),
        (45, Ask(weekly=1)),
        (55, Ask(weekly=1)),
        (56, Ask(weekly=1, spread=6, min_gap_days=30)),
        (100, Ask(weekly=2)),
        (192, Ask(weekly=4)),
        (600, Ask(weekly=10, spread=100, min_gap_days=1)),
        (0, Ask()),
    ],
)
def test_almost_a_visit_a_week_is_weekly_and_what_it_leaves_is_spread(visits: int, wanted: Ask):
    assert ask(visits) == wanted


def test_a_volume_a_year_counts_by_days():
    assert ask(24, window=Span(date(2026, 7, 1), date(2027, 1, 1))) == Ask(spread=12, min_gap_days=7)
    assert ask(365, weeks=0) == Ask()


def test_visits_planned_before_in_the_year_count():
    rest = Span(date(2026, 7, 1), date(2027, 1, 1))
    half_a_year = 181
    for planned, left in ((12, 12), (9, 15), (15, 9), (24, 0), (30, 0)):
        found = asked(24 * 228, HALF, rest, 26, Before(planned, half_a_year))
        assert found == (Ask(spread=left, min_gap_days=184 // left // 2) if left else Ask())
    assert asked(50 * 228, HALF, rest, 26, Before(10, half_a_year)) == Ask(weekly=1)


def test_weekly_service_has_as_many_visits_as_its_best_weekday():
    shut = {date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 10)}
    march = Span(date(2026, 3, 1), date(2026, 4, 1)).days()
    assert weeks_of(day for day in march if day.weekday() < 2 and day not in shut) == 4
    assert weeks_of(()) == 0
