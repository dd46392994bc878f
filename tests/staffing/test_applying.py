"""A plan put into the draft: assignments and visits, what is kept, what rules leave out, and an audit."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import col, select

from basicplus import assignments, planner, staffing, workers
from basicplus.assignments import Assignment
from basicplus.clock import Span
from basicplus.compliance.gate import gate_of
from basicplus.db import Database
from basicplus.errors import Conflict
from tests import cast
from tests.staffing import people
from tests.staffing.people import MARCH, plan, visits, weekly

MONDAYS = [f"W010 A-WEEKLY 03-{day:02d} 08:30-12:18" for day in (2, 9, 16, 23, 30)]
FIRST = plan(weekly("mon-am"), visits("2026-03-03-pm", "2026-03-17-am"))


def recurring(database: Database) -> list[tuple[str, date, date | None]]:
    with cast.reading(database) as session:
        rows = session.exec(select(Assignment).order_by(col(Assignment.id)))
        return [(row.rule, row.from_on, row.until_on) for row in rows]


def publish(database: Database) -> None:
    cast.publish(database, MARCH.from_on, cast.SIGNED_AT)


def test_weekly_service_recurs_and_visits_are_on_their_days(database: Database):
    people.staff(database)
    applied = people.apply(database, FIRST)
    assert people.drafted(database) == [
        MONDAYS[0],
        "W010 A-CP-1 03-03 13:00-16:48",
        *MONDAYS[1:3],
        "W010 A-CP-1 03-17 08:30-12:18",
        *MONDAYS[3:],
    ]
    assert recurring(database) == [("FREQ=WEEKLY;BYDAY=MO", MARCH.from_on, None)]
    counts = {"kept": 5, "added": 2, "moved": 0, "taken_out": 0}
    made = {"assignments_made": 1, "assignments_ended": 0}
    assert applied == staffing.Applied(MARCH, **counts, **made, left_out=())


def test_the_same_plan_again_changes_nothing(database: Database):
    people.staff(database)
    people.apply(database, FIRST)
    before = people.drafted(database)
    applied = people.apply(database, FIRST)
    assert (applied.kept, applied.added, applied.moved, applied.taken_out) == (7, 0, 0, 0)
    assert (applied.assignments_made, applied.assignments_ended) == (0, 0)
    assert people.drafted(database) == before


def test_another_plan_moves_visits_in_the_draft_and_leaves_what_is_published(database: Database):
    people.staff(database)
    people.apply(database, FIRST)
    publish(database)
    before = people.drafted(database)
    middle = Span(date(2026, 3, 16), MARCH.until_on)
    later = plan(weekly("thu-am"), visits("2026-03-24-am"), span=middle)
    applied = people.apply(database, later, middle)
    assert people.drafted(database) == [
        *before[:3],
        "W010 A-WEEKLY 03-19 08:30-12:18",
        "W010 A-CP-1 03-24 08:30-12:18",
        "W010 A-WEEKLY 03-26 08:30-12:18",
    ]
    assert people.drafted(database, published=True) == before
    assert (applied.kept, applied.added, applied.moved, applied.taken_out) == (0, 0, 3, 1)
    assert recurring(database) == [
        ("FREQ=WEEKLY;BYDAY=MO", MARCH.from_on, middle.from_on),
        ("FREQ=WEEKLY;BYDAY=TH", middle.from_on, None),
    ]


def test_what_is_kept_stays_and_the_plan_gives_way_to_it(database: Database):
    people.staff(database)
    people.apply(database, FIRST)
    applied = people.apply(database, plan(visits("2026-03-09-am", demand="A-CP-1")), keep=["A-WEEKLY"])
    assert people.drafted(database) == MONDAYS
    assert [(each.agreement, each.day, each.rule) for each in applied.left_out] == [
        ("A-CP-1", date(2026, 3, 9), "double-booking")
    ]


def test_nothing_can_be_kept_where_no_plan_is(database: Database):
    people.staff(database)
    with pytest.raises(Conflict, match="There is no plan for 2026-03-01 to 2026-03-31"):
        people.apply(database, FIRST, keep=["A-CP-1"])


def test_a_visit_that_a_rule_refuses_is_left_out_with_the_rule(database: Database):
    people.staff(database)
    with cast.writing(database, despite="réunion du soir") as session:
        assignments.draft(session, MARCH)
        long = {"worker": "W010", "day": date(2026, 3, 3), "start_time": "12:30", "minutes": 360}
        assignments.add_visit(session, cast.visit(**long, told_on=people.TOLD_ON))
    asked = plan(weekly("tue-am"))
    applied = people.apply(database, asked, keep=["A-CP-1"])
    tuesdays = [f"W010 A-WEEKLY 03-{day:02d} 08:30-12:18" for day in (10, 17, 24, 31)]
    assert people.drafted(database) == ["W010 A-CP-1 03-03 12:30-18:30", *tuesdays]
    [left_out] = applied.left_out
    assert (left_out.agreement, left_out.worker, left_out.day) == ("A-WEEKLY", "W010", date(2026, 3, 3))
    assert (left_out.rule, left_out.says[:6]) == ("WT-02", "WT-02 ")


def test_a_plan_that_the_records_contradict_by_now_is_refused_whole(database: Database):
    people.staff(database)
    with cast.writing(database) as session:
        workers.record_absence(session, "W010", "parental_leave", date(2026, 3, 16), date(2026, 3, 18))
    with pytest.raises(Conflict, match=r"absence.*Plan again"):
        people.apply(database, FIRST)
    assert people.drafted(database) == recurring(database) == []


def test_a_plan_of_the_planner_breaks_no_rule_of_law(database: Database):
    people.staff(database)
    quarter = Span(date(2026, 3, 1), date(2026, 6, 1))
    problem = people.instance(database, quarter)
    solved = planner.solve(problem, seconds=1).plan
    people.apply(database, solved, quarter)
    with cast.writing(database) as session:
        assignments.publish(session, assignments.plan_of(session, quarter.from_on), cast.SIGNED_AT)
    assert len(people.drafted(database, quarter)) > 12
    with cast.reading(database) as session:
        refused = [each for each in gate_of(session).audit(session, quarter) if each.severity == "refuse"]
    assert refused == []
