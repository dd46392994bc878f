"""Usual weeks and measures in words."""

from __future__ import annotations

import re

from babel import Locale

from basicplus.errors import InvalidInput
from basicplus.web.language import Speech
from basicplus.workers.pattern import parse_pattern

_CODE = re.compile(r"\b[a-z]\w{2,}")
_EUROS = re.compile(r"(\w+_cents): ([\d.]+)")


def pattern_in_words(t: Speech, pattern: str) -> list[str]:
    """Write the days of a usual week, as `lun. 08:30-12:30 13:00-16:36`; none when it varies."""
    try:
        week = parse_pattern(pattern)
    except InvalidInput:
        return [pattern]
    names = Locale.parse(t.forms.patterns["locale"]).days["format"]["abbreviated"]
    return [
        f"{names[day]} " + " ".join(f"{start:%H:%M}–{end:%H:%M}" for start, end in periods)
        for day, periods in sorted(week.items())
    ]


def measured(t: Speech, value: int | bool | str, unit: str) -> str:
    """Write what a rule found or allows in its unit: hours for minutes, yes or no for claims, words for codes."""
    if isinstance(value, bool):
        return t("yes") if value else t("no")
    if isinstance(value, int) and unit.startswith("minutes"):
        return t.hours(value)
    text = _EUROS.sub(lambda found: f"{found[1]}: {t.money(round(float(found[2])))}", str(value))
    return _CODE.sub(lambda found: t.word("law_value", found[0]), text)
