"""Edits of an assignment's visits: this one, this and later, all; days beside the rule; what was worked stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlmodel import col, select

from basicplus import assignments
from basicplus.assignments import (
    Assignment,
    AssignmentCreate,
    DayChange,
    ExtraDay,
    LaterChange,
    SeriesChange,
    Visit,
)
from basicplus.assignments.models import AssignmentExtra
from basicplus.clock import BRUSSELS, Span
from basicplus.db import Database, WriteSession
from basicplus.errors import BasicplusError, InvalidInput
from tests import cast

MARCH = Span(date(2026, 3, 1), date(2026, 4, 1))
MONDAYS = [date(2026, 3, day) for day in (2, 9, 16, 23, 30)]
Edit = Callable[[WriteSession], object]


@pytest.fixture
def assigned(database: Database) -> Database:
    """W001 is at M001 on Mondays from 2 March 2026 on, at 8:30 for three hours and a half."""
    with cast.writing(database) as session:
        given: Any = {"agreement": "A-CP-1", "worker": "W001", "site": "S-M001", "rule": "FREQ=WEEKLY;BYDAY=MO"}
        times: Any = {"start_time": "08:30", "minutes": 210, "from_on": MONDAYS[0]}
        assignments.assign(session, AssignmentCreate(**given | times))
    return database


def edit(database: Database, *edits: Edit) -> None:
    with cast.writing(database) as session:
        for each in edits:
            each(session)


def day_change(day: date, **changes: Any) -> Edit:
    return lambda session: assignments.change_day(session, DayChange(assignment=1, day=day, **changes))


def later_change(day: date, **changes: Any) -> Edit:
    return lambda session: assignments.change_later(session, LaterChange(assignment=1, day=day, **changes))


def all_changed(**changes: Any) -> Edit:
    return lambda session: assignments.change_all(session, SeriesChange(assignment=1, **changes))


def day_added(day: date, **changes: Any) -> Edit:
    return lambda session: assignments.add_day(session, ExtraDay(assignment=1, day=day, **changes))


def day_left_out(day: date) -> Edit:
    return lambda session: assignments.leave_out(session, session.get_one(Assignment, 1), day)


def ended(until_on: date) -> Edit:
    return lambda session: assignments.end_assignment(session, 1, until_on)


def planned(database: Database, span: Span = MARCH) -> list[tuple[int, str, int]]:
    """Draft a plan and tell (assignment, start, minutes) of its visits."""
    with cast.writing(database, despite="short visits") as session:
        assignments.draft(session, span)
        session.flush()
        rows = session.exec(select(Visit).order_by(col(Visit.starts_at))).all()
        return [
            (
                row.assignment_id or 0,
                f"{row.starts_at.astimezone(BRUSSELS):%m-%d %H:%M}",
                int((row.ends_at - row.starts_at).total_seconds()) // 60,
            )
            for row in rows
        ]


def mondays(*days: int, assignment: int = 1, at: str = "08:30", minutes: int = 210) -> list[tuple[int, str, int]]:
    return [(assignment, f"03-{day:02d} {at}", minutes) for day in days]


def test_this_visit_moves_to_another_day_and_time_and_the_others_stay(assigned: Database) -> None:
    edit(assigned, day_change(MONDAYS[1], to_day=date(2026, 3, 11), start_time="13:00", minutes=180))
    assert planned(assigned) == [
        *mondays(2),
        (1, "03-11 13:00", 180),
        *mondays(16, 23, 30),
    ]


def test_this_visit_is_at_another_time_of_the_same_day_and_moves_again(assigned: Database) -> None:
    edit(assigned, day_change(MONDAYS[1], start_time="09:00"))
    edit(assigned, day_change(MONDAYS[1], minutes=240))
    edit(assigned, day_change(MONDAYS[1], to_day=date(2026, 3, 10)))
    with cast.reading(assigned) as session:
        [row] = session.exec(select(AssignmentExtra)).all()
        assert (row.day, row.start_time, row.minutes, row.instead_of) == (
            date(2026, 3, 10),
            "09:00",
            240,
            MONDAYS[1],
        )
    assert planned(assigned) == [*mondays(2), (1, "03-10 09:00", 240), *mondays(16, 23, 30)]


def test_a_day_is_added_beside_the_rule_or_where_one_was_left_out(assigned: Database) -> None:
    edit(assigned, day_added(date(2026, 3, 5), start_time="14:00"), day_left_out(MONDAYS[1]))
    edit(assigned, day_added(MONDAYS[1], minutes=180))
    assert planned(assigned) == [
        *mondays(2),
        (1, "03-05 14:00", 210),
        *mondays(9, minutes=180),
        *mondays(16, 23, 30),
    ]


def test_this_and_later_is_another_assignment_that_goes_on_as_changed(assigned: Database) -> None:
    edit(assigned, day_left_out(MONDAYS[1]), day_left_out(MONDAYS[3]), day_added(date(2026, 3, 19)))
    edit(assigned, later_change(MONDAYS[2], start_time="09:00", minutes=180))
    with cast.reading(assigned) as session:
        rows = session.exec(select(Assignment).order_by(col(Assignment.id))).all()
        assert [(row.from_on, row.until_on, row.start_time) for row in rows] == [
            (MONDAYS[0], MONDAYS[2], "08:30"),
            (MONDAYS[2], None, "09:00"),
        ]
    assert planned(assigned) == [
        *mondays(2),
        *mondays(16, assignment=2, at="09:00", minutes=180),
        (2, "03-19 08:30", 210),
        *mondays(30, assignment=2, at="09:00", minutes=180),
    ]


def test_a_rhythm_of_two_weeks_and_a_number_of_times_go_on(assigned: Database) -> None:
    edit(assigned, all_changed(rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;COUNT=3"))
    edit(assigned, later_change(MONDAYS[2], start_time="10:00"))
    spring = Span(MARCH.from_on, date(2026, 6, 1))
    assert planned(assigned, spring) == mondays(2) + mondays(16, 30, assignment=2, at="10:00")


def test_this_and_later_from_the_first_visit_on_is_all(assigned: Database) -> None:
    edit(assigned, later_change(MONDAYS[0], rule="FREQ=MONTHLY;BYDAY=-1MO", school_weeks_only=True))
    assert planned(assigned) == mondays(30)


def test_all_change_and_what_was_moved_keeps_its_time(assigned: Database) -> None:
    edit(assigned, day_change(MONDAYS[1], to_day=date(2026, 3, 10)), all_changed(start_time="13:00"))
    assert planned(assigned) == [
        *mondays(2, at="13:00"),
        (1, "03-10 08:30", 210),
        *mondays(16, 23, 30, at="13:00"),
    ]


def test_an_assignment_ends(assigned: Database) -> None:
    edit(assigned, ended(MONDAYS[2]))
    assert planned(assigned) == mondays(2, 9)


WRONG: list[tuple[Edit, str]] = [
    (
        day_change(date(2026, 3, 3), start_time="10:00"),
        "day: found '2026-03-03'; a day on which assignment 1 has a visit; the next is 2026-03-09",
    ),
    (
        day_change(MONDAYS[1]),
        "to_day: found '2026-03-09'; another day than 2026-03-09, or another start_time or minutes",
    ),
    (
        day_change(MONDAYS[1], to_day=MONDAYS[2]),
        "Assignment 1 has a visit on 2026-03-16 already: choose another day.",
    ),
    (
        day_change(MONDAYS[1], to_day=date(2026, 2, 27)),
        "day: found '2026-02-27'; a day of the assignment (from 2026-03-02)",
    ),
    (day_added(MONDAYS[1]), "Assignment 1 has a visit on 2026-03-09 already: choose another day."),
    (
        later_change(date(2026, 3, 10), minutes=180),
        "day: found '2026-03-10'; a day on which assignment 1 has a visit; the next is 2026-03-16",
    ),
    (all_changed(site="S-M002"), "site: found 'S-M002'; a site of M001: S-M001"),
    (
        ended(MONDAYS[0]),
        "until_on: found '2026-03-02'; a day within the assignment (from 2026-03-02), after its first",
    ),
]


def test_an_edit_that_does_not_add_up_is_refused(assigned: Database) -> None:
    before = cast.contents(assigned)
    for wrong, told in WRONG:
        with pytest.raises(BasicplusError) as refused:
            edit(assigned, wrong)
        assert str(refused.value) == told
    assert cast.contents(assigned) == before


def test_a_change_of_nothing_and_a_rule_that_is_none_are_refused(assigned: Database) -> None:
    with pytest.raises(ValueError, match="nothing changes: give a rule"):
        SeriesChange(assignment=1)
    with pytest.raises(InvalidInput):
        edit(assigned, all_changed(rule="FREQ=HOURLY"))


def test_a_day_left_out_has_no_visit_to_change(assigned: Database) -> None:
    edit(assigned, day_left_out(MONDAYS[1]))
    with pytest.raises(InvalidInput) as refused:
        edit(assigned, day_change(MONDAYS[1], start_time="10:00"))
    assert str(refused.value) == (
        "day: found '2026-03-09'; a day on which assignment 1 has a visit; the next is 2026-03-16"
    )


def test_what_was_worked_stays_and_later_days_change(assigned: Database) -> None:
    cast.log(assigned, cast.hours(day=MONDAYS[1]))
    told = "Hours of assignment 1 are recorded until 2026-03-09 (1 of its days): change it from a later day on."
    before = cast.contents(assigned)
    for refused_edit in (
        day_change(MONDAYS[1], start_time="10:00"),
        later_change(MONDAYS[0], minutes=180),
        later_change(MONDAYS[1], minutes=180),
        all_changed(minutes=180),
        ended(MONDAYS[1]),
    ):
        with pytest.raises(BasicplusError) as refused:
            edit(assigned, refused_edit)
        assert str(refused.value) == told
    assert cast.contents(assigned) == before
    edit(assigned, day_change(MONDAYS[2], start_time="10:00"), later_change(MONDAYS[3], minutes=180))
    edit(assigned, ended(date(2026, 3, 17)))
    assert planned(assigned) == [
        *mondays(2, 9),
        *mondays(16, at="10:00"),
        *mondays(23, 30, assignment=2, minutes=180),
    ]
