"""A plan that exists follows its assignments again; what was edited by hand, called off or worked stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from basicplus import assignments, workers
from basicplus.assignments import AssignmentCreate, planning, timesheets
from basicplus.assignments.planning import AssignmentsFollowed, Followed
from basicplus.clock import BRUSSELS, Span
from basicplus.db import Database, WriteSession
from basicplus.errors import BasicplusError
from tests import cast

MARCH = Span(date(2026, 3, 1), date(2026, 4, 1))
FIRST, THIRD = date(2026, 3, 2), date(2026, 3, 16)
TOLD = {"told_on": date(2026, 2, 2)}
MONDAYS = ["Mon 02 08:30", "Mon 09 08:30", "Mon 16 08:30", "Mon 23 08:30", "Mon 30 08:30"]


@pytest.fixture
def planned(database: Database) -> Database:
    """W001 is at M001 on Mondays of March 2026, as drafted and published."""
    with cast.writing(database) as session:
        given: Any = {"agreement": "A-CP-1", "worker": "W001", "site": "S-M001", "rule": "FREQ=WEEKLY;BYDAY=MO"}
        times: Any = {"start_time": "08:30", "minutes": 210, "from_on": FIRST}
        assignments.assign(session, AssignmentCreate(**given | times))
        plan = planning.draft(session, MARCH).plan
        planning.publish(session, plan, cast.PUBLISHED_AT)
    return database


def write(database: Database, *changes: Callable[[WriteSession], object]) -> Any:
    with cast.writing(database, despite="tested") as session:
        return [change(session) for change in changes][-1]


def follow(from_on: date = FIRST, **given: Any) -> Callable[[WriteSession], Followed]:
    asked = AssignmentsFollowed(agreement="A-CP-1", from_on=from_on, **TOLD | given)
    return lambda session: planning.follow_assignments(session, asked)


def later(day: date, **changes: Any) -> Callable[[WriteSession], object]:
    change = assignments.LaterChange(assignment=1, day=day, **changes)
    return lambda session: assignments.change_later(session, change)


def move(place: int, **changes: Any) -> Callable[[WriteSession], object]:
    def moved(session: WriteSession) -> object:
        visit = planning.visits_of(session, MARCH, published=False)[place]
        return planning.move_visit(session, planning.VisitMove(visit=visit.id, **TOLD | changes))

    return moved


def drafted(database: Database, *, published: bool = False) -> list[str]:
    with cast.reading(database) as session:
        found = planning.visits_of(session, MARCH, published=published)
        return [f"{visit.starts_at.astimezone(BRUSSELS):%a %d %H:%M}" for visit in found]


def test_this_and_later_visits_move_with_their_assignment_and_undo_brings_them_back(planned: Database) -> None:
    followed = write(planned, later(THIRD, rule="FREQ=WEEKLY;BYDAY=TH", start_time="13:00"), follow())
    assert followed == Followed(moved=2, taken_out=1)
    thursdays = ["Thu 19 13:00", "Thu 26 13:00"]
    assert drafted(planned) == [*MONDAYS[:2], *thursdays]
    assert drafted(planned, published=True) == MONDAYS
    write(planned, lambda session: planning.undo(session, FIRST))
    assert drafted(planned) == MONDAYS


def test_the_days_before_and_after_those_asked_for_stay(planned: Database) -> None:
    change = assignments.SeriesChange(assignment=1, start_time="09:30")
    followed = write(
        planned,
        lambda session: assignments.change_all(session, change),
        follow(THIRD, until_on=date(2026, 3, 30)),
    )
    assert followed == Followed(moved=2)
    assert drafted(planned) == [*MONDAYS[:2], "Mon 16 09:30", "Mon 23 09:30", MONDAYS[4]]


def test_a_new_day_is_added_and_an_ended_assignment_takes_its_visits_out(planned: Database) -> None:
    extra = assignments.ExtraDay(assignment=1, day=date(2026, 3, 5))
    followed = write(
        planned,
        lambda session: assignments.add_day(session, extra),
        lambda session: assignments.end_assignment(session, 1, date(2026, 3, 23)),
        follow(),
    )
    assert followed == Followed(added=1, taken_out=2)
    assert drafted(planned) == [MONDAYS[0], "Thu 05 08:30", *MONDAYS[1:3]]


def test_what_was_edited_by_hand_stays_and_takes_the_place_of_its_weeks_visit(planned: Database) -> None:
    def take_out(session: WriteSession) -> None:
        visit = planning.visits_of(session, MARCH, published=False)[-1]
        planning.take_out_visit(session, planning.VisitTakenOut(visit=visit.id, **TOLD))

    write(planned, move(2, day=date(2026, 3, 18)))
    write(planned, take_out)
    followed = write(planned, later(FIRST, rule="FREQ=WEEKLY;BYDAY=TU"), follow())
    assert followed == Followed(moved=3, kept=2)
    assert drafted(planned) == ["Tue 03 08:30", "Tue 10 08:30", "Wed 18 08:30", "Tue 24 08:30"]


def test_a_visit_called_off_by_illness_does_not_come_back(planned: Database) -> None:
    day = Span.day(THIRD)
    write(
        planned,
        lambda session: workers.record_absence(session, "W001", "sickness", day.from_on, day.until_on),
        lambda session: planning.cancel_visits(session, "W001", day, "sick"),
    )
    followed = write(planned, later(FIRST, rule="FREQ=WEEKLY;BYDAY=TU"), follow())
    assert followed == Followed(moved=4, kept=1)
    assert drafted(planned) == ["Tue 03 08:30", "Tue 10 08:30", "Tue 24 08:30", "Tue 31 08:30"]


def test_a_worked_visit_stays_as_it_was_planned(planned: Database) -> None:
    write(planned, lambda session: timesheets.prefill(session, Span.day(FIRST)))
    change = assignments.LaterChange(assignment=1, day=date(2026, 3, 9), rule="FREQ=WEEKLY;BYDAY=TU")
    followed = write(planned, lambda session: assignments.change_later(session, change), follow())
    assert followed == Followed(moved=4, kept=1)
    assert drafted(planned) == [MONDAYS[0], "Tue 10 08:30", "Tue 17 08:30", "Tue 24 08:30", "Tue 31 08:30"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "The plan has the visits of A-CP-1 as they are assigned: there is nothing to change."),
        (
            {"from_on": date(2026, 4, 1)},
            "Nothing is planned from 2026-04-01 on: the next draft follows the assignments itself.",
        ),
    ],
)
def test_where_nothing_would_change_it_says_so(planned: Database, given: Any, told: str) -> None:
    with pytest.raises(BasicplusError) as refused:
        write(planned, follow(**given))
    assert str(refused.value) == told
