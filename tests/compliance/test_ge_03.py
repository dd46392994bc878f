"""GE-03: the clock of the minister's decision, and what happens when no decision comes."""

from __future__ import annotations

from datetime import date

import pytest

from basicplus.compliance.deadlines import decision_due
from basicplus.compliance.facts import Facts, Reading
from basicplus.compliance.rules.authorisation import decided_in_time
from tests.compliance.cast import application, brief, check, span

RECEIVED = date(2025, 3, 3)
AUDITED = span("2025-01-01", "2026-01-01")


def due(
    working: bool = False,
    received_on: date = RECEIVED,
    advice_asked_on: date | None = None,
    advice_given_on: date | None = None,
) -> date | None:
    return decision_due(received_on, advice_asked_on, advice_given_on, 40, 60, working=working)


def test_forty_calendar_days_follow_the_day_of_receipt() -> None:
    assert due() == date(2025, 4, 12)


def test_forty_working_days_leave_out_sundays_and_legal_holidays() -> None:
    """Six Sundays until Friday 18 April; from 5 March on, Easter Sunday and Easter Monday are left out too."""
    assert due(working=True) == date(2025, 4, 18)
    assert due(working=True, received_on=date(2025, 3, 5)) == date(2025, 4, 22)


@pytest.mark.parametrize(
    ("asked_on", "given_on", "due_on"),
    [
        (date(2025, 3, 13), date(2025, 4, 2), date(2025, 5, 2)),
        (date(2025, 3, 13), date(2025, 5, 12), date(2025, 6, 11)),
        (date(2025, 3, 13), date(2025, 5, 13), date(2025, 6, 11)),
        (date(2025, 3, 13), None, date(2025, 6, 11)),
        (date(2025, 4, 12), date(2025, 4, 14), date(2025, 4, 14)),
        (date(2025, 4, 13), None, date(2025, 4, 12)),
    ],
)
def test_advice_suspends_the_clock_for_sixty_days_at_most(
    asked_on: date, given_on: date | None, due_on: date
) -> None:
    assert due(advice_asked_on=asked_on, advice_given_on=given_on) == due_on


def test_working_days_used_before_the_advice_count() -> None:
    """Ten days until Friday 14 March; thirty more from Wednesday 2 April, without Easter Monday and 1 May."""
    found = due(working=True, advice_asked_on=date(2025, 3, 14), advice_given_on=date(2025, 4, 1))
    assert found == date(2025, 5, 8)


def test_an_application_without_a_decision_is_overdue_from_the_next_day_on() -> None:
    found = check(decided_in_time, Facts(applications=(application(RECEIVED),), audited=AUDITED))
    assert brief(found) == [
        (
            "GE-03.running",
            "note",
            "application D-1",
            "2025-03-03 to 2025-04-12",
            "2025-03-03",
            "2025-04-12",
        ),
        ("GE-03.overdue", "warn", "application D-1", "from 2025-04-13", "2025-03-03", "2025-04-12"),
    ]


@pytest.mark.parametrize(
    ("decided_on", "told"),
    [
        (date(2025, 4, 13), [("GE-03.running", "2025-03-03 to 2025-04-12")]),
        (
            date(2025, 4, 14),
            [("GE-03.running", "2025-03-03 to 2025-04-12"), ("GE-03.overdue", "2025-04-13 to 2025-04-13")],
        ),
    ],
)
def test_a_decision_ends_the_wait(decided_on: date, told: list[tuple[str, str]]) -> None:
    decided = application(RECEIVED, decided_on=decided_on)
    found = check(decided_in_time, Facts(applications=(decided,), audited=AUDITED))
    assert [(case, days) for case, _, _, days, _, _ in brief(found)] == told


def test_the_group_may_read_working_days() -> None:
    reading = Reading("decision_days_counted", "working", span("2025-01-01"))
    found = check(
        decided_in_time, Facts(applications=(application(RECEIVED),), readings=(reading,), audited=AUDITED)
    )
    assert [finding.limit for finding in found] == ["2025-04-18", "2025-04-18"]


def test_the_clock_of_each_regime_is_its_own() -> None:
    """Twenty days after the compulsory advice until January 2017, forty after receipt since; none before 2014."""
    advised = {"advice_asked_on": date(2016, 12, 5), "advice_given_on": date(2017, 1, 30)}
    for received_on, given, limits in (
        (date(2014, 1, 31), {}, []),
        (date(2016, 12, 1), {}, []),
        (date(2016, 12, 1), advised, ["2017-02-19"] * 2),
        (date(2017, 2, 1), {}, ["2017-03-13"] * 2),
    ):
        facts = Facts(applications=(application(received_on, **given),), audited=AUDITED)
        assert [finding.limit for finding in check(decided_in_time, facts)] == limits


def test_nobody_is_told_outside_of_an_audit() -> None:
    assert check(decided_in_time, Facts(applications=(application(RECEIVED),))) == []
