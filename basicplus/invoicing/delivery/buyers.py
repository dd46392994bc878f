"""What is known of the buyer of a document on its date, as far as the channel depends on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

from lxml import etree
from sqlmodel import col, select

from basicplus.db import GroupSession, pick
from basicplus.invoicing.delivery.channel import Known, Wish
from basicplus.invoicing.delivery.models import DeliveryWish
from basicplus.invoicing.documents.content import DocumentContent
from basicplus.invoicing.models import Document, Invoice
from basicplus.members import Contact, Member, VatStatus

UBL = "application/xml"
WITHOUT_VAT = frozenset({"E", "O"})
"""The VAT categories of EN 16931 for what is exempt and what is outside of VAT; every other one is taxed."""
_CATEGORIES = ".//{*}TaxSubtotal/{*}TaxCategory/{*}ID"

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
    taxed = _taxed(session, [invoice.id for invoice in invoices])
    return {
        invoice.id: _known(
            invoice,
            members[invoice.member_id],
            _on(wishes[invoice.member_id], invoice.issue_on),
            _on(statuses[invoice.member_id], invoice.issue_on),
            contacts[invoice.member_id],
            invoice.id in taxed,
        )
        for invoice in invoices
    }


def _known(
    invoice: Invoice,
    member: Member,
    wish: DeliveryWish | None,
    status: VatStatus | None,
    contacts: list[Contact],
    taxed: bool,
) -> Known:
    buyer = DocumentContent.from_json(invoice.content).buyer
    treasurers = tuple(contact.email for contact in contacts if contact.role == "treasurer")
    return Known(
        member=member.number,
        issue_on=invoice.issue_on,
        taxed=taxed,
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


def _taxed(session: GroupSession, invoices: Sequence[int]) -> set[int]:
    """Return the documents with a line that bears VAT, as their UBL says; one without UBL has none."""
    found = session.rows(
        pick(Document.invoice_id, Document.content).where(
            col(Document.invoice_id).in_(invoices), Document.media_type == UBL
        )
    )
    return {invoice_id for invoice_id, ubl in found if bears_vat(ubl)}


def bears_vat(ubl: bytes) -> bool:
    """Say whether a UBL document has a VAT category other than exempt (E) or outside of VAT (O)."""
    root = etree.fromstring(ubl, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    return any((each.text or "").strip() not in WITHOUT_VAT for each in root.iterfind(_CATEGORIES))


def _by_member(rows: Iterable[OfMember]) -> dict[int, list[OfMember]]:
    found: dict[int, list[OfMember]] = defaultdict(list)
    for row in rows:
        found[row.member_id].append(row)
    return found


def _on(latest_first: Iterable[Dated], day: date) -> Dated | None:
    return next((row for row in latest_first if row.from_on <= day), None)
