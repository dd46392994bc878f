"""WT-15: extra hours of part-timers beyond the credit of the month or the quarter, in audits."""

from __future__ import annotations

from datetime import date, timedelta

from basicplus.clock import FOREVER, Span
from basicplus.compliance.facts import Facts, Presence, Terms
from basicplus.compliance.rules.working_time.extra_hours import within_the_credit
from tests.compliance.cast import check, contract, hours, span, told

ALL = Facts(logged=Span(date(2000, 8, 31), FOREVER))
FIXED = Facts(
    contracts=(contract(days=span("2016-01-04"), terms=(Terms(span("2016-01-04"), 1140, 2280, ((0, 1, 2),)),)),)
)
VARIABLE = Facts(
    contracts=(contract(days=span("2016-01-04"), terms=(Terms(span("2016-01-04"), 1140, 2280, variable=True),)),)
)


def weeks(monday: str, count: int, minutes: int) -> tuple[Presence, ...]:
    """Hours of some weeks, on Mondays to Wednesdays from eight on, so many minutes a week."""
    first, done = date.fromisoformat(monday), []
    for rank in range(count):
        for day, share in enumerate((480, 480, minutes - 960)):
            on = first + timedelta(days=7 * rank + day)
            done += hours(str(on), f"08:00-{8 + share // 60:02d}:{share % 60:02d}")
    return tuple(done)


def test_twelve_extra_hours_a_month_are_free_of_premium_since_october_2017() -> None:
    """The weeks that end in March 2025 are those of 24 February to 24 March: five, with 144 minutes extra each."""
    facts = FIXED + ALL + Facts(presences=weeks("2025-02-24", 5, 1140 + 144))
    assert check(within_the_credit, facts) == []
    [finding] = check(within_the_credit, facts + Facts(presences=hours("2025-03-06", "08:00-08:01")))
    assert (finding.rule, *told([finding])[0], str(finding.span)) == (
        "WT-15",
        "month",
        "warn",
        "hours W001",
        721,
        720,
        "2025-03-01 to 2025-03-31",
    )


def test_a_variable_quarter_has_a_credit_for_each_of_its_weeks() -> None:
    """The 90 days of a first quarter give 194 x 90 / 7 minutes."""
    credit = 194 * 90 // 7
    exact = VARIABLE + ALL + Facts(presences=weeks("2025-01-06", 11, 1140 + credit // 11))
    assert check(within_the_credit, exact) == []
    more = exact + Facts(presences=hours("2025-03-06", "08:00-08:20"))
    assert told(check(within_the_credit, more)) == [
        ("quarter", "warn", "hours W001", credit // 11 * 11 + 20, credit)
    ]


def test_the_credit_grew_on_1_october_2017() -> None:
    extra = 1140 + 196
    before, after = (
        check(within_the_credit, VARIABLE + ALL + Facts(presences=weeks(monday, 13, extra)))
        for monday in ("2017-07-03", "2017-10-02")
    )
    assert ([finding.limit for finding in before], after) == ([2340], [])


def test_months_that_are_not_known_as_a_whole_are_not_summed() -> None:
    facts = FIXED + Facts(presences=weeks("2025-02-24", 5, 1140 + 200))
    assert check(within_the_credit, facts) == []
    assert check(within_the_credit, facts + Facts(logged=span("2025-03-02", "2025-04-01"))) == []
    assert len(check(within_the_credit, facts + Facts(logged=span("2025-03-01", "2025-04-01")))) == 1


def test_a_full_timer_has_overtime_and_no_extra_hours() -> None:
    facts = Facts(contracts=(contract(),), presences=weeks("2025-02-24", 5, 1400)) + ALL
    assert check(within_the_credit, facts) == []
