"""GE-14: a member acknowledges, on its first day at the latest, that members are jointly liable."""

from __future__ import annotations

from datetime import date

from basicplus.compliance.facts import Facts, Waiver
from basicplus.compliance.law import belgian_law
from basicplus.compliance.rules import judge
from basicplus.compliance.rules.accession import liability_acknowledged
from tests.compliance.cast import FIRST_LAW, brief, check, membership, span

FIRST = date(2025, 3, 3)


def signed(signed_on: date | None, from_on: date = FIRST, effective: bool = True) -> Facts:
    return Facts(memberships=(membership(str(from_on), effective=effective, acknowledged_on=signed_on),))


def test_an_acknowledgement_of_the_first_day_is_in_time() -> None:
    assert check(liability_acknowledged, signed(FIRST)) == []


def test_one_of_the_day_after_is_late_for_a_day() -> None:
    assert brief(check(liability_acknowledged, signed(date(2025, 3, 4)))) == [
        ("GE-14.late", "refuse", "M001", "2025-03-03 to 2025-03-03", "2025-03-04", "2025-03-03")
    ]


def test_without_one_nobody_becomes_a_member_not_even_an_adherent() -> None:
    told = [("GE-14.missing", "refuse", "M001", "from 2025-03-03", "-", "2025-03-03")]
    assert brief(check(liability_acknowledged, signed(None))) == told
    assert brief(check(liability_acknowledged, signed(None, effective=False))) == told


def test_members_are_liable_since_the_first_day_of_the_law() -> None:
    [finding] = check(liability_acknowledged, signed(None, FIRST_LAW))
    assert finding.law.span.from_on == FIRST_LAW


def test_a_waiver_lifts_it_for_the_member_it_names() -> None:
    for party, severity in (("M001", "warn"), ("M002", "refuse")):
        waiver = Waiver("AG-2025", "GE-14", span("2025-01-01"), party)
        facts = signed(None) + Facts(waivers=(waiver,))
        found = [finding for finding in judge(facts, belgian_law()) if finding.rule == "GE-14"]
        assert [finding.severity for finding in found] == [severity]
