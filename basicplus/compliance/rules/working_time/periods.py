"""WT-03 and WT-08: periods of work are long enough, and a break comes in time."""

from __future__ import annotations

from collections.abc import Iterator

from basicplus.clock import Span
from basicplus.compliance.facts import Facts
from basicplus.compliance.findings import Finding
from basicplus.compliance.law import Law
from basicplus.compliance.rules.rule import Rule
from basicplus.compliance.worktime import joined


def long_enough(facts: Facts, law: Law) -> Iterator[Finding]:
    """Every period of work lasts at least three hours; a normal break does not cut it.

    Hours that were done are noted only: three hours are due for them.
    """
    for work in facts.work:
        for day in work.days:
            value = law.on(day.day, "work_period_minutes")
            longest_break = law.on(day.day, "normal_break_minutes").value
            for period in joined(day.pieces, longest_break):
                minutes = sum(
                    piece.minutes for piece in day.pieces if period.starts_at <= piece.starts_at < period.ends_at
                )
                if minutes < value.value:
                    yield Finding(
                        "WT-03",
                        "short",
                        "warn" if work.is_plan else "note",
                        f"{day.subject} {period.hours}",
                        Span.day(day.day),
                        minutes,
                        int(value.value),
                        value,
                        int(value.value) - minutes,
                        day.parties,
                    )


def break_in_time(facts: Facts, law: Law) -> Iterator[Finding]:
    """Nobody works for more than six hours without a break of fifteen minutes at least.

    The log is judged: what the plan says of a visit leaves its breaks to the worker.
    """
    for work in facts.work:
        for day in () if work.is_plan else work.days:
            value = law.on(day.day, "break_after_minutes")
            shortest = law.on(day.day, "break_minutes").value
            for stretch in joined(day.pieces, shortest - 1):
                if stretch.minutes > value.value:
                    yield Finding(
                        "WT-08",
                        "none",
                        "warn",
                        f"{day.subject} {stretch.hours}",
                        Span.day(day.day),
                        stretch.minutes,
                        int(value.value),
                        value,
                        stretch.minutes - int(value.value),
                        day.parties,
                    )


RULES = (
    Rule(
        "WT-03",
        long_enough,
        ("work_period_minutes", "normal_break_minutes"),
        ("visit", "hours"),
        waivable=True,
    ),
    Rule("WT-08", break_in_time, ("break_after_minutes", "break_minutes"), ("hours",)),
)
