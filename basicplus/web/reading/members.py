"""Members as lists and pages show them."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel
from sqlalchemy import ColumnElement, case, exists, or_
from sqlmodel import col, select

from basicplus import members
from basicplus.compliance.communities import Community
from basicplus.db import GroupSession, pick
from basicplus.members import Contact, Member, Membership, VatStatus
from basicplus.members.models import FREQUENCIES
from basicplus.web.reading.listing import Asked, Part, arrange, folded, one_of

State = Literal["member", "candidate", "former"]
STATES: tuple[State, ...] = ("member", "candidate", "former")
SORTS = ("number", "name", "city", "state", "frequency")


class MemberItem(BaseModel):
    """A member in a list; `state` is that of today."""

    number: str
    name: str
    legal_form: str
    enterprise_number: str | None
    postal_code: str
    city: str
    language: str
    billing_frequency: str
    state: State


class SiteItem(BaseModel):
    """A place of a member."""

    code: str
    name: str
    street: str
    postal_code: str
    city: str


class MembershipItem(BaseModel):
    """Days of membership; `until_on` is the first day after the last."""

    member_class: str
    from_on: date
    until_on: date | None


class ContactItem(BaseModel):
    """A person at a member."""

    role: str
    name: str
    email: str


class VatItem(BaseModel):
    """What the member said of its VAT status from a day on; signed, it is valid until `valid_until_on`."""

    from_on: date
    status: str
    taxable_percent: int
    signed_on: date | None
    signed_by: str
    valid_until_on: date | None


class OpeningItem(BaseModel):
    """The half-days of the week on which a member is open, from a day on."""

    from_on: date
    half_days: str


class ClosureItem(BaseModel):
    """Days on which a member is closed; `until_on` is the first day after the last."""

    from_on: date
    until_on: date
    reason: str
    label: str


class MemberDetail(MemberItem):
    """A member with all that hangs on it; its school calendar may only be derived from its language and place."""

    community: Community
    community_derived: bool
    openings: list[OpeningItem]
    closures: list[ClosureItem]

    street: str
    email: str
    joint_committee: str
    activity: str
    other_group: str
    memberships: list[MembershipItem]
    sites: list[SiteItem]
    contacts: list[ContactItem]
    vat: list[VatItem]


def list_members(
    session: GroupSession, asked: Asked, today: date, state: str = "", frequency: str = ""
) -> Part[MemberItem]:
    """Return the members asked for, in order of number if nothing else is said."""
    one_of("state", state, STATES)
    one_of("frequency", frequency, FREQUENCIES)
    items = [item for item in member_items(session, today) if state in ("", item.state)]
    items = [item for item in items if frequency in ("", item.billing_frequency)]
    return arrange(
        items,
        asked,
        lambda item: f"{item.number} {item.name} {item.postal_code} {item.city} {item.enterprise_number}",
        {
            "number": lambda item: item.number,
            "name": lambda item: folded(item.name),
            "city": lambda item: (folded(item.city), item.number),
            "state": lambda item: (item.state, item.number),
            "frequency": lambda item: (FREQUENCIES.index(item.billing_frequency), item.number),
        },
    )


def member_detail(session: GroupSession, number: str, today: date) -> MemberDetail:
    """Return one member with its memberships, sites, contacts and VAT status."""
    row = members.by_number(session, number)
    spans = members.memberships_of(session, row)
    contacts = session.exec(select(Contact).where(Contact.member_id == row.id).order_by(col(Contact.id)))
    vat = session.exec(select(VatStatus).where(VatStatus.member_id == row.id).order_by(col(VatStatus.from_on)))
    community, derived = members.community_of(row)
    return MemberDetail(
        **row.model_dump(exclude={"id", "group_id", "latitude", "longitude", "community"}),
        community=community,
        community_derived=derived,
        openings=[OpeningItem(**opening.model_dump()) for opening in members.openings_of(session, row)],
        closures=[ClosureItem(**closure.model_dump()) for closure in members.closures_of(session, row)],
        state=_state_on(spans, today),
        memberships=[MembershipItem(**span.model_dump()) for span in spans],
        sites=[SiteItem(**site.model_dump()) for site in members.sites_of(session, row)],
        contacts=[ContactItem(**contact.model_dump()) for contact in contacts],
        vat=[VatItem(**status.model_dump()) for status in vat],
    )


def in_force(today: date) -> ColumnElement[bool]:
    """Return the condition that a membership holds on a day."""
    ends_later = or_(col(Membership.until_on).is_(None), col(Membership.until_on) > today)
    return (col(Membership.from_on) <= today) & ends_later


def member_items(session: GroupSession, today: date) -> list[MemberItem]:
    """Return every member in order of number, with its state on a day."""
    fields = [name for name in MemberItem.model_fields if name != "state"]
    query = pick(*(getattr(Member, name) for name in fields), _state(today)).order_by(col(Member.number))
    return [MemberItem(**dict(zip([*fields, "state"], row, strict=True))) for row in session.rows(query)]


def _state(today: date) -> Any:
    mine = col(Membership.member_id) == Member.id
    active = exists().where(mine, in_force(today))
    started = exists().where(mine, col(Membership.from_on) <= today)
    return case((active, "member"), (started, "former"), else_="candidate")


def _state_on(spans: list[Membership], today: date) -> State:
    if any(row.from_on <= today and (row.until_on is None or row.until_on > today) for row in spans):
        return "member"
    return "former" if any(row.from_on <= today for row in spans) else "candidate"
