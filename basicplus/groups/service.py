"""Found a group, record its statutes, and what the minister grants and withdraws."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field
from schwifty import IBAN
from schwifty.exceptions import SchwiftyException
from sqlalchemy import or_
from sqlmodel import col, select
from stdnum.be import vat
from stdnum.exceptions import ValidationError as BadNumber

from basicplus import journal
from basicplus.clock import Span
from basicplus.compliance.service import FileCreate, keep
from basicplus.db import GroupSession, WriteSession, get
from basicplus.errors import Conflict, NotFound, invalid
from basicplus.groups.models import Authorisation, Group, Statutes


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


LegalForm = Literal["ASBL", "SNC", "GIE"]
EnterpriseNumber = Annotated[str, AfterValidator(enterprise_number)]
Iban = Annotated[str, AfterValidator(iban)]
Text = Annotated[str, Field(min_length=1, max_length=200)]


class GroupCreate(BaseModel):
    """What is needed to found a group."""

    code: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,30}$", description="short name, used with --group")]
    name: Text
    legal_form: LegalForm = "ASBL"
    founded_on: Annotated[
        date | None, Field(description="day of the first statutes; without it the form is not judged (GE-05)")
    ] = None
    enterprise_number: EnterpriseNumber
    street: Text
    postal_code: Text
    city: Text
    rpm_court: Text
    email: Text
    website: Text
    iban: Iban
    vat_registered: Annotated[bool, Field(description="it has a VAT number: it also bills taxed services")] = False
    fiscal_year_month: Annotated[int, Field(ge=1, le=12)] = 1
    due_days: Annotated[int, Field(ge=0, le=60, description="law of 2 August 2002: 60 days at most")] = 30


class AuthorisationCreate(BaseModel):
    """A ministerial authorisation; `until_on` is the first day it no longer holds."""

    reference: Text
    joint_committee: Annotated[str, Field(pattern=r"^\d{3}(\.\d{2})?$")]
    granted_on: date
    from_on: date
    until_on: date | None = None
    organiser: Annotated[
        EnterpriseNumber | None, Field(description="external organiser that a decree imposes, no member (GE-24)")
    ] = None


class WithdrawalCreate(BaseModel):
    """The minister withdraws an authorisation; `effective_on` is the first day it no longer holds."""

    reference: Text
    effective_on: date
    because: Annotated[str, Field(min_length=1, max_length=500)]
    document: FileCreate


class StatutesCreate(BaseModel):
    """The legal form from a day on; `founding` for the first statutes of a group."""

    from_on: date
    legal_form: LegalForm
    founding: bool = False
    document: FileCreate | None = None


def found(session: WriteSession, group: GroupCreate) -> Group:
    """Found a group; the session belongs to it from here on."""
    if session.group_id is not None:
        raise Conflict("A group is founded in a session of its own: this one belongs to a group already.")
    same = or_(col(Group.code) == group.code, col(Group.enterprise_number) == group.enterprise_number)
    known = session.exec(select(Group).where(same)).first()
    if known is not None:
        raise Conflict(f"The database holds group {known.code} ({known.enterprise_number}) already: {known.name}.")
    account = IBAN(group.iban)
    row = Group(**group.model_dump(exclude={"founded_on"}), bic=str(account.bic or ""))
    session.add(row)
    session.flush()
    session.group_id = row.id
    journal.record(session, "found group", row.code, enterprise_number=row.enterprise_number)
    if group.founded_on is not None:
        first = StatutesCreate(from_on=group.founded_on, legal_form=group.legal_form, founding=True)
        adopt_statutes(session, first)
    return row


def adopt_statutes(session: WriteSession, statutes: StatutesCreate) -> Statutes:
    """Record the legal form from a day on; the latest is the one that documents show. The gate checks GE-05."""
    query = select(Statutes).order_by(col(Statutes.from_on).desc())
    last = session.exec(query).first()
    if last is not None and statutes.from_on <= last.from_on:
        raise invalid("from_on", statutes.from_on, f"a day after the last statutes ({last.from_on})")
    kept = keep(session, statutes.document)
    row = Statutes(**statutes.model_dump(exclude={"document"}), kept_file_id=kept)
    group = current(session)
    group.legal_form = row.legal_form
    session.add_all([row, group])
    journal.record(session, "adopt statutes", str(row.from_on), legal_form=row.legal_form)
    return row


def authorise(session: WriteSession, authorisation: AuthorisationCreate) -> Authorisation:
    """Record a ministerial authorisation."""
    if authorisation.until_on is not None and authorisation.until_on <= authorisation.from_on:
        raise invalid("until_on", authorisation.until_on, f"a day after from_on ({authorisation.from_on})")
    row = Authorisation(**authorisation.model_dump())
    session.add(row)
    journal.record(session, "record authorisation", row.reference, from_on=row.from_on, until_on=row.until_on)
    return row


def record_withdrawal(session: WriteSession, withdrawal: WithdrawalCreate) -> Authorisation:
    """End an authorisation that the minister withdraws; planned visits are cancelled by `assignments.withdraw`."""
    reference, effective_on = withdrawal.reference, withdrawal.effective_on
    row = get(session, Authorisation, f"authorisation {reference}", reference=reference)
    held = Span.of(row.from_on, row.until_on)
    if effective_on not in Span(held.from_on + timedelta(days=1), held.until_on):
        raise invalid("effective_on", effective_on, f"a day after the first of authorisation {reference} ({held})")
    letter = keep(session, withdrawal.document)
    row.until_on, row.withdrawn_because, row.withdrawal_file_id = effective_on, withdrawal.because, letter
    session.add(row)
    journal.record(
        session, "withdraw authorisation", reference, effective_on=effective_on, because=withdrawal.because
    )
    return row


def committee_on(session: GroupSession, day: date) -> str:
    """Return the joint committee of the authorisation in force on a day, else of the next one; empty for none."""
    query = select(Authorisation).order_by(col(Authorisation.from_on))
    later = [row for row in session.exec(query) if row.until_on is None or row.until_on > day]
    return later[0].joint_committee if later else ""


def current(session: GroupSession) -> Group:
    """Return the group of the session."""
    group = session.get(Group, session.group())
    if group is None:
        raise NotFound("The group no longer exists.")
    return group
