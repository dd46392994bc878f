"""What is known of the buyer of a document on its date, as far as the channel depends on it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

from sqlmodel import col, select

from basicplus.db import GroupSession
from basicplus.invoicing.delivery.channel import Known, Wish
from basicplus.invoicing.delivery.models import DeliveryWish
from basicplus.invoicing.documents.content import Buyer
from basicplus.invoicing.models import Invoice
from basicplus.members import Contact, Member, VatStatus

OfMember = TypeVar("OfMember", DeliveryWish, VatStatus, Contact)
Dated = TypeVar("Dated", DeliveryWish, VatStatus)


def known_of(session: GroupSession, invoices: Sequence[Invoice]) -> dict[int, Known]:
    """Return what the channel of each document depends on, by the id of the document."""
    buyers = {invoice.member_id for invoice in invoices}
    members = {row.id: row for row in session.exec(select(Member).where(col(Member.id).in_(buyers)))}
    wishes = _by_member(
        session.exec(
            select(DeliveryWish)
            .where(col(DeliveryWish.member_id).in_(buyers))
            .order_by(col(DeliveryWish.from_on).desc())
        )
    )
    statuses = _by_member(
        session.exec(
            select(VatStatus).where(col(VatStatus.member_id).in_(buyers)).order_by(col(VatStatus.from_on).desc())
        )
    )
    contacts = _by_member(
        session.exec(select(Contact).where(col(Contact.member_id).in_(buyers)).order_by(col(Contact.id)))
    )
    return {
        invoice.id: _known(
            invoice,
            members[invoice.member_id],
            _on(wishes[invoice.member_id], invoice.issue_on),
            _on(statuses[invoice.member_id], invoice.issue_on),
            contacts[invoice.member_id],
        )
        for invoice in invoices
    }


def _known(
    invoice: Invoice,
    member: Member,
    wish: DeliveryWish | None,
    status: VatStatus | None,
    contacts: list[Contact],
) -> Known:
    buyer = Buyer(**json.loads(invoice.content)["buyer"])
    treasurers = tuple(contact.email for contact in contacts if contact.role == "treasurer")
    return Known(
        member=member.number,
        issue_on=invoice.issue_on,
        taxed=bears_vat(invoice.content),
        vat_status=status.status if status else None,
        enterprise_number=member.enterprise_number,
        postal_address=f"{buyer.name}, {buyer.street}, {buyer.postal_code} {buyer.city}",
        wish=_wish(wish) if wish else None,
        emails=treasurers[:1] or ((member.email,) if member.email else ()),
        has_signer=any(contact.role == "signer" for contact in contacts),
    )


def _wish(row: DeliveryWish) -> Wish:
    addresses = tuple(row.addresses.split(", ")) if row.addresses else ()
    return Wish(row.channel, addresses, row.participant)  # type: ignore[arg-type]


def bears_vat(content: str) -> bool:
    """Say whether a line of a frozen document bears VAT; one from before lines told their VAT bears none."""
    return any(line.get("vat_percent", 0) for line in json.loads(content)["lines"])


def _by_member(rows: Iterable[OfMember]) -> dict[int, list[OfMember]]:
    found: dict[int, list[OfMember]] = defaultdict(list)
    for row in rows:
        found[row.member_id].append(row)
    return found


def _on(latest_first: Iterable[Dated], day: date) -> Dated | None:
    return next((row for row in latest_first if row.from_on <= day), None)
