"""What a plan changes, and why: faces, kilometres, and what stays unserved."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest

from basicplus.clock import Span
from basicplus.planner import Assignment, Instance, Plan
from basicplus.staffing import YearProblem, proposal_of, say
from basicplus.staffing.expansion import SHORTEST, Planned, expand
from basicplus.staffing.halves import Half
from basicplus.staffing.instance import Source
from tests.staffing.invented import DEGREE_KM, demand, member, month, worker

WEEK = ("mon-am", "tue-am", "wed-am", "thu-am", "fri-am")
SPAN = Span(date(2026, 3, 2), date(2026, 3, 30))
HALF_DAY = Half(8 * 60, 228)
WORKERS = [worker("W1", 50.0, WEEK), worker("W2", 51.0, WEEK), worker("W3", 51.0, ("mon-pm",))]
MEMBERS = [member("south", 50.0), member("north", 51.0), member("dutch", 51.0, languages=["nl"])]


def problem(instance: Instance) -> YearProblem:
    sources = {each.id: Source(each.id, each.member, 1, 1, 1, 1) for each in instance.demands}
    halves = {each.id: dict.fromkeys(each.week, HALF_DAY) for each in instance.workers}
    known = {"span": SPAN, "instance": instance, "sources": sources, "notes": (), "halves": halves}
    return cast(YearProblem, SimpleNamespace(**known))


def proposed(demands: list[dict[str, Any]], *given: Assignment, standing: tuple[Planned, ...] = ()) -> Any:
    found = problem(month(WORKERS, MEMBERS, demands))
    return proposal_of(found, Plan(instance="march", assignments=given), standing)


def serve(demand: str, worker: str, *visits: str) -> Assignment:
    return Assignment(demand=demand, worker=worker, visits=visits)


def why(found: Any) -> list[str]:
    return [f"{each.before} -> {each.after}: {say(each.why)}" for each in found.changes]


@pytest.mark.parametrize(
    ("changes", "given", "says"),
    [
        ({}, "W2", "None -> W2: Nobody served it; W2 has room, 0 km away."),
        ({"previous": "W1"}, "W2", "W1 -> W2: W2 is 0 km away, 145 km less than W1 each way."),
        ({"previous": "W2"}, "W1", "W2 -> W1: It frees W2 for members whom W1 would suit less."),
        ({"previous": "W3"}, "W2", "W3 -> W2: W3 works on no half-day on which the member is open."),
        (
            {"previous": "W1", "fixed_worker": "W2"},
            "W2",
            "W1 -> W2: The agreement names somebody else than W1.",
        ),
    ],
)
def test_a_changed_face_has_its_reason(changes: dict[str, str], given: str, says: str):
    found = proposed([demand("D1", "north", 1, **changes)], serve("D1", given, "2026-03-02-am"))
    assert why(found) == [says]
    assert found.changed_faces == ("previous" in changes)


def test_who_stays_is_no_change_and_kilometres_are_those_of_whole_days():
    stays = demand("D1", "north", 2, previous="W1")
    visits = serve("D1", "W1", "2026-03-02-am", "2026-03-04-am")
    standing = tuple(
        expand(problem(month(WORKERS, MEMBERS, [stays])), Plan(instance="march", assignments=(visits,)))
    )
    found = proposed([stays], visits, standing=standing[:1])
    assert (found.changes, found.unserved, found.visits, found.visits_before) == ((), (), 2, 1)
    assert (found.km, found.km_before) == (round(4 * DEGREE_KM, 1), round(2 * DEGREE_KM, 1))


@pytest.mark.parametrize(
    ("at", "changes", "says"),
    [
        ("dutch", {}, "None of the 3 prevention advisors speaks the language of the member."),
        ("north", {"profession": "dpo"}, "The group employs no data protection officer."),
        ("north", {}, "There is room left with W1, W2, but not on the half-days of the member that are free."),
    ],
)
def test_what_nobody_serves_has_its_reason(at: str, changes: dict[str, Any], says: str):
    found = proposed([demand("D1", at, 3, **changes)])
    [unserved] = found.unserved
    assert (unserved.half_days, unserved.of, say(unserved.why)) == (3, 3, says)
    assert found.unserved_half_days == 3


def test_what_is_served_in_part_says_whether_its_worker_has_room():
    days = [f"2026-03-{day:02d}-am" for day in range(2, 28) if date(2026, 3, day).weekday() < 5]
    full = proposed([demand("D1", "north", 22)], serve("D1", "W2", *days))
    assert [(each.half_days, say(each.why)) for each in full.unserved] == [(2, "All half-days of W2 are taken.")]
    part = proposed([demand("D1", "north", 22)], serve("D1", "W2", *days[:5]))
    assert [each.why.case for each in part.unserved] == ["times do not fit"]


def test_a_weekly_slot_stands_for_its_weekdays_outside_absences_closures_and_days_off():
    weekly = demand("D1", "shut", kind="weekly", half_days=1, visits=None, min_gap_days=None)
    away = worker("W1", 50, WEEK, absences=[{"from": "2026-03-09", "to": "2026-03-09"}])
    shut = member("shut", 50, closed=[{"from": "2026-03-15", "to": "2026-03-17"}])
    instance = month([away], [shut], [weekly])
    slot = Assignment(demand="D1", worker="W1", slots=("mon-am",))
    found = expand(problem(instance), Plan(instance="march", assignments=(slot,)))
    assert [(each.day, each.token, each.weekly) for each in found] == [
        (date(2026, 3, 2), "mon-am", True),
        (date(2026, 3, 23), "mon-am", True),
    ]


@pytest.mark.parametrize(
    ("afternoon_at", "morning", "afternoon"),
    [
        (50.0, 228, 228),
        (50.0 + 10 / DEGREE_KM, 203, 228),
        (50.0 + 40 / DEGREE_KM, SHORTEST, 226),
        (50.0 + 160 / DEGREE_KM, SHORTEST, SHORTEST),
    ],
)
def test_the_way_to_an_afternoon_elsewhere_shortens_the_day(afternoon_at: float, morning: int, afternoon: int):
    people = [worker("W1", 50.0, ("mon-am", "mon-pm"))]
    places = [member("here", 50.0), member("there", afternoon_at)]
    asked = [demand("D1", "here", 1), demand("D2", "there", 1)]
    given = (serve("D1", "W1", "2026-03-02-am"), serve("D2", "W1", "2026-03-02-pm"))
    found = expand(problem(month(people, places, asked)), Plan(instance="march", assignments=given))
    assert [(each.token, each.minutes) for each in found] == [("mon-am", morning), ("mon-pm", afternoon)]
