"""Productive hours: contract time by day, and what is taken off it; each figure rounded once."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basicplus.clock import Span, year_span
from basicplus.errors import InvalidInput
from basicplus.invoicing.budget.hours import (
    HoursAssumed,
    ProductiveTime,
    Terms,
    foreseen_time,
    minutes_on,
    productive_time,
    week_of,
)

FULL = week_of(2280, "")
YEAR = year_span(2026)


def test_a_week_without_a_pattern_is_five_equal_days() -> None:
    assert week_of(2280, "") == week_of(2280, "variable") == (*[Fraction(456)] * 5, 0, 0)
    assert week_of(1142, "")[0] == Fraction(1142, 5)


def test_a_usual_week_has_its_own_days() -> None:
    week = week_of(1140, "mon 08:30-12:30 13:00-16:36; thu 08:00-12:00; sat 09:00-12:24")
    assert week == (456, 0, 0, 240, 0, 204, 0)


@pytest.mark.parametrize(("year", "days"), [(2024, 262), (2025, 261), (2026, 261), (2028, 260)])
def test_a_year_has_its_own_number_of_working_days(year: int, days: int) -> None:
    terms = [Terms(year_span(year), FULL)]
    assert minutes_on(terms, year_span(year).days()) == days * 456


def test_time_follows_the_terms_day_by_day() -> None:
    friday, monday = date(2026, 3, 27), date(2026, 3, 30)
    amended = [Terms(Span(friday, monday), FULL), Terms(Span(monday, date(2026, 3, 31)), week_of(1140, ""))]
    assert minutes_on(amended, Span(date(2026, 3, 1), date(2026, 4, 5)).days()) == 456 + 228


def test_each_deduction_is_named_and_what_is_left_is_productive() -> None:
    left = productive_time(
        118560, holiday=4560, closing=1368, leave=9120, sickness=2280, training=1824, internal=9408
    )
    assert left == ProductiveTime(118560, 4560, 1368, 9120, 2280, 1824, 0, 9408, productive_minutes=90000)
    assert sum(left.deductions.values()) + left.productive_minutes == left.contract_minutes


def test_all_time_may_be_taken_off_and_no_minute_more() -> None:
    assert productive_time(600, sickness=600).productive_minutes == 0
    with pytest.raises(InvalidInput, match="contract_minutes: found '600'; at least the 601 minutes"):
        productive_time(600, sickness=600, training=1)
    with pytest.raises(InvalidInput, match="leave_minutes: found '-1'; zero or more"):
        productive_time(600, leave=-1)


def test_a_year_is_foreseen_from_terms_calendar_and_assumptions() -> None:
    assumed = HoursAssumed(leave_days=20, sickness_e4=200, training_e4=150, travel_e4=100, internal_e4=800)
    holidays = [date(2026, 1, 1), date(2026, 4, 6), date(2026, 8, 15)]  # the last one is a Saturday
    left = foreseen_time([Terms(YEAR, FULL)], YEAR, holidays, [date(2026, 12, 24)], assumed)
    assert left == ProductiveTime(
        contract_minutes=119016,
        holiday_minutes=912,
        closing_minutes=456,
        leave_minutes=9120,
        sickness_minutes=2380,
        training_minutes=1785,
        travel_minutes=1190,
        internal_minutes=9521,
        productive_minutes=93652,
    )


def test_half_a_year_and_half_a_week_earn_their_part_of_the_leave() -> None:
    second_half = Span(date(2026, 7, 2), date(2027, 1, 1))
    left = foreseen_time([Terms(second_half, week_of(1140, ""))], YEAR, [], [], HoursAssumed(leave_days=20))
    assert left.leave_minutes == round(20 * 228 * 183 / 365)


terms = st.lists(
    st.builds(
        lambda start, days, minutes: Terms(
            Span(start, date.fromordinal(start.toordinal() + days)), week_of(minutes, "")
        ),
        st.dates(date(2026, 1, 1), date(2026, 6, 1)),
        st.integers(7, 200),
        st.integers(1, 2400),
    ),
    max_size=4,
)


@given(terms)
def test_every_contract_minute_is_productive_or_named(given_terms: list[Terms]) -> None:
    assumed = HoursAssumed(leave_days=24, sickness_e4=313, training_e4=77, travel_e4=129, internal_e4=801)
    left = foreseen_time(given_terms, YEAR, [], [], assumed)
    assert left.contract_minutes == left.productive_minutes + sum(left.deductions.values())
    assert left == foreseen_time(reversed(given_terms), YEAR, [], [], assumed)
