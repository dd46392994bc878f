"""Days as a worker's pages write them."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date

from basicplus.web.language import Speech


def long_day(t: Speech, day: date) -> str:
    """Write a day with its weekday: `lundi 3 mars`."""
    return str(format_date(day, "EEEE d MMMM", locale=t.forms.patterns["locale"]))


def short_day(t: Speech, day: date) -> str:
    """Write a day where there is little room: `lun. 3`."""
    return str(format_date(day, "EEE d", locale=t.forms.patterns["locale"]))
