"""A recurrence rule in words, in four languages: `le 2e lundi du mois`, `om de 2 weken op woensdag`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Literal

from babel.dates import format_date, get_day_names

from basicplus.assignments.recurrence.rules import parts_of

Language = Literal["fr", "nl", "de", "en"]
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LEAP_YEAR = 2000

Texts = dict[str, str]


def in_words(rule: str, from_on: date, language: Language, *, school_weeks_only: bool = False) -> str:
    """Return a rule in words; a rule that has no words is quoted as it is.

    `from_on` is the first day of the rule: what the rule does not say, such as the weekday, is that of this day.
    """
    parts = parts_of(rule)
    texts = _texts()[language]
    ends = {"UNTIL", "COUNT", "WKST"}
    known, say = _SAYERS.get(parts["FREQ"], (frozenset(), None))
    said = say(parts, from_on, language) if say and set(parts) <= known | ends | {"FREQ", "INTERVAL"} else None
    words = [said or texts["rule"].format(rule=rule)]
    if school_weeks_only:
        words.append(texts["school_weeks"])
    if said and "UNTIL" in parts:
        last = datetime.strptime(parts["UNTIL"][:8], "%Y%m%d").date()  # noqa: DTZ007
        words.append(texts["until"].format(day=_dated(last, language, " y")))
    if said and "COUNT" in parts:
        words.append(texts["count"].format(times=parts["COUNT"]))
    return ", ".join(words)


def _daily(parts: Texts, from_on: date, language: Language) -> str | None:
    return _every("day", parts, language)


def _weekly(parts: Texts, from_on: date, language: Language) -> str | None:
    days = parts.get("BYDAY", DAYS[from_on.weekday()]).split(",")
    if not set(days) <= set(DAYS):
        return None
    return _every("week", parts, language, day=_listed([_weekday(day, language) for day in days], language))


def _monthly(parts: Texts, from_on: date, language: Language) -> str | None:
    texts = _texts()[language]
    if "BYMONTHDAY" in parts or "BYDAY" not in parts:
        days = parts.get("BYMONTHDAY", str(from_on.day)).split(",")
        if "BYDAY" in parts or "BYSETPOS" in parts or not all(day.isdecimal() for day in days):
            return None
        named = [texts["date"].format(day=day) for day in days]
        return _every("month", parts, language, day=_listed(named, language))
    place = parts.get("BYSETPOS", "")
    days = [place + day for day in parts["BYDAY"].split(",")]
    named = [name for day in days if (name := _nth(day, language))]
    if len(named) < len(days) or (place and len(days) > 1):
        return None
    return _every("month", parts, language, day=_listed(named, language))


def _yearly(parts: Texts, from_on: date, language: Language) -> str | None:
    month, day = parts.get("BYMONTH", str(from_on.month)), parts.get("BYMONTHDAY", str(from_on.day))
    if not (month.isdecimal() and day.isdecimal()):
        return None
    return _every("year", parts, language, day=_dated(date(LEAP_YEAR, int(month), int(day)), language))


def _every(unit: str, parts: Texts, language: Language, day: str = "") -> str:
    interval = parts.get("INTERVAL", "1")
    key = unit if interval == "1" else f"{unit}s"
    return _texts()[language][key].format(day=day, number=interval)


def _nth(day: str, language: Language) -> str | None:
    """Name the 2MO of a month; None for what is no n-th weekday."""
    match = re.fullmatch(r"\+?([1-5]|-1)([A-Z]{2})", day)
    if match is None or match[2] not in DAYS:
        return None
    texts = _texts()[language]
    place = texts["last"] if match[1] == "-1" else texts["places"].split()[int(match[1]) - 1]
    return texts["nth"].format(place=place, day=_weekday(match[2], language))


def _weekday(day: str, language: Language) -> str:
    return str(get_day_names("wide", locale=language)[DAYS.index(day)])


def _dated(day: date, language: Language, year: str = "") -> str:
    pattern = "d. MMMM" if language == "de" else "'1er' MMMM" if language == "fr" and day.day == 1 else "d MMMM"
    return format_date(day, pattern + year, locale=language)


def _listed(names: list[str], language: Language) -> str:
    *first, last = names
    return f" {_texts()[language]['and']} ".join([", ".join(first), last] if first else [last])


@cache
def _texts() -> dict[str, Texts]:
    return tomllib.loads((files(__package__) / "words.toml").read_text("utf-8"))


_SAYERS: dict[str, tuple[frozenset[str], Callable[[Texts, date, Language], str | None]]] = {
    "DAILY": (frozenset(), _daily),
    "WEEKLY": (frozenset({"BYDAY"}), _weekly),
    "MONTHLY": (frozenset({"BYDAY", "BYMONTHDAY", "BYSETPOS"}), _monthly),
    "YEARLY": (frozenset({"BYMONTH", "BYMONTHDAY"}), _yearly),
}
