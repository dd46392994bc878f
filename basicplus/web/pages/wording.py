"""Usual weeks and measures in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from babel import Locale

from basicplus.clock import parse_day
from basicplus.errors import InvalidInput
from basicplus.web.language import Speech
from basicplus.web.sentences import written
from basicplus.workers.pattern import parse_pattern

_CODE = re.compile(r"\b[a-z]\w{2,}")
COUNTED = ("days", "working days", "weeks", "months", "heads", "members", "percent")
"""How the units of plain counts begin, which stand behind their number."""
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
    if unit == "cents" and isinstance(value, int):
        return t.money(value)
    if isinstance(value, int) and unit.startswith(COUNTED):
        return f"{value} {t.word('unit', unit)}"
    text = _EUROS.sub(lambda found: f"{found[1]}: {t.money(round(float(found[2])))}", str(value))
    return _CODE.sub(lambda found: t.word("law_value", found[0]), text)


OPTION_FAMILIES = (
    *("profession", "basis", "frequency", "class", "role", "vat", "language_name", "community", "kind"),
    *("signing_party", "leave_kind", "leave_part", "job", "every", "who"),
    *("finance_channel", "finance_status", "finance_pour", "finance_kind", "finance_delivery", "finance_nature"),
    "finance_entry",
)
"""The families of words that choices of acts are taken from; `do_option` has those of no family."""


def options_in_words(t: Speech, codes: Sequence[str]) -> list[tuple[str, str]]:
    """Return the choices of a field with the words for them: those of the family that has a word for each."""
    family = next((name for name in OPTION_FAMILIES if all(f"{name}.{code}" in t.texts for code in codes)), "")
    return [(code, t.word(family, code) if family else t.word("do_option", code)) for code in codes]


def asked_in_words(t: Speech, name: str, value: Any) -> str:
    """Write what was asked for in a field of a job: yes or no, days in figures, the last day and not the next."""
    if isinstance(value, bool):
        return t("yes") if value else t("no")
    if isinstance(value, Mapping):
        return str(value.get("name", ""))
    if isinstance(value, list | tuple):
        return ", ".join(asked_in_words(t, name, each) for each in value)
    if name.endswith("until_on"):
        return t.day(parse_day(str(value), name) - timedelta(days=1))
    return t.word("language_name", str(value)) if name == "language" else written(str(value), t)
