"""WT-01 and WT-01b: how long a week is, and WT-02d: its outer limit with overtime."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from basicplus.compliance.facts import Facts
from basicplus.compliance.findings import Finding, Severity
from basicplus.compliance.law import Law, Value
from basicplus.compliance.rules.rule import Rule
from basicplus.compliance.rules.working_time.severity import hard_in_the_plan
from basicplus.compliance.worktime import WorkWeek


def week(facts: Facts, law: Law) -> Iterator[Finding]:
    """A week has at most 38 hours of work, or up to 40 where rest days bring the average back to 38.

    Under a flexible schedule WT-02b says how long a week may be.
    """
    for work in facts.work:
        for each in work.weeks:
            if facts.has_scheme("flexible", work.worker, each.last_day):
                continue
            value = law.on(each.last_day, "week_minutes")
            with_rest = law.on(each.last_day, "week_minutes_with_rest_days")
            if each.minutes > with_rest.value:
                yield week_finding("WT-01", "over", hard_in_the_plan(work), each, with_rest)
            elif each.minutes > value.value:
                yield week_finding("WT-01", "rest_days", "warn", each, value)


def week_of_the_sector(facts: Facts, law: Law) -> Iterator[Finding]:
    """A week has no more work than the full-time week of the contract, where that is shorter than the law's."""
    for work in facts.work:
        for each in work.weeks:
            terms = facts.terms_on(work.worker, each.last_day)
            if not terms or facts.has_scheme("flexible", work.worker, each.last_day):
                continue
            sector = law.on(each.last_day, "sector_week_minutes")
            limit = min(max(term.full_time_minutes for term in terms), sector.value or law_week(law, each))
            if limit < each.minutes and limit < law_week(law, each):
                yield week_finding("WT-01b", "over", hard_in_the_plan(work), each, replace(sector, value=limit))


def law_week(law: Law, week: WorkWeek) -> int:
    """Return the minutes of the legal week in which the last day worked lies."""
    return int(law.on(week.last_day, "week_minutes").value)


def week_finding(rule: str, case: str, severity: Severity, week: WorkWeek, limit: Value) -> Finding:
    """Return the finding that a week is too long."""
    minutes = int(limit.value)
    return Finding(
        rule,
        case,
        severity,
        week.subject,
        week.span,
        week.minutes,
        minutes,
        limit,
        week.minutes - minutes,
        week.parties,
    )


RULES = (
    Rule("WT-01", week, ("week_minutes", "week_minutes_with_rest_days"), ("visit", "hours")),
    Rule("WT-01b", week_of_the_sector, ("sector_week_minutes",), ("visit", "hours")),
)
