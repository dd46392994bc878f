"""Register member associations, let them join and leave, and record their VAT status."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field
from sqlmodel import col, select

from basicplus import journal
from basicplus.clock import FOREVER, Span
from basicplus.db import GroupSession, WriteSession, get, sha256_of
from basicplus.errors import Conflict, InvalidInput, Problem, invalid
from basicplus.groups.service import EnterpriseNumber
from basicplus.members.models import Contact, Member, Membership, MemberSite, Site, VatStatus
from basicplus.members.drafts import MemberDraft, MemberDrafts, SiteDraft

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


class ContactCreate(BaseModel):
    """A person at a member."""

    role: Literal["head", "treasurer", "signer", "other"]
    name: Text
    email: Text


class MemberCreate(BaseModel):
    """A member association as it is first recorded."""

    number: Annotated[str, Field(pattern=r"^[A-Z0-9-]{1,20}$")]
    name: Text
    legal_form: Text = "ASBL"
    enterprise_number: EnterpriseNumber | None = None
    street: Text
    postal_code: Text
    city: Text
    email: str = ""
    language: Literal["fr", "nl", "de", "en"] = "fr"
    joint_committee: str = ""
    billing_frequency: Literal["monthly", "quarterly", "annual"] = "monthly"
    sites: list[SiteCreate] = []
    contacts: list[ContactCreate] = []


def register(session: WriteSession, member: MemberCreate) -> Member:
    """Record an association as a candidate: it is no member until it joins."""
    if session.exec(select(Member.id).where(Member.number == member.number)).first() is not None:
        raise invalid("number", member.number, "this member number is taken; choose another")
    row = Member(**member.model_dump(exclude={"sites", "contacts"}))
    session.add(row)
    session.flush()
    known = _sites_by_code(session, [site.code for site in member.sites])
    for site in member.sites:
        _attach(session, row, known.setdefault(site.code, Site(**site.model_dump())))
    for contact in member.contacts:
        session.add(Contact(member_id=row.id, **contact.model_dump()))
    journal.record(session, "register member", row.number, name=row.name)
    return row


def join(
    session: WriteSession,
    number: str,
    from_on: date,
    member_class: Literal["effective", "adherent"] = "effective",
) -> Membership:
    """Admit an association from a day on; its enterprise number must be known (members' register, CSA 9:3)."""
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
    row = Membership(member_id=member.id, member_class=member_class, from_on=from_on)
    session.add(row)
    journal.record(session, "admit member", number, from_on=from_on, member_class=member_class)
    return row


def leave(session: WriteSession, number: str, until_on: date) -> Membership:
    """End a membership; `until_on` is the first day the association no longer belongs.

    Agreements, visits and hours on or after that day must be ended first: the gate refuses otherwise.
    """
    member = by_number(session, number)
    for membership in memberships_of(session, member):
        if until_on in Span(membership.from_on, membership.until_on or FOREVER) and until_on > membership.from_on:
            membership.until_on = until_on
            session.add(membership)
            journal.record(session, "end membership", number, until_on=until_on)
            return membership
    raise Conflict(f"{number} is not a member on {until_on}: there is nothing to end.")


def declare_vat(
    session: WriteSession,
    number: str,
    from_on: date,
    status: Literal["exempt", "mixed", "taxable"],
    taxable_percent: int = 0,
) -> VatStatus:
    """Record what a member declares of its VAT status from a day on."""
    member = by_number(session, number)
    row = VatStatus(member_id=member.id, from_on=from_on, status=status, taxable_percent=taxable_percent)
    session.add(row)
    journal.record(session, "declare VAT status", number, from_on=from_on, status=status)
    return row


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


@dataclass
class MemberImport:
    """What an import did, or would do: member numbers, and what the file could not give."""

    lines_read: int
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    sites_new: int = 0
    sites_changed: int = 0
    sites_unchanged: int = 0
    refused: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)


def import_members(session: WriteSession, drafts: MemberDrafts, *, skip_refused: bool = False) -> MemberImport:
    """Record the drafts as candidate members with their sites; what is there already is brought up to date.

    A file with refused lines is refused whole, unless `skip_refused`. A second import changes nothing.
    """
    if drafts.refused and not skip_refused:
        raise InvalidInput(*drafts.refused)
    done = MemberImport(drafts.lines_read, refused=list(drafts.refused), remarks=list(drafts.remarks))
    members = {member.number: member for member in session.exec(select(Member))}
    sites = _import_sites(session, drafts.members, done)
    attached = set(session.exec(select(MemberSite.member_id, MemberSite.site_id)))
    fresh: list[tuple[Member, MemberDraft]] = []
    for draft in drafts.members:
        fresh.append((_import_member(session, members, draft, done), draft))
    session.flush()
    for member, draft in fresh:
        for site_draft in draft.sites:
            site = sites[site_draft.code]
            if (member.id, site.id) not in attached:
                attached.add((member.id, site.id))
                _attach(session, member, site)
        _import_vat(session, member, draft)
    if done.new or done.changed or done.sites_new or done.sites_changed:
        journal.record(
            session,
            "import members",
            drafts.mapping,
            new=len(done.new),
            changed=len(done.changed),
            sites_new=done.sites_new,
            drafts_sha256=sha256_of([draft.number + draft.name for draft in drafts.members]),
        )
    return done


def _import_member(
    session: WriteSession, members: dict[str, Member], draft: MemberDraft, done: MemberImport
) -> Member:
    values = {
        name: getattr(draft, name)
        for name in (
            "number",
            "name",
            "legal_form",
            "enterprise_number",
            "street",
            "postal_code",
            "city",
            "language",
            "email",
            "joint_committee",
            "billing_frequency",
        )
    }
    member = members.get(draft.number)
    if member is None:
        member = members[draft.number] = Member(**values)
        session.add(member)
        done.new.append(draft.number)
    elif _update(member, values):
        done.changed.append(draft.number)
    else:
        done.unchanged += 1
    return member


def _import_sites(session: WriteSession, drafts: Iterable[MemberDraft], done: MemberImport) -> dict[str, Site]:
    wanted: dict[str, SiteDraft] = {site.code: site for draft in drafts for site in draft.sites}
    sites = _sites_by_code(session, list(wanted))
    for code, draft in wanted.items():
        values = vars(draft)
        site = sites.get(code)
        if site is None:
            sites[code] = Site(**values)
            session.add(sites[code])
            done.sites_new += 1
        elif _update(site, values):
            done.sites_changed += 1
        else:
            done.sites_unchanged += 1
    session.flush()
    return sites


def _import_vat(session: WriteSession, member: Member, draft: MemberDraft) -> None:
    if draft.vat_status is None or draft.vat_from_on is None:
        return
    known = select(VatStatus).where(VatStatus.member_id == member.id, VatStatus.from_on == draft.vat_from_on)
    if session.exec(known).first() is None:
        session.add(VatStatus(member_id=member.id, from_on=draft.vat_from_on, status=draft.vat_status))


def _update(row: Member | Site, values: dict[str, object]) -> bool:
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return bool(changed)


def _sites_by_code(session: GroupSession, codes: list[str]) -> dict[str, Site]:
    return {site.code: site for site in session.exec(select(Site).where(col(Site.code).in_(codes)))}


def _attach(session: WriteSession, member: Member, site: Site) -> None:
    session.add(site)
    session.flush()
    session.add(MemberSite(member_id=member.id, site_id=site.id))
