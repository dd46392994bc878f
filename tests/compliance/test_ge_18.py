"""GE-18: a member accepts the internal rules in the version in force when it joins."""

from __future__ import annotations

import pytest

from basicplus.compliance.facts import Facts, InternalRules, Waiver
from basicplus.compliance.law import belgian_law
from basicplus.compliance.rules import judge
from basicplus.compliance.rules.accession import internal_rules_accepted
from tests.compliance.cast import brief, check, membership, span

FIRST, SECOND = InternalRules(1, span("2017-01-01", "2025-01-01")), InternalRules(2, span("2025-01-01"))


def accepted(version: int | None, from_on: str = "2025-03-03", *rules: InternalRules) -> Facts:
    return Facts(
        memberships=(membership(from_on, internal_rules_version=version),), internal_rules=rules or (FIRST, SECOND)
    )


def test_the_version_in_force_is_enough() -> None:
    assert check(internal_rules_accepted, accepted(2)) == []


def test_an_older_version_calls_for_a_warning() -> None:
    assert brief(check(internal_rules_accepted, accepted(1))) == [
        ("GE-18.older", "warn", "M001", "from 2025-03-03", 1, 2)
    ]


def test_without_acceptance_the_membership_is_refused() -> None:
    assert brief(check(internal_rules_accepted, accepted(None))) == [
        ("GE-18.not_accepted", "refuse", "M001", "from 2025-03-03", "-", 2)
    ]


def test_rules_adopted_later_call_for_a_warning_from_that_day_on() -> None:
    found = check(internal_rules_accepted, accepted(1, "2024-12-31"))
    assert [(finding.case, str(finding.span)) for finding in found] == [("older", "from 2025-01-01")]


@pytest.mark.parametrize(("from_on", "cases"), [("2025-01-01", []), ("2024-12-31", ["no_rules"])])
def test_rules_must_be_in_force_on_the_first_day(from_on: str, cases: list[str]) -> None:
    found = check(internal_rules_accepted, accepted(2, from_on, SECOND))
    assert [finding.case for finding in found] == cases


def test_rules_are_wanted_since_february_2017() -> None:
    assert check(internal_rules_accepted, accepted(None, "2017-01-31")) == []
    assert len(check(internal_rules_accepted, accepted(None, "2017-02-01"))) == 1


def test_a_waiver_lifts_it() -> None:
    facts = accepted(None) + Facts(waivers=(Waiver("AG-2025", "GE-18", span("2025-01-01")),))
    found = [finding for finding in judge(facts, belgian_law()) if finding.rule == "GE-18"]
    assert [(finding.severity, finding.waiver) for finding in found] == [("warn", "AG-2025")]
