"""Acts on members: register, join, leave, what they sign and tell, contacts and VAT status."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from basicplus import assignments, members
from basicplus.acts.act import COORDINATOR, FINANCE, OFFICE, PROOF, Act
from basicplus.compliance.service import FileCreate
from basicplus.db import WriteSession


class OfMember(BaseModel):
    """An act on a member."""

    member: Annotated[str, Field(description="number of the member")]


class Joining(OfMember):
    """The first day of a membership, its class, what was signed, and when the decision was known and entered."""

    from_on: date
    member_class: Literal["effective", "adherent"] = "effective"
    acknowledged_on: Annotated[date | None, Field(description="joint liability acknowledged (GE-14)")] = None
    internal_rules_version: Annotated[int | None, Field(gt=0, description="accepted (GE-18)")] = None
    acknowledgement: FileCreate | None = None
    decided_on: date | None = None
    entered_on: Annotated[date | None, Field(description="entered in the members' register (AUD-02)")] = None


class Leaving(OfMember):
    """The first day on which the association no longer belongs, why, and when that was known and entered."""

    until_on: date
    ended_by: Literal["resignation", "exclusion"] | None = None
    decided_on: date | None = None
    entered_on: Annotated[date | None, Field(description="entered in the members' register (AUD-02)")] = None


class Acknowledgement(OfMember):
    """The day on which a member acknowledged joint liability, and the paper."""

    on: date
    acknowledgement: FileCreate | None = None


class Acceptance(OfMember):
    """The version of the internal rules that a member accepts."""

    version: Annotated[int, Field(gt=0)]


class EndOfStrike(OfMember):
    """The first day after a strike or lock-out."""

    until_on: date


class NewContact(members.ContactCreate, OfMember):
    """A person at a member."""


class NewSite(members.SiteCreate, OfMember):
    """A place of a member; a code already known is the same place, now shared."""


class ContactEnd(OfMember):
    """A person who is no contact of a member any more, in one role or, with none named, in all."""

    name: Annotated[str, Field(description="name of the contact")]
    role: Literal["head", "treasurer", "signer", "other"] | None = None


class VatDeclaration(OfMember):
    """What a member declares of its VAT status from a day on; the taxable share in percent."""

    from_on: date
    status: Literal["exempt", "mixed", "taxable"]
    taxable_percent: Annotated[int, Field(ge=0, le=100)] = 0


class NewAttestation(members.VatAttestation, OfMember):
    """What a member attests of its VAT status and signs; the taxable share in percent."""


def join(session: WriteSession, given: Joining) -> object:
    """Admit an association from a day on; its enterprise number must be recorded."""
    return members.join(
        session,
        given.member,
        given.from_on,
        given.member_class,
        acknowledged_on=given.acknowledged_on,
        internal_rules_version=given.internal_rules_version,
        acknowledgement=given.acknowledgement,
        decided_on=given.decided_on,
        entered_on=given.entered_on,
    )


def leave(session: WriteSession, given: Leaving) -> object:
    """End a membership; agreements, visits and hours from that day on must be ended first."""
    return members.leave(
        session,
        given.member,
        given.until_on,
        given.ended_by,
        decided_on=given.decided_on,
        entered_on=given.entered_on,
    )


def acknowledge(session: WriteSession, given: Acknowledgement) -> object:
    """Record on which day a member acknowledged that members are jointly liable."""
    return members.acknowledge(session, given.member, given.on, given.acknowledgement)


def accept_rules(session: WriteSession, given: Acceptance) -> object:
    """Record which version of the internal rules a member accepts."""
    return members.accept_rules(session, given.member, given.version)


def close_strike(session: WriteSession, given: EndOfStrike) -> object:
    """End the strike or lock-out that lasts at a member."""
    return members.close_strike(session, given.member, given.until_on)


def add_contact(session: WriteSession, given: NewContact) -> object:
    """Record a person at a member; only a signer may sign its hours."""
    contact = members.ContactCreate(**given.model_dump(exclude={"member"}))
    return members.add_contact(session, given.member, contact)


def add_site(session: WriteSession, given: NewSite) -> object:
    """Give a member a site; one that is known already by the same code and address is shared from now on."""
    site = members.SiteCreate(**given.model_dump(exclude={"member"}))
    return members.add_site(session, given.member, site)


def end_contact(session: WriteSession, given: ContactEnd) -> object:
    """Take a person of a member out, in one role or in all: what was signed stays signed."""
    return members.end_contact(session, given.member, given.name, given.role)


def declare_vat(session: WriteSession, given: VatDeclaration) -> object:
    """Record what a member declares of its VAT status from a day on."""
    return members.declare_vat(session, given.member, given.from_on, given.status, given.taxable_percent)


def attest_vat(session: WriteSession, given: NewAttestation) -> object:
    """Record what a member attests of its VAT status and signs; what it only declared is replaced."""
    attestation = members.VatAttestation(**given.model_dump(exclude={"member"}))
    return members.attest_vat(session, given.member, attestation)


ACTS = (
    Act(
        "register-member",
        members.MemberCreate,
        members.register,
        OFFICE,
        {
            "number": "M900",
            "name": "École libre du Tilleul",
            "enterprise_number": "0405.678.942",
            "street": "Rue du Tilleul 3",
            "postal_code": "5300",
            "city": "Andenne",
            "joint_committee": "225.02",
            "sites": [
                {
                    "code": "M900-1",
                    "name": "École libre du Tilleul",
                    "street": "Rue du Tilleul 3",
                    "postal_code": "5300",
                    "city": "Andenne",
                }
            ],
            "contacts": [{"role": "treasurer", "name": "Paul Simon", "email": "compta@tilleul.example"}],
        },
    ),
    Act(
        "change-member",
        members.MemberChange,
        members.change_member,
        OFFICE,
        {"member": "M900", "street": "Rue du Tilleul 5", "email": "bureau@tilleul.example"},
    ),
    Act(
        "join",
        Joining,
        join,
        OFFICE,
        {
            "member": "M900",
            "from_on": "2026-01-01",
            "acknowledged_on": "2025-12-15",
            "internal_rules_version": 1,
            "decided_on": "2025-12-08",
            "entered_on": "2025-12-10",
        },
    ),
    Act(
        "acknowledge",
        Acknowledgement,
        acknowledge,
        OFFICE,
        {"member": "M900", "on": "2025-12-12", "acknowledgement": PROOF},
    ),
    Act("accept-rules", Acceptance, accept_rules, OFFICE, {"member": "M900", "version": 2}),
    Act(
        "add-contact",
        NewContact,
        add_contact,
        OFFICE,
        {"member": "M900", "role": "signer", "name": "Louise Petit", "email": "direction@tilleul.example"},
    ),
    Act(
        "end-contact",
        ContactEnd,
        end_contact,
        OFFICE,
        {"member": "M900", "name": "Paul Simon", "role": "treasurer"},
    ),
    Act(
        "add-site",
        NewSite,
        add_site,
        OFFICE,
        {
            "member": "M900",
            "code": "M900-2",
            "name": "Section maternelle",
            "street": "Rue des Prés 14",
            "postal_code": "5300",
            "city": "Andenne",
        },
    ),
    Act(
        "change-site",
        members.SiteChange,
        members.change_site,
        OFFICE,
        {"site": "M900-2", "name": "Section maternelle des Prés", "latitude": 50.489, "longitude": 5.095},
    ),
    Act(
        "declare-vat",
        VatDeclaration,
        declare_vat,
        FINANCE,
        {"member": "M900", "from_on": "2026-01-01", "status": "mixed", "taxable_percent": 20},
    ),
    Act(
        "attest-vat",
        NewAttestation,
        attest_vat,
        FINANCE,
        {
            "member": "M900",
            "from_on": "2026-01-01",
            "status": "mixed",
            "taxable_percent": 20,
            "signed_on": "2025-12-15",
            "signed_by": "Louise Petit",
        },
    ),
    Act(
        "open-strike",
        members.StrikeCreate,
        assignments.open_strike,
        COORDINATOR,
        {"member": "M900", "from_on": "2026-03-16", "reported_on": "2026-03-13"},
    ),
    Act("close-strike", EndOfStrike, close_strike, COORDINATOR, {"member": "M900", "until_on": "2026-03-18"}),
    Act(
        "notice-abroad",
        members.AbroadNoticeCreate,
        members.notice_abroad,
        COORDINATOR,
        {"member": "M900", "country": "FR", "noticed_on": "2025-12-15", "from_on": "2026-01-01"},
    ),
    Act(
        "leave",
        Leaving,
        leave,
        OFFICE,
        {"member": "M900", "until_on": "2027-01-01", "ended_by": "resignation", "decided_on": "2026-06-15"},
    ),
)
