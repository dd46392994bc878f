"""GE-17: a worker is supplied under an agreement with the member that is signed by then."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from basicplus.compliance.facts import Facts, Presence, Waiver
from basicplus.compliance.law import NoLawThatDay
from basicplus.compliance.rules import judge
from basicplus.compliance.rules.supply import under_a_signed_agreement
from tests.compliance.cast import FIRST_LAW, MONDAY, belgian_law, brief, check, presence, span, supply

SUBJECT = "visit 2025-03-03 08:30 W001 at M001"
DAY = "2025-03-03 to 2025-03-03"


def found(presence: Presence) -> list[tuple[str, str, str, str, int | str, int | str]]:
    return brief(check(under_a_signed_agreement, Facts(presences=(presence,))))


@pytest.mark.parametrize("signed_on", [MONDAY, MONDAY - timedelta(days=1)])
def test_an_agreement_signed_on_the_day_itself_or_before_carries_the_work(signed_on: date) -> None:
    assert found(presence(under=supply("2025-03-03", "2025-03-04", signed_on))) == []


def test_an_agreement_signed_a_day_later_does_not() -> None:
    late = presence(under=supply("2025-01-01", signed_on=MONDAY + timedelta(days=1)))
    assert found(late) == [("GE-17.unsigned", "refuse", SUBJECT, DAY, "A1", "2025-03-04")]


def test_an_agreement_never_signed_does_not() -> None:
    unsigned = presence(under=supply("2025-01-01", signed_on=None))
    assert found(unsigned) == [("GE-17.unsigned", "refuse", SUBJECT, DAY, "A1", "-")]


def test_work_without_an_agreement_is_refused() -> None:
    assert found(presence()) == [("GE-17.none", "refuse", SUBJECT, DAY, "M001", "-")]


@pytest.mark.parametrize("days", [("2025-03-04", None), ("2025-01-01", "2025-03-03")])
def test_a_day_before_or_after_the_agreement_is_refused(days: tuple[str, str | None]) -> None:
    agreed = supply(*days)
    assert found(presence(under=agreed)) == [("GE-17.outside", "refuse", SUBJECT, DAY, "A1", str(agreed.span))]


def test_work_inside_the_group_needs_none() -> None:
    assert found(presence(member=None)) == []


@pytest.mark.parametrize("party", ["", "W001", "M001", "A1"])
def test_a_waiver_for_worker_member_or_agreement_makes_it_a_warning(party: str) -> None:
    facts = Facts(
        presences=(presence(under=supply("2025-01-01", signed_on=None)),),
        waivers=(Waiver("DER-1", "GE-17", span("2025-01-01"), party),),
    )
    told = [each for each in judge(facts, belgian_law()) if each.rule == "GE-17"]
    assert [(each.severity, each.waiver) for each in told] == [("warn", "DER-1")]


def test_the_law_begins_on_31_august_2000() -> None:
    [finding] = check(under_a_signed_agreement, Facts(presences=(presence(FIRST_LAW),)))
    assert finding.law.span.from_on == FIRST_LAW
    with pytest.raises(NoLawThatDay):
        check(under_a_signed_agreement, Facts(presences=(presence(date(2000, 8, 30)),)))
