"""Visits that are named by their ids change together, and no other; one that is not there refuses all."""

from __future__ import annotations

import pytest

from basicplus.assignments import planning
from basicplus.db import Database
from basicplus.errors import NotFound
from tests import cast
from tests.assignments.planning import parts
from tests.assignments.planning.parts import TOLD, WEEK, do, places

DAYS = {"from_on": WEEK.from_on, "until_on": WEEK.until_on}


def test_only_the_visits_that_are_named_change(database: Database) -> None:
    parts.plan_week(database)
    given = planning.VisitsReassigned(**DAYS, **TOLD, visits=[1, 2], to_worker="W004")
    do(database, planning.reassign_visits, given)
    assert [worker for worker, *_ in places(database, published=False)] == ["W004", "W004", "W004"]
    do(database, planning.take_out_visits, planning.VisitsTakenOut(**DAYS, **TOLD, visits=[3]))
    assert places(database, published=False) == [("W004", "M001", "Mon 08:30"), ("W004", "M002", "Tue 08:30")]
    with cast.reading(database) as session:
        edits = planning.edits_of(session, planning.plan_of(session, WEEK.from_on))
    assert [edit.words for edit in edits] == [
        "2 visits of 2025-03-03 to 2025-03-09 -> W004",
        "1 visits of 2025-03-03 to 2025-03-09",
    ]


def test_a_visit_that_is_not_there_any_more_refuses_all(database: Database) -> None:
    parts.plan_week(database)
    before = places(database, published=False)
    with pytest.raises(NotFound, match=r"do not stand in the draft on these days: 77\. Choose again\."):
        do(database, planning.shift_visits, planning.VisitsShift(**DAYS, **TOLD, visits=[1, 77], days=1))
    assert places(database, published=False) == before
