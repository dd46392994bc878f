"""What people read of a special day, in their language."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from basicplus.assignments.calendars.special import Special
from basicplus.assignments.recurrence.words import Language
from basicplus.compliance.calendar import legal_holidays

_SECTIONS = {"school_holiday": "school_holidays", "member_closed": "closures", "absence": "absences"}


def name_of(special: Special, language: Language) -> str:
    """Return what people read of a special day, as `jour férié : Ascension`."""
    kind = term("kinds", special.kind, language)
    parts = [part for part in (_detail(special, language), special.label) if part]
    colon = "\u00a0:" if language == "fr" else ":"
    return f"{kind}{colon} {', '.join(parts)}" if parts else kind


def term(section: str, key: str, language: Language) -> str:
    """Return a term of names.toml in a language."""
    return _terms()[section][key][language]


def _detail(special: Special, language: Language) -> str:
    if special.holiday is not None:
        name = legal_holidays(special.holiday.year, language)[special.holiday]
        return name if special.kind == "legal_holiday" else f"{name} ({special.holiday:%d/%m/%Y})"
    if special.kind == "member_not_open":
        return ", ".join(term("halves", half, language) for half in special.detail.split())
    return term(_SECTIONS[special.kind], special.detail, language) if special.detail else ""


@cache
def _terms() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads((files(__package__) / "names.toml").read_text("utf-8"))
