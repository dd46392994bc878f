"""WT-02d: with overtime too, 11 hours a day and 50 a week at most, unless a waiver says otherwise."""

from __future__ import annotations

from basicplus.compliance.facts import Facts, Waiver
from basicplus.compliance.law import belgian_law
from basicplus.compliance.rules import judge
from basicplus.compliance.rules.working_time.days import outer_limits
from tests.compliance.cast import check, hours, span, told, visits, week

ELEVEN = ("07:00-12:00", "12:30-18:30")
MORE = ("07:00-12:00", "12:30-18:31")
TEN = ("07:00-12:00", "12:30-17:30")


def test_eleven_hours_and_fifty_hours_are_the_end() -> None:
    assert check(outer_limits, Facts(presences=hours("2025-03-03", *ELEVEN))) == []
    assert told(check(outer_limits, Facts(presences=hours("2025-03-03", *MORE)))) == [
        ("day", "refuse", "hours 2025-03-03 W001", 661, 660)
    ]
    assert check(outer_limits, week("2025-03-03", *[TEN] * 5, kind=hours)) == []
    assert told(check(outer_limits, week("2025-03-03", *[TEN] * 4, ELEVEN, kind=hours))) == [
        ("week", "refuse", "hours 2025-W10 W001", 3060, 3000)
    ]


def test_the_plan_is_judged_too() -> None:
    found = check(outer_limits, Facts(presences=visits("2025-03-03", *MORE)))
    assert [(finding.rule, finding.severity) for finding in found] == [("WT-02d", "refuse")]


def test_a_waiver_lifts_it_for_its_worker_on_its_days_up_to_its_number() -> None:
    accident = Waiver("ACC-1", "WT-02d", span("2025-03-03", "2025-03-04"), "W001", up_to=720)
    facts = Facts(presences=hours("2025-03-03", *MORE) + hours("2025-03-04", *MORE), waivers=(accident,))
    assert [
        (finding.severity, str(finding.span), finding.waiver)
        for finding in judge(facts, belgian_law())
        if finding.rule == "WT-02d"
    ] == [("warn", "2025-03-03 to 2025-03-03", "ACC-1"), ("refuse", "2025-03-04 to 2025-03-04", None)]
