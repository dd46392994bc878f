"""GE-11: a written contract, signed before the work begins."""

from __future__ import annotations

from datetime import date

import pytest

from basicplus.compliance.facts import Facts
from basicplus.compliance.law import NoLawThatDay
from basicplus.compliance.rules.contracts import signed_before_work
from tests.compliance.cast import FIRST_LAW, MONDAY, brief, check, contract, presence, span

SPRING = span("2025-03-03", "2025-06-01")
SUBJECT = "visit 2025-03-03 08:30 W001 at M001"


def test_a_contract_signed_the_day_before_is_allowed() -> None:
    signed = contract(days=SPRING, signed_on=date(2025, 3, 2))
    assert check(signed_before_work, Facts(contracts=(signed,), presences=(presence(),))) == []


def test_a_contract_signed_on_its_first_day_is_refused() -> None:
    late = contract(days=SPRING, signed_on=MONDAY)
    assert brief(check(signed_before_work, Facts(contracts=(late,)))) == [
        ("GE-11.late", "refuse", "contract C001", "2025-03-03 to 2025-03-03", "2025-03-03", "2025-03-03")
    ]


def test_a_contract_not_yet_signed_may_be_prepared() -> None:
    assert check(signed_before_work, Facts(contracts=(contract(days=SPRING, signed_on=None),))) == []


def test_work_under_a_contract_not_yet_signed_is_refused() -> None:
    facts = Facts(contracts=(contract(days=SPRING, signed_on=None),), presences=(presence(),))
    assert brief(check(signed_before_work, facts)) == [
        ("GE-11.unsigned", "refuse", SUBJECT, "2025-03-03 to 2025-03-03", "-", "2025-03-03")
    ]


def test_work_on_the_day_of_a_late_signature_is_refused_and_on_the_next_day_allowed() -> None:
    late = contract(days=SPRING, signed_on=date(2025, 3, 4))
    days = (date(2025, 3, 4), date(2025, 3, 5))
    found = check(signed_before_work, Facts(contracts=(late,), presences=tuple(map(presence, days))))
    assert [(finding.case, str(finding.span)) for finding in found] == [
        ("late", "2025-03-03 to 2025-03-04"),
        ("unsigned", "2025-03-04 to 2025-03-04"),
    ]


@pytest.mark.parametrize(("day", "following"), [(date(2025, 3, 2), "2025-03-03"), (date(2025, 6, 1), "-")])
def test_work_before_or_after_the_contract_is_refused(day: date, following: str) -> None:
    signed = contract(days=SPRING, signed_on=date(2025, 2, 3))
    found = check(signed_before_work, Facts(contracts=(signed,), presences=(presence(day),)))
    assert brief(found) == [
        (
            "GE-11.no_contract",
            "refuse",
            f"visit {day} 08:30 W001 at M001",
            f"{day} to {day}",
            "W001",
            following,
        )
    ]


def test_hours_of_any_kind_need_a_contract() -> None:
    training = presence(member=None, kind="hours")
    found = check(signed_before_work, Facts(presences=(training,)))
    assert brief(found) == [
        (
            "GE-11.no_contract",
            "refuse",
            "hours 2025-03-03 08:30 W001",
            "2025-03-03 to 2025-03-03",
            "W001",
            "-",
        )
    ]


def test_the_law_begins_on_31_august_2000() -> None:
    late = contract(days=span("2000-08-31"), signed_on=FIRST_LAW)
    assert [finding.case for finding in check(signed_before_work, Facts(contracts=(late,)))] == ["late"]
    earlier = contract(days=span("2000-08-30"), signed_on=FIRST_LAW)
    for facts in (Facts(contracts=(earlier,)), Facts(presences=(presence(date(2000, 8, 30)),))):
        with pytest.raises(NoLawThatDay):
            check(signed_before_work, facts)
