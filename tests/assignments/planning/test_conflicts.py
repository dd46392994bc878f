"""What stands beside a draft: each kind just inside and just outside, from plain facts; and once from the rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest

from basicplus import clock, workers
from basicplus.assignments import planning
from basicplus.assignments.planning.capacity import Person, Staff
from basicplus.assignments.planning.conflicts import Agreed, Conflict, PlanFacts, Planned, conflicts, says
from basicplus.assignments.planning.conflicts.wording import texts
from basicplus.clock import Span, year_span
from basicplus.compliance.facts import Contract, Terms
from basicplus.compliance.gate import Scope, gate_of
from basicplus.compliance.rules import judge
from basicplus.db import Database
from tests import cast
from tests.assignments.planning import parts
from tests.assignments.planning.parts import FRIDAY, MONDAY, TUESDAY

WEEK = Span(MONDAY, date(2025, 3, 10))
EVER = Span(date(2021, 1, 4))
FULL = Contract("W001", "C-W001", EVER, EVER.from_on, True, (Terms(EVER, 2280, 2280),))
ANNE = Person("W001", "Anne Lambert", "dpo", (FULL,))


def visit(number: int, day: date = MONDAY, start: str = "08:30", minutes: int = 210, **changes: Any) -> Planned:
    starts_at = clock.at(day, time.fromisoformat(start))
    given = Planned(number, 1, "M001", 1, None, day, starts_at, starts_at + timedelta(minutes=minutes))
    return replace(given, **changes)


def week_full(minutes: int = 456) -> tuple[Planned, ...]:
    """Five whole days, at two members: nothing to sell, and no more than the contract."""
    return tuple(
        visit(number, MONDAY + timedelta(days=number), minutes=minutes, member=f"M00{number % 2 + 1}")
        for number in range(5)
    )


def found(
    *visits: Planned,
    person: Person = ANNE,
    agreements: Mapping[int, Agreed] | None = None,
    span: Span = WEEK,
    way: int | None = 10,
    days_off: tuple[date, ...] = (),
) -> list[Conflict]:
    facts = PlanFacts(span, visits, Staff({1: person}, days_off), agreements or {})
    return conflicts(facts, lambda _start, _end: way)


def told(*visits: Planned, **given: Any) -> list[tuple[str, str, str]]:
    return [(each.kind, each.severity, says(each, "en")) for each in found(*visits, **given)]


def test_a_week_as_the_contract_asks_has_no_conflict() -> None:
    assert told(*week_full()) == []


def test_more_than_the_contract_is_oversold_and_less_than_nine_tenths_is_unsold() -> None:
    assert told(*week_full(457)) == [
        (
            "oversold",
            "warn",
            "W001: 38 h 05 planned for 38 h of contract, 0 h 05 too many. Give visits to somebody else.",
        )
    ]
    assert told(*week_full(411)) == []
    assert told(*week_full(410)) == [
        ("unsold", "note", "W001: 34 h 10 planned of 38 h of contract, 3 h 50 are left.")
    ]


def test_nothing_is_owed_on_a_holiday_or_a_day_of_absence() -> None:
    four = week_full()[:4]
    assert [kind for kind, _, _ in told(*four)] == ["unsold"]
    assert told(*four, days_off=(FRIDAY,)) == []
    assert told(*four, person=replace(ANNE, absences=(Span.day(FRIDAY),))) == []


def test_a_visit_on_a_day_of_absence_is_named() -> None:
    ill = replace(ANNE, absences=(Span(TUESDAY, FRIDAY),))
    assert [each.day for each in found(*week_full(), person=ill) if each.kind == "absence"] == [
        MONDAY + timedelta(days=number) for number in (1, 2, 3)
    ]
    assert told(visit(1, TUESDAY), person=ill)[0] == (
        "absence",
        "warn",
        "W001 is absent on 2025-03-04, and a visit at M001 is planned. Give it to somebody else, move it or take"
        " it out.",
    )


@pytest.mark.parametrize(("start", "kinds"), [("12:10", []), ("12:09", ["travel"])])
def test_the_way_between_two_visits_takes_its_time(start: str, kinds: list[str]) -> None:
    both = visit(1), visit(2, start=start, member="M002", site=2)
    assert [each.kind for each in found(*both) if each.kind != "unsold"] == kinds


def test_no_way_is_needed_at_one_site_and_none_is_known_without_coordinates() -> None:
    assert [kind for kind, _, _ in told(visit(1), visit(2, start="12:00"))] == ["unsold"]
    apart = visit(1), visit(2, start="12:00", member="M002", site=2)
    assert [kind for kind, _, _ in told(*apart, way=None)] == ["unsold"]
    assert told(*apart)[0] == (
        "travel",
        "warn",
        "W001 has 0 minutes on 2025-03-03 to go from M001 to M002; the way takes 10. Start later, or choose a"
        " nearer place.",
    )


def test_another_profession_than_the_agreement_asks_for_is_named() -> None:
    year = {2025: 600 * 60}
    asked = Agreed("A-1", "M001", "lawyer", year[2025], Span(FRIDAY))
    assert told(visit(1, agreement=7), agreements={7: asked}, span=Span.day(MONDAY))[0][:2] == ("skill", "warn")
    assert "skill" not in [
        kind for kind, _, _ in told(visit(1, agreement=7), agreements={7: replace(asked, profession="dpo")})
    ]


def test_a_certificate_that_ended_is_named_once_unless_it_was_renewed() -> None:
    ended = ("Level 1", Span(date(2020, 1, 1), TUESDAY))
    expired = replace(ANNE, certificates=(ended,))
    assert [each.day for each in found(*week_full(), person=expired)] == [TUESDAY]
    renewed = replace(ANNE, certificates=(ended, ("Level 1", Span(TUESDAY))))
    assert told(*week_full(), person=renewed) == []


def test_who_serves_one_member_only_is_named_from_four_visits_on() -> None:
    alone = [replace(each, member="M001") for each in week_full()]
    assert told(*alone) == [
        (
            "single_user",
            "warn",
            "W001 goes to M001 only (5 visits): this looks like lending to a single user. Share the worker, or say"
            " why.",
        )
    ]
    assert "single_user" not in [each.kind for each in found(*alone[:3])]


def yearly(by_month: dict[int, int], **changes: Any) -> list[tuple[str, str, str]]:
    """Return the conflicts of an agreement of 120 hours a year, planned by month in hours."""
    months = {date(2025, month, 1): hours * 60 for month, hours in by_month.items()}
    agreed = Agreed("A-1", "M001", "dpo", 120 * 60, EVER, by_month=months, visits=12)
    nobody = PlanFacts(year_span(2025), (), Staff(), {7: replace(agreed, **changes)})
    return [(each.kind, str(each.day), says(each, "en")) for each in conflicts(nobody, lambda _a, _b: None)]


def test_an_agreement_planned_evenly_for_its_volume_has_no_conflict() -> None:
    assert yearly(dict.fromkeys(range(1, 13), 10)) == []
    assert yearly(dict.fromkeys(range(1, 13), 9)) == []


def test_an_agreement_is_over_or_under_its_volume() -> None:
    assert yearly(dict.fromkeys(range(1, 13), 11)) == [
        (
            "agreement_over",
            "2025-01-01",
            "A-1 (M001): 132 h planned this year for 120 h agreed, 12 h too many. Take visits out, or amend the"
            " agreement.",
        )
    ]
    assert yearly(dict.fromkeys(range(1, 13), 8)) == [
        (
            "agreement_under",
            "2025-01-01",
            "A-1 (M001): 96 h planned for 120 h expected by the end of the period, 24 h are missing.",
        )
    ]


def test_a_month_far_from_an_even_share_is_named_unless_visits_are_rare() -> None:
    uneven = dict.fromkeys(range(1, 13), 10) | {3: 16, 4: 4}
    assert yearly(uneven) == [
        ("uneven", "2025-03-01", "A-1 (M001): 16 h in 03/2025, 10 h if spread evenly over the year."),
        ("uneven", "2025-04-01", "A-1 (M001): 4 h in 04/2025, 10 h if spread evenly over the year."),
    ]
    assert yearly(uneven, visits=4) == []


def test_an_agreement_of_school_weeks_is_even_without_the_summer() -> None:
    months = dict.fromkeys((1, 2, 3, 4, 5, 6, 9, 10, 11, 12), 12)
    assert [kind for kind, _, _ in yearly(months)] == ["uneven", "uneven"]
    assert yearly(months, school_weeks_only=True) == []


def test_every_sentence_is_there_in_every_language() -> None:
    assert {tuple(sorted(said)) for said in texts().values()} == {("de", "en", "fr", "nl")}
    asked = {"owed", "planned", "difference", "member", "visits", "limit", "month", "gap", "needed", "before"}
    numbers = dict.fromkeys(asked | {"profession", "asked", "certificate"}, "x")
    for key in texts():
        for language in ("fr", "nl", "de", "en"):
            assert says(Conflict(key, "note", "W001", MONDAY, key, numbers), language)


def test_the_conflicts_of_the_rows_are_those_of_the_rules_too(database: Database) -> None:
    parts.plan_week(database)
    with cast.writing(database, despite="she asked for it") as session:
        workers.record_absence(session, "W004", "sickness", MONDAY, FRIDAY)
        planning.add_visit(session, cast.visit(worker="W003", agreement="A-DPO-1", day=FRIDAY, minutes=170))
    with cast.reading(database) as session:
        in_time = planning.conflicts_of(session, WEEK, date(2025, 2, 3))
        late = planning.conflicts_of(session, WEEK, date(2025, 3, 3))
    assert [(each.kind, each.subject, each.link) for each in in_time if each.severity != "note"] == [
        ("absence", "W004", "visits/3"),
        ("limit", "visits 2025-03-07 W003 08:30-11:20", "workers/W003"),
    ]
    assert [each.kind for each in in_time if each.severity == "note"][:3] == ["agreement_under"] * 3
    assert [each.subject for each in late if each.kind == "notice"] == ["visit 2025-03-07 08:30 W003 at M001"]


def test_what_was_done_says_nothing_of_a_plan(database: Database) -> None:
    parts.plan_week(database)
    short = {"worker": "W003", "agreement": "A-DPO-1", "day": FRIDAY}
    with cast.writing(database, despite="she asked for it") as session:
        planning.add_visit(session, cast.visit(**short, minutes=170))
    cast.log(database, cast.hours(**short, end_time="11:20"), despite="she asked for it")
    found = {}
    for plan_only in (True, False):
        scope = Scope(plan_only=plan_only)
        scope.all_on(WEEK)
        with cast.reading(database) as session:
            gate = gate_of(session)
            found[plan_only] = judge(gate.facts(session, scope), gate.law)
    of_plan = {key: [each for each in all_ if each.subject.startswith("visit")] for key, all_ in found.items()}
    assert of_plan[True] == of_plan[False]
    assert {"hours", "visits"} <= {each.subject.split()[0] for each in found[False]}
