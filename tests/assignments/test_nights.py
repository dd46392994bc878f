"""T12: time over midnight, month end, New Year or a clock change counts and bills right."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from basicplus import assignments, invoicing
from basicplus.assignments import timesheets
from basicplus.clock import BRUSSELS, parse_period
from basicplus.db import Database
from basicplus.errors import InvalidInput
from tests import cast

NIGHTS = [
    (date(2025, 3, 3), 480),
    (date(2025, 3, 29), 420),
    (date(2025, 10, 25), 540),
    (date(2025, 1, 31), 480),
]


DESPITE = "no break written down"


@pytest.fixture
def database(database: Database) -> Database:
    """The cast, with schemes for nights and Sundays on file."""
    cast.day_and_night(database)
    return database


@pytest.mark.parametrize(("day", "minutes"), NIGHTS)
def test_a_night_has_the_minutes_that_passed(database: Database, day: date, minutes: int) -> None:
    night = cast.hours(day=day, start_time="22:00", end_time="06:00")
    cast.log(database, night, despite=DESPITE)
    with cast.reading(database) as session:
        [entry] = cast.entries(session)
        assert (entry.day, entry.minutes) == (day, minutes)


@pytest.mark.parametrize(("day", "minutes"), NIGHTS)
def test_a_planned_night_lasts_as_long_as_it_says(database: Database, day: date, minutes: int) -> None:
    with cast.writing(database) as session:
        assignments.add_visit(session, cast.visit(day=day, start_time="22:00", minutes=minutes))
    cast.publish(database)
    with cast.writing(database, despite=DESPITE) as session:
        assert timesheets.prefill(session, parse_period("2025").span) == 1
    with cast.reading(database) as session:
        [entry] = cast.entries(session)
        assert (entry.day, entry.minutes, f"{entry.ends_at.astimezone(BRUSSELS):%H:%M}") == (
            day,
            minutes,
            "06:00",
        )


def test_the_hour_between_two_and_three_is_told_apart_by_the_clocks(database: Database) -> None:
    autumn = cast.hours(day=date(2025, 10, 26), start_time="01:30", end_time="03:30")
    spring = cast.hours(day=date(2025, 3, 30), start_time="01:30", end_time="03:30")
    cast.log(database, autumn, spring)
    with cast.reading(database) as session:
        assert [(entry.starts_at, entry.minutes) for entry in cast.entries(session)] == [
            (datetime(2025, 3, 30, 0, 30, tzinfo=UTC), 60),
            (datetime(2025, 10, 25, 23, 30, tzinfo=UTC), 180),
        ]


def test_hours_inside_the_skipped_hour_are_refused(database: Database) -> None:
    skipped = cast.hours(day=date(2025, 3, 30), start_time="02:30", end_time="03:15")
    with pytest.raises(InvalidInput) as refused:
        cast.log(database, skipped)
    assert str(refused.value) == (
        "start_time: found '02:30'; a time that clocks show on 2025-03-30: they skip an hour"
    )


def issue(database: Database, period: str, issue_on: date) -> list[tuple[str, str]]:
    with cast.writing(database) as session:
        invoices = invoicing.issue_run(session, parse_period(period), issue_on, only=["M001"])
        return [(invoice.number, invoice.period) for invoice in invoices]


def hours_lines(database: Database) -> list[tuple[int, int | None, int, date, date]]:
    with cast.reading(database) as session:
        return [
            (line.year, line.minutes, line.amount_cents, line.from_on, line.until_on)
            for line in cast.lines(session, basis="time_spent")
        ]


def test_a_night_over_month_end_is_billed_in_the_month_it_began(database: Database) -> None:
    cast.do(database, cast.hours(day=date(2025, 1, 31), start_time="22:00", end_time="06:00"), despite=DESPITE)
    assert issue(database, "2025-01", date(2025, 2, 3)) == [("2025-000001", "2025-01")]
    assert issue(database, "2025-02", date(2025, 3, 3)) == [("2025-000002", "2025-02")]
    assert hours_lines(database) == [(2025, 480, 36000, date(2025, 1, 1), date(2025, 2, 1))]


def test_a_new_years_night_billed_late_belongs_to_the_year_it_began(database: Database) -> None:
    cast.do(database, cast.hours(day=date(2025, 12, 31), start_time="22:00", end_time="02:00"))
    with cast.writing(database) as session:
        invoicing.set_tariff(session, "DPO", 2026, 500000, pro_rata_month_cents=100000)
    assert issue(database, "2026-01", date(2026, 2, 2)) == [("2026-000001", "2026-01")]
    assert hours_lines(database) == [(2025, 240, 18000, date(2025, 12, 1), date(2026, 1, 1))]
