"""WT-06 and WT-07: daily and weekly rest, of the minutes that pass."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from basicplus.clock import Span, at, minutes_between
from basicplus.compliance.facts import Facts
from basicplus.compliance.findings import Finding
from basicplus.compliance.law import Law, Value
from basicplus.compliance.rules.rule import Rule
from basicplus.compliance.rules.working_time.severity import hard_in_the_plan
from basicplus.compliance.worktime import DAY, MIDNIGHT, Work, WorkDay, WorkWeek, joined

WHOLE_DAY = 24 * 60


def daily_rest(facts: Facts, law: Law) -> Iterator[Finding]:
    """Every 24 hours hold eleven consecutive hours of rest: from one day's work to the next, and within a day."""
    for work in facts.work:
        for earlier, later in pairwise(work.days):
            value = law.on(later.day, "daily_rest_minutes")
            rest = max(0, minutes_between(earlier.whole.ends_at, later.whole.starts_at))
            if rest < value.value:
                yield _rest_finding("WT-06", "short", work, later, rest, value)
        for day in work.days:
            value = law.on(day.day, "daily_rest_minutes")
            for stretch in joined(day.pieces, value.value - 1):
                if (rest := WHOLE_DAY - stretch.minutes) < value.value:
                    yield _rest_finding("WT-06", "spread", work, day, rest, value)


def weekly_rest(facts: Facts, law: Law) -> Iterator[Finding]:
    """Every week holds 35 consecutive hours of rest, from its Monday on to the Monday after it."""
    for work in facts.work:
        for week in work.weeks:
            value = law.on(week.last_day, "weekly_rest_minutes")
            rest = longest_rest(work, week)
            if rest < value.value:
                limit = int(value.value)
                yield Finding(
                    "WT-07",
                    "short",
                    hard_in_the_plan(work),
                    week.subject,
                    week.span,
                    rest,
                    limit,
                    value,
                    limit - rest,
                    week.parties,
                )


def longest_rest(work: Work, week: WorkWeek) -> int:
    """Return the longest rest in minutes from a week's Monday at midnight to the end of the Monday after it."""
    free_from = at(week.span.from_on, MIDNIGHT)
    until = at(week.span.until_on + DAY, MIDNIGHT)
    longest = 0
    for day in _days_near(work, week):
        for piece in day.pieces:
            longest = max(longest, _free(free_from, min(piece.starts_at, until)))
            free_from = max(free_from, piece.ends_at)
    return max(longest, _free(free_from, until))


def _days_near(work: Work, week: WorkWeek) -> Iterator[WorkDay]:
    around = Span(week.span.from_on - DAY, week.span.until_on + DAY)
    for near in work.weeks:
        if near.span.overlaps(around):
            yield from (day for day in near.days if day.day in around)


def _free(starts_at: datetime, ends_at: datetime) -> int:
    return max(0, minutes_between(starts_at, ends_at))


def _rest_finding(rule: str, case: str, work: Work, day: WorkDay, rest: int, value: Value) -> Finding:
    limit = int(value.value)
    return Finding(
        rule,
        case,
        hard_in_the_plan(work),
        day.subject,
        Span.day(day.day),
        rest,
        limit,
        value,
        limit - rest,
        day.parties,
    )


RULES = (
    Rule("WT-06", daily_rest, ("daily_rest_minutes",), ("visit", "hours", "schedule published")),
    Rule("WT-07", weekly_rest, ("weekly_rest_minutes",), ("visit", "hours", "schedule published")),
)
