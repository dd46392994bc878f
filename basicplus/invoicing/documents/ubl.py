"""The electronic form of a document: UBL 2.1 as Peppol BIS Billing 3.0 wants it, invoice or credit note."""

from __future__ import annotations

import base64
import re
from datetime import timedelta
from decimal import Decimal

from lxml import etree
from stdnum.be import vat as enterprise

from basicplus.errors import BasicplusError
from basicplus.invoicing.documents.content import Buyer, DocumentContent, Line, Seller
from basicplus.invoicing.documents.ogm import format_ogm
from basicplus.invoicing.documents.units import billed
from basicplus.invoicing.documents.wording import Wording, legal_name, wording
from basicplus.money import format_cents, parse_cents

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_CAC = f"{{{_UBL}CommonAggregateComponents-2}}"
_CBC = f"{{{_UBL}CommonBasicComponents-2}}"
_BLANK = {
    name: f'<{name} xmlns="{_UBL}{name}-2" xmlns:cac="{_CAC[1:-1]}" xmlns:cbc="{_CBC[1:-1]}"/>'
    for name in ("Invoice", "CreditNote")
}
_PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
_CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"

ENTERPRISE_NUMBERS = "0208"
"""The scheme of Belgian enterprise numbers among the addresses of Peppol."""

EXEMPT_GROUP = "VATEX-EU-132-1F"
"""The code of directive 2006/112/EC art. 132(1)(f), which art. 44, § 2bis of the VAT Code carries out."""

_CREDIT_TRANSFER = "30"
_FORBIDDEN = re.compile("[^\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]+")


class NotSendable(BasicplusError):
    """A document has no electronic form, because its buyer has no address on Peppol."""

    status = 409


def ubl(content: DocumentContent, pdf: bytes | None = None) -> bytes:
    """Write the document as UBL, its PDF inside when it is given; the same content gives the same bytes.

    Raises NotSendable when the buyer has no valid enterprise number, which is its address on Peppol.
    """
    if not sendable(content.buyer):
        number = content.buyer.enterprise_number
        found = f"{number!r} is no enterprise number" if number else "has no enterprise number"
        raise NotSendable(
            f"Member {content.buyer.number}: {found}, so {content.number} cannot be sent as an electronic"
            " invoice; record the number, its later documents can be sent."
        )
    words = wording(content.language)
    root = etree.fromstring(_BLANK["Invoice" if content.kind == "invoice" else "CreditNote"])
    _heading(root, content, words)
    _credited(root, content)
    _seller(_group(root, "AccountingSupplierParty"), content.seller, words)
    _buyer(_group(root, "AccountingCustomerParty"), content.buyer)
    if content.kind == "invoice" and content.total_cents > 0:
        _payment(root, content)
    _taxes(root, content, words)
    _totals(root, content)
    for position, line in enumerate(content.lines, start=1):
        _line(root, content, position, line, words)
    return _written(root) if pdf is None else _with_pdf(root, pdf)


def sendable(buyer: Buyer) -> bool:
    """Say whether a buyer has an address on Peppol: an enterprise number with the right check digits."""
    return bool(enterprise.is_valid(buyer.enterprise_number or ""))


def with_pdf(written: bytes, pdf: bytes) -> bytes:
    """Return an electronic form, as it was issued, with the PDF of its document inside."""
    return _with_pdf(_read(written), pdf)


def read_ubl(written: bytes) -> tuple[str, int]:
    """Return the number of a document and the cents to be paid as its electronic form says them.

    Raises ValueError or InvalidInput for anything else than such a document.
    """
    root = _read(written)
    payable = root.findtext(f"{_CAC}LegalMonetaryTotal/{_CBC}PayableAmount") or ""
    return root.findtext(f"{_CBC}ID") or "", parse_cents(payable)


