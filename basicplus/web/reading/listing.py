"""Lists that people search, sort and page: small ones in memory, long ones in the database."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, Field
from sqlmodel import col

from basicplus.db import GroupSession, pick
from basicplus.errors import invalid
from basicplus.members import Member

PAGE = 50
Item = TypeVar("Item")


class Asked(BaseModel):
    """What part of a list is wanted; `sort` is a column, with a minus for the other way round."""

    q: Annotated[str, Field(max_length=100, description="Words to look for.")] = ""
    sort: Annotated[str, Field(description="Column to sort on; `-column` for descending.")] = ""
    page: Annotated[int, Field(ge=1, le=100_000)] = 1
    size: Annotated[int, Field(ge=1, le=500)] = PAGE


class Part(BaseModel, Generic[Item]):
    """A page of a list; `total` counts the whole list."""

    items: list[Item]
    total: int
    page: int
    size: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))


def folded(text: str) -> str:
    """Write a text without accents or capitals, for searching and sorting: `École` as `ecole`."""
    bare = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in bare if not unicodedata.combining(letter)).casefold()


def holds(text: str, q: str) -> bool:
    """Say whether every word of `q` occurs in the text."""
    where = folded(text)
    return all(word in where for word in folded(q).split())


def arrange(
    items: Sequence[Item], asked: Asked, text: Callable[[Item], str], sorts: Mapping[str, Callable[[Item], Any]]
) -> Part[Item]:
    """Search, sort and page a list held in memory; the first of `sorts` is usual, with a minus downwards."""
    name, descending = order(asked, tuple(sorts))
    found = [item for item in items if holds(text(item), asked.q)] if asked.q.strip() else list(items)
    found.sort(key=sorts[name if name in sorts else f"-{name}"], reverse=descending)
    start = (asked.page - 1) * asked.size
    return Part(items=found[start : start + asked.size], total=len(found), page=asked.page, size=asked.size)


def order(asked: Asked, names: Sequence[str]) -> tuple[str, bool]:
    """Return the column to sort on and whether downwards; refuse one that the list does not have."""
    name = asked.sort.removeprefix("-") or names[0].removeprefix("-")
    if name not in {known.removeprefix("-") for known in names}:
        raise invalid("sort", asked.sort, f"one of {', '.join(names)}, with a minus for descending")
    usual = names[0].startswith("-") if not asked.sort else False
    return name, asked.sort.startswith("-") or usual


def one_of(field: str, value: str, allowed: Sequence[str]) -> str:
    """Accept a filter that is empty or one of the allowed words."""
    if value and value not in allowed:
        raise invalid(field, value, f"one of {', '.join(allowed)}, or nothing")
    return value


def members_named(session: GroupSession, q: str) -> list[int]:
    """Return the ids of the members whose number or name holds the words of `q`."""
    rows = session.rows(pick(Member.id, Member.number, Member.name).order_by(col(Member.id)))
    return [member_id for member_id, number, name in rows if holds(f"{number} {name}", q)]
