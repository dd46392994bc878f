"""T1: intervals are half-open on every path: back-to-back never overlaps, a minute more is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from basicplus import assignments
from basicplus.assignments import AssignmentCreate, timesheets
from basicplus.clock import month_of
from basicplus.compliance.gate import Refused
from basicplus.db import Database, WriteSession
from tests import cast

Act = Callable[[WriteSession, int], Any]
AFTERNOON = {"worker": "W001", "day": date(2025, 3, 3), "start_time": "12:00"}


def two_visits(session: WriteSession, more: int) -> None:
    assignments.add_visit(session, cast.visit(minutes=210 + more))
    assignments.add_visit(
        session, cast.visit(**AFTERNOON, member="M002", site="S-M002", agreement="A-CP-2", minutes=240)
    )


def two_entries(session: WriteSession, more: int) -> None:
    for line in lines(more):
        timesheets.log(session, line)


def a_file(session: WriteSession, more: int) -> None:
    timesheets.log_many(session, lines(more), "hours.csv")


def lines(more: int) -> list[assignments.HoursCreate]:
    return [
        cast.hours(end_time=f"12:{more:02d}"),
        cast.hours(**AFTERNOON, agreement="A-CP-2", site="S-M002", end_time="16:00"),
    ]


def a_drafted_plan(session: WriteSession, more: int) -> None:
    for agreement, site, start, minutes in (
        ("A-CP-1", "S-M001", "08:30", 210 + more),
        ("A-CP-2", "S-M002", "12:00", 240),
    ):
        assignments.assign(
            session,
            AssignmentCreate(
                agreement=agreement,
                worker="W001",
                site=site,
                rule="FREQ=WEEKLY;BYDAY=MO",
                start_time=start,
                minutes=minutes,
                from_on=date(2026, 3, 2),
            ),
        )
    assignments.draft(session, month_of(date(2026, 3, 1)))


@pytest.mark.parametrize("act", [two_visits, two_entries, a_file, a_drafted_plan])
def test_back_to_back_is_allowed_and_a_minute_more_refused(database: Database, act: Act) -> None:
    before = cast.contents(database)
    with pytest.raises(Refused) as refused, cast.writing(database) as session:
        act(session, 1)
    assert cast.contents(database) == before
    assert {(found.rule, found.found[:5], found.limit, found.excess) for found in refused.value.findings} == {
        ("PLAN-01", refused.value.findings[0].subject[:5], "12:01", 1)
    }
    with cast.writing(database, despite="no break that day") as session:
        act(session, 0)


def test_hours_of_two_sessions_do_not_overlap_either(database: Database) -> None:
    cast.log(database, cast.hours())
    with pytest.raises(Refused):
        cast.log(database, cast.hours(**AFTERNOON | {"start_time": "11:59"}, end_time="13:00"))
    cast.log(database, cast.hours(**AFTERNOON, end_time="13:00"))


def test_a_cancelled_visit_takes_no_time(database: Database) -> None:
    with cast.writing(database) as session:
        assignments.add_visit(session, cast.visit())
        assignments.cancel_visits(session, "W001", month_of(date(2025, 3, 1)), "ill")
    with cast.writing(database) as session:
        assignments.add_visit(session, cast.visit())


@pytest.mark.parametrize(
    ("night", "morning"),
    [
        (date(2025, 3, 3), date(2025, 3, 4)),
        (date(2025, 3, 31), date(2025, 4, 1)),
        (date(2025, 3, 29), date(2025, 3, 30)),
        (date(2025, 10, 25), date(2025, 10, 26)),
        (date(2025, 12, 30), date(2025, 12, 31)),
    ],
)
def test_a_night_overlaps_the_next_morning(database: Database, night: date, morning: date) -> None:
    cast.day_and_night(database)
    over_midnight = cast.hours(day=night, start_time="22:00", end_time="04:00")
    early, just_after = (
        cast.hours(day=morning, start_time=start, end_time="05:00") for start in ("03:59", "04:00")
    )
    cast.log(database, over_midnight, despite="no break that night")
    with pytest.raises(Refused) as refused:
        cast.log(database, early)
    assert [(found.rule, found.excess) for found in refused.value.findings] == [("PLAN-01", 1)]
    cast.log(database, just_after, despite="no break that night")


def test_a_night_added_later_overlaps_the_next_morning_too(database: Database) -> None:
    cast.day_and_night(database)
    cast.log(database, cast.hours(day=date(2025, 3, 4), start_time="03:59", end_time="05:00"))
    with pytest.raises(Refused):
        cast.log(database, cast.hours(start_time="22:00", end_time="04:00"))


def test_a_visit_over_midnight_overlaps_the_next_morning(database: Database) -> None:
    cast.day_and_night(database)
    with cast.writing(database) as session:
        assignments.add_visit(session, cast.visit(start_time="22:00", minutes=360))
    with pytest.raises(Refused), cast.writing(database) as session:
        assignments.add_visit(session, cast.visit(day=date(2025, 3, 4), start_time="03:00", minutes=90))