def _read(written: bytes) -> etree._Element:
    try:
        return etree.fromstring(written, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _with_pdf(root: etree._Element, pdf: bytes) -> bytes:
    number = root.findtext(f"{_CBC}ID") or ""
    supplier = root.find(f"{_CAC}AccountingSupplierParty")
    if supplier is None:
        raise ValueError("This is no electronic form of a document: it names no seller.")
    attached = root.makeelement(f"{_CAC}AdditionalDocumentReference")
    supplier.addprevious(attached)
    _put(attached, "ID", number)
    file = {"mimeCode": "application/pdf", "filename": f"{number}.pdf"}
    _put(
        _group(attached, "Attachment"),
        "EmbeddedDocumentBinaryObject",
        base64.b64encode(pdf).decode("ascii"),
        **file,
    )
    return _written(root)


def _group(parent: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(parent, _CAC + name)


def _put(parent: etree._Element, name: str, text: str, **attributes: str) -> None:
    """Add a value; one that is empty is left out, as Peppol wants no empty elements."""
    text = _FORBIDDEN.sub(" ", text).strip()
    if text:
        etree.SubElement(parent, _CBC + name, attributes).text = text


def _amount(parent: etree._Element, name: str, amount: int | Decimal) -> None:
    """Add cents, or a price in euros, as an amount in euros."""
    _put(parent, name, format_cents(amount) if isinstance(amount, int) else _plain(amount), currencyID="EUR")


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _heading(root: etree._Element, content: DocumentContent, words: Wording) -> None:
    _put(root, "CustomizationID", _CUSTOMIZATION)
    _put(root, "ProfileID", _PROFILE)
    _put(root, "ID", content.number)
    _put(root, "IssueDate", content.issue_on.isoformat())
    if content.kind == "invoice":
        _put(root, "DueDate", content.due_on.isoformat())
        _put(root, "InvoiceTypeCode", "380")
    else:
        _put(root, "CreditNoteTypeCode", "381")
    _put(root, "Note", " ".join(_remarks(content, words)))
    _put(root, "DocumentCurrencyCode", "EUR")
    _put(root, "BuyerReference", content.buyer.number)
    period = _group(root, "InvoicePeriod")
    _put(period, "StartDate", content.from_on.isoformat())
    _put(period, "EndDate", (content.until_on - timedelta(days=1)).isoformat())


def _remarks(content: DocumentContent, words: Wording) -> list[str]:
    """Say in one note why a document corrects another, how its prices are settled, and what the group adds."""
    said = [words.say("reason", reason=content.reason)] if content.reason else []
    if content.kind == "credit_note" and content.is_taxed:
        said.append(words["vat_to_repay"])
    return [*said, words["settled" if content.purpose == "settlement" else "provisional"], *content.texts]


def _credited(root: etree._Element, content: DocumentContent) -> None:
    if content.credits is not None:
        credited = _group(_group(root, "BillingReference"), "InvoiceDocumentReference")
        _put(credited, "ID", content.credits.number)
        _put(credited, "IssueDate", content.credits.issue_on.isoformat())


def _seller(role: etree._Element, seller: Seller, words: Wording) -> None:
    name = legal_name(seller.name, seller.legal_form)
    party = _party(role, name, seller)
    scheme = "VAT" if seller.vat_number else "TAX"
    _tax_scheme(party, seller.vat_number or seller.enterprise_number, scheme)
    # CSA art. 2:20: the legal form, and the register of legal persons.
    register = f"{seller.legal_form}, {words['register']} {seller.rpm_court}"
    _legal_entity(party, name, seller.enterprise_number, register)
    if seller.email:
        _put(_group(party, "Contact"), "ElectronicMail", seller.email)


def _buyer(role: etree._Element, buyer: Buyer) -> None:
    assert buyer.enterprise_number is not None
    party = _party(role, buyer.name, buyer)
    if buyer.vat_number:
        _tax_scheme(party, buyer.vat_number, "VAT")
    _legal_entity(party, buyer.name, buyer.enterprise_number)


def _party(role: etree._Element, name: str, who: Seller | Buyer) -> etree._Element:
    party = _group(role, "Party")
    _put(party, "EndpointID", enterprise.compact(who.enterprise_number or ""), schemeID=ENTERPRISE_NUMBERS)
    _put(_group(party, "PartyName"), "Name", name)
    address = _group(party, "PostalAddress")
    _put(address, "StreetName", who.street)
    _put(address, "CityName", who.city)
    _put(address, "PostalZone", who.postal_code)
    _put(_group(address, "Country"), "IdentificationCode", "BE")
    return party


def _tax_scheme(party: etree._Element, number: str, scheme: str) -> None:
    tax = _group(party, "PartyTaxScheme")
    _put(tax, "CompanyID", number)
    _put(_group(tax, "TaxScheme"), "ID", scheme)


def _legal_entity(party: etree._Element, name: str, number: str, form: str = "") -> None:
    entity = _group(party, "PartyLegalEntity")
    _put(entity, "RegistrationName", name)
    _put(entity, "CompanyID", enterprise.compact(number), schemeID=ENTERPRISE_NUMBERS)
    _put(entity, "CompanyLegalForm", form)


def _payment(root: etree._Element, content: DocumentContent) -> None:
    seller = content.seller
    means = _group(root, "PaymentMeans")
    _put(means, "PaymentMeansCode", _CREDIT_TRANSFER)
    _put(means, "PaymentID", format_ogm(content.ogm) if content.ogm else content.number)
    account = _group(means, "PayeeFinancialAccount")
    _put(account, "ID", seller.iban.replace(" ", ""))
    _put(account, "Name", legal_name(seller.name, seller.legal_form))
    if seller.bic:
        _put(_group(account, "FinancialInstitutionBranch"), "ID", seller.bic)


def _taxes(root: etree._Element, content: DocumentContent, words: Wording) -> None:
    """Break VAT down by rate."""
    total = _group(root, "TaxTotal")
    _amount(total, "TaxAmount", content.vat_cents)
    for percent, (base, vat) in sorted(content.vat_by_rate.items()):
        part = _group(total, "TaxSubtotal")
        _amount(part, "TaxableAmount", base)
        _amount(part, "TaxAmount", vat)
        _category(part, "TaxCategory", percent, words["vat"])


def _category(parent: etree._Element, name: str, percent: int, exempt_by: str = "") -> None:
    """Say that a line or sum is taxed (S) or exempt (E), and by what."""
    category = _group(parent, name)
    _put(category, "ID", "S" if percent else "E")
    _put(category, "Percent", str(percent))
    if exempt_by and not percent:
        _put(category, "TaxExemptionReasonCode", EXEMPT_GROUP)
        _put(category, "TaxExemptionReason", exempt_by)
    _put(_group(category, "TaxScheme"), "ID", "VAT")


def _totals(root: etree._Element, content: DocumentContent) -> None:
    without_vat = content.total_cents - content.vat_cents
    totals = _group(root, "LegalMonetaryTotal")
    _amount(totals, "LineExtensionAmount", without_vat)
    _amount(totals, "TaxExclusiveAmount", without_vat)
    _amount(totals, "TaxInclusiveAmount", content.total_cents)
    _amount(totals, "PayableAmount", content.total_cents)


def _line(root: etree._Element, content: DocumentContent, position: int, line: Line, words: Wording) -> None:
    kind = "Invoice" if content.kind == "invoice" else "CreditNote"
    row = _group(root, f"{kind}Line")
    _put(row, "ID", str(position))
    what = billed(line)
    quantity = "InvoicedQuantity" if content.kind == "invoice" else "CreditedQuantity"
    _put(row, quantity, _plain(what.quantity), unitCode=what.unit)
    _amount(row, "LineExtensionAmount", line.amount_cents)
    item = _group(row, "Item")
    _put(item, "Description", " · ".join(_description(content, line, words)))
    _put(item, "Name", f"{words.profession(line.profession)} · {words.period(line.from_on, line.until_on)}")
    _category(item, "ClassifiedTaxCategory", line.vat_percent)
    _amount(_group(row, "Price"), "PriceAmount", what.price)


def _description(content: DocumentContent, line: Line, words: Wording) -> list[str]:
    """Say what the PDF says of a line: its agreement, its basis and why, its pool, its share or its hours."""
    why = words[f"{line.basis}_{'settled' if content.purpose == 'settlement' else 'why'}"]
    said = [
        words.say("agreement", agreement=line.agreement),
        words.say("basis", basis=words[line.basis], why=why),
        words.say("pool", code=line.pool_code, name=line.pool_name),
    ]
    if line.share:
        said.append(words.say("share", share=line.share))
    if line.minutes is not None and line.rate_e4 is not None:
        said.append(f"{words.time(line.minutes)} × {words.rate(line.rate_e4)}")
    for key, cents in (("final", line.final_cents), ("billed", line.billed_cents)):
        if cents is not None:
            said.append(f"{words[key]}: {words.money(cents)}")
    return said
