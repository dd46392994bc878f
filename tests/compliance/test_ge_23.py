"""GE-23: workers of a target group may resign with seven days' notice, not who directs or supervises."""

from __future__ import annotations

from datetime import date

import pytest

from basicplus.compliance.facts import Facts
from basicplus.compliance.law import NoLawThatDay
from basicplus.compliance.rules.pay import short_resignation
from tests.compliance.cast import FIRST_LAW, brief, check, contract, span


def test_a_worker_of_a_target_group_is_noted() -> None:
    found = check(short_resignation, Facts(contracts=(contract(1, target_group=True),)))
    assert brief(found) == [("GE-23.short_notice", "note", "contract C001", "from 2021-01-04", "W001", 7)]


@pytest.mark.parametrize("standing", [{}, {"supervisor": True}, {"target_group": True, "supervisor": True}])
def test_others_and_supervisors_are_not(standing: dict[str, bool]) -> None:
    assert check(short_resignation, Facts(contracts=(contract(1, **standing),))) == []


def test_the_law_begins_on_31_august_2000() -> None:
    [finding] = check(short_resignation, Facts(contracts=(contract(1, span("2000-08-31"), target_group=True),)))
    assert finding.law.span.from_on == FIRST_LAW
    with pytest.raises(NoLawThatDay):
        check(short_resignation, Facts(contracts=(contract(1, span(str(date(2000, 8, 30))), target_group=True),)))
