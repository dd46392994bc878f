"""Acts on members: register, join, leave, contacts and VAT status."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from basicplus import members
from basicplus.acts.act import FINANCE, OFFICE, Act
from basicplus.db import WriteSession


class OfMember(BaseModel):
    """An act on a member."""

    member: Annotated[str, Field(description="number of the member")]


class Joining(OfMember):
    """The first day of a membership, and its class."""

    from_on: date
    member_class: Literal["effective", "adherent"] = "effective"


class Leaving(OfMember):
    """The first day on which the association no longer belongs."""

    until_on: date


class NewContact(OfMember, members.ContactCreate):
    """A person at a member."""


class VatDeclaration(OfMember):
    """What a member declares of its VAT status from a day on; the taxable share in percent."""

    from_on: date
    status: Literal["exempt", "mixed", "taxable"]
    taxable_percent: Annotated[int, Field(ge=0, le=100)] = 0


def join(session: WriteSession, given: Joining) -> object:
    """Admit an association from a day on; its enterprise number must be recorded."""
    return members.join(session, given.member, given.from_on, given.member_class)


def leave(session: WriteSession, given: Leaving) -> object:
    """End a membership; agreements, visits and hours from that day on must be ended first."""
    return members.leave(session, given.member, given.until_on)


def add_contact(session: WriteSession, given: NewContact) -> object:
    """Record a person at a member; only a signer may sign its hours."""
    contact = members.ContactCreate(**given.model_dump(exclude={"member"}))
    return members.add_contact(session, given.member, contact)


def declare_vat(session: WriteSession, given: VatDeclaration) -> object:
    """Record what a member declares of its VAT status from a day on."""
    return members.declare_vat(session, given.member, given.from_on, given.status, given.taxable_percent)


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
            "sites": [
                {
                    "code": "M900-1",
                    "name": "École libre du Tilleul",
                    "street": "Rue du Tilleul 3",
                    "postal_code": "5300",
                    "city": "Andenne",
                }
            ],
        },
    ),
    Act("join", Joining, join, OFFICE, {"member": "M900", "from_on": "2026-01-01"}),
    Act(
        "add-contact",
        NewContact,
        add_contact,
        OFFICE,
        {"member": "M900", "role": "signer", "name": "Louise Petit", "email": "direction@tilleul.example"},
    ),
    Act(
        "declare-vat",
        VatDeclaration,
        declare_vat,
        FINANCE,
        {"member": "M900", "from_on": "2026-01-01", "status": "mixed", "taxable_percent": 20},
    ),
    Act("leave", Leaving, leave, OFFICE, {"member": "M900", "until_on": "2027-01-01"}),
)
