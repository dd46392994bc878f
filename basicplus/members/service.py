"""Register member associations, let them join and leave, and record their VAT status."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field
from sqlmodel import col, select

from basicplus import journal
from basicplus.clock import FOREVER, Span
from basicplus.compliance.service import FileCreate, keep
from basicplus.db import GroupSession, WriteSession, get, pick, prepared
from basicplus.errors import Conflict, invalid
from basicplus.groups.corrections import Email, EmailOrNone
from basicplus.groups.service import EnterpriseNumber
from basicplus.members.models import Contact, Member, Membership, MemberSite, Site, VatStatus

Text = Annotated[str, Field(min_length=1, max_length=200)]


class SiteCreate(BaseModel):
    """A place of a member; a code already known is the same place, now shared."""

    code: Annotated[str, Field(min_length=1, max_length=30)]
    name: Annotated[str, Field(min_length=1, max_length=300)]
    street: Text
    postal_code: Text
    city: Text
    latitude: Annotated[float, Field(ge=49, le=52)] | None = None
    longitude: Annotated[float, Field(ge=2, le=7)] | None = None
    country: Annotated[
        str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166; a notice is due abroad (GE-22)")
    ] = "BE"


class ContactCreate(BaseModel):
    """A person at a member."""

    role: Literal["head", "treasurer", "signer", "other"]
    name: Text
    email: Email


class MemberCreate(BaseModel):
    """A member association as it is first recorded."""

    number: Annotated[str, Field(pattern=r"^[A-Z0-9-]{1,20}$")]
    name: Text
    legal_form: Text = "ASBL"
    enterprise_number: EnterpriseNumber | None = None
    street: Text
    postal_code: Text
    city: Text
    email: EmailOrNone = ""
    language: Literal["fr", "nl", "de", "en"] = "fr"
    joint_committee: str = ""
    billing_frequency: Literal["monthly", "quarterly", "annual"] = "monthly"
    activity: Annotated[str, Field(max_length=200, description="nature of its activity, for the VAT list")] = ""
    other_group: Annotated[str, Field(max_length=200, description="another employer group it belongs to")] = ""
    sites: list[SiteCreate] = []
    contacts: list[ContactCreate] = []


def register(session: WriteSession, member: MemberCreate) -> Member:
    """Record an association as a candidate: it is no member until it joins."""
    if session.exec(select(Member.id).where(Member.number == member.number)).first() is not None:
        raise invalid("number", member.number, "this member number is taken; choose another")
    row = Member(**member.model_dump(exclude={"sites", "contacts"}))
    sites = _sites_by_code(session, [site.code for site in member.sites])
    for site in member.sites:
        sites.setdefault(site.code, Site(**site.model_dump()))
    session.add_all([row, *sites.values()])
    session.flush()
    session.add_all(MemberSite(member_id=row.id, site_id=site.id) for site in sites.values())
    for contact in member.contacts:
        session.add(Contact(member_id=row.id, **contact.model_dump()))
    journal.record(session, "register member", row.number, name=row.name)
    return row


def join(
    session: WriteSession,
    number: str,
    from_on: date,
    member_class: Literal["effective", "adherent"] = "effective",
    *,
    acknowledged_on: date | None = None,
    internal_rules_version: int | None = None,
    acknowledgement: FileCreate | None = None,
    decided_on: date | None = None,
    entered_on: date | None = None,
) -> Membership:
    """Admit an association from a day on; its enterprise number must be known (members' register, CSA 9:3).

    The gate checks that joint liability was acknowledged (GE-14), which internal rules were accepted (GE-18), and
    that the decision, known on `decided_on`, is entered in the register in time (AUD-02).
    """
    member = by_number(session, number)
    if member.enterprise_number is None:
        raise invalid(
            "enterprise_number",
            "nothing",
            f"{number} can only join once its enterprise number is recorded",
        )
    for membership in memberships_of(session, member):
        if Span.of(membership.from_on, membership.until_on).overlaps(Span(from_on)):
            raise Conflict(f"{number} is already a member from {membership.from_on}.")
    row = Membership(
        member_id=member.id,
        member_class=member_class,
        from_on=from_on,
        acknowledged_on=acknowledged_on,
        acknowledgement_file_id=keep(session, acknowledgement),
        internal_rules_version=internal_rules_version,
        decided_on=decided_on,
        entered_on=entered_on,
    )
    session.add(row)
    journal.record(
        session,
        "admit member",
        number,
        from_on=from_on,
        member_class=member_class,
        acknowledged_on=acknowledged_on,
        internal_rules_version=internal_rules_version,
    )
    return row


def leave(
    session: WriteSession,
    number: str,
    until_on: date,
    ended_by: Literal["resignation", "exclusion"] | None = None,
    *,
    decided_on: date | None = None,
    entered_on: date | None = None,
) -> Membership:
    """End a membership; `until_on` is the first day the association no longer belongs.

    `decided_on` and `entered_on` are when the decision was known and entered in the register (AUD-02).
    Agreements, visits and hours on or after that day must be ended first: the gate refuses otherwise.
    """
    member = by_number(session, number)
    for membership in memberships_of(session, member):
        if until_on in Span(membership.from_on, membership.until_on or FOREVER) and until_on > membership.from_on:
            membership.until_on, membership.ended_by = until_on, ended_by
            membership.end_decided_on, membership.end_entered_on = decided_on, entered_on
            session.add(membership)
            journal.record(session, "end membership", number, until_on=until_on, ended_by=ended_by)
            return membership
    raise Conflict(f"{number} is not a member on {until_on}: there is nothing to end.")


def add_contact(session: WriteSession, number: str, contact: ContactCreate) -> Contact:
    """Record a person at a member."""
    member = by_number(session, number)
    row = Contact(member_id=member.id, **contact.model_dump())
    session.add(row)
    journal.record(session, "add contact", number, role=contact.role)
    return row


def check_signer(session: GroupSession, member: Member, field: str, name: str) -> None:
    """Refuse a name that is not one of the member's signers. Raises InvalidInput, which names those there are."""
    query = select(Contact.name).where(Contact.member_id == member.id, Contact.role == "signer")
    signers = list(session.exec(query.order_by(col(Contact.id))))
    if name not in signers:
        raise invalid(field, name, f"a signer of {member.number}: {', '.join(signers) or 'no one yet'}")


def declare_vat(
    session: WriteSession,
    number: str,
    from_on: date,
    status: Literal["exempt", "mixed", "taxable"],
    taxable_percent: int = 0,
) -> VatStatus:
    """Record what a member declares of its VAT status from a day on; an earlier word of that day goes."""
    member = by_number(session, number)
    row = declared_from(session, member, from_on) or VatStatus(member_id=member.id, from_on=from_on, status=status)
    row.status, row.taxable_percent = status, taxable_percent
    session.add(row)
    journal.record(
        session,
        "declare VAT status",
        number,
        from_on=from_on,
        status=status,
        taxable_percent=taxable_percent,
    )
    return row


def declared_from(session: GroupSession, member: Member, from_on: date) -> VatStatus | None:
    """Return what a member declared of its VAT status from a day on, if it did; Conflict where it is attested."""
    query = select(VatStatus).where(VatStatus.member_id == member.id, VatStatus.from_on == from_on)
    row = session.exec(query).first()
    if row is not None and row.signed_on is not None:
        number = member.number
        raise Conflict(f"{number} attested its VAT status from {row.from_on} on already: attest from another day.")
    return row


def names_by_id(session: GroupSession) -> dict[int, tuple[str, str]]:
    """Return number and name of every member, by id."""
    return {row_id: (number, name) for row_id, number, name in session.rows(_names())}


@cache
def _names() -> Any:
    return prepared(pick(Member.id, Member.number, Member.name))


def by_number(session: GroupSession, number: str) -> Member:
    """Return the member with this number."""
    return get(session, Member, f"member {number}", number=number)


def memberships_of(session: GroupSession, member: Member) -> list[Membership]:
    """Return a member's memberships in order of date."""
    query = select(Membership).where(Membership.member_id == member.id).order_by(col(Membership.from_on))
    return list(session.exec(query))


def sites_of(session: GroupSession, member: Member) -> list[Site]:
    """Return a member's sites in order of code."""
    query = (
        select(Site)
        .join(MemberSite, col(MemberSite.site_id) == Site.id)
        .where(MemberSite.member_id == member.id)
        .order_by(col(Site.code))
    )
    return list(session.exec(query))


def site_of(session: GroupSession, member: Member, code: str) -> Site:
    """Return the member's site with this code; a site of another member is refused."""
    sites = sites_of(session, member)
    for site in sites:
        if site.code == code:
            return site
    codes = ", ".join(site.code for site in sites) or "none recorded yet"
    raise invalid("site", code, f"a site of {member.number}: {codes}")


def _sites_by_code(session: GroupSession, codes: list[str]) -> dict[str, Site]:
    return {site.code: site for site in session.exec(select(Site).where(col(Site.code).in_(codes)))}
