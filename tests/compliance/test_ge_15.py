"""GE-15: the workers' joint committee is the one that the authorisation names."""

from __future__ import annotations

from basicplus.compliance.facts import Facts, Terms
from basicplus.compliance.rules.group import committee_of_authorisation
from tests.compliance.cast import authorisation, brief, check, contract, membership, span

CP_337 = authorisation("2020-01-01", joint_committee="337")


def employed(committee: str, from_on: str = "2021-01-04", until_on: str | None = None) -> Facts:
    days = span(from_on, until_on)
    return Facts(
        authorisations=(CP_337,),
        contracts=(contract(terms=(Terms(days, 2280, 2280, joint_committee=committee),)),),
    )


def test_a_contract_of_the_same_committee_is_allowed_and_one_that_names_none_follows() -> None:
    assert check(committee_of_authorisation, employed("337")) == []
    assert check(committee_of_authorisation, employed("")) == []


def test_a_contract_of_another_committee_is_refused() -> None:
    assert brief(check(committee_of_authorisation, employed("329.02"))) == [
        ("GE-15.contract", "refuse", "contract C001", "from 2021-01-04", "329.02", "337")
    ]


def test_only_the_days_of_the_authorisation_count() -> None:
    assert check(committee_of_authorisation, employed("200", "2019-01-01", "2020-01-01")) == []
    found = check(committee_of_authorisation, employed("200", "2019-01-01", "2020-01-02"))
    assert [str(finding.span) for finding in found] == ["2020-01-01 to 2020-01-01"]


def test_an_authorisation_with_another_committee_calls_for_other_terms() -> None:
    two = (
        authorisation("2020-01-01", "2025-01-01", joint_committee="200"),
        authorisation("2025-01-01", joint_committee="337"),
    )
    old, new = (
        Terms(span("2021-01-04", "2025-01-01"), 2280, 2280, joint_committee="200"),
        Terms(span("2025-01-01"), 2280, 2280, joint_committee="337"),
    )
    amended = Facts(authorisations=two, contracts=(contract(terms=(old, new)),))
    assert check(committee_of_authorisation, amended) == []
    kept = Facts(
        authorisations=two,
        contracts=(contract(terms=(Terms(span("2021-01-04"), 2280, 2280, joint_committee="200"),)),),
    )
    assert [str(finding.span) for finding in check(committee_of_authorisation, kept)] == ["from 2025-01-01"]


def test_the_committee_is_set_by_the_authorisation_since_february_2014() -> None:
    early = authorisation("2013-01-01", joint_committee="200")
    facts = Facts(
        authorisations=(early,),
        contracts=(contract(terms=(Terms(span("2013-01-07"), 2280, 2280, joint_committee="337"),)),),
    )
    assert [str(finding.span) for finding in check(committee_of_authorisation, facts)] == ["from 2014-02-01"]


def test_the_first_member_of_a_further_committee_is_noted_on_the_day_it_joins() -> None:
    memberships = (
        membership("2021-01-01", joint_committee="337"),
        membership("2021-01-01", member="M002"),
        membership("2022-01-01", member="M003", joint_committee="152.02"),
        membership("2023-01-01", member="M004", joint_committee="152.02"),
    )
    found = check(committee_of_authorisation, Facts(authorisations=(CP_337,), memberships=memberships))
    assert brief(found) == [("GE-15.member", "note", "M003", "2022-01-01 to 2022-01-01", "152.02", "337")]


def test_members_who_were_there_before_the_authorisation_are_no_news() -> None:
    early = membership("2019-01-01", joint_committee="152.02")
    assert check(committee_of_authorisation, Facts(authorisations=(CP_337,), memberships=(early,))) == []
