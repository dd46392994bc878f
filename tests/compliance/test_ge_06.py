"""GE-06: the group bills its members only, for days of their membership."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from basicplus.clock import Span
from basicplus.compliance.facts import Facts, Reading, Waiver
from basicplus.compliance.law import NoLawThatDay
from basicplus.compliance.rules import judge
from basicplus.compliance.rules.billing import members_only_billed
from tests.compliance.cast import FIRST_LAW, belgian_law, billed, brief, check, membership, span

YEAR = membership("2025-01-01", "2026-01-01")


def test_days_of_membership_are_billed() -> None:
    whole = billed(YEAR.span, span("2025-03-01", "2025-04-01"))
    assert check(members_only_billed, Facts(memberships=(YEAR,), billed=(whole,))) == []


@pytest.mark.parametrize(
    ("line", "beyond"),
    [
        (span("2024-12-31", "2025-02-01"), "2024-12-31 to 2024-12-31"),
        (span("2025-12-01", "2026-01-02"), "2026-01-01 to 2026-01-01"),
    ],
)
def test_a_day_before_or_after_is_refused(line: Span, beyond: str) -> None:
    found = check(members_only_billed, Facts(memberships=(YEAR,), billed=(billed(line),)))
    assert brief(found) == [
        ("GE-06.non_member", "refuse", "invoice 2025-000001", beyond, "M001", "2025-01-01 to 2025-12-31")
    ]
    assert (found[0].parties, found[0].excess) == (("M001", "2025-000001"), 1)


def test_a_day_outside_is_refused_taxed_or_not() -> None:
    taxed = replace(billed(), spans=(), taxed_spans=billed().spans)
    assert [str(each.span) for each in check(members_only_billed, Facts(billed=(taxed,)))] == [
        "2025-03-01 to 2025-03-31"
    ]


def test_days_that_two_lines_bill_are_told_once() -> None:
    twice = billed(span("2025-03-01", "2025-04-01"), span("2025-03-15", "2025-05-01"))
    found = check(members_only_billed, Facts(billed=(twice,)))
    assert [str(each.span) for each in found] == ["2025-03-01 to 2025-03-31", "2025-04-01 to 2025-04-30"]


def test_an_adherent_is_billed_only_where_the_group_reads_it_so() -> None:
    adherent = membership("2025-01-01", effective=False)
    reading = Reading("adherents_are_members", "yes", span("2025-03-11"))
    facts = Facts(memberships=(adherent,), billed=(billed(),), readings=(reading,))
    assert [str(each.span) for each in check(members_only_billed, facts)] == ["2025-03-01 to 2025-03-10"]


def test_a_waiver_for_the_buyer_makes_it_a_warning() -> None:
    waiver = Waiver("AR-1", "GE-06", span("2025-01-01"), "M001")
    found = [each for each in judge(Facts(billed=(billed(),), waivers=(waiver,)), belgian_law()) if each.waiver]
    assert [(each.rule, each.severity) for each in found] == [("GE-06", "warn")]


def test_the_law_begins_on_31_august_2000() -> None:
    [finding] = check(members_only_billed, Facts(billed=(billed(Span.day(FIRST_LAW)),)))
    assert finding.law.span.from_on == FIRST_LAW
    with pytest.raises(NoLawThatDay):
        check(members_only_billed, Facts(billed=(billed(Span.day(date(2000, 8, 30))),)))
