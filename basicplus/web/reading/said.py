"""What a record says today of the fields that an act changes: a form begins with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlmodel import SQLModel

from basicplus import groups, members, workers
from basicplus.acts import Act
from basicplus.db import GroupSession, get
from basicplus.errors import NotFound
from basicplus.members import Member, Site

Found = Callable[[GroupSession, str], SQLModel]


def _site(session: GroupSession, code: str) -> Site:
    return get(session, Site, f"site {code}", code=code)


RECORDS: Mapping[str, tuple[str, Found]] = {
    "change-group": ("", lambda session, _: groups.current(session)),
    "change-member": ("member", members.by_number),
    "change-site": ("site", _site),
    "change-worker": ("worker", workers.by_number),
}
"""The acts that change a record: the field that says which, and how it is found."""


def said_today(session: GroupSession, act: Act, given: Mapping[str, Any]) -> dict[str, str]:
    """Return what the record that some fields name says of the fields of an act; nothing, if they name none."""
    row = _record(session, act, given)
    if row is None:
        return {}
    key, _ = RECORDS[act.name]
    columns = [name for name in act.model.model_fields if name != key and name in type(row).model_fields]
    return {name: "" if (value := getattr(row, name)) is None else str(value) for name in columns}


def settled_fields(session: GroupSession, act: Act, given: Mapping[str, Any]) -> frozenset[str]:
    """Return the fields that an act no longer changes of the record that some fields name."""
    row = _record(session, act, given)
    is_settled = isinstance(row, Member) and members.has_settled_committee(session, row)
    return frozenset({"joint_committee"} if is_settled else ())


def _record(session: GroupSession, act: Act, given: Mapping[str, Any]) -> SQLModel | None:
    key, found = RECORDS.get(act.name, ("", None))
    if found is None or (key and not given.get(key)):
        return None
    try:
        return found(session, str(given.get(key, "")))
    except NotFound:
        return None
