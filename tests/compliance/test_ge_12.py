"""GE-12: the contract says that it is concluded to put the worker at the members' disposal."""

from __future__ import annotations

import pytest

from basicplus.compliance.facts import Facts
from basicplus.compliance.law import NoLawThatDay
from basicplus.compliance.rules.contracts import purpose_clause
from tests.compliance.cast import FIRST_LAW, brief, check, contract, span


def test_a_contract_with_the_clause_is_allowed() -> None:
    assert check(purpose_clause, Facts(contracts=(contract(),))) == []


def test_a_contract_without_the_clause_is_refused_on_all_its_days() -> None:
    without = contract(days=span("2025-01-06", "2025-07-01"), purpose_clause=False)
    assert brief(check(purpose_clause, Facts(contracts=(without,)))) == [
        ("GE-12.missing", "refuse", "contract C001", "2025-01-06 to 2025-06-30", "-", "-")
    ]


def test_the_law_begins_on_31_august_2000() -> None:
    without = contract(days=span("2000-08-31"), purpose_clause=False)
    [finding] = check(purpose_clause, Facts(contracts=(without,)))
    assert finding.law.span.from_on == FIRST_LAW
    with pytest.raises(NoLawThatDay):
        check(purpose_clause, Facts(contracts=(contract(days=span("2000-08-30")),)))
