"""The errors a user can cause: each says what was found, what is allowed and what to do next.

Knows nothing of the database or of HTTP beyond the status a caller may answer with.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any


class BasicplusError(Exception):
    """Anything basicplus refuses; `str(error)` is the sentence for the user."""

    status = 400


class NotFound(BasicplusError):
    """The thing named does not exist in this group."""

    status = 404


class Forbidden(BasicplusError):
    """Who asks may not do this, or may not see it."""

    status = 403


class Conflict(BasicplusError):
    """The request is well-formed, but the state of the records does not allow it."""

    status = 409


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an input: where, what was found, what is allowed.

    `line` is the 1-based line of the file (the header is line 1), or None outside of files. `kind` and `limit`
    let a screen say the commonest problems in the reader's language: pydantic's name for it, and its bound.
    """

    field: str
    found: str
    allowed: str
    line: int | None = None
    kind: str = dataclass_field(default="", compare=False, repr=False)
    limit: str = dataclass_field(default="", compare=False, repr=False)

    def __str__(self) -> str:
        where = f"line {self.line}, {self.field}" if self.line is not None else self.field
        return f"{where}: found {self.found!r}; {self.allowed}"


class InvalidInput(BasicplusError):
    """One or more fields of an input cannot be accepted; nothing was saved."""

    status = 422

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


def invalid(field: str, found: object, allowed: str) -> InvalidInput:
    """Return the error for a single field."""
    return InvalidInput(Problem(field, str(found), allowed))


def beyond(error: OverflowError) -> InvalidInput:
    """Say that a number or a day is beyond what can be kept or reckoned with."""
    return invalid("input", error, "numbers up to 2147483647, and days whose neighbours are between 0001 and 9999")


def field_problems(items: Iterable[Mapping[str, Any]], *, skip: int = 0) -> list[Problem]:
    """Turn the errors that pydantic lists into problems; `skip` leaves out the first parts of each place."""
    return [
        Problem(
            ".".join(str(part) for part in item["loc"][skip:]) or str(next(iter(item["loc"]), "input")),
            "nothing" if item["type"] == "missing" else str(item["input"]),
            item["msg"].removeprefix("Value error, "),
            kind=item["type"],
            limit=", ".join(str(each) for each in item.get("ctx", {}).values()),
        )
        for item in items
    ]
