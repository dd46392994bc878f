"""WT-15, WT-16 and WT-17: extra hours of part-timers and overtime; months and years are summed in audits only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from basicplus.clock import Span, month_of, parse_period, year_span
from basicplus.compliance.facts import Facts, Terms
from basicplus.compliance.findings import Finding
from basicplus.compliance.law import Law, Value
from basicplus.compliance.rules.rule import Rule
from basicplus.compliance.worktime import Work, WorkWeek

WEEK = 7


def within_the_credit(facts: Facts, law: Law) -> Iterator[Finding]:
    """Extra hours of a part-timer beyond the credit of the month, or of the quarter, cost a premium.

    A week's extra minutes are those beyond the contract's week, in the month in which the week ends. With a
    variable schedule the weeks of a calendar quarter are averaged.
    """
    for work in _logs(facts):
        fixed, variable = _by_period(facts, work, month_of, varies=False), _by_period(facts, work, quarter_of)
        for month, weeks in fixed.items():
            value = law.on(month.from_on, "extra_minutes_fixed_month")
            extra = sum(max(0, week.minutes - terms.week_minutes) for week, terms in weeks)
            if value.value is not None and extra > value.value:
                yield _beyond("WT-15", "month", work, month, extra, value, int(value.value))
        for quarter, weeks in variable.items():
            value = law.on(quarter.from_on, "extra_minutes_variable_week")
            cap = law.on(quarter.from_on, "extra_minutes_variable_cap").value
            credit = min(cap, value.value * quarter.length // WEEK)
            extra = sum(week.minutes - terms.week_minutes for week, terms in weeks)
            if extra > credit:
                yield _beyond("WT-15", "quarter", work, quarter, extra, value, credit)


def consent(facts: Facts, law: Law) -> Iterator[Finding]:
    """A part-timer works more than the contract's week with the worker's consent on file only."""
    for work in _logs(facts):
        for week in work.weeks:
            value = law.on(week.last_day, "extra_hours_consent")
            terms = _part_time(facts, week)
            if not value.value or terms is None or facts.has_scheme("extra_hours", work.worker, week.last_day):
                continue
            if not terms.variable and week.minutes > terms.week_minutes:
                yield Finding(
                    "WT-16",
                    "none",
                    "warn",
                    week.subject,
                    week.span,
                    week.minutes,
                    terms.week_minutes,
                    value,
                    week.minutes - terms.week_minutes,
                    week.parties,
                )


def voluntary_overtime(facts: Facts, law: Law) -> Iterator[Finding]:
    """Overtime of a year, beyond the legal week, stays within the hours that a worker may offer."""
    for work in _logs(facts):
        overtime: dict[Span, int] = defaultdict(int)
        for week in work.weeks:
            limit = law.on(week.last_day, "week_minutes").value
            overtime[year_span(_ends(week).year)] += max(0, week.minutes - limit)
        for year, minutes in overtime.items():
            value = law.on(year.until_on - timedelta(days=1), "voluntary_overtime_minutes")
            if _all_known(facts, year) and value.value is not None and minutes > value.value:
                yield _beyond("WT-17", "year", work, year, minutes, value, int(value.value))


def quarter_of(day: date) -> Span:
    """Return the calendar quarter of a day."""
    return parse_period(f"{day.year}-Q{(day.month + 2) // 3}").span


def _by_period(
    facts: Facts, work: Work, period_of: Callable[[date], Span], varies: bool = True
) -> dict[Span, list[tuple[WorkWeek, Terms]]]:
    """Return the weeks of part-time work that end in each period of which everything is known."""
    found: dict[Span, list[tuple[WorkWeek, Terms]]] = defaultdict(list)
    for week in work.weeks:
        period, terms = period_of(_ends(week)), _part_time(facts, week)
        if terms is not None and terms.variable == varies and _all_known(facts, period):
            found[period].append((week, terms))
    return found


def _part_time(facts: Facts, week: WorkWeek) -> Terms | None:
    """Return the terms of a part-timer with one contract in that week."""
    terms = facts.terms_on(week.worker, week.last_day)
    return terms[0] if len(terms) == 1 and terms[0].part_time else None


def _all_known(facts: Facts, period: Span) -> bool:
    return facts.logged is not None and facts.logged & period == period


def _ends(week: WorkWeek) -> date:
    return week.span.until_on - timedelta(days=1)


def _logs(facts: Facts) -> list[Work]:
    return [work for work in facts.work if not work.is_plan]


def _beyond(rule: str, case: str, work: Work, days: Span, minutes: int, value: Value, limit: int) -> Finding:
    subject = f"hours {work.worker}"
    return Finding(rule, case, "warn", subject, days, minutes, limit, value, minutes - limit, (work.worker,))


RULES = (
    Rule(
        "WT-15",
        within_the_credit,
        ("extra_minutes_fixed_month", "extra_minutes_variable_week", "extra_minutes_variable_cap"),
        ("month close",),
    ),
    Rule("WT-16", consent, ("extra_hours_consent",), ("hours",)),
    Rule("WT-17", voluntary_overtime, ("voluntary_overtime_minutes",), ("year end",)),
)
