"""Change what is said of members: who they are, their sites, and whom to ask there no more."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from sqlmodel import col, select

from basicplus import journal
from basicplus.db import GroupSession, WriteSession, get
from basicplus.errors import Conflict, invalid
from basicplus.groups.corrections import (
    Correction,
    Email,
    Latitude,
    Longitude,
    Medium,
    Short,
    check_pair,
    check_place,
    correct,
)
from basicplus.groups.models import Application, Authorisation
from basicplus.groups.service import EnterpriseNumber
from basicplus.members.models import Contact, Member, MemberSite, Site
from basicplus.members.service import SiteCreate, Text, by_number, memberships_of, sites_of

AT = ("latitude", "longitude")
PLACE = ("name", "street", "postal_code", "city", "country")


class MemberChange(Correction):
    """What changes of a member: fields that are left out stay as they are; `clear` names those to empty."""

    member: Annotated[str, Field(description="number of the member")]
    name: Text | None = None
    legal_form: Annotated[str, Field(max_length=20)] | None = None
    enterprise_number: EnterpriseNumber | None = None
    street: Text | None = None
    postal_code: Short | None = None
    city: Medium | None = None
    email: Email | None = None
    language: Literal["fr", "nl", "de", "en"] | None = None
    billing_frequency: Annotated[
        Literal["monthly", "quarterly", "annual"] | None,
        Field(description="for what is not billed yet"),
    ] = None
    activity: Annotated[
        str | None, Field(max_length=200, description="nature of its activity, for the VAT list")
    ] = None
    joint_committee: Annotated[
        str | None, Field(max_length=10, description="as long as no rule has looked at it")
    ] = None
    clear: Annotated[tuple[Literal["email", "activity"], ...], Field(description="fields to empty")] = ()


class SiteChange(Correction):
    """What changes of a site: fields that are left out stay as they are; `clear` names those to empty."""

    site: Annotated[str, Field(description="code of the site")]
    name: Annotated[str, Field(max_length=300)] | None = None
    street: Text | None = None
    postal_code: Short | None = None
    city: Medium | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    clear: Annotated[tuple[Literal["latitude", "longitude"], ...], Field(description="fields to empty")] = ()


def change_member(session: WriteSession, change: MemberChange) -> Member:
    """Change who a member is and how it is reached; documents that are issued stay as they are."""
    member = by_number(session, change.member)
    if change.enterprise_number is not None:
        _check_enterprise_number(session, member, change.enterprise_number)
    if change.joint_committee is not None:
        _check_joint_committee(session, member, change.joint_committee)
    changed = correct(member, change, member.number, ("member",))
    session.add(member)
    journal.record(session, "change member", member.number, fields=changed)
    return member


def change_site(session: WriteSession, change: SiteChange) -> Site:
    """Change the name, address or coordinates of a site, for every member that has it."""
    code = change.site
    site = get(session, Site, f"site {code}", code=code)
    changed = correct(site, change, site.code, ("site",))
    check_place(site, changed, change, "postal_code", AT)
    session.add(site)
    journal.record(session, "change site", site.code, fields=changed)
    return site


def add_site(session: WriteSession, number: str, given: SiteCreate) -> Site:
    """Give a member a site; one that is known already by the same code and address is shared from now on."""
    member = by_number(session, number)
    if any(site.code == given.code for site in sites_of(session, member)):
        raise Conflict(f"{number} has site {given.code} already.")
    site = session.exec(select(Site).where(Site.code == given.code)).first()
    if site is None:
        site = Site(**given.model_dump())
        check_pair(site, AT)
        session.add(site)
    elif any(getattr(site, name) != getattr(given, name) for name in PLACE):
        said = f"another code: {given.code} is {site.name}, {site.street}, {site.postal_code} {site.city}"
        raise invalid("code", given.code, said)
    session.flush()
    session.add(MemberSite(member_id=member.id, site_id=site.id))
    journal.record(session, "add site", number, site=site.code)
    return site


def end_contact(
    session: WriteSession,
    number: str,
    name: str,
    role: Literal["head", "treasurer", "signer", "other"] | None = None,
) -> list[Contact]:
    """Take a person of a member out, in one role or in all: who signed keeps having signed, and signs no more."""
    member = by_number(session, number)
    query = select(Contact).where(Contact.member_id == member.id).order_by(col(Contact.id))
    known = list(session.exec(query))
    mine = [row for row in known if row.name == name]
    if not mine:
        people = ", ".join(dict.fromkeys(row.name for row in known)) or "none recorded"
        raise invalid("name", name, f"a contact of {number}: {people}")
    ended = [row for row in mine if role in (None, row.role)]
    if not ended:
        roles = ", ".join(row.role for row in mine)
        raise invalid("role", role, f"a role of {name}: {roles}")
    for row in ended:
        session.delete(row)
    journal.record(session, "end contact", number, roles=sorted(row.role for row in ended))
    return ended


def _check_enterprise_number(session: GroupSession, member: Member, number: str) -> None:
    """Refuse the number of another association, and for a member that of an organiser (GE-24)."""
    other = session.exec(
        select(Member.number).where(Member.enterprise_number == number, Member.number != member.number)
    ).first()
    if other is not None:
        raise invalid("enterprise_number", number, f"a number that no other member has; {other} has it")
    if memberships_of(session, member):
        organised = select(Authorisation.reference).where(Authorisation.organiser == number)
        reference = session.exec(organised).first()
        if reference is not None:
            said = f"a number that is not the organiser's of authorisation {reference}, who is no member (GE-24)"
            raise invalid("enterprise_number", number, said)


def has_settled_committee(session: GroupSession, member: Member) -> bool:
    """Say whether rules look back at the joint committee of an association: it joined, or was applied with."""
    if memberships_of(session, member):
        return True
    proposed = select(Application.id).where(Application.proposed_committee == member.joint_committee)
    return member.joint_committee != "" and session.exec(proposed).first() is not None


def _check_joint_committee(session: GroupSession, member: Member, committee: str) -> None:
    """Refuse another joint committee once rules have looked at the one that is recorded."""
    if committee != member.joint_committee and has_settled_committee(session, member):
        there = member.joint_committee or "none"
        said = (
            f"{there}, as recorded: rules look back at it once the association joined or an application"
            " proposed it (GE-02, GE-15); leave it out"
        )
        raise invalid("joint_committee", committee, said)
