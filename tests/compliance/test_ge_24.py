"""GE-24: an external organiser that a decree imposes is no member."""

from __future__ import annotations

from basicplus.compliance.facts import Facts
from basicplus.compliance.rules.accession import organiser_is_no_member
from tests.compliance.cast import authorisation, brief, check, membership

NUMBER = "0202239951"


def facts(
    from_on: str, until_on: str | None = None, organiser: str = NUMBER, granted: str = "2025-01-01"
) -> Facts:
    member = membership(from_on, until_on, enterprise_number=NUMBER)
    return Facts(memberships=(member,), authorisations=(authorisation(granted, organiser=organiser),))


def test_an_organiser_who_is_a_member_is_refused_for_those_days() -> None:
    assert brief(check(organiser_is_no_member, facts("2021-01-01", "2025-03-01"))) == [
        ("GE-24.member", "refuse", "M001", "2025-01-01 to 2025-02-28", NUMBER, "AM-1")
    ]


def test_a_member_who_left_before_may_organise() -> None:
    assert check(organiser_is_no_member, facts("2021-01-01", "2025-01-01")) == []


def test_another_association_may_organise_and_nobody_need() -> None:
    for organiser in ("0401234560", ""):
        assert check(organiser_is_no_member, facts("2021-01-01", organiser=organiser)) == []


def test_a_member_without_a_number_is_nobody() -> None:
    assert (
        check(
            organiser_is_no_member,
            Facts(memberships=(membership("2021-01-01"),), authorisations=(authorisation("2021-01-01"),)),
        )
        == []
    )


def test_the_law_knows_organisers_since_february_2017() -> None:
    found = check(organiser_is_no_member, facts("2016-01-01", granted="2016-01-01"))
    assert [str(finding.span) for finding in found] == ["from 2017-02-01"]
