"""Durations and times of day as people type them: `7.5`, `7,5`, `7:30` and `7h30` are the same; pure."""

from __future__ import annotations

import re

from basicplus.errors import invalid

CLOCK = "write a time of the day as 8:30, 8h30, 0830 or 8"
HOUR, DAY = 60, 24 * 60
_MINUTES = re.compile(r"(\d{1,4}) ?(?:m|min|minutes?|minuten?)", re.ASCII)
_HOURS_AND_MINUTES = re.compile(r"(\d{1,4}) ?(?:[:hu]|uur|std) ?(\d{1,2})?(?: ?(?:m|min))?", re.ASCII)
_DECIMAL = re.compile(r"(\d{1,4})(?:[.,](\d{1,2}))?", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2})(?: ?[:.hu] ?(\d{2})?)?|(\d{2})(\d{2})", re.ASCII)


def minutes_typed(text: str, field: str = "duration", at_most: int = DAY) -> int:
    """Return the minutes of a duration as somebody typed it; InvalidInput says what is allowed.

    A decimal of an hour must be whole minutes: 7.25 is 7 h 15, 7.33 is refused rather than rounded.
    """
    said = " ".join(text.lower().split())
    if match := _MINUTES.fullmatch(said):
        minutes = int(match[1])
    elif match := _HOURS_AND_MINUTES.fullmatch(said):
        rest = int(match[2] or 0)
        minutes = int(match[1]) * HOUR + rest if rest < HOUR else 0
    elif match := _DECIMAL.fullmatch(said):
        hundredths = int((match[2] or "0").ljust(2, "0"))
        minutes = int(match[1]) * HOUR + hundredths * HOUR // 100 if hundredths * HOUR % 100 == 0 else 0
    else:
        minutes = 0
    if not 0 < minutes <= at_most:
        hours = at_most // HOUR
        allowed = f"write hours as 7.5, 7,5, 7:30 or 7h30, or minutes as 45 min; at most {hours} hours"
        raise invalid(field, text, allowed)
    return minutes


def clock_typed(text: str, field: str = "start_time") -> str:
    """Return a time of day as `08:30`, however it was typed; InvalidInput says what is allowed."""
    match = _CLOCK.fullmatch(" ".join(text.lower().split()))
    hour, minute = (match[1] or match[3], match[2] or match[4] or "0") if match else ("99", "0")
    if int(hour) > 23 or int(minute) > 59:
        raise invalid(field, text, CLOCK)
    return f"{int(hour):02d}:{int(minute):02d}"


def clock_after(start: str, minutes: int) -> str:
    """Return the time of day that clocks show some minutes after `08:30`, also past midnight."""
    hour, minute = start.split(":")
    end = (int(hour) * HOUR + int(minute) + minutes) % DAY
    return f"{end // HOUR:02d}:{end % HOUR:02d}"
