"""Half-days of the usual week: where a day is cut, what a change of contract leaves, days without a contract."""

from __future__ import annotations

from datetime import date

from basicplus.clock import Span, year_span
from basicplus.staffing.halves import Half, Week, common_halves, days_without, halves_of

YEAR = year_span(2026)
JULY = date(2026, 7, 1)


def test_mornings_and_afternoons_begin_and_last_as_the_pattern_says():
    assert halves_of("mon 08:30-12:30 13:00-16:36; wed 09:00-12:00") == {
        "mon-am": Half(510, 240),
        "mon-pm": Half(780, 216),
        "wed-am": Half(540, 180),
    }


def test_a_period_that_lasts_all_day_is_cut_at_half_past_twelve():
    assert halves_of("tue 08:00-16:00") == {"tue-am": Half(480, 270), "tue-pm": Half(750, 210)}


def test_a_piece_under_an_hour_is_no_half_day():
    assert halves_of("tue 08:00-13:29") == {"tue-am": Half(480, 270)}
    assert halves_of("tue 08:00-13:30") == {"tue-am": Half(480, 270), "tue-pm": Half(750, 60)}


def test_a_week_that_varies_and_a_weekend_have_no_half_days():
    assert halves_of("variable") == halves_of("") == halves_of("sat 08:00-12:00") == {}


def test_a_changed_contract_leaves_what_both_weeks_share():
    weeks = [
        Week(Span(YEAR.from_on, JULY), "mon 08:30-12:30 13:00-16:00; tue 08:30-12:30; wed 08:30-09:45"),
        Week(Span(JULY), "mon 09:00-12:30; tue 13:00-16:00; wed 08:30-12:00"),
    ]
    assert common_halves(weeks, YEAR) == {"mon-am": Half(540, 210), "wed-am": Half(510, 75)}
    assert common_halves(weeks, Span(JULY, YEAR.until_on)) == halves_of(weeks[1].pattern)


def test_contracts_in_parallel_add_up_and_days_without_any_are_named():
    weeks = [
        Week(Span(date(2026, 2, 1), JULY), "mon 08:30-12:30"),
        Week(Span(date(2026, 2, 1), JULY), "tue 08:30-12:30"),
    ]
    assert common_halves(weeks, YEAR) == {"mon-am": Half(510, 240), "tue-am": Half(510, 240)}
    assert days_without(weeks, YEAR) == [Span(YEAR.from_on, date(2026, 2, 1)), Span(JULY, YEAR.until_on)]
    assert common_halves([], YEAR) == {}
