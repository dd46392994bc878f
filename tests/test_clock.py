"""Days, spans, periods and instants: half-open, in Brussels, true across clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from basicplus.clock import (
    FOREVER,
    Span,
    at,
    brussels_day,
    minutes_between,
    month_of,
    months,
    now,
    parse_day,
    parse_period,
    today,
    uncovered,
    year_span,
)
from basicplus.errors import InvalidInput

JANUARY = Span(date(2025, 1, 1), date(2025, 2, 1))
FEBRUARY = Span(date(2025, 2, 1), date(2025, 3, 1))


@pytest.mark.freeze_time("2025-12-31 23:30:00")
def test_the_new_year_begins_in_brussels_before_it_does_in_utc() -> None:
    assert now() == datetime(2025, 12, 31, 23, 30, tzinfo=UTC)
    assert today() == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2025-03-03T22:59:00+00:00", date(2025, 3, 3)),
        ("2025-03-03T23:00:00+00:00", date(2025, 3, 4)),
        ("2025-07-03T21:59:00+00:00", date(2025, 7, 3)),
        ("2025-07-03T22:00:00+00:00", date(2025, 7, 4)),
    ],
)
def test_a_day_is_a_brussels_day(instant: str, day: date) -> None:
    assert brussels_day(datetime.fromisoformat(instant)) == day


@pytest.mark.parametrize(
    ("day", "minutes"),
    [
        (date(2025, 3, 29), 1440),
        (date(2025, 3, 30), 1380),
        (date(2025, 10, 26), 1500),
        (date(2024, 2, 29), 1440),
    ],
)
def test_a_day_lasts_as_long_as_the_clocks_say(day: date, minutes: int) -> None:
    one_day = Span.day(day)
    assert minutes_between(at(one_day.from_on, time()), at(one_day.until_on, time())) == minutes


def test_a_time_that_the_spring_change_skips_is_moved_on_by_the_hour() -> None:
    assert at(date(2025, 3, 30), time(2, 30)) == datetime(2025, 3, 30, 1, 30, tzinfo=UTC)
    assert at(date(2025, 3, 30), time(3, 30)) == datetime(2025, 3, 30, 1, 30, tzinfo=UTC)


def test_of_a_time_that_the_autumn_change_repeats_the_first_is_taken() -> None:
    assert at(date(2025, 10, 26), time(2, 30)) == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
    assert at(date(2025, 10, 26), time(3, 0)) == datetime(2025, 10, 26, 2, 0, tzinfo=UTC)


def test_spans_that_meet_do_not_overlap() -> None:
    assert not JANUARY.overlaps(FEBRUARY)
    assert not JANUARY & FEBRUARY
    assert date(2025, 2, 1) not in JANUARY
    assert date(2025, 2, 1) in FEBRUARY


def test_a_span_without_end_is_read_and_written_as_such() -> None:
    assert Span.of(date(2025, 1, 1), None) == Span(date(2025, 1, 1), FOREVER)
    assert str(Span(date(2025, 1, 1))) == "from 2025-01-01"
    assert str(JANUARY) == "2025-01-01 to 2025-01-31"


def test_a_span_less_another_is_what_is_left_on_both_sides() -> None:
    year = year_span(2025)
    assert year.minus(FEBRUARY) == [JANUARY, Span(date(2025, 3, 1), date(2026, 1, 1))]
    assert JANUARY.minus(FEBRUARY) == [JANUARY]
    assert JANUARY.minus(year) == []


def test_gaps_are_what_no_cover_holds() -> None:
    covers = [Span(date(2025, 1, 10), date(2025, 1, 20)), Span(date(2025, 1, 20), date(2025, 1, 25))]
    assert uncovered(JANUARY, covers) == [
        Span(date(2025, 1, 1), date(2025, 1, 10)),
        Span(date(2025, 1, 25), date(2025, 2, 1)),
    ]
    assert uncovered(Span(FOREVER, FOREVER), []) == []


def test_the_hull_holds_both() -> None:
    assert JANUARY.hull(Span.day(date(2025, 3, 5))) == Span(date(2025, 1, 1), date(2025, 3, 6))


def test_days_and_months_of_a_leap_year_are_all_there() -> None:
    february = month_of(date(2024, 2, 29))
    assert february.length == 29
    assert list(february.days())[-1] == date(2024, 2, 29)
    assert Span(date(2025, 1, 2), date(2025, 1, 1)).length == 0
    assert months(Span(date(2024, 12, 31), date(2025, 2, 2))) == [
        date(2024, 12, 1),
        date(2025, 1, 1),
        date(2025, 2, 1),
    ]


@pytest.mark.parametrize(
    ("text", "frequency", "span"),
    [
        ("2024-02", "monthly", Span(date(2024, 2, 1), date(2024, 3, 1))),
        ("2025-12", "monthly", Span(date(2025, 12, 1), date(2026, 1, 1))),
        ("2025-Q1", "quarterly", Span(date(2025, 1, 1), date(2025, 4, 1))),
        ("2025-Q2", "quarterly", Span(date(2025, 4, 1), date(2025, 7, 1))),
        ("2025-Q3", "quarterly", Span(date(2025, 7, 1), date(2025, 10, 1))),
        ("2025-Q4", "quarterly", Span(date(2025, 10, 1), date(2026, 1, 1))),
        ("2025", "annual", Span(date(2025, 1, 1), date(2026, 1, 1))),
    ],
)
def test_a_period_is_read_from_its_name(text: str, frequency: str, span: Span) -> None:
    period = parse_period(text)
    assert (period.name, period.frequency, period.span) == (text, frequency, span)


@pytest.mark.parametrize("text", ["2025-13", "2025-00", "2025-Q5", "25", "march 2025", ""])
def test_another_period_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_period(text)
    assert str(refused.value) == (
        f"period: found {text!r}; write a month as 2025-03, a quarter as 2025-Q1 or a year as 2025"
    )


@pytest.mark.parametrize("text", ["2024-02-29", "29/02/2024", "29.2.2024", " 29-02-2024 "])
def test_a_day_is_read_as_iso_or_as_belgians_write_it(text: str) -> None:
    assert parse_day(text) == date(2024, 2, 29)


@pytest.mark.parametrize("text", ["2025-02-29", "29/02/2025", "02/29/2024", "20240229", "tomorrow", ""])
def test_a_day_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_day(text, "from_on")
    [problem] = refused.value.problems
    assert (problem.field, problem.allowed) == ("from_on", "write a day as 2026-12-31 or 31/12/2026")


def test_the_end_of_a_span_is_kept_as_records_keep_it() -> None:
    day = date(2025, 3, 3)
    assert (Span(day).end, Span(day, date(2025, 4, 1)).end) == (None, date(2025, 4, 1))
    assert Span.of(day, Span(day).end) == Span(day)
