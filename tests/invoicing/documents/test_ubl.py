"""The electronic form of every kind of document passes the official rules, and says what the PDF says."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import date

import pytest
from lxml import etree

from basicplus.errors import InvalidInput
from basicplus.invoicing.documents.content import Credited, DocumentContent, Language
from basicplus.invoicing.documents.pdf import render_pdf
from basicplus.invoicing.documents.rendering import PDF, UBL, render
from basicplus.invoicing.documents.ubl import NotSendable, read_ubl, ubl, with_pdf
from tests.invoicing.documents.cast import (
    FORFAIT,
    GROUP,
    PRO_RATA,
    REGIE,
    SCHOOL,
    credit_note,
    invoice,
    settlement,
    signed,
)
from tests.peppol import Rules

NAMES = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}
REGISTERED = replace(GROUP, vat_number="BE0739484052")
TAXED = replace(REGIE, agreement="2025-017", minutes=180, amount_cents=13686, vat_percent=21)
MIXED = {"seller": REGISTERED, "buyer": replace(SCHOOL, vat_number="BE0202239951")}
LONG = 'Pouvoir organisateur de l\'Institut Sainte-Marie & Saint-Jean <Technique> "et" Professionnel ' * 3
WHOLE = Credited("2026-000042", date(2026, 2, 5))


def mixed(**changes: object) -> DocumentContent:
    """Bill exempt and taxed lines together: 1,375.92 and 136.86 + 28.74 of VAT."""
    lines = (REGIE, FORFAIT, PRO_RATA, TAXED)
    content = invoice(*lines, **MIXED, total_cents=137592 + 13686 + 2874, vat_cents=2874)
    return replace(content, **changes)  # type: ignore[arg-type]


DOCUMENTS = {
    "time spent": invoice(REGIE),
    "time that no decimal says": invoice(replace(REGIE, minutes=440, amount_cents=33456)),
    "rounded visit by visit": invoice(replace(REGIE, minutes=1320, amount_cents=100368)),
    "flat fee": invoice(FORFAIT),
    "flat fee of a quarter": invoice(replace(FORFAIT, until_on=date(2026, 4, 1), amount_cents=10000)),
    "pro rata": invoice(PRO_RATA),
    "three bases": invoice(),
    "annex": invoice(hours=signed(3)),
    "late line": invoice(REGIE, replace(REGIE, from_on=date(2025, 11, 1), until_on=date(2026, 1, 1))),
    "negative line": invoice(FORFAIT, replace(PRO_RATA, amount_cents=-4335)),
    "nothing to pay": invoice(FORFAIT, replace(PRO_RATA, amount_cents=-45000)),
    "settlement": settlement(),
    "settlement credited": settlement(kind="credit_note", ogm=None),
    "credited in part": credit_note(),
    "credited in full": credit_note(
        lines=invoice().lines, total_cents=137592, credits=WHOLE, reason="Mauvais membre"
    ),
    "settlement corrected": credit_note(lines=settlement().lines, total_cents=188040, purpose="settlement"),
    "seller with a VAT number": invoice(seller=REGISTERED),
    "exempt and taxed": mixed(),
    "taxed alone": invoice(TAXED, **MIXED, total_cents=13686 + 2874, vat_cents=2874),
    "taxed for an outsider": invoice(TAXED, seller=REGISTERED, total_cents=13686 + 2874, vat_cents=2874),
    "taxed line that takes back": mixed(
        lines=(REGIE, replace(TAXED, amount_cents=-10, minutes=None)), total_cents=57027 - 12, vat_cents=-2
    ),
    "exempt and taxed credited": mixed(kind="credit_note", ogm=None, credits=WHOLE, number="NC2026-000004"),
    "no structured communication": invoice(ogm=None),
    "no BIC": invoice(seller=replace(GROUP, bic="")),
    "no e-mail": invoice(seller=replace(GROUP, email="", website="")),
    "long names and marks": invoice(
        replace(REGIE, pool_name=LONG, profession="Œuvres & <autres>"),
        buyer=replace(SCHOOL, name=LONG, street="Chaussée d'Été 5\u0000\u0007/b\uffff"),
        texts=("Merci & à bientôt <\u0001>", LONG),
    ),
    **{f"in {language}": mixed(language=language) for language in ("fr", "nl", "de", "en")},
    **{f"settlement in {language}": settlement(language=language) for language in ("nl", "de", "en")},
}


def said(written: bytes, path: str) -> list[str]:
    return etree.fromstring(written).xpath(f"{path}/text()", namespaces=NAMES)


@pytest.mark.parametrize("content", DOCUMENTS.values(), ids=list(DOCUMENTS))
def test_the_official_rules_have_nothing_to_say(peppol: Rules, content: DocumentContent) -> None:
    written = ubl(content)
    assert peppol.broken(written) == []
    assert read_ubl(written) == (content.number, content.total_cents)


def test_a_document_with_its_pdf_inside_passes_and_gives_the_pdf_back(peppol: Rules) -> None:
    content = credit_note()
    pdf = render_pdf(content)
    written = ubl(content, pdf)
    assert with_pdf(ubl(content), pdf) == written
    assert peppol.broken(written) == []
    [inside] = etree.fromstring(written).iter("{*}EmbeddedDocumentBinaryObject")
    assert dict(inside.attrib) == {"mimeCode": "application/pdf", "filename": "NC-2026-000003.pdf"}
    assert base64.b64decode(inside.text or "") == pdf


@pytest.mark.parametrize(
    ("right", "wrong", "rule"),
    [
        (b">1375.92</cbc:PayableAmount>", b">1375.93</cbc:PayableAmount>", "fatal BR-CO-16"),
        (b"<cbc:CompanyID>0739484052</cbc:CompanyID><cac:TaxScheme>", b"<cac:TaxScheme>", "fatal BR-E-02"),
        (b">0202239951</cbc:EndpointID>", b">0202239952</cbc:EndpointID>", "PEPPOL-COMMON-R043"),
        (b"<cbc:BuyerReference>M004</cbc:BuyerReference>", b"", "PEPPOL-EN16931-R003"),
        (b">45.6214</cbc:PriceAmount>", b">45.6314</cbc:PriceAmount>", "PEPPOL-EN16931-R120"),
        (b"VATEX-EU-132-1F", b"VATEX-EU-132-1FF", "BR-CL-22"),
        (b"cbc:PaymentID>", b"cbc:InstructionID>", "warning UBL-CR-414"),
        (b"<cbc:ProfileID>", b"<cbc:Note/><cbc:ProfileID>", "order of Invoice"),
    ],
)
def test_a_document_that_is_spoilt_does_not_pass(peppol: Rules, right: bytes, wrong: bytes, rule: str) -> None:
    written = ubl(invoice())
    assert right in written
    assert any(rule in complaint for complaint in peppol.broken(written.replace(right, wrong)))


def test_what_is_exempt_is_said_to_be_by_art_44_and_what_is_taxed_at_21_percent() -> None:
    written = ubl(mixed())
    subtotal = "//cac:TaxTotal/cac:TaxSubtotal"
    assert said(written, f"{subtotal}/cbc:TaxableAmount") == ["1375.92", "136.86"]
    assert said(written, f"{subtotal}/cbc:TaxAmount") == ["0.00", "28.74"]
    assert said(written, f"{subtotal}/cac:TaxCategory/cbc:ID") == ["E", "S"]
    assert said(written, f"{subtotal}/cac:TaxCategory/cbc:TaxExemptionReasonCode") == ["VATEX-EU-132-1F"]
    assert said(written, f"{subtotal}/cac:TaxCategory/cbc:TaxExemptionReason") == [
        "Exempté de TVA - article 44, § 2bis, du Code de la TVA (groupement autonome de personnes)"
    ]
    assert said(written, "//cac:ClassifiedTaxCategory/cbc:ID") == ["E", "E", "E", "S"]
    assert said(written, "//cac:ClassifiedTaxCategory/cbc:Percent") == ["0", "0", "0", "21"]
    assert said(written, "//cac:LegalMonetaryTotal/*") == ["1512.78", "1512.78", "1541.52", "1541.52"]


def test_the_seller_is_named_by_its_vat_number_or_by_its_enterprise_number_alone() -> None:
    seller = "//cac:AccountingSupplierParty//cac:PartyTaxScheme"
    for content, number, scheme in ((mixed(), "BE0739484052", "VAT"), (invoice(), "0739484052", "TAX")):
        written = ubl(content)
        assert said(written, f"{seller}/cbc:CompanyID") == [number]
        assert said(written, f"{seller}/cac:TaxScheme/cbc:ID") == [scheme]


def test_how_to_pay_is_said_once_and_never_on_a_credit_note() -> None:
    written = ubl(invoice())
    assert said(written, "//cbc:PaymentMeansCode") == ["30"]
    assert said(written, "//cbc:PaymentID") == ["+++202/6000/04236+++"]
    assert said(written, "//cac:PayeeFinancialAccount//cbc:ID") == ["BE68539007547034", "GKCCBEBB"]
    assert said(written, "//cbc:BuyerReference") == ["M004"]
    assert said(ubl(credit_note()), "//cac:PaymentMeans//*") == []


def test_a_credit_note_is_positive_and_names_what_it_corrects_and_why() -> None:
    written = ubl(credit_note())
    assert etree.QName(etree.fromstring(written)).localname == "CreditNote"
    assert said(written, "//cbc:CreditNoteTypeCode") == ["381"]
    assert said(written, "//cac:BillingReference//*") == ["2026-000042", "2026-02-05"]
    assert said(written, "//cbc:PayableAmount") == ["570.27"]
    [note] = said(written, "/*/cbc:Note")
    assert "Heures du 12 janvier contestées par l'établissement, puis corrigées." in note


def test_a_settled_line_that_takes_back_has_a_negative_quantity() -> None:
    written = ubl(settlement())
    assert said(written, "//cbc:InvoicedQuantity") == ["1", "-1"]
    assert said(written, "//cbc:PriceAmount") == ["1923.75", "43.35"]
    assert said(written, "//cac:InvoiceLine/cbc:LineExtensionAmount") == ["1923.75", "-43.35"]


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("fr", "Conseiller en prévention · janvier\u00a02026"),
        ("nl", "Preventieadviseur · januari\u00a02026"),
        ("de", "Präventionsberater · Januar\u00a02026"),
        ("en", "Prevention advisor · January\u00a02026"),
    ],
)
def test_lines_are_named_in_the_language_of_the_member(language: Language, name: str) -> None:
    assert said(ubl(invoice(REGIE, language=language)), "//cac:Item/cbc:Name") == [name]


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        (None, "Member M004: has no enterprise number"),
        ("0202239952", "Member M004: '0202239952' is no enterprise number"),
    ],
)
def test_a_buyer_without_an_enterprise_number_has_no_electronic_form(number: str | None, problem: str) -> None:
    content = invoice(buyer=replace(SCHOOL, enterprise_number=number))
    with pytest.raises(NotSendable) as refused:
        ubl(content)
    assert str(refused.value) == (
        f"{problem}, so 2026-000042 cannot be sent as an electronic invoice;"
        " record the number, its later documents can be sent."
    )
    assert set(render(content)) == {PDF}
    assert set(render(invoice())) == {PDF, UBL}


def test_the_same_content_gives_the_same_bytes_also_when_it_was_read_back() -> None:
    content = mixed()
    assert ubl(DocumentContent.from_json(content.to_json())) == ubl(content)


@pytest.mark.parametrize("written", [b"", b"%PDF-1.4", b"<a/>", b"<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>"])
def test_what_is_no_electronic_form_is_not_read_as_one(written: bytes) -> None:
    with pytest.raises((ValueError, InvalidInput)):
        read_ubl(written)
