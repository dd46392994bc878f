"""Every kind of document carries the mentions of AR n° 1 art. 5, CSA 2:20, CDE III.25 and art. 44 CTVA."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import get_args

import pytest

from basicplus.invoicing.documents.content import Credited, Language, Title
from basicplus.invoicing.documents.pdf import render_pdf
from tests.invoicing.documents import mentions, reading
from tests.invoicing.documents.cast import (
    BECAUSE,
    GROUP,
    PRO_RATA,
    REGIE,
    SCHOOL,
    SETTLED,
    TAXED,
    credit_note,
    invoice,
    mixed,
    settlement,
    signed,
)

LANGUAGES: tuple[Language, ...] = get_args(Language)
LONG = replace(
    SCHOOL,
    name="Pouvoir organisateur des établissements d'enseignement fondamental et secondaire libre de l'entité",
    street="Chaussée de la Grande Espinette et du Bois-Seigneur-Isaac 1245 bte 17B",
)
CORRECTED = Credited("2026-000042", date(2026, 2, 5))
BACK = {"kind": "credit_note", "number": "NC2026-000004", "ogm": None}
OUTSIDER = invoice(TAXED, vat_cents=9450, total_cents=54450, seller=replace(GROUP, vat_number="BE0739484052"))
SPREAD = {
    "invoice": invoice(why=BECAUSE, hours=signed(4), texts=("Contact : 081 22 33 44.",)),
    "no bic, no vat number": invoice(seller=replace(GROUP, bic="")),
    "full credit": invoice(**BACK, credits=CORRECTED, reason="Mauvais destinataire"),
    "partial credit": credit_note(),
    "credit with vat": mixed(**BACK, credits=CORRECTED, reason="Mauvais destinataire"),
    "settlement to pay": settlement(why=SETTLED),
    "settlement to credit": settlement(**BACK, why=SETTLED),
    "settlement of nothing": settlement(total_cents=0, ogm=None),
    "settlement, mixed": settlement(
        lines=(settlement().lines[0], replace(settlement().lines[1], vat_percent=21, amount_cents=4335)),
        vat_cents=910,
        total_cents=192375 + 4335 + 910,
    ),
    "mixed": mixed(why=BECAUSE),
    "outsider": OUTSIDER,
    "long names": invoice(REGIE, PRO_RATA, buyer=LONG, why=BECAUSE),
    "annex of sixty": invoice(REGIE, hours=signed(60)),
    "many agreements": invoice(*[replace(REGIE, agreement=f"2025-{number:03}") for number in range(30)]),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SPREAD)
def test_every_mandatory_mention_is_read_on_every_kind_of_document(name: str, language: Language) -> None:
    content = replace(SPREAD[name], language=language)
    drawn = render_pdf(content)
    mentions.check(content, drawn)
    assert reading.words_outside_the_frame(drawn) == []


@pytest.mark.parametrize(
    ("called", "language", "named", "corrects"),
    [
        ("invoice", "fr", "Facture", "corrige la facture 2026-000042 du 5 février 2026"),
        ("debit_note", "fr", "Note de débit", "corrige la note de débit 2026-000042 du 5 février 2026"),
        ("claim", "fr", "Déclaration de créance", "corrige la déclaration de créance 2026-000042 du"),
        ("debit_note", "nl", "Debetnota", "verbetert debetnota 2026-000042 van 5 februari 2026"),
        ("claim", "nl", "Schuldvordering", "verbetert schuldvordering 2026-000042 van"),
        ("debit_note", "de", "Belastungsanzeige", "berichtigt die Belastungsanzeige 2026-000042 vom"),
        ("claim", "de", "Schuldforderung", "berichtigt die Schuldforderung 2026-000042 vom"),
        ("debit_note", "en", "Debit note", "corrects debit note 2026-000042 of 5 February 2026"),
        ("claim", "en", "Claim for payment", "corrects claim for payment 2026-000042 of"),
    ],
)
def test_the_group_chooses_what_it_calls_its_invoices(
    called: Title, language: Language, named: str, corrects: str
) -> None:
    drawn = reading.text(render_pdf(invoice(title=called, language=language)))
    assert f"{named} 2026-000042" in drawn
    assert corrects in reading.text(render_pdf(credit_note(title=called, language=language)))


def test_a_settlement_that_is_taken_back_is_named_as_a_settlement() -> None:
    said = reading.text(render_pdf(settlement(**BACK, credits=Credited("2026-000050", date(2026, 3, 2)))))
    assert "corrige le décompte annuel 2026-000050 du 2 mars 2026." in said


def test_a_mixed_document_taxes_and_exempts_line_by_line() -> None:
    said = reading.text(render_pdf(mixed()))
    assert "Description Heures Tarif TVA Montant" in said
    assert "45,6214 EUR/h exempté 570,27 €" in said
    assert "21 % 450,00 €" in said
    assert "Taux de TVA Base TVA 21 % 450,00 € 94,50 € exempté 925,92 € –" in said.replace(
        "Total hors TVA 1 375,92 € TVA 94,50 € ", ""
    )
    assert "Lignes exemptées : Exempté de TVA - article 44, § 2bis" in said
    assert "Total à payer 1 470,42 €" in said


def test_what_is_taxed_as_a_whole_claims_no_exemption() -> None:
    assert "article 44" not in reading.text(render_pdf(OUTSIDER))


@pytest.mark.parametrize("name", ["invoice", "settlement to pay", "mixed", "outsider"])
def test_a_page_embeds_its_letters_and_stays_small(name: str) -> None:
    drawn = render_pdf(replace(SPREAD[name], hours=()))
    assert drawn.count(b"/FontFile2") == 2
    assert len(drawn) < 60_000
