"""GE-04: authorisations have no end, but for those whose end the minister set."""

from __future__ import annotations

from datetime import date

import pytest

from basicplus.compliance.facts import Facts
from basicplus.compliance.rules.authorisation import authorised_for_how_long
from tests.compliance.cast import authorisation, brief, check


@pytest.mark.parametrize(
    ("granted_on", "until_on", "told"),
    [
        (date(2014, 1, 31), None, []),
        (date(2014, 2, 1), None, [("GE-04.no_end", "note", "-")]),
        (date(2014, 2, 1), "2020-01-01", []),
        (date(2017, 1, 31), None, [("GE-04.no_end", "note", "-")]),
        (date(2017, 2, 1), None, []),
        (date(2017, 2, 1), "2020-01-01", [("GE-04.end", "note", "2020-01-01")]),
    ],
)
def test_an_end_is_noted_where_the_law_sets_none_and_missed_where_the_minister_set_one(
    granted_on: date, until_on: str | None, told: list[tuple[str, str, str]]
) -> None:
    granted = authorisation(str(granted_on), until_on, granted_on=granted_on)
    found = brief(check(authorised_for_how_long, Facts(authorisations=(granted,))))
    assert [(case, severity, found_on) for case, severity, _, _, found_on, _ in found] == told


def test_a_withdrawal_is_no_agreed_end() -> None:
    ended = authorisation("2020-01-01", "2025-01-01", withdrawn=True)
    assert check(authorised_for_how_long, Facts(authorisations=(ended,))) == []
