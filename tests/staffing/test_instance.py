"""The records as a problem: workers and their half-days, members and their days, demands, and what is left."""

from __future__ import annotations

from datetime import date
from statistics import fmean

import pytest

from basicplus import assignments, groups, members, staffing, workers
from basicplus.assignments.calendars import school_is_open
from basicplus.clock import Span
from basicplus.db import Database
from basicplus.errors import InvalidInput
from basicplus.planner.instance import TOKENS, DayRange, Demand, Member, Place, Worker
from basicplus.staffing import say
from tests import cast
from tests.staffing import people
from tests.staffing.people import MARCH

MIDDLE = Place(lat=fmean((50.63, 50.47)), lon=fmean((5.57, 4.87)))


def notes(database: Database, span: Span = MARCH) -> list[str]:
    with cast.reading(database) as session:
        return [say(note) for note in staffing.year_problem(session, span).notes]


def demand_of(database: Database, name: str, span: Span = MARCH) -> Demand:
    return next(each for each in people.instance(database, span).demands if each.id == name)


def test_workers_have_their_half_days_homes_languages_and_absences(database: Database):
    people.staff(database)
    with cast.writing(database) as session:
        workers.record_absence(session, "W010", "training", date(2026, 3, 5), date(2026, 3, 7))
        workers.record_absence(session, "W010", "other", date(2026, 3, 7), date(2026, 3, 8))
        workers.end_contract(session, "C-W011", date(2026, 3, 25))
    found = {each.id: each for each in people.instance(database).workers}
    assert found["W010"] == Worker(
        id="W010",
        profession="prevention_advisor",
        home=Place(lat=50.63, lon=5.57),
        languages=("fr",),
        week=("mon-am", "mon-pm", "tue-am", "tue-pm", "thu-am", "thu-pm"),
        absences=(DayRange(first_on=date(2026, 3, 5), last_on=date(2026, 3, 7)),),
    )
    assert found["W011"].absences == (DayRange(first_on=date(2026, 3, 25), last_on=date(2026, 3, 31)),)
    assert found["W001"].week == ()


def test_a_volume_becomes_weekly_service_or_visits_on_the_days_of_the_agreement(database: Database):
    people.staff(database)
    cast.agreed(database, "A-LATE", from_on=date(2026, 3, 17), volume_minutes=6000)
    march = {"from": "2026-03-01", "to": "2026-03-31"}
    shared = {"member": "M001/S-M001", "profession": "prevention_advisor"}
    assert demand_of(database, "A-WEEKLY") == Demand(
        id="A-WEEKLY", kind="weekly", window=march, half_days=1, **shared
    )
    spread = {"kind": "spread", "visits": 2, "min_gap_days": 7}
    assert demand_of(database, "A-CP-1") == Demand(id="A-CP-1", window=march, **spread, **shared)
    late = {"window": march | {"from": "2026-03-17"}, "kind": "spread", "visits": 1, "min_gap_days": 7}
    assert demand_of(database, "A-LATE") == Demand(id="A-LATE", **late, **shared)


def test_whoever_serves_by_the_published_plan_is_the_one_before_and_speaks_the_language(database: Database):
    people.staff(database)
    nl_member = people.visits("2026-03-02-am", demand="A-CP-2")
    with cast.writing(database) as session:
        plan = assignments.draft(session, MARCH).plan
        for day in (2, 9):
            given = {"worker": "W010", "member": "M002", "site": "S-M002", "agreement": "A-CP-2"}
            assignments.add_visit(session, cast.visit(**given, day=date(2026, 3, day), told_on=people.TOLD_ON))
    assert demand_of(database, nl_member.demand).previous is None
    with cast.writing(database) as session:
        assignments.publish(session, assignments.plan_of(session, plan.from_on), cast.SIGNED_AT)
    found = people.instance(database)
    assert [(each.id, each.previous) for each in found.demands if each.previous] == [("A-CP-2", "W010")]
    assert next(each for each in found.workers if each.id == "W010").languages == ("fr", "nl")


def test_visits_planned_before_in_the_year_are_taken_off(database: Database):
    people.staff(database)
    april = Span(date(2026, 4, 1), date(2026, 6, 1))
    assert demand_of(database, "A-CP-1", april).visits == 4
    people.apply(database, people.plan(people.visits("2026-03-03-am")))
    assert demand_of(database, "A-CP-1", april).visits == 6
    assert demand_of(database, "A-CP-1").visits == 2


