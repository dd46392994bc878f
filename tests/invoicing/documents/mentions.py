"""What the law wants to read on a document: AR n° 1 art. 5, CSA 2:20, CDE III.25 and art. 44 of the VAT code."""

from __future__ import annotations

import re

from basicplus.invoicing.documents.content import DocumentContent, Language
from basicplus.invoicing.documents.ogm import format_ogm
from basicplus.invoicing.documents.payment import epc_payload, transfer_of
from basicplus.invoicing.documents.pdf import title
from basicplus.invoicing.documents.wording import Wording, enterprise_number, iban, legal_name, wording
from tests.invoicing.documents import reading

EXEMPT = {
    "fr": "Exempté de TVA - article 44, § 2bis, du Code de la TVA (groupement autonome de personnes)",
    "nl": "Vrijgesteld van btw - artikel 44, § 2bis, van het Btw-Wetboek (zelfstandige groepering van personen)",
    "de": "Von der MwSt. befreit - Artikel 44 § 2bis des MwSt.-Gesetzbuches "
    "(selbständiger Personenzusammenschluss)",
    "en": "Exempt from VAT - article 44, § 2bis, of the Belgian VAT Code (independent group of persons)",
}
REPAY = {
    "fr": "TVA à reverser à l'État dans la mesure où elle a été initialement déduite.",
    "nl": "Btw terug te storten aan de Staat in de mate waarin ze oorspronkelijk in aftrek werd gebracht.",
    "de": "Die MwSt. ist an den Staat zurückzuzahlen, soweit sie ursprünglich abgezogen wurde.",
    "en": "VAT to be repaid to the State in so far as it was initially deducted.",
}


def check(content: DocumentContent, drawn: bytes) -> None:
    """Assert that a drawn document says all it must of its content, no VAT that is not due, and how to pay."""
    words = wording(content.language)
    said = plain(reading.text(drawn))
    wanted = [*expected(content, words), *said_of_vat(content, content.language, words)]
    assert [mention for mention in wanted if plain(mention) not in said] == []
    payload = epc_payload(transfer_of(content)).decode().split("\n")
    assert reading.transfers(drawn) == ([payload] if content.is_payable else [])
    if not content.is_taxed:
        assert "%" not in said
    assert not re.search(r"(TVA|btw|MwSt\.|VAT) 0\b", said)


def expected(content: DocumentContent, words: Wording) -> list[str]:
    """What must be read on the document, whatever its kind."""
    seller, buyer = content.seller, content.buyer
    mentions = [
        f"{title(content)} {content.number}",
        f"{words['issued_on']} ",
        words.day(content.issue_on),
        words.period(content.from_on, content.until_on),
        f"{legal_name(seller.name, seller.legal_form)} · {seller.street}, {seller.postal_code} {seller.city}",
        enterprise_number(seller.enterprise_number),
        f"{words['register']} {seller.rpm_court}",
        seller.email,
        seller.website,
        f"IBAN {iban(seller.iban)}",
        f"{buyer.name} {buyer.street} {buyer.postal_code} {buyer.city}",
        buyer.number,
        enterprise_number(buyer.enterprise_number) if buyer.enterprise_number else words["none"],
        words.money(content.total_cents),
        *content.texts,
    ]
    mentions += [words.say("seller_vat", number=number) for number in (seller.vat_number,) if number]
    mentions += [words.say("seller_vat", number=number) for number in (buyer.vat_number,) if number]
    for line in content.lines:
        mentions += [line.agreement, words.profession(line.profession), words[line.basis]]
        mentions += [words.period(line.from_on, line.until_on), words.money(line.amount_cents)]
    if content.credits is not None:
        mentions += [content.credits.number, words.long_day(content.credits.issue_on), content.reason or ""]
    if content.is_payable:
        mentions += [words["due_on"], words.long_day(content.due_on), format_ogm(content.ogm or "")]
    return mentions


def said_of_vat(content: DocumentContent, language: Language, words: Wording) -> list[str]:
    """What must be read of VAT: the article for what is exempt, rate, base and amount for what is taxed."""
    mentions = [] if all(line.vat_percent for line in content.lines) else [EXEMPT[language]]
    taxed = [line for line in content.lines if line.vat_percent]
    if taxed:
        base = words.money(sum(line.amount_cents for line in taxed))
        mentions.append(f"21 % {base} {words.money(content.vat_cents)}")
        mentions.append(f"{words['total_without_vat']} {words.money(content.total_cents - content.vat_cents)}")
        mentions += [REPAY[language]] if content.kind == "credit_note" else []
    return mentions


def plain(text: str) -> str:
    return re.sub(r"[\s\u00a0\u202f]+", " ", text).replace("- ", "-")
