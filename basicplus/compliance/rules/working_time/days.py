"""WT-02, WT-02b, WT-02c and WT-02d: how long a day is, by schedule, and the outer limits with overtime."""

from __future__ import annotations

from collections.abc import Iterator

from basicplus.clock import Span
from basicplus.compliance.calendar import SUNDAY
from basicplus.compliance.facts import Facts, SchemeKind
from basicplus.compliance.findings import Finding, Severity
from basicplus.compliance.law import Law, Value
from basicplus.compliance.rules.rule import Rule
from basicplus.compliance.rules.working_time.severity import hard_in_the_plan
from basicplus.compliance.rules.working_time.weeks import week_finding
from basicplus.compliance.worktime import Work, WorkDay, WorkWeek

LONGEST_FOUR = 4


def day(facts: Facts, law: Law) -> Iterator[Finding]:
    """A day has at most 8 hours of work, or 9 where the week has at most five and a half days.

    Flexible schedules and the four-day week have limits of their own (WT-02b, WT-02c).
    """
    for work, week, each in _days(facts):
        if _schedule(facts, law, work, week, each) is None:
            value = law.on(each.day, "day_minutes")
            if _half_a_day_is_free(week, value):
                value = law.on(each.day, "day_minutes_in_short_week")
            yield from _too_long("WT-02", hard_in_the_plan(work), each, value)


def flexible(facts: Facts, law: Law) -> Iterator[Finding]:
    """Under a flexible schedule a day has at most 9 hours of work and a week at most 45."""
    for work, week, each in _days(facts):
        if _schedule(facts, law, work, week, each) == "flexible":
            value = law.on(each.day, "flexible_day_minutes")
            yield from _too_long("WT-02b", hard_in_the_plan(work), each, value)
    for work in facts.work:
        for week in work.weeks:
            value = law.on(week.last_day, "flexible_week_minutes")
            if facts.has_scheme("flexible", work.worker, week.last_day) and week.minutes > value.value:
                yield week_finding("WT-02b", "week", hard_in_the_plan(work), week, value)


def four_day_week(facts: Facts, law: Law) -> Iterator[Finding]:
    """In a four-day week a day has at most 9 and a half hours of work."""
    for work, week, each in _days(facts):
        if _schedule(facts, law, work, week, each) == "four_day_week":
            value = law.on(each.day, "four_day_week_day_minutes")
            yield from _too_long("WT-02c", hard_in_the_plan(work), each, value)


def outer_limits(facts: Facts, law: Law) -> Iterator[Finding]:
    """With overtime too, a day has at most 11 hours of work and a week at most 50."""
    for _, _, each in _days(facts):
        yield from _too_long("WT-02d", "refuse", each, law.on(each.day, "overtime_day_minutes"))
    for work in facts.work:
        for week in work.weeks:
            value = law.on(week.last_day, "overtime_week_minutes")
            if week.minutes > value.value:
                yield week_finding("WT-02d", "week", "refuse", week, value)


def _days(facts: Facts) -> Iterator[tuple[Work, WorkWeek, WorkDay]]:
    for work in facts.work:
        for week in work.weeks:
            for each in week.days:
                yield work, week, each


def _schedule(facts: Facts, law: Law, work: Work, week: WorkWeek, each: WorkDay) -> SchemeKind | None:
    """Return the scheme whose limits hold for a day; a four-day week is one of four days at most."""
    if facts.has_scheme("flexible", work.worker, each.day):
        return "flexible"
    if len(week.days) <= LONGEST_FOUR and facts.has_scheme("four_day_week", work.worker, each.day):
        return "four_day_week" if law.on(each.day, "four_day_week_day_minutes").value is not None else None
    return None


def _half_a_day_is_free(week: WorkWeek, whole_day: Value) -> bool:
    """Say whether the worker rests half a day at least, beside Sunday: a day of four hours is half a day."""
    long_days = [each for each in week.days if each.day.weekday() != SUNDAY and 2 * each.minutes > whole_day.value]
    return len(long_days) < SUNDAY


def _too_long(rule: str, severity: Severity, each: WorkDay, limit: Value) -> Iterator[Finding]:
    if each.minutes > limit.value:
        yield Finding(
            rule,
            "day",
            severity,
            each.subject,
            Span.day(each.day),
            each.minutes,
            int(limit.value),
            limit,
            each.minutes - int(limit.value),
            each.parties,
        )


RULES = (
    Rule("WT-02", day, ("day_minutes", "day_minutes_in_short_week"), ("visit", "hours")),
    Rule("WT-02b", flexible, ("flexible_day_minutes", "flexible_week_minutes"), ("visit", "hours")),
    Rule("WT-02c", four_day_week, ("four_day_week_day_minutes",), ("visit", "hours")),
    Rule(
        "WT-02d",
        outer_limits,
        ("overtime_day_minutes", "overtime_week_minutes"),
        ("visit", "hours"),
        waivable=True,
    ),
)
