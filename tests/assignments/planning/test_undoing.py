"""Any sequence of edits, undo and redo leads to the same plan again, row by row; simulating is doing (T17)."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from basicplus.acts.doing import Asked, do_all
from basicplus.acts.simulation import simulate
from basicplus.assignments import planning
from basicplus.db import Database, WriteSession
from basicplus.errors import BasicplusError
from tests import cast
from tests.assignments.planning import parts
from tests.assignments.planning.parts import MONDAY, TOLD

STEPS = 60
Stands = list[tuple[Any, ...]]


def edit(session: WriteSession, random: Random) -> bool:
    """Try one edit drawn at random; say whether it was one."""
    visit, other = random.choice(parts.ids(session) or [0]), random.choice(parts.ids(session) or [0])
    day, worker = MONDAY + timedelta(days=random.randrange(7)), random.choice(["W001", "W004"])
    week = {"from_on": MONDAY, "until_on": MONDAY + timedelta(days=7)}
    edits: list[tuple[Any, Any]] = [
        (planning.add_visit, parts.at(random.randint(1, 3), worker=worker, day=day)),
        (planning.move_visit, planning.VisitMove(visit=visit, day=day, worker=worker, told_on=day)),
        (planning.swap_visits, planning.VisitSwap(visit=visit, other=other, **TOLD)),
        (planning.copy_visit, planning.VisitCopy(visit=visit, day=day, **TOLD)),
        (planning.take_out_visit, planning.VisitTakenOut(visit=visit, **TOLD)),
        (planning.shift_visits, planning.VisitsShift(**week, worker=worker, minutes=random.choice([-30, 30]))),
        (planning.reassign_visits, planning.VisitsReassigned(**week, weekdays=[day.weekday()], to_worker=worker)),
    ]
    change, given = random.choice(edits)
    try:
        change(session, given)
    except BasicplusError:
        return False
    session.flush()
    return True


def test_any_sequence_of_edits_undo_and_redo_returns_to_the_same_plan(database: Database) -> None:
    parts.plan_week(database)
    random = Random(7)
    with cast.writing(database) as session:
        states, at = [parts.standing(session)], 0
        for _ in range(STEPS):
            step = random.choice(["edit", "edit", "undo", "redo"])
            if step == "edit" and edit(session, random):
                at += 1
                states[at:] = [parts.standing(session)]
            elif step == "undo" and at > 0:
                planning.undo(session, MONDAY)
                at -= 1
            elif step == "redo" and at < len(states) - 1:
                planning.redo(session, MONDAY)
                at += 1
            assert parts.standing(session) == states[at]
        assert len(states) > 10
        while at > 0:
            planning.undo(session, MONDAY)
            at -= 1
        assert parts.standing(session) == states[0]
        session.rollback()


def test_simulating_an_edit_says_what_doing_it_does(database: Database) -> None:
    parts.plan_week(database)
    moved = Asked("move-visit", {"visit": 1, "day": "2025-03-07", "told_on": "2024-12-02"})
    overlapping = Asked("move-visit", {"visit": 1, "day": "2025-03-04", "told_on": "2024-12-02"})
    on = date(2025, 1, 1)
    assert simulate(database, cast.GROUP, [moved], on=on).outcome == "saved"
    refused = simulate(database, cast.GROUP, [overlapping], on=on)
    assert (refused.outcome, [finding.rule for finding in refused.verdict.refused]) == ("refused", ["PLAN-01"])
    with cast.writing(database) as session:
        assert [step.status for step in do_all(session, [moved, Asked("undo-edit", {"day": "2025-03-03"})])] == [
            "ok",
            "ok",
        ]
