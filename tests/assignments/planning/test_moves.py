"""Edits of a draft: what was published stays known until the draft is, and each edit is undone exactly."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from basicplus import journal
from basicplus.assignments import planning, timesheets
from basicplus.clock import Span
from basicplus.compliance.gate import Refused
from basicplus.db import Database
from basicplus.errors import BasicplusError
from tests import cast
from tests.assignments.planning import parts
from tests.assignments.planning.parts import FRIDAY, MONDAY, TOLD, TUESDAY, WEDNESDAY, do, places

PUBLISHED = [("W001", "M001", "Mon 08:30"), ("W001", "M002", "Tue 08:30"), ("W004", "M003", "Wed 08:30")]
WEEK = {"from_on": MONDAY, "until_on": date(2025, 3, 10)}


@pytest.fixture
def planned(database: Database) -> Database:
    parts.plan_week(database)
    return database


def move(visit: int, **changes: Any) -> planning.VisitMove:
    return planning.VisitMove(visit=visit, **TOLD | changes)


EDITS: list[tuple[Callable[..., Any], Any, list[tuple[str, str, str]]]] = [
    (planning.move_visit, move(1, day=FRIDAY), [*PUBLISHED[1:], ("W001", "M001", "Fri 08:30")]),
    (
        planning.move_visit,
        move(1, start_time="13:00", minutes=180),
        [("W001", "M001", "Mon 13:00"), *PUBLISHED[1:]],
    ),
    (planning.move_visit, move(1, worker="W004"), [("W004", "M001", "Mon 08:30"), *PUBLISHED[1:]]),
    (
        planning.swap_visits,
        planning.VisitSwap(visit=2, other=3, **TOLD),
        [PUBLISHED[0], ("W004", "M002", "Tue 08:30"), ("W001", "M003", "Wed 08:30")],
    ),
    (
        planning.swap_workers,
        planning.DaySwap(worker="W001", other="W004", day=TUESDAY, **TOLD),
        [PUBLISHED[0], ("W004", "M002", "Tue 08:30"), PUBLISHED[2]],
    ),
    (
        planning.copy_visit,
        planning.VisitCopy(visit=3, day=FRIDAY, **TOLD),
        [*PUBLISHED, ("W004", "M003", "Fri 08:30")],
    ),
    (planning.take_out_visit, planning.VisitTakenOut(visit=2, **TOLD), [PUBLISHED[0], PUBLISHED[2]]),
    (
        planning.shift_visits,
        planning.VisitsShift(**WEEK, worker="W001", days=2, minutes=30, **TOLD),
        [PUBLISHED[2], ("W001", "M001", "Wed 09:00"), ("W001", "M002", "Thu 09:00")],
    ),
    (
        planning.reassign_visits,
        planning.VisitsReassigned(**WEEK, weekdays=[0, 1], to_worker="W004", **TOLD),
        [("W004", "M001", "Mon 08:30"), ("W004", "M002", "Tue 08:30"), PUBLISHED[2]],
    ),
    (planning.take_out_visits, planning.VisitsTakenOut(**WEEK, member="M003", **TOLD), PUBLISHED[:2]),
]


def test_every_edit_changes_the_draft_alone_and_is_undone_and_done_again(planned: Database) -> None:
    for edit, given, expected in EDITS:
        with cast.reading(planned) as session:
            before = parts.standing(session)
        do(planned, edit, given)
        assert (places(planned, published=False), places(planned, published=True)) == (expected, PUBLISHED)
        with cast.reading(planned) as session:
            after = parts.standing(session)
        do(planned, planning.undo, MONDAY)
        with cast.reading(planned) as session:
            assert parts.standing(session) == before
            assert planning.plan_of(session, MONDAY).state == "published"
        do(planned, planning.redo, MONDAY)
        with cast.reading(planned) as session:
            assert parts.standing(session) == after
        do(planned, planning.undo, MONDAY)


def test_a_week_is_copied_on_its_weekdays_for_one_worker(planned: Database) -> None:
    copy = planning.WeekCopy(day=FRIDAY, to_day=date(2025, 3, 12), worker="W001", **TOLD)
    assert [visit.day for visit in do(planned, planning.copy_week, copy)] == [date(2025, 3, 10), date(2025, 3, 11)]


def test_a_visit_of_the_draft_is_edited_in_its_row_and_one_published_is_replaced(planned: Database) -> None:
    first = do(planned, planning.move_visit, move(1, day=FRIDAY))
    again = do(planned, planning.move_visit, move(first.id, start_time="09:00"))
    assert (first.replaces_id, first.from_version, again.id) == (1, 3, first.id)
    with cast.reading(planned) as session:
        edits = planning.edits_of(session, planning.plan_of(session, MONDAY))
        assert [(edit.position, edit.kind, edit.words) for edit in edits] == [
            (1, "move visit", "W001 at M001 on 2025-03-03 08:30 -> day 2025-03-07"),
            (2, "move visit", "W001 at M001 on 2025-03-07 08:30 -> start_time 09:00"),
        ]
        assert [entry.act for entry in journal.entries(session)][-2:] == ["move visit", "move visit"]


def test_an_edit_after_an_undo_takes_the_place_of_what_was_undone(planned: Database) -> None:
    do(planned, planning.move_visit, move(1, day=FRIDAY))
    do(planned, planning.undo, MONDAY)
    do(planned, planning.move_visit, move(2, day=FRIDAY))
    with pytest.raises(BasicplusError) as refused:
        do(planned, planning.redo, MONDAY)
    assert str(refused.value) == "Version 3 of the plan of 2025-03-03 has no edit that could be done again."
    with cast.reading(planned) as session:
        states = [edit.state for edit in planning.edits_of(session, planning.plan_of(session, MONDAY))]
    assert states == ["dropped", "done"]


def test_what_was_published_is_not_undone(planned: Database) -> None:
    with pytest.raises(BasicplusError) as refused:
        do(planned, planning.undo, MONDAY)
    assert str(refused.value) == "Version 3 of the plan of 2025-03-03 has no edit that could be undone."


@pytest.mark.parametrize(
    ("edit", "given", "told"),
    [
        (
            planning.move_visit,
            move(1, day=date(2026, 1, 5)),
            "day: found '2026-01-05'; a day of the plan (2025-01-01 to 2025-12-31): add the visit in the plan of"
            " that day instead",
        ),
        (
            planning.move_visit,
            move(1, worker="W002"),
            "worker: found 'W002 (accountant)'; agreement A-CP-1 asks for prevention_advisor",
        ),
        (planning.move_visit, move(1, site="S-M002"), "site: found 'S-M002'; a site of M001: S-M001"),
        (
            planning.move_visit,
            move(1, day=MONDAY),
            "There is nothing to move visit: the draft says so already"
            " (W001 at M001 on 2025-03-03 08:30 -> day 2025-03-03).",
        ),
        (
            planning.take_out_visits,
            planning.VisitsTakenOut(**WEEK, weekdays=[5]),
            "No visit is planned for 2025-03-03 to 2025-03-09, weekdays 5: name other days, workers, members or"
            " weekdays.",
        ),
        (
            planning.swap_workers,
            planning.DaySwap(worker="W001", other="W004", day=FRIDAY),
            "Neither W001 nor W004 has a visit on 2025-03-07: name another day.",
        ),
    ],
)
def test_an_edit_that_does_not_add_up_is_refused(
    planned: Database, edit: Callable[..., Any], given: Any, told: str
) -> None:
    before = cast.contents(planned)
    with pytest.raises(BasicplusError) as refused:
        do(planned, edit, given)
    assert str(refused.value) == told
    assert cast.contents(planned) == before


def test_a_visit_whose_hours_are_recorded_is_edited_no_more(planned: Database) -> None:
    with cast.writing(planned) as session:
        timesheets.prefill(session, Span.day(MONDAY))
    with pytest.raises(BasicplusError) as refused:
        do(planned, planning.move_visit, move(1, day=FRIDAY))
    assert str(refused.value) == ("Hours are recorded for the visit of 2025-03-03: correct the hours instead.")


def test_the_gate_refuses_an_edit_and_an_undo_that_the_law_does_not_allow(planned: Database) -> None:
    with pytest.raises(Refused) as refused:
        do(planned, planning.move_visit, move(1, day=TUESDAY))
    assert [finding.rule for finding in refused.value.findings] == ["PLAN-01"]
    do(planned, planning.move_visit, move(1, day=FRIDAY))
    cast.log(planned, cast.hours(day=WEDNESDAY))
    with cast.writing(planned) as session:
        planning.add_visit(session, parts.at(2, day=FRIDAY, start_time="13:00"))
    do(planned, planning.undo, MONDAY)
    do(planned, planning.undo, MONDAY)
    assert places(planned, published=False) == PUBLISHED


def test_an_undo_that_became_unlawful_is_refused_with_the_rule(planned: Database) -> None:
    """W001 moves away from Monday; meanwhile a strike begins there that day: the visit does not come back."""
    do(planned, planning.move_visit, move(1, day=FRIDAY))
    strike = cast.members.StrikeCreate(member="M001", from_on=MONDAY, until_on=TUESDAY, reported_on=MONDAY)
    with cast.writing(planned) as session:
        cast.members.record_strike(session, strike)
    before = cast.contents(planned)
    with pytest.raises(Refused) as refused:
        do(planned, planning.undo, MONDAY)
    assert [finding.rule for finding in refused.value.findings] == ["GE-10"]
    assert cast.contents(planned) == before
