"""Visits that stand as a plan: what the planner starts from and keeps breaks none of its rules."""

from __future__ import annotations

from datetime import date

from basicplus import assignments, staffing
from basicplus.db import Database
from basicplus.planner import Plan, check
from tests import cast
from tests.staffing import people
from tests.staffing.people import MARCH, plan, visits, weekly


def standing(database: Database, only: list[str] | None = None) -> Plan:
    with cast.reading(database) as session:
        problem = staffing.year_problem(session, MARCH)
        found = staffing.as_plan(problem, staffing.standing_visits(session, problem), only)
    assert check(problem.instance, found).violations == ()
    return found


def test_a_plan_put_into_the_draft_is_read_back_from_it(database: Database):
    people.staff(database)
    given = plan(visits("2026-03-03-pm", "2026-03-17-am"), weekly("mon-am"))
    people.apply(database, given)
    assert standing(database) == given
    assert standing(database, ["A-WEEKLY"]) == plan(weekly("mon-am"))


def test_what_does_not_fit_the_rules_is_left_away(database: Database):
    people.staff(database)
    with cast.writing(database, despite="à la demande du membre") as session:
        assignments.draft(session, MARCH)
        for number, day, start_time in (
            ("W010", 3, "08:30"),
            ("W010", 4, "08:30"),  # not a day of W010
            ("W010", 5, "13:00"),  # closer than a week to the first
            ("W011", 11, "08:30"),  # not by the one who has most visits
            ("W010", 12, "13:00"),
            ("W010", 24, "13:00"),  # one more than asked for
        ):
            given = {"worker": number, "day": date(2026, 3, day), "start_time": start_time, "minutes": 180}
            assignments.add_visit(session, cast.visit(**given, told_on=people.TOLD_ON))
    assert standing(database) == plan(visits("2026-03-03-am", "2026-03-12-pm"))
