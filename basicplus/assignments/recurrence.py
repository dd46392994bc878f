"""Days of a recurring visit, from an RFC 5545 rule."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from dateutil.rrule import rrule, rrulestr

from basicplus.clock import Span
from basicplus.errors import invalid

# Rules are run on naive midnights: they say on which days, never at which instants.


def check_rule(rule: str) -> None:
    """Refuse a rule that cannot be read, has its own start, or recurs within a day."""
    try:
        parsed = rrulestr(rule, dtstart=datetime(2000, 1, 1))  # noqa: DTZ001
    except (ValueError, KeyError, TypeError) as error:
        raise invalid("rule", rule, f"a recurrence rule such as FREQ=WEEKLY;BYDAY=MO ({error})") from None
    if "DTSTART" in rule.upper() or not isinstance(parsed, rrule):
        raise invalid("rule", rule, "a single rule without DTSTART: the first day is from_on")
    if (
        not rule.upper()
        .removeprefix("RRULE:")
        .startswith(("FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=DAILY", "FREQ=YEARLY"))
    ):
        raise invalid("rule", rule, "a rule that begins with FREQ=DAILY, WEEKLY, MONTHLY or YEARLY")


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
