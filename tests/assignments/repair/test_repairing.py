"""The smallest change after a disturbance: same worker, another day; then others; what falls is called off."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError
from sqlmodel import select

from basicplus.acts.repair import proposal
from basicplus.assignments import AssignmentCreate, HoursCreate, assign, timesheets
from basicplus.assignments.models import Assignment, Visit
from basicplus.assignments.repair import Disturbance
from basicplus.db import Database
from basicplus.members import MemberClosure, Strike
from basicplus.workers import Absence, EmploymentContract
from tests import cast
from tests.assignments.repair.scene import (
    MONDAY,
    TOLD_ON,
    at_m002,
    away,
    colleague,
    happened,
    plan,
    planned,
    repaired,
    told,
)

TUESDAY, SUMMER = date(2025, 3, 4), date(2025, 6, 30)


def rows(database: Database, model: Any) -> list[tuple[date, date | None]]:
    with cast.reading(database) as session:
        return [(row.from_on, row.until_on) for row in session.exec(select(model).order_by(model.id))]


def test_the_same_worker_comes_on_the_next_day(database: Database) -> None:
    colleague(database, "W004")
    plan(database, {}, at_m002(start_time="13:00"), at_m002(day=date(2025, 3, 6)))
    found = repaired(database)
    assert told(found) == [
        ("other_day", "W001 M001 2025-03-04 08:30-12:00"),
        ("other_day", "W001 M002 2025-03-04 13:00-16:30"),
    ]
    assert (found.moved, found.faces, found.unserved, found.unserved_minutes) == (2, 0, 0, 0)
    assert planned(database) == [
        "W001 M001 2025-03-04 08:30",
        "W001 M002 2025-03-04 13:00",
        "W001 M002 2025-03-06 08:30",
    ]
    assert planned(database, published=True) == ["W001 M002 2025-03-06 08:30"]
    assert rows(database, Absence) == [(MONDAY, TUESDAY)]


def test_another_worker_comes_where_the_same_one_cannot(database: Database) -> None:
    colleague(database, "W004")
    plan(database, {})
    found = repaired(database, until_on=date(2025, 3, 17))
    assert told(found) == [("other_worker", "W004 M001 2025-03-03 08:30-12:00")]
    assert (found.faces, [step.new_face for step in found.steps]) == (1, [True])


def test_where_the_gate_refuses_the_next_best_is_taken(database: Database) -> None:
    """W004 works until 22:30 on Sunday evening: eleven hours of rest end at 9:30."""
    cast.day_and_night(database)
    for number in ("W004", "W005"):
        colleague(database, number)
    late = at_m002(worker="W004", day=date(2025, 3, 2), start_time="19:00")
    plan(database, {}, {"worker": "W004", "day": date(2025, 1, 14)}, late)
    found = repaired(database, until_on=date(2025, 3, 17))
    assert told(found) == [("other_worker", "W005 M001 2025-03-03 08:30-12:00")]
    [step] = found.steps
    assert [each.stop.rule for each in step.not_instead if each.worker == "W004"] == ["WT-06"]


def test_the_same_worker_comes_later_where_nobody_can_sooner(database: Database) -> None:
    plan(database, {})
    assert told(repaired(database, until_on=date(2025, 3, 17))) == [("later", "W001 M001 2025-03-17 08:30-12:00")]


def test_what_nobody_can_make_is_called_off_and_said(database: Database) -> None:
    [visit] = plan(database, {})
    found = repaired(database, until_on=SUMMER)
    assert told(found) == [("unserved", "")]
    assert (found.unserved, found.unserved_minutes) == (1, 210)
    assert {each.stop.key for each in found.steps[0].not_instead} == {"absences"}
    assert planned(database) == planned(database, published=True) == []
    with cast.reading(database) as session:
        row = session.get(Visit, visit)
        assert row is not None
        assert (row.state, row.note) == ("cancelled", "absence")


def test_nothing_is_moved_to_a_day_on_which_nobody_can_be_told_any_more(database: Database) -> None:
    plan(database, {"day": date(2025, 3, 5)})
    found = repaired(database, from_on=date(2025, 3, 5), until_on=date(2025, 3, 6), told_on=date(2025, 3, 5))
    assert told(found) == [("other_day", "W001 M001 2025-03-06 08:30-12:00")]


def test_a_strike_is_recorded_and_its_visits_come_after_it(database: Database) -> None:
    colleague(database, "W004")
    plan(database, {}, at_m002(start_time="13:00"))
    found = repaired(database, kind="strike", worker=None, member="M001", until_on=date(2025, 3, 6))
    assert told(found) == [("other_day", "W001 M001 2025-03-06 08:30-12:00")]
    assert rows(database, Strike) == [(MONDAY, date(2025, 3, 6))]
    assert planned(database, published=True) == ["W001 M002 2025-03-03 13:00"]


def test_a_closure_is_recorded_once(database: Database) -> None:
    plan(database, {})
    closed: dict[str, Any] = {"kind": "closure", "worker": None, "member": "M001"}
    assert told(repaired(database, **closed)) == [("other_day", "W001 M001 2025-03-04 08:30-12:00")]
    assert told(repaired(database, **closed)) == []
    assert rows(database, MemberClosure) == [(MONDAY, TUESDAY)]


def test_who_leaves_hands_the_visits_over(database: Database) -> None:
    colleague(database, "W004")
    plan(database, {"day": date(2025, 2, 28)}, {}, {"day": date(2025, 4, 7)})
    found = repaired(database, kind="leaver", until_on=None)
    assert told(found) == [
        ("other_worker", "W004 M001 2025-03-03 08:30-12:00"),
        ("other_worker", "W004 M001 2025-04-07 08:30-12:00"),
    ]
    assert [step.new_face for step in found.steps] == [True, False]
    assert (date(2021, 1, 4), MONDAY) in rows(database, EmploymentContract)


def test_the_assignments_of_who_leaves_end_with_the_contracts(database: Database) -> None:
    colleague(database, "W004")
    with cast.writing(database) as session:
        weekly = {"worker": "W001", "agreement": "A-CP-1", "site": "S-M001", "rule": "FREQ=WEEKLY;BYDAY=MO"}
        times = {"start_time": "08:30", "minutes": 210}
        assign(session, AssignmentCreate(**weekly, **times, from_on=date(2025, 1, 6)))
        assign(session, AssignmentCreate(**weekly, **times, from_on=date(2025, 1, 6), until_on=date(2025, 2, 3)))
    plan(database, {})
    repaired(database, kind="leaver", until_on=None)
    began = date(2025, 1, 6)
    assert rows(database, Assignment) == [(began, MONDAY), (began, date(2025, 2, 3))]


def test_a_demand_is_spread_over_its_days_with_one_face(database: Database) -> None:
    colleague(database, "W004")
    plan(database, {"worker": "W004", "day": date(2025, 1, 14)})
    spring = {"from_on": date(2025, 4, 1), "until_on": date(2025, 7, 1)}
    found = repaired(database, kind="demand", worker=None, agreement="A-CP-1", visits=3, minutes=180, **spring)
    assert [(step.kind, step.after.worker, step.after.day.month) for step in found.steps if step.after] == [
        ("new", "W004", 4),
        ("new", "W004", 5),
        ("new", "W004", 6),
    ]


def test_visits_that_were_done_stay(database: Database) -> None:
    [visit] = plan(database, {})
    with cast.writing(database) as session:
        row = timesheets.log(session, HoursCreate(**cast.hours().model_dump()))
        row.visit_id = visit
    assert told(repaired(database)) == []


def test_a_proposal_saves_nothing_and_is_what_is_saved_then(database: Database) -> None:
    colleague(database, "W004")
    plan(database, {}, at_m002(start_time="13:00"))
    before = cast.contents(database)
    proposed = [proposal(database, cast.GROUP, happened()) for _ in range(2)]
    assert cast.contents(database) == before
    saved = repaired(database)
    assert told(proposed[0]) == told(proposed[1]) == told(saved)


def test_who_is_on_leave_is_no_replacement(database: Database) -> None:
    for number in ("W004", "W005"):
        colleague(database, number)
    plan(database, {})
    away(database, "W004", MONDAY, TUESDAY)
    assert told(repaired(database, until_on=date(2025, 3, 17))) == [
        ("other_worker", "W005 M001 2025-03-03 08:30-12:00")
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"worker": None}, "name the worker: a repair after absence is about one"),
        ({"until_on": None}, "say until_on, the first day after; only a worker who leaves does so for good"),
        ({"until_on": MONDAY}, "until_on is the first day after the last: give a day after 2025-03-03"),
    ],
)
def test_what_happened_is_said_whole(changes: dict[str, Any], said: str) -> None:
    given = {"kind": "absence", "worker": "W001", "from_on": MONDAY, "until_on": TUESDAY, "told_on": TOLD_ON}
    with pytest.raises(ValidationError, match=said):
        Disturbance(**given | changes)
