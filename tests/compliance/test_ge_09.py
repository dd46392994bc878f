"""GE-09: workers are put at the disposal of effective members only."""

from __future__ import annotations

from datetime import date

import pytest

from basicplus.compliance.facts import Facts
from basicplus.compliance.law import NoLawThatDay
from basicplus.compliance.rules.supply import members_only
from tests.compliance.cast import FIRST_LAW, brief, check, membership, presence, supply

YEAR = membership("2025-01-01", "2026-01-01")


@pytest.mark.parametrize("day", [date(2025, 1, 1), date(2025, 12, 31)])
def test_a_visit_on_the_first_or_last_day_of_membership_is_allowed(day: date) -> None:
    assert check(members_only, Facts(memberships=(YEAR,), presences=(presence(day),))) == []


@pytest.mark.parametrize("day", [date(2024, 12, 31), date(2026, 1, 1)])
def test_a_visit_a_day_earlier_or_later_is_refused(day: date) -> None:
    found = check(members_only, Facts(memberships=(YEAR,), presences=(presence(day),)))
    assert brief(found) == [
        (
            "GE-09.presence",
            "refuse",
            f"visit {day} 08:30 W001 at M001",
            f"{day} to {day}",
            "M001",
            "2025-01-01 to 2025-12-31",
        )
    ]


def test_an_adherent_member_is_not_served() -> None:
    adherent = membership("2025-01-01", effective=False)
    found = check(members_only, Facts(memberships=(adherent,), presences=(presence(),)))
    assert [(finding.case, finding.limit) for finding in found] == [("presence", "-")]


def test_an_agreement_of_the_days_of_membership_is_allowed() -> None:
    assert check(members_only, Facts(memberships=(YEAR,), supplies=(supply("2025-01-01", "2026-01-01"),))) == []


def test_an_agreement_a_day_longer_on_both_sides_is_refused_for_those_days() -> None:
    found = check(members_only, Facts(memberships=(YEAR,), supplies=(supply("2024-12-31", "2026-01-02"),)))
    assert brief(found) == [
        ("GE-09.agreement", "refuse", "agreement A1", days, "M001", "2025-01-01 to 2025-12-31")
        for days in ("2024-12-31 to 2024-12-31", "2026-01-01 to 2026-01-01")
    ]


def test_memberships_that_follow_each_other_carry_one_agreement() -> None:
    memberships = (membership("2025-01-01", "2025-07-01"), membership("2025-07-01"))
    assert check(members_only, Facts(memberships=memberships, supplies=(supply("2025-01-01"),))) == []


def test_an_open_agreement_needs_an_open_membership() -> None:
    found = check(members_only, Facts(memberships=(YEAR,), supplies=(supply("2025-01-01"),)))
    assert [str(finding.span) for finding in found] == ["from 2026-01-01"]


def test_the_law_begins_on_31_august_2000() -> None:
    [finding] = check(members_only, Facts(presences=(presence(FIRST_LAW),)))
    assert finding.law.span.from_on == FIRST_LAW
    for facts in (Facts(presences=(presence(date(2000, 8, 30)),)), Facts(supplies=(supply("2000-08-30"),))):
        with pytest.raises(NoLawThatDay):
            check(members_only, facts)
