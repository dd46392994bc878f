"""WT-16: a part-timer works more than the contract's week with consent on file only."""

from __future__ import annotations

from basicplus.compliance.facts import Facts, Terms
from basicplus.compliance.rules.working_time.extra_hours import consent
from tests.compliance.cast import check, contract, hours, scheme, span, told, visits, week

FIXED = Facts(contracts=(contract(terms=(Terms(span("2021-01-04"), 1140, 2280, ((0, 480, 960),)),)),))
DAYS = [("08:00-12:00", "12:30-16:30"), ("08:00-12:00", "12:30-16:30")]


def test_the_contracts_week_needs_no_consent_and_a_minute_more_does() -> None:
    assert check(consent, FIXED + week("2025-03-03", *DAYS, ("08:00-11:00",), kind=hours)) == []
    [finding] = check(consent, FIXED + week("2025-03-03", *DAYS, ("08:00-11:01",), kind=hours))
    assert (finding.rule, *told([finding])[0]) == ("WT-16", "none", "warn", "hours 2025-W10 W001", 1141, 1140)


def test_consent_holds_for_its_worker_on_its_days() -> None:
    more = FIXED + week("2025-03-03", *DAYS, ("08:00-11:01",), kind=hours)
    assert check(consent, more + scheme("extra_hours", "2025-03-01")) == []
    assert len(check(consent, more + scheme("extra_hours", "2025-03-01", worker="W002"))) == 1
    assert len(check(consent, more + scheme("extra_hours", "2025-01-01", "2025-03-03"))) == 1


def test_the_plan_the_full_timer_and_the_variable_week_need_none() -> None:
    long = [*DAYS, ("08:00-12:00",)]
    assert check(consent, FIXED + week("2025-03-03", *long, kind=visits)) == []
    for terms in (Terms(span("2021-01-04"), 1140, 1140), Terms(span("2021-01-04"), 1140, 2280, variable=True)):
        others = Facts(contracts=(contract(terms=(terms,)),))
        assert check(consent, others + week("2025-03-03", *long, kind=hours)) == []
