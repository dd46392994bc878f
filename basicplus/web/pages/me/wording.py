"""Days as a worker's pages write them."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date

from basicplus.web.language import Speech

PATTERNS = {"fr": "EEEE d MMMM", "nl": "EEEE d MMMM", "de": "EEEE, d. MMMM", "en": "EEEE d MMMM"}


def long_day(t: Speech, day: date, today: date | None = None) -> str:
    """Write a day with its weekday: `lundi 3 mars`; with `today` the year too, where it is another one."""
    pattern = PATTERNS[t.code]
    if t.code == "fr" and day.day == 1:
        pattern = pattern.replace(" d ", " '1er' ")
    if today is not None and day.year != today.year:
        pattern += " y"
    return str(format_date(day, pattern, locale=t.forms.patterns["locale"]))


def short_day(t: Speech, day: date) -> str:
    """Write a day where there is little room: `lun. 3`."""
    return str(format_date(day, "EEE d", locale=t.forms.patterns["locale"]))
