"""GE-20: a withdrawn authorisation holds no longer, from the day the minister says."""

from __future__ import annotations

from datetime import date

import pytest

from basicplus.compliance.facts import Facts
from basicplus.compliance.rules.authorisation import withdrawn
from basicplus.compliance.rules.supply import authorised
from tests.compliance.cast import FIRST_LAW, authorisation, brief, check, presence

WITHDRAWN = authorisation("2020-01-01", "2025-03-03", withdrawn=True)


def test_a_withdrawal_is_noted_from_its_day_on() -> None:
    assert brief(check(withdrawn, Facts(authorisations=(WITHDRAWN,)))) == [
        ("GE-20.withdrawn", "note", "authorisation AM-1", "from 2025-03-03", "2025-03-03", "-")
    ]


@pytest.mark.parametrize(("day", "allowed"), [(date(2025, 3, 2), True), (date(2025, 3, 3), False)])
def test_nobody_is_supplied_from_that_day_on(day: date, allowed: bool) -> None:
    facts = Facts(authorisations=(WITHDRAWN,), presences=(presence(day),))
    assert (check(authorised, facts) == []) is allowed


def test_an_authorisation_that_ended_otherwise_was_not_withdrawn() -> None:
    assert check(withdrawn, Facts(authorisations=(authorisation("2020-01-01", "2025-03-03"),))) == []


def test_the_minister_may_withdraw_since_the_first_day_of_the_law() -> None:
    first = authorisation("2000-08-30", str(FIRST_LAW), withdrawn=True)
    [finding] = check(withdrawn, Facts(authorisations=(first,)))
    assert finding.law.span.from_on == FIRST_LAW
