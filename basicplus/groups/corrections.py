"""Put right what is said of a record: only the fields that are given change; and do so for the group itself."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field, model_validator
from schwifty import IBAN
from sqlmodel import SQLModel

from basicplus import journal
from basicplus.db import WriteSession
from basicplus.errors import Conflict, invalid
from basicplus.groups.models import Group
from basicplus.groups.service import Iban, Text, current

CLEAR = "clear"


def email(text: str) -> str:
    """Return an e-mail address that has a name, one @ and a domain."""
    name, at, domain = text.partition("@")
    if not (name and at and domain) or "@" in domain or any(sign.isspace() for sign in text):
        raise ValueError("an e-mail address, as name@school.example")
    return text


def email_or_none(text: str) -> str:
    """Return an e-mail address, or nothing where none is known yet."""
    return email(text) if text else text


Email = Annotated[str, Field(max_length=200), AfterValidator(email)]
EmailOrNone = Annotated[str, Field(max_length=200), AfterValidator(email_or_none)]
Short = Annotated[str, Field(max_length=10)]
Medium = Annotated[str, Field(max_length=100)]
Latitude = Annotated[float, Field(ge=49, le=52)]
Longitude = Annotated[float, Field(ge=2, le=7)]


class Correction(BaseModel):
    """What changes in a record: fields that are left out, or empty, stay as they are."""

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        stripped = {name: value.strip() if isinstance(value, str) else value for name, value in given.items()}
        return {name: value for name, value in stripped.items() if value not in ("", None)}


class GroupChange(Correction):
    """What changes of the group's identity: fields that are left out stay; the BIC follows the IBAN."""

    name: Text | None = None
    street: Text | None = None
    postal_code: Short | None = None
    city: Medium | None = None
    rpm_court: Medium | None = None
    email: Email | None = None
    website: Text | None = None
    iban: Iban | None = None


def change_group(session: WriteSession, change: GroupChange) -> Group:
    """Change who the group is and where it is reached; documents that are issued stay as they are."""
    group = current(session)
    changed = correct(group, change, group.code)
    if "iban" in changed:
        group.bic = str(IBAN(group.iban).bic or "")
    session.add(group)
    # What an address or an account was and is stays in the versions of the row.
    journal.record(session, "change group", group.code, fields=changed)
    return group


def correct(row: SQLModel, change: Correction, named: str, keys: Collection[str] = ()) -> list[str]:
    """Write what a correction gives into a row, empty what it clears, and return the fields that differ.

    `keys` are the fields that say which row it is. Raises InvalidInput where nothing is given, and Conflict where
    the row says it all already.
    """
    allowed = [name for name in type(change).model_fields if name not in (*keys, CLEAR)]
    given = change.model_dump(exclude_none=True, include=set(allowed))
    for name in getattr(change, CLEAR, ()):
        if name in given:
            raise invalid(CLEAR, name, f"a field without a new value; {name} is given {given[name]}")
        given[name] = None if type(row).model_fields[name].default is None else ""
    if not given:
        raise invalid("fields", "nothing", f"one of these at least: {', '.join(allowed)}")
    changed = sorted(name for name, value in given.items() if getattr(row, name) != value)
    if not changed:
        raise Conflict(f"There is nothing to change: {named} says {', '.join(sorted(given))} so already.")
    for name in changed:
        setattr(row, name, given[name])
    return changed


def check_pair(row: object, at: tuple[str, str]) -> None:
    """Refuse a latitude without a longitude, and the other way round; `at` names the two fields."""
    latitude, longitude = at
    missing = [name for name in at if getattr(row, name) is None]
    if len(missing) == 1:
        raise invalid(missing[0], "nothing", f"both {latitude} and {longitude}, or neither")


def check_place(
    row: object, changed: Collection[str], change: Correction, locality: str, at: tuple[str, str]
) -> None:
    """Refuse a place that moves to another locality while its coordinates stay behind, or lose their pair."""
    check_pair(row, at)
    latitude, longitude = at
    told = [name for name in at if getattr(change, name) is not None or name in getattr(change, CLEAR, ())]
    if locality in changed and not told and getattr(row, latitude) is not None:
        said = (
            f"that of the new place with its {longitude}, or neither of the two:"
            " the postal code then tells distances"
        )
        raise invalid(latitude, getattr(row, latitude), said)
