"""Recurrence rules of RFC 5545: which are accepted, on which days they fall, and what is left of one later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from dateutil.rrule import rrule, rrulestr

from basicplus.clock import Span
from basicplus.errors import invalid

# Rules are run on naive midnights: they say on which days, never at which instants.
FREQUENCIES = ("WEEKLY", "MONTHLY", "DAILY", "YEARLY")


def check_rule(rule: str) -> None:
    """Refuse a rule that cannot be read, has its own start, ends in two ways, or recurs within a day."""
    parts = parts_of(rule)
    if "UNTIL" in parts and "COUNT" in parts:
        raise invalid("rule", rule, "a rule that ends by UNTIL or by COUNT, not by both")
    try:
        parsed = rrulestr(rule, dtstart=datetime(2000, 1, 1))  # noqa: DTZ001
    except (ValueError, KeyError, TypeError) as error:
        raise invalid("rule", rule, f"a recurrence rule such as FREQ=WEEKLY;BYDAY=MO ({error})") from None
    if "DTSTART" in rule.upper() or not isinstance(parsed, rrule):
        raise invalid("rule", rule, "a single rule without DTSTART: the first day is from_on")
    if next(iter(parts.items())) not in {("FREQ", each) for each in FREQUENCIES}:
        raise invalid("rule", rule, "a rule that begins with FREQ=DAILY, WEEKLY, MONTHLY or YEARLY")


def parts_of(rule: str) -> dict[str, str]:
    """Return the parts of a rule by their names, in order: `{"FREQ": "WEEKLY", "BYDAY": "MO"}`."""
    named = (part.partition("=") for part in rule.upper().removeprefix("RRULE:").split(";") if part)
    return {name: value for name, _, value in named}


def days_of(rule: str, from_on: date, span: Span) -> Iterator[date]:
    """Yield the days of `span` on which a rule that starts on `from_on` falls, in order."""
    start = datetime.combine(from_on, time())
    last = datetime.combine(span.until_on - timedelta(days=1), time())
    for instant in rrulestr(rule, dtstart=start).xafter(
        datetime.combine(span.from_on, time()),
        inc=True,
    ):
        if instant > last:
            return
        yield instant.date()


def rule_from(rule: str, from_on: date, day: date) -> str:
    """Return the rule that, started on one of its own days, falls on the same days from then on.

    The rhythm of several weeks or months goes on, and of a number of times what is left.
    """
    parts = parts_of(rule)
    if "COUNT" in parts:
        before = sum(1 for _ in days_of(rule, from_on, Span(from_on, day)))
        parts["COUNT"] = str(int(parts["COUNT"]) - before)
    return ";".join(f"{name}={value}" for name, value in parts.items())
