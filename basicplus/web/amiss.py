"""What is amiss with what was given, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from basicplus.errors import BasicplusError, InvalidInput, Problem
from basicplus.web.language import Speech
from basicplus.web.sentences import of_field, said

KINDS = {
    "missing": "required",
    "string_too_short": "required",
    "string_too_long": "too_long",
    "too_short": "few",
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
    "list_type": "json",
    "tuple_type": "json",
    "dict_type": "json",
    "model_type": "json",
}
"""How pydantic calls what is amiss, and the text that says it: `amiss.<text>`."""
MEASURED = {"minutes": "hours", "_cents": "money"}
"""What is kept as a whole number, and typed as people write it, by how its field ends."""


def in_words(problems: Iterable[Problem], t: Speech) -> tuple[Problem, ...]:
    """Return the problems with what is allowed said in the reader's language."""
    return tuple(replace(problem, allowed=_said(problem, t)) for problem in problems)


def error_in_words(error: BasicplusError, t: Speech) -> str:
    """Return the sentence of an error in the reader's language; of fields, one line for each."""
    if not isinstance(error, InvalidInput):
        return said(str(error), t)
    return "\n".join(_line(problem, t) for problem in in_words(error.problems, t))


def _line(problem: Problem, t: Speech) -> str:
    """Say which field it is, what was found and what is allowed."""
    return of_field(problem.field, problem.found, problem.allowed, t, problem.line)


def _said(problem: Problem, t: Speech) -> str:
    measure = next((each for unit, each in MEASURED.items() if problem.field.endswith(unit)), None)
    if measure is not None and problem.kind.startswith("int_"):
        if problem.found == "None":
            return t("amiss.required")
        return t(f"amiss.{measure}", found=problem.found)
    name = KINDS.get(problem.kind) or next(
        (kind for kind in ("date", "time") if problem.kind.startswith(f"{kind}_")), None
    )
    if name is None:
        return said(problem.allowed, t)
    return t(
        f"amiss.{name}", **{part: _measured(getattr(problem, part), measure, t) for part in ("limit", "found")}
    )


def _measured(figure: str, measure: str | None, t: Speech) -> str:
    """Write minutes as hours, and cents as money."""
    if measure is None or not figure.lstrip("-").isdecimal():
        return figure
    return t.hours(int(figure)) if measure == "hours" else t.money(int(figure))