def test_members_are_shut_in_strikes_and_school_holidays(database: Database):
    people.staff(database)
    may = Span(date(2026, 4, 20), date(2026, 5, 25))
    cast.agreed(database, "A-SCHOOL", school_weeks_only=True)
    with cast.writing(database) as session:
        strike = {
            "member": "M001",
            "kind": "strike",
            "from_on": date(2026, 5, 18),
            "reported_on": date(2026, 5, 18),
        }
        members.record_strike(session, members.StrikeCreate(**strike, until_on=date(2026, 5, 20)))
    found = {each.id: each for each in people.instance(database, may).members}
    struck = DayRange(first_on=date(2026, 5, 18), last_on=date(2026, 5, 19))
    assert found["M001/S-M001"] == Member(
        id="M001/S-M001", site=MIDDLE, languages=("fr",), open=TOKENS, closed=(struck,)
    )
    school = found["M001/S-M001/school"]
    assert school.open == tuple(token for token in TOKENS if token != "wed-pm")
    closed = {day for days in school.closed for day in days}
    holidays = {day for day in may.days() if school_is_open(day, "french") is False}
    assert len(holidays) > 7
    assert closed == holidays | set(struck)


def test_members_are_open_on_the_half_days_and_days_they_told(database: Database):
    people.staff(database)
    may = Span(date(2026, 5, 4), date(2026, 5, 25))
    cast.agreed(database, "A-OPEN")
    with cast.writing(database) as session:
        for from_on, half_days in (
            (date(2026, 1, 1), "mon am pm; tue am"),
            (date(2026, 5, 11), "mon am; tue am pm"),
        ):
            opening = {"member": "M001", "from_on": from_on, "half_days": half_days}
            members.set_opening(session, members.OpeningCreate(**opening))
        closure = {"member": "M001", "from_on": date(2026, 5, 7), "until_on": date(2026, 5, 9), "reason": "works"}
        members.close_member(session, members.ClosureCreate(**closure))
    found = next(each for each in people.instance(database, may).members if each.id == "M001/S-M001")
    assert found.open == ("mon-am", "tue-am")
    assert found.closed == (DayRange(first_on=date(2026, 5, 7), last_on=date(2026, 5, 8)),)


def test_days_off_of_the_group_are_those_it_keeps(database: Database):
    with cast.writing(database) as session:
        assignments.close(session, date(2026, 8, 13), "pont")
        replaced = {"holiday": date(2026, 8, 15), "replaced_on": date(2026, 8, 17), "agreed_by": "CE"}
        groups.replace_holiday(session, groups.ReplacementCreate(**replaced, decided_on=date(2025, 12, 1)))
    august = people.instance(database, Span(date(2026, 8, 1), date(2026, 9, 1)))
    assert august.legal_holidays == (date(2026, 8, 13), date(2026, 8, 17))


def test_what_cannot_be_planned_is_said(database: Database):
    people.staff(database)
    cast.agreed(database, "A-NAMED", worker="W011")
    cast.agreed(database, "A-TINY", volume_minutes=60)
    with cast.writing(database) as session:
        workers.end_contract(session, "C-W011", date(2026, 2, 1))
    found = {each.id for each in people.instance(database).demands}
    assert not found & {"A-NAMED", "A-TINY"}
    assert notes(database)[:2] == [
        "Agreement A-NAMED names somebody who is not under contract any more: agree on somebody else with the"
        " member.",
        "Agreement A-TINY makes no half-day on these days: its volume is too small, or no day is possible.",
    ]
    assert "W001 has no usual week: the plan cannot count on it. Plan these visits by hand." in notes(database)
    assert notes(database)[-1].startswith("The place of S-M001, ")


@pytest.mark.parametrize("until_on", [date(2026, 3, 1), date(2027, 3, 3), date.max])
def test_a_span_of_no_day_or_over_366_is_refused(database: Database, until_on: date):
    with pytest.raises(InvalidInput, match="1 to 366 days"):
        people.instance(database, Span(date(2026, 3, 1), until_on))
