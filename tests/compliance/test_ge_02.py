"""GE-02: an application for an authorisation is complete and proposes the joint committee of a member."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from basicplus.compliance.facts import Facts
from basicplus.compliance.rules.authorisation import complete_application
from tests.compliance.cast import FIFTY_LAW, application, brief, check

RECEIVED = date(2025, 3, 3)


def cases(received_on: date = RECEIVED, **changes: Any) -> list[str]:
    found = check(complete_application, Facts(applications=(application(received_on, **changes),)))
    return [case for case, *_ in brief(found)]


def test_a_complete_application_passes() -> None:
    assert cases() == []


@pytest.mark.parametrize(
    ("missing", "told"),
    [
        ({"registered_letter": False}, "GE-02.registered_letter"),
        ({"internal_rules_version": None}, "GE-02.internal_rules"),
        ({"proposed_committee": "", "committee_known": False}, "GE-02.proposed_joint_committee"),
        ({"committee_known": False}, "GE-02.committee"),
    ],
)
def test_what_is_missing_is_said_one_by_one(missing: dict[str, Any], told: str) -> None:
    assert cases(**missing) == [told]


def test_a_refusal_names_the_application_and_its_day() -> None:
    found = check(complete_application, Facts(applications=(application(RECEIVED, committee_known=False),)))
    days = "2025-03-03 to 2025-03-03"
    assert brief(found) == [("GE-02.committee", "refuse", "application D-1", days, "337", "-")]


def test_the_file_is_known_since_february_2017() -> None:
    assert cases(date(2017, 1, 31), registered_letter=False, committee_known=False) == []
    assert cases(FIFTY_LAW, registered_letter=False) == ["GE-02.registered_letter"]
