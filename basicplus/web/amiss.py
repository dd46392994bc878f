"""What is amiss with what was given, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from basicplus.errors import BasicplusError, InvalidInput, Problem
from basicplus.web.language import Speech
from basicplus.web.sentences import said, written

KINDS = {
    "missing": "required",
    "string_too_short": "required",
    "string_too_long": "too_long",
    "string_pattern_mismatch": "form",
    "int_parsing": "whole",
    "int_type": "whole",
    "int_from_float": "whole",
    "float_parsing": "figure",
    "decimal_parsing": "figure",
    "decimal_type": "figure",
    "greater_than_equal": "at_least",
    "greater_than": "above",
    "less_than_equal": "at_most",
    "less_than": "below",
    "literal_error": "choice",
    "enum": "choice",
    "bool_parsing": "yes_or_no",
}
"""How pydantic calls what is amiss, and the text that says it: `amiss.<text>`."""


def in_words(problems: Iterable[Problem], t: Speech) -> tuple[Problem, ...]:
    """Return the problems with what is allowed said in the reader's language."""
    return tuple(replace(problem, allowed=_said(problem, t)) for problem in problems)


def error_in_words(error: BasicplusError, t: Speech) -> str:
    """Return the sentence of an error in the reader's language; of fields, one line for each."""
    if not isinstance(error, InvalidInput):
        return said(str(error), t)
    return "\n".join(_line(problem, t) for problem in in_words(error.problems, t))


def field_said(name: str, t: Speech) -> str:
    """Name a field in the reader's language: by its word, else as a phrase of a service."""
    return t.texts.get(f"input.{name.split('.')[0]}") or said(name, t)


def _line(problem: Problem, t: Speech) -> str:
    """Say which field it is, what was found and what is allowed."""
    place = "" if problem.line is None else t("amiss.line", line=problem.line)
    field = place + field_said(problem.field, t)
    return t("amiss.field", field=field, found=written(problem.found, t), allowed=problem.allowed)


def _said(problem: Problem, t: Speech) -> str:
    name = KINDS.get(problem.kind) or next(
        (kind for kind in ("date", "time") if problem.kind.startswith(f"{kind}_")), None
    )
    if name is None:
        return said(problem.allowed, t)
    return t(f"amiss.{name}", limit=problem.limit, found=problem.found)
