"""Found a group and record its authorisations."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field
from schwifty import IBAN
from schwifty.exceptions import SchwiftyException
from stdnum.be import vat
from stdnum.exceptions import ValidationError as BadNumber

from basicplus import journal
from basicplus.db import GroupSession, WriteSession
from basicplus.errors import Conflict, NotFound, invalid
from basicplus.groups.models import Authorisation, Group


def enterprise_number(text: str) -> str:
    """Return the ten digits of a valid enterprise number (BCE), however it was written."""
    try:
        return str(vat.validate(text))
    except BadNumber:
        raise ValueError("not a valid enterprise number: ten digits with check digits, as 0202.239.951") from None


def iban(text: str) -> str:
    """Return a valid IBAN without spaces; the check digits of a Belgian account are verified too."""
    try:
        return str(IBAN(text, validate_bban=True).compact)
    except SchwiftyException:
        raise ValueError("not a valid IBAN, as BE68 5390 0754 7034") from None


EnterpriseNumber = Annotated[str, AfterValidator(enterprise_number)]
Iban = Annotated[str, AfterValidator(iban)]
Text = Annotated[str, Field(min_length=1, max_length=200)]


class GroupCreate(BaseModel):
    """What is needed to found a group."""

    code: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,30}$", description="short name, used with --group")]
    name: Text
    legal_form: Literal["ASBL", "SNC"] = "ASBL"
    enterprise_number: EnterpriseNumber
    street: Text
    postal_code: Text
    city: Text
    rpm_court: Text
    email: Text
    website: Text
    iban: Iban
    fiscal_year_month: Annotated[int, Field(ge=1, le=12)] = 1
    due_days: Annotated[int, Field(ge=0, le=60, description="law of 2 August 2002: 60 days at most")] = 30


class AuthorisationCreate(BaseModel):
    """A ministerial authorisation; `until_on` is the first day it no longer holds."""

    reference: Text
    joint_committee: Annotated[str, Field(pattern=r"^\d{3}(\.\d{2})?$")]
    granted_on: date
    from_on: date
    until_on: date | None = None


def found(session: WriteSession, group: GroupCreate) -> Group:
    """Found a group; the session belongs to it from here on."""
    if session.group_id is not None:
        raise Conflict("A group is founded in a session of its own: this one belongs to a group already.")
    account = IBAN(group.iban)
    row = Group(**group.model_dump(), bic=str(account.bic or ""))
    session.add(row)
    session.flush()
    session.group_id = row.id
    journal.record(session, "found group", row.code, enterprise_number=row.enterprise_number)
    return row


def authorise(session: WriteSession, authorisation: AuthorisationCreate) -> Authorisation:
    """Record a ministerial authorisation."""
    if authorisation.until_on is not None and authorisation.until_on <= authorisation.from_on:
        raise invalid("until_on", authorisation.until_on, f"a day after from_on ({authorisation.from_on})")
    row = Authorisation(**authorisation.model_dump())
    session.add(row)
    journal.record(session, "record authorisation", row.reference, from_on=row.from_on, until_on=row.until_on)
    return row


def current(session: GroupSession) -> Group:
    """Return the group of the session."""
    group = session.get(Group, session.group())
    if group is None:
        raise NotFound("The group no longer exists.")
    return group
