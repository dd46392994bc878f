"""GE-16: gross pay reaches the scale of the joint committee, in proportion to the hours."""

from __future__ import annotations

from dataclasses import replace

import pytest

from basicplus.clock import Span
from basicplus.compliance.facts import Contract, Facts, Terms
from basicplus.compliance.rules.pay import paid_by_the_scale
from basicplus.compliance.sentences import full_sentence
from tests.compliance.cast import brief, check, contract, pay_scale, span

SCALE = pay_scale(266_667)


def paid(cents: int | None, week_minutes: int = 2280, days: Span | None = None, scale: str = "A1") -> Contract:
    days = days or span("2025-01-01")
    return contract(1, days, terms=(Terms(days, week_minutes, 2280, gross_month_cents=cents, scale=scale),))


@pytest.mark.parametrize(
    ("cents", "week_minutes"), [(266_667, 2280), (133_334, 1140), (None, 2280)], ids=["full", "half", "unknown"]
)
def test_pay_at_the_scale_or_unknown_is_allowed(cents: int | None, week_minutes: int) -> None:
    assert check(paid_by_the_scale, Facts(contracts=(paid(cents, week_minutes),), pay_scales=(SCALE,))) == []


@pytest.mark.parametrize(
    ("cents", "week_minutes", "least"), [(266_666, 2280, "2666.67"), (133_333, 1140, "1333.34")]
)
def test_a_cent_less_is_refused(cents: int, week_minutes: int, least: str) -> None:
    found = check(paid_by_the_scale, Facts(contracts=(paid(cents, week_minutes),), pay_scales=(SCALE,)))
    assert brief(found) == [("GE-16.below", "refuse", "contract C001", "from 2025-01-01", "A1", least)]
    assert (found[0].parties, found[0].excess) == (("W001", "C001"), 1)


def test_what_a_worker_earns_is_never_told() -> None:
    [finding] = check(paid_by_the_scale, Facts(contracts=(paid(234_567),), pay_scales=(SCALE,)))
    for language in ("fr", "nl", "de", "en"):
        assert "2345" not in full_sentence(finding, language)


def test_a_raised_scale_is_owed_from_its_day_on() -> None:
    scales = (pay_scale(266_667, until_on="2026-01-01"), pay_scale(272_000, "2026-01-01"))
    found = check(paid_by_the_scale, Facts(contracts=(paid(270_000),), pay_scales=scales))
    assert [(str(each.span), each.limit, each.excess) for each in found] == [("from 2026-01-01", "2720.00", 2000)]


def test_another_scale_is_not_looked_at() -> None:
    assert check(paid_by_the_scale, Facts(contracts=(paid(1, scale="B2"),), pay_scales=(SCALE,))) == []


def test_each_terms_of_a_contract_are_judged_on_their_own_days() -> None:
    first, second = span("2025-01-01", "2025-07-01"), span("2025-07-01")
    terms = (
        Terms(first, 2280, 2280, gross_month_cents=250_000, scale="A1"),
        Terms(second, 1140, 2280, gross_month_cents=133_334, scale="A1"),
    )
    found = check(paid_by_the_scale, Facts(contracts=(contract(1, terms=terms),), pay_scales=(SCALE,)))
    assert [str(each.span) for each in found] == ["2025-01-01 to 2025-06-30"]


def test_the_scale_binds_from_1_february_2014() -> None:
    days = span("2014-01-01", "2014-03-01")
    old = replace(paid(100_000, days=days), span=days)
    [finding] = check(paid_by_the_scale, Facts(contracts=(old,), pay_scales=(SCALE,)))
    assert str(finding.span) == "2014-02-01 to 2014-02-28"
