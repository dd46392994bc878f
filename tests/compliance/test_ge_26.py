"""GE-26: invoices are exempt from VAT to members that are mostly exempt, as they attest, and at cost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from basicplus.clock import year_span
from basicplus.compliance.facts import Billed, Facts, PoolYear, VatStatus, Waiver
from basicplus.compliance.findings import Finding
from basicplus.compliance.rules import judge
from basicplus.compliance.rules.billing import exempt_and_at_cost
from tests.compliance.cast import belgian_law, billed, brief, check, membership, span, vat

SUBJECT, DAY = "invoice 2025-000001", "2025-04-07 to 2025-04-07"
LAW_2016 = date(2016, 7, 1)


def found(*statuses: VatStatus, document: Billed | None = None, until_on: str | None = None) -> list[Finding]:
    facts = Facts(
        memberships=(membership("2000-08-31", until_on),),
        billed=(document or billed(),),
        vat_statuses=statuses,
    )
    return check(exempt_and_at_cost, facts)


@pytest.mark.parametrize("from_on", ["2025-01-01", "2025-04-07"])
def test_a_status_known_by_the_date_of_the_invoice_is_enough(from_on: str) -> None:
    assert found(vat(from_on)) == []


@pytest.mark.parametrize("statuses", [(), (vat("2025-04-08"),)])
def test_no_status_by_then_is_refused(statuses: tuple[VatStatus, ...]) -> None:
    assert brief(found(*statuses)) == [("GE-26.no_status", "refuse", SUBJECT, DAY, "M001", "2025-04-07")]


def test_a_taxed_share_of_49_percent_is_exempt_and_one_of_50_refused() -> None:
    assert found(vat(percent=49)) == []
    assert brief(found(vat(percent=50))) == [("GE-26.taxed", "refuse", SUBJECT, DAY, 50, 50)]


def test_an_attestation_holds_until_its_last_day_and_one_expired_needs_a_reason() -> None:
    assert found(vat(attested_until_on=date(2025, 4, 8))) == []
    assert brief(found(vat(attested_until_on=date(2025, 4, 7)))) == [
        ("GE-26.expired", "warn", SUBJECT, DAY, "M001", "2025-04-06")
    ]


def test_of_a_member_that_left_the_status_of_the_last_day_billed_counts() -> None:
    settled = billed(span("2025-01-01", "2025-07-01"), issue_on=date(2026, 3, 2))
    attested = vat(attested_until_on=date(2026, 1, 1))
    assert found(attested, document=settled, until_on="2025-07-01") == []
    assert [each.case for each in found(attested, document=settled)] == ["expired"]


def test_the_taxed_share_counts_from_1_july_2016() -> None:
    for day, cases in ((date(2016, 6, 30), []), (LAW_2016, ["taxed"])):
        document = billed(span("2016-06-01", "2016-06-30"), issue_on=day)
        assert [each.case for each in found(vat("2016-01-01", 100), document=document)] == cases


def test_an_invoice_of_taxed_lines_alone_is_judged_by_no_status() -> None:
    taxed = replace(billed(), spans=(), taxed_spans=billed().spans)
    assert (found(document=taxed), found(vat(percent=60), document=taxed)) == ([], [])


def test_an_invoice_with_an_exempt_line_is_judged_by_its_last_exempt_day() -> None:
    mixed = replace(
        billed(span("2025-03-01", "2025-03-16"), issue_on=date(2025, 4, 7)),
        taxed_spans=(span("2025-03-16", "2025-04-01"),),
    )
    attested = vat(attested_until_on=date(2025, 3, 16))
    assert found(attested, document=mixed, until_on="2025-03-16") == []
    assert [each.case for each in found(vat(percent=50), document=mixed)] == ["taxed"]


@pytest.mark.parametrize("status", [vat(percent=60), None])
def test_no_waiver_lifts_it(status: VatStatus | None) -> None:
    given: dict[str, Any] = {"vat_statuses": (status,)} if status else {}
    waiver = Waiver("X", "GE-26", span("2000-08-31"))
    facts = Facts(memberships=(membership("2000-08-31"),), billed=(billed(),), waivers=(waiver,), **given)
    found = [each for each in judge(facts, belgian_law()) if each.rule == "GE-26"]
    assert [each.severity for each in found] == ["refuse"]


def pool(billed_cents: int, cost_cents: int = 10_000, year: int = 2025) -> list[Finding]:
    return check(
        exempt_and_at_cost, Facts(pool_years=(PoolYear("CP", year_span(year), billed_cents, cost_cents),))
    )


def test_a_year_billed_at_cost_or_below_is_fine_and_a_cent_more_is_told() -> None:
    assert (pool(10_000), pool(9_999)) == ([], [])
    assert brief(pool(10_001)) == [
        ("GE-26.above_cost", "warn", "pool CP 2025", "2025-01-01 to 2025-12-31", "100.01", "100.00")
    ]


def test_at_cost_is_the_law_from_1_july_2016() -> None:
    assert (pool(20_000, year=2015), [each.excess for each in pool(20_000, year=2016)]) == ([], [10_000])
