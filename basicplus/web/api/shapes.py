"""Shapes that the parts of the API share: what a list is asked for, and how problems look."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path, Query
from pydantic import BaseModel

from basicplus.web.reading.findings import FindingItem
from basicplus.web.reading.listing import Asked

GROUP = "/groups/{group}"
LARGEST_NUMBER = 2**31 - 1
"""What a column of whole numbers holds on every database."""
RowNumber = Annotated[int, Path(ge=0, le=LARGEST_NUMBER)]
OfYear = Annotated[int, Path(ge=2000, le=2100)]
AskedPart = Annotated[Asked, Query()]


class FieldProblem(BaseModel):
    """One field that cannot be accepted: what was found, and what is allowed."""

    field: str
    found: str
    allowed: str


class ProblemShape(BaseModel):
    """An error, as RFC 9457 writes it; `findings` when the law refuses, `errors` when fields are wrong."""

    type: str
    title: str
    status: int
    detail: str
    findings: list[FindingItem] = []
    errors: list[FieldProblem] = []
    see: str = ""


def sends(*media_types: str) -> dict[int | str, dict[str, Any]]:
    """Declare that a route answers with a file of one of these media types."""
    content = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in media_types}
    return {200: {"description": "The file.", "content": content}}


def _problem(description: str) -> dict[str, Any]:
    return {"model": ProblemShape, "description": description}


PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: _problem("It cannot be answered as it is asked, as for days of which the law is not known here."),
    401: _problem("Nobody is signed in, or the token is unknown, expired or revoked."),
    403: _problem("The roles of the caller do not reach this; `x-roles` names those that do."),
    404: _problem("There is no such thing in this group; `see` names the list to look in."),
    409: _problem("The state of the records does not allow it."),
    422: _problem("Fields cannot be accepted: `errors` lists each with what was found and what is allowed."),
    429: _problem("Too many requests: `Retry-After` says when to ask again."),
}
REFUSALS: dict[int | str, dict[str, Any]] = {
    409: _problem("A rule refuses the change (`findings`), or the state of the records does not allow it."),
}

__all__ = [
    "GROUP",
    "LARGEST_NUMBER",
    "PROBLEMS",
    "REFUSALS",
    "AskedPart",
    "FieldProblem",
    "OfYear",
    "RowNumber",
    "sends",
]
