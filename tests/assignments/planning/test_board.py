"""The board: workers by days with what they owe and what is planned, in a number of queries that does not grow."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import event

from basicplus import assignments, workers
from basicplus.assignments import planning
from basicplus.assignments.planning import BoardDay
from basicplus.clock import Span
from basicplus.db import Database
from basicplus.errors import InvalidInput
from tests import cast
from tests.assignments.planning import parts
from tests.assignments.planning.parts import FRIDAY, MONDAY, TOLD, WEEK, do


@pytest.fixture
def planned(database: Database) -> Database:
    parts.plan_week(database)
    return database


def days(database: Database, worker: str, span: Span = WEEK) -> list[BoardDay]:
    with cast.reading(database) as session:
        [row] = planning.board(session, span, [worker])
    return row.days


def test_a_day_says_what_is_owed_planned_and_free(planned: Database) -> None:
    monday, *_, saturday, _ = days(planned, "W001")
    assert (monday.owed_minutes, monday.planned_minutes, monday.free_minutes) == (456, 210, 246)
    assert (saturday.owed_minutes, saturday.free_minutes, saturday.chips) == (0, 0, [])
    [chip] = monday.chips
    assert (chip.member, chip.site, chip.minutes, chip.state) == ("M001", "S-M001", 210, "published")
    with cast.reading(planned) as session:
        sums = [(row.worker, row.owed_minutes, row.planned_minutes) for row in planning.board(session, WEEK)]
    assert sums == [("W001", 2280, 420), ("W002", 2280, 0), ("W003", 1140, 0), ("W004", 2280, 210)]


def test_chips_are_published_drafted_or_cancelled(planned: Database) -> None:
    do(planned, planning.move_visit, planning.VisitMove(visit=1, day=FRIDAY, **TOLD))
    with cast.writing(planned) as session:
        assignments.cancel_visits(session, "W001", Span.day(date(2025, 3, 4)), "ill")
    shown = {day.day.weekday(): [(chip.state, chip.note) for chip in day.chips] for day in days(planned, "W001")}
    assert shown == {
        0: [("cancelled", "")],
        1: [("cancelled", "ill")],
        2: [],
        3: [],
        4: [("draft", "")],
        5: [],
        6: [],
    }
    assert [day.planned_minutes for day in days(planned, "W001")][:5] == [0, 0, 0, 0, 210]


def test_alerts_say_what_to_look_at(planned: Database) -> None:
    with cast.writing(planned) as session:
        workers.record_absence(session, "W004", "sickness", MONDAY, FRIDAY)
        assignments.close(session, date(2025, 3, 4), "Carnaval")
        planning.add_visit(session, parts.at(1, day=date(2025, 3, 8)))
    assert [day.alerts for day in days(planned, "W004")][:3] == [[], [], ["absence"]]
    assert [day.alerts for day in days(planned, "W001")][1] == ["off"]
    assert [day.alerts for day in days(planned, "W001")][5] == ["over"]


def test_the_queries_do_not_grow_with_what_is_shown(planned: Database) -> None:
    def queries(span: Span) -> int:
        asked: list[str] = []
        event.listen(planned.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
        with cast.reading(planned) as session:
            planning.board(session, span)
        return len(asked)

    assert queries(Span.day(MONDAY)) == queries(Span(MONDAY, MONDAY + timedelta(days=62))) <= 15


def test_a_board_of_too_many_days_is_refused(planned: Database) -> None:
    with pytest.raises(
        InvalidInput, match=r"until_on: found '2025-05-05'; 1 to 62 days after from_on \(2025-03-03\)"
    ):
        days(planned, "W001", Span(MONDAY, date(2025, 5, 5)))
