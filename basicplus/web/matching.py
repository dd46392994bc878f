"""Changes with `If-Match`: done only while what they were decided on still reads as it did; knows no route.

What a call changes is read again once the group is locked for the change, through the call that reads it out: what
anybody has changed meanwhile is seen, and nobody can change anything in between.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

from basicplus.errors import BasicplusError

HEADER = "If-Match"
SEGMENTS = {"members": "member", "workers": "worker", "agreements": "agreement", "contracts": "contract"}
"""What the first part of a path below a group is about, where a number follows."""
Read = TypeVar("Read", bound=Callable[..., BaseModel])
_READ: dict[str, Callable[..., BaseModel]] = {}


class Changed(BasicplusError):
    """What a change was decided on does not read any more as it did then."""

    status = 412


def read_as(name: str) -> Callable[[Read], Read]:
    """Say which call reads out what changes name by a field: `@read_as("agreement")`."""

    def remember(read: Read) -> Read:
        _READ[name] = read
        return read

    return remember


def tag_of(body: bytes) -> str:
    """Return the tag that names an answer: the SHA-256 of its bytes."""
    return f'"{hashlib.sha256(body).hexdigest()}"'


def tags_in(header: str | None) -> frozenset[str]:
    """Return the tags of a header; a weak one is that of no answer (RFC 9110, 13.1.1)."""
    return frozenset(tag for each in (header or "").split(",") if (tag := each.strip()))


def readable(names: Iterable[str]) -> list[str]:
    """Return the fields among some that name what can be read out."""
    return [name for name in names if name in _READ]


def named_in_path(path: str, number: object) -> dict[str, Any]:
    """Return what a path below /api/groups/{group} is about: its field and number; nothing, if it makes that."""
    parts = path.split("/")
    field = SEGMENTS.get(parts[4]) if len(parts) > 6 else None
    return {field: number} if field else {}


def check(desk: Any, wanted: frozenset[str], named: Mapping[str, Any]) -> None:
    """Raise Changed unless something that a change names reads as one of the tags wanted says."""
    found = {name: named[name] for name in readable(named) if named[name] is not None}
    if not found:
        raise BasicplusError(f"{HEADER} is for calls that change what can be read; this one names nothing such.")
    tags = {tag_of(_READ[name](desk, number).model_dump_json().encode()) for name, number in found.items()}
    if "*" not in wanted and not tags & wanted:
        what = ", ".join(f"{name} {number}" for name, number in found.items())
        raise Changed(f"Changed since you read it: {what}. Nothing was saved: read it again, and decide again.")
