"""GE-22: work in another EEA state or in Switzerland is announced by the member beforehand."""

from __future__ import annotations

from datetime import date

import pytest

from basicplus.compliance.facts import AbroadNotice, Facts
from basicplus.compliance.rules.supply import noticed_abroad
from tests.compliance.cast import MONDAY, PART_TIME_LAW, brief, check, presence, span

MARCH = span("2025-03-01", "2025-04-01")


def abroad(country: str = "FR", *notices: AbroadNotice, day: date = MONDAY) -> Facts:
    return Facts(presences=(presence(day, country=country),), abroad_notices=notices)


def notice(noticed_on: date, country: str = "FR", member: str = "M001") -> AbroadNotice:
    return AbroadNotice(member, country, noticed_on, MARCH)


def test_work_in_belgium_and_outside_of_the_eea_needs_no_notice() -> None:
    assert check(noticed_abroad, abroad("BE")) == []
    assert check(noticed_abroad, abroad("US")) == []


@pytest.mark.parametrize("country", ["FR", "CH", "IS"])
def test_work_in_another_state_without_notice_is_refused(country: str) -> None:
    assert brief(check(noticed_abroad, abroad(country))) == [
        (
            "GE-22.none",
            "refuse",
            "visit 2025-03-03 08:30 W001 at M001",
            "2025-03-03 to 2025-03-03",
            country,
            "-",
        )
    ]


def test_a_notice_of_the_day_before_is_in_time_and_one_of_the_day_is_not() -> None:
    assert check(noticed_abroad, abroad("FR", notice(date(2025, 3, 2)))) == []
    [finding] = check(noticed_abroad, abroad("FR", notice(MONDAY)))
    assert finding.limit == "2025-03-03"


def test_a_notice_covers_its_member_its_state_and_its_days() -> None:
    early = date(2025, 2, 3)
    for other in (notice(early, "DE"), notice(early, member="M002")):
        assert len(check(noticed_abroad, abroad("FR", other))) == 1
    assert len(check(noticed_abroad, abroad("FR", notice(early), day=date(2025, 4, 1)))) == 1
    assert check(noticed_abroad, abroad("FR", notice(early), day=date(2025, 3, 31))) == []


def test_the_duty_is_known_since_february_2014() -> None:
    assert check(noticed_abroad, abroad(day=date(2014, 1, 31))) == []
    assert len(check(noticed_abroad, abroad(day=PART_TIME_LAW))) == 1


def test_the_united_kingdom_left_at_the_end_of_2020() -> None:
    assert len(check(noticed_abroad, abroad("GB", day=date(2020, 12, 31)))) == 1
    assert check(noticed_abroad, abroad("GB", day=date(2021, 1, 1))) == []
