"""Recurrence rules in words."""

from __future__ import annotations

from datetime import date

from babel import Locale

from basicplus.web.language import Speech

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def rule_in_words(t: Speech, rule: str, from_on: date) -> str:
    """Write the weekly rules that plans are made of in words; any other rule as it stands."""
    parts = dict(part.split("=", 1) for part in rule.upper().removeprefix("RRULE:").split(";") if "=" in part)
    days = parts.get("BYDAY", DAYS[from_on.weekday()]).split(",")
    interval = parts.get("INTERVAL", "1")
    if parts.get("FREQ") != "WEEKLY" or set(parts) - {"FREQ", "INTERVAL", "BYDAY"} or not set(days) <= set(DAYS):
        return rule
    names = Locale.parse(t.forms.patterns["locale"]).days["format"]["wide"]
    spoken = ", ".join(names[DAYS.index(day)] for day in days)
    return t("recurrence.weekly", days=spoken) if interval == "1" else t("recurrence.every", days=spoken, n=interval)
