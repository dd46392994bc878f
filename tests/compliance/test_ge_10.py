"""GE-10: nobody is supplied to a member on a day of strike or lock-out."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from basicplus.compliance.facts import Facts, Waiver
from basicplus.compliance.law import belgian_law
from basicplus.compliance.rules import judge
from basicplus.compliance.rules.supply import no_supply_during_strike
from tests.compliance.cast import FIRST_LAW, brief, check, presence, strike

GOLDEN = tomllib.loads((Path(__file__).parent / "golden/strike.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: f"{case['kind']} {case['day']} {case['member']}")
def test_the_golden_cases_hold(case: dict[str, Any]) -> None:
    struck = strike(str(case["from"]), str(case["until"]), case["kind"], case["struck"])
    at_work = presence(case["day"], member=case["member"], kind=case["presence"])
    found = check(no_supply_during_strike, Facts(strikes=(struck,), presences=(at_work,)))
    assert ("refused" if found else "allowed") == case["verdict"]


@pytest.mark.parametrize("kind", ["strike", "lockout"])
def test_a_visit_is_refused_with_the_days_of_the_strike(kind: str) -> None:
    facts = Facts(strikes=(strike("2025-03-03", "2025-03-08", kind),), presences=(presence(),))
    assert brief(check(no_supply_during_strike, facts)) == [
        (
            f"GE-10.{kind}",
            "refuse",
            "visit 2025-03-03 08:30 W001 at M001",
            "2025-03-03 to 2025-03-03",
            "M001",
            "2025-03-03 to 2025-03-07",
        )
    ]


def test_an_open_strike_has_no_last_day() -> None:
    facts = Facts(strikes=(strike("2025-03-03"),), presences=(presence(date(2026, 3, 3)),))
    assert len(check(no_supply_during_strike, facts)) == 1


def test_work_that_is_for_no_member_goes_on() -> None:
    facts = Facts(strikes=(strike("2025-03-03"),), presences=(presence(member=None, kind="hours"),))
    assert check(no_supply_during_strike, facts) == []


def test_the_law_forbids_it_since_its_first_day() -> None:
    facts = Facts(strikes=(strike(str(FIRST_LAW)),), presences=(presence(FIRST_LAW),))
    [finding] = check(no_supply_during_strike, facts)
    assert finding.law.span.from_on == FIRST_LAW


def test_no_waiver_lifts_it() -> None:
    waiver = Waiver("X", "GE-10", strike("2025-03-03").span)
    facts = Facts(strikes=(strike("2025-03-03"),), presences=(presence(),), waivers=(waiver,))
    found = [finding for finding in judge(facts, belgian_law()) if finding.rule == "GE-10"]
    assert [finding.severity for finding in found] == ["refuse"]
