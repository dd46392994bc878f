"""The lines of a board after a change: as they would be found anew, and only those anew that it concerns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import select

from basicplus import assignments, members, workers
from basicplus.assignments import TimeEntry, planning, timesheets
from basicplus.clock import month_of
from basicplus.db import Database, WriteSession
from basicplus.web.reading.plan import lines
from basicplus.web.reading.plan.lines import Line, lines_known
from tests import cast
from tests.assignments.planning import parts
from tests.assignments.planning.parts import FRIDAY, MONDAY, TOLD

MONTH = month_of(MONDAY)
EVERYBODY = {"W001", "W002", "W003", "W004"}


def known(database: Database) -> dict[str, Line]:
    with cast.reading(database) as session:
        return {line.number: line for line in lines_known(session, MONTH)}


def anew(database: Database) -> dict[str, Line]:
    with cast.reading(database) as session:
        return {line.number: line for line in lines._lines(session, MONTH)}


def move(session: WriteSession) -> None:
    planning.move_visit(session, planning.VisitMove(visit=1, day=FRIDAY, **TOLD))


def give(session: WriteSession) -> None:
    planning.move_visit(session, planning.VisitMove(visit=3, worker="W001", **TOLD))


def record(session: WriteSession) -> None:
    timesheets.prefill(session, parts.WEEK, "W004")


def delete(session: WriteSession) -> None:
    for entry in session.exec(select(TimeEntry)):
        timesheets.delete(session, entry)


def publish(session: WriteSession) -> None:
    assignments.publish(session, planning.plan_of(session, MONDAY), cast.PUBLISHED_AT)


def be_ill(session: WriteSession) -> None:
    workers.record_absence(session, "W002", "sickness", date(2025, 3, 10), date(2025, 3, 12))


def register(session: WriteSession) -> None:
    members.register(session, cast.member())


@pytest.mark.parametrize(
    ("before", "act", "concerned"),
    [
        ([], move, {"W001"}),
        ([], give, {"W001", "W004"}),
        ([give], lambda session: planning.undo(session, MONDAY), {"W001", "W004"}),
        ([], record, {"W004"}),
        ([record], delete, EVERYBODY),
        ([move], publish, EVERYBODY),
        ([], be_ill, EVERYBODY),
        ([], register, EVERYBODY),
    ],
    ids=["move", "give", "undo", "record", "delete", "publish", "be_ill", "register"],
)
def test_a_change_is_seen_and_lines_that_it_does_not_concern_stay(
    database: Database,
    before: list[Callable[[WriteSession], object]],
    act: Callable[[WriteSession], object],
    concerned: set[str],
) -> None:
    parts.plan_week(database)
    for each in before:
        with cast.writing(database) as session:
            each(session)
    had = known(database)
    with cast.writing(database) as session:
        act(session)
    have = known(database)
    assert have == anew(database)
    assert {number for number, line in have.items() if line is not had[number]} == concerned
    assert known(database)["W001"] is have["W001"]


def test_many_changed_rows_are_not_followed(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    parts.plan_week(database)
    had = known(database)
    with cast.writing(database) as session:
        record(session)
    monkeypatch.setattr(lines, "FEW", 0)
    have = known(database)
    assert have == anew(database)
    assert all(have[number] is not had[number] for number in EVERYBODY)
