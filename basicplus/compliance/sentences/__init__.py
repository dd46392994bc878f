"""Rules and findings in words, in French, Dutch, German and English: one TOML file per part of the law."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from functools import cache
from importlib.resources import files

from basicplus.clock import FOREVER, Span
from basicplus.compliance.findings import Finding

LANGUAGES = ("fr", "nl", "de", "en")


def title(rule: str, language: str = "en") -> str:
    """Say what a rule wants, in one sentence."""
    return str(_texts()[rule][language])


def sentence(finding: Finding, language: str = "en") -> str:
    """Say what is wrong, on which day, what was found, what is allowed and what to do."""
    template = _texts()[f"{finding.rule}.{finding.case}"][language]
    return str(template).format(
        subject=_about(finding.subject, language),
        span=_days(finding.span, language),
        found=_about(str(finding.found), language),
        limit=_about(str(finding.limit), language),
        found_hours=_hours(finding.found),
        limit_hours=_hours(finding.limit),
    )


def source(finding: Finding, language: str = "en") -> str:
    """Name the source of the rule and how sure we are of it; and the waiver, if one covers the finding."""
    named = f"{finding.law.source} ({_texts()['confirmed'][finding.law.confirmed][language]})"
    return f"{named}; {_texts()['waiver'][language]} {finding.waiver}" if finding.waiver else named


def full_sentence(finding: Finding, language: str = "en") -> str:
    """The rule's id, the sentence and the source in one line."""
    return f"{finding.rule} {sentence(finding, language)} [{source(finding, language)}]"


def _about(text: str, language: str) -> str:
    """Name what a finding is about, as `visit 2025-03-03 08:30 W001 at M001`: it begins with what it is."""
    words = _texts()["subject"][language]
    what = next((word for word in words if f"{text} ".startswith(f"{word} ")), None)
    return f"{words[what]}{text.removeprefix(what).replace(' at ', words['at'])}" if what else text


def _days(span: Span, language: str) -> str:
    first, last = span.from_on, span.until_on - timedelta(days=1)
    if first == last:
        return f"{first}"
    return str(_texts()["days"][language]["open" if span.until_on == FOREVER else "closed"]).format(first, last)


def _hours(minutes: int | str) -> str:
    if not isinstance(minutes, int):
        return str(minutes)
    return f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes // 60} h {minutes % 60:02d}"


@cache
def _texts() -> dict[str, dict]:  # type: ignore[type-arg]
    found: dict[str, dict] = {}  # type: ignore[type-arg]
    for file in files(__name__).iterdir():
        if file.name.endswith(".toml"):
            found |= tomllib.loads(file.read_text("utf-8"))
    return found
