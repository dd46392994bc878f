"""GE-21: that a member belongs to another group too is noted, and forbids nothing."""

from __future__ import annotations

from basicplus.compliance.facts import Facts, OtherGroup
from basicplus.compliance.rules.supply import other_groups
from tests.compliance.cast import brief, check, membership

OTHER = OtherGroup("M001", "Groupement voisin")


def test_another_group_is_noted_on_the_days_of_membership() -> None:
    found = check(other_groups, Facts(memberships=(membership("2025-01-01"),), other_groups=(OTHER,)))
    assert brief(found) == [("GE-21.known", "note", "M001", "from 2025-01-01", "Groupement voisin", "-")]
    assert found[0].parties == ("M001",)


def test_a_candidate_and_a_member_of_this_group_only_are_not_noted() -> None:
    assert check(other_groups, Facts(other_groups=(OTHER,))) == []
    assert check(other_groups, Facts(memberships=(membership("2025-01-01"),))) == []


def test_nothing_known_forbids_it_since_31_august_2000() -> None:
    facts = Facts(memberships=(membership("2000-08-31"),), other_groups=(OTHER,))
    assert [(each.severity, each.law.confirmed) for each in check(other_groups, facts)] == [("note", "belief")]
