"""Who could make a visit instead: ranked, with reasons, and as the gate would have it."""

from __future__ import annotations

from datetime import date

import pytest

from basicplus.acts.repair import candidates
from basicplus.assignments import planning
from basicplus.assignments.repair import Candidate, VisitReplace, replace_visit
from basicplus.compliance.gate import Refused, Warned
from basicplus.db import Database
from basicplus.errors import Conflict
from tests import cast
from tests.assignments.repair.scene import MONDAY, TOLD_ON, at_m002, away, colleague, plan, planned


def found(database: Database, visit: int, limit: int = 5, told_on: date = TOLD_ON) -> list[Candidate]:
    return candidates(database, cast.GROUP, visit, limit, told_on=told_on)


def told(
    database: Database, visit: int, limit: int = 5, told_on: date = TOLD_ON
) -> list[tuple[str, bool, list[str]]]:
    """Who, whether it is possible, and what stops it: the rule, or the key of the reason."""
    return [
        (each.worker, each.possible, [stop.rule or stop.key for stop in each.stops])
        for each in found(database, visit, limit, told_on)
    ]


def test_who_knows_the_member_comes_first(database: Database) -> None:
    for number in ("W004", "W005"):
        colleague(database, number)
    visit, _ = plan(database, {}, {"worker": "W005", "day": date(2025, 1, 14)})
    before = cast.contents(database)
    first, second = found(database, visit)
    assert (first.worker, first.possible, first.fit.known) == ("W005", True, 1)
    assert (second.worker, second.possible, second.fit.known) == ("W004", True, 0)
    assert first.fit.room_minutes == 2280 - 210
    assert cast.contents(database) == before


def test_only_the_best_are_asked_about(database: Database) -> None:
    for number in ("W004", "W005", "W006"):
        colleague(database, number)
    [visit] = plan(database, {})
    assert [(each.worker, each.judged) for each in found(database, visit, 1)] == [
        ("W004", True),
        ("W005", False),
        ("W006", False),
    ]


def test_what_stops_somebody_is_said(database: Database) -> None:
    cast.day_and_night(database)
    colleague(database, "W004", until_on=date(2025, 3, 3))
    colleague(database, "W005")
    colleague(database, "W006", week_minutes=1140, pattern="mon 08:30-12:00; wed 08:30-16:30; thu 08:30-16:00")
    colleague(database, "W007")
    colleague(database, "W008")
    visit, *_ = plan(
        database,
        {},
        at_m002(worker="W005", start_time="11:00"),
        at_m002(worker="W006", day=date(2025, 3, 5), minutes=480),
        at_m002(worker="W006", day=date(2025, 3, 6), minutes=451),
        at_m002(worker="W008", day=date(2025, 3, 2), start_time="19:00"),
        publish=False,
    )
    away(database, "W007", MONDAY, date(2025, 3, 4))
    assert sorted(told(database, visit)) == [
        ("W004", False, ["GE-11"]),
        ("W005", False, ["PLAN-01"]),
        ("W006", False, ["room"]),
        ("W007", False, ["absences"]),
        ("W008", False, ["WT-06"]),
    ]


@pytest.mark.parametrize(("told_on", "stops"), [(date(2025, 2, 22), []), (date(2025, 2, 23), ["WT-13"])])
def test_a_variable_part_timer_must_be_told_in_time(database: Database, told_on: date, stops: list[str]) -> None:
    """Seven working days before Monday 3 March, Saturdays among them, begin on Saturday 22 February."""
    colleague(database, "W004", week_minutes=1140, pattern="variable")
    [visit] = plan(database, {})
    assert told(database, visit, told_on=told_on) == [("W004", not stops, stops)]


def test_a_candidate_is_possible_if_and_only_if_it_is_saved(database: Database) -> None:
    for number in ("W004", "W005"):
        colleague(database, number)
    colleague(database, "W006", week_minutes=1140, pattern="mon 08:30-12:00; tue 08:30-16:30; wed 08:30-16:00")
    visit, *_ = plan(
        database,
        {"start_time": "08:00"},
        at_m002(worker="W005", start_time="11:00"),
        publish=False,
    )
    verdicts = {each.worker: each.possible for each in found(database, visit)}
    saved = {}
    for worker in verdicts:
        try:
            with database.writing(cast.GROUP, cast.COORDINATOR, dry_run=True) as session:
                replace_visit(session, VisitReplace(visit=visit, worker=worker, told_on=TOLD_ON))
            saved[worker] = True
        except (Refused, Warned):
            saved[worker] = False
    assert saved == verdicts == {"W004": True, "W005": False, "W006": False}


def test_the_best_one_takes_the_visit_and_undo_gives_it_back(database: Database) -> None:
    colleague(database, "W004")
    [visit] = plan(database, {})
    with cast.writing(database) as session:
        replace_visit(session, VisitReplace(visit=visit, told_on=TOLD_ON))
    assert planned(database) == ["W004 M001 2025-03-03 08:30"]
    with cast.writing(database) as session:
        planning.undo(session, MONDAY)
    assert planned(database) == planned(database, published=True) == ["W001 M001 2025-03-03 08:30"]


def test_where_nobody_can_it_says_so(database: Database) -> None:
    [visit] = plan(database, {})
    with pytest.raises(Conflict) as refused, cast.writing(database) as session:
        replace_visit(session, VisitReplace(visit=visit, told_on=TOLD_ON))
    assert str(refused.value) == f"Nobody can make visit {visit} instead: look at its candidates for the reasons."
