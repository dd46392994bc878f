"""WT-05: at least a third of full time, a tenth since 1 July 2026; the 19 hours of GE-13 go beyond both."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path

from basicplus.compliance.facts import Contract, Facts
from basicplus.compliance.law import belgian_law
from basicplus.compliance.rules import judge
from basicplus.compliance.rules.working_time.part_time import least_share
from tests.compliance.cast import brief, check, contract, span

GOLDEN = Path(__file__).parent / "golden/half_time.toml"


def of(minutes: int, from_on: str, until_on: str | None = None, full_time: int = 2280) -> Contract:
    return contract(days=span(from_on, until_on), week_minutes=minutes, full_time_minutes=full_time)


def test_a_third_was_the_least_until_30_june_2026() -> None:
    assert check(least_share, Facts(contracts=(of(760, "2025-01-06", "2026-07-01"),))) == []
    assert brief(check(least_share, Facts(contracts=(of(759, "2025-01-06", "2026-07-01"),)))) == [
        ("WT-05.below", "refuse", "contract C001", "2025-01-06 to 2026-06-30", 759, 760)
    ]


def test_a_tenth_is_the_least_since_1_july_2026() -> None:
    assert check(least_share, Facts(contracts=(of(228, "2026-07-01"),))) == []
    assert brief(check(least_share, Facts(contracts=(of(227, "2026-07-01"),)))) == [
        ("WT-05.below", "refuse", "contract C001", "from 2026-07-01", 227, 228)
    ]


def test_a_contract_that_runs_over_the_change_breaks_the_law_before_it_only() -> None:
    assert brief(check(least_share, Facts(contracts=(of(700, "2025-01-06"),)))) == [
        ("WT-05.below", "refuse", "contract C001", "2025-01-06 to 2026-06-30", 700, 760)
    ]


def test_a_share_of_an_odd_week_is_rounded_up() -> None:
    assert [
        each.limit for each in check(least_share, Facts(contracts=(of(700, "2025-01-06", full_time=2222),)))
    ] == [741]


def test_half_time_is_enough_here_and_refused_by_ge_13() -> None:
    """T15: 18.50 of 37 hours meets the tenth and is refused all the same."""
    for case in tomllib.loads(GOLDEN.read_text("utf-8"), parse_float=Decimal)["case"]:
        agreed, full = (int(Decimal(case[name]) * 60) for name in ("agreed_hours", "full_time_hours"))
        facts = Facts(contracts=(of(agreed, "2026-07-06", full_time=full),))
        assert check(least_share, facts) == []
        refused = any(finding.rule == "GE-13" for finding in judge(facts, belgian_law()))
        assert refused == (case["verdict"] == "refused")
