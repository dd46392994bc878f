"""A drawn document says all it must, in each language, on clean pages, and can be paid with a phone."""

from __future__ import annotations

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from typing import get_args

import pytest
from segno import helpers

from basicplus.invoicing.documents.content import DocumentContent, Language
from basicplus.invoicing.documents.payment import epc_payload, transfer_of
from basicplus.invoicing.documents.pdf import render_pdf, title
from tests.invoicing.documents import reading
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

LANGUAGES = get_args(Language)
LONG_NAME = (
    "Pouvoir organisateur des établissements d'enseignement fondamental et secondaire libre subventionné "
    "de l'entité de Braine-l'Alleud et ses environs"
)[:140]


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (invoice(), "Facture"),
        (credit_note(), "Note de crédit"),
        (settlement(), "Décompte annuel"),
        (settlement(kind="credit_note", ogm=None), "Décompte annuel – note de crédit"),
        (invoice(language="nl"), "Factuur"),
        (invoice(language="de"), "Rechnung"),
        (invoice(language="en"), "Invoice"),
    ],
)
def test_the_title_follows_kind_purpose_and_language(content: DocumentContent, named: str) -> None:
    assert title(content) == named


def test_the_vat_number_is_shown_only_when_the_group_has_one() -> None:
    assert "TVA BE0739484052" not in reading.text(render_pdf(invoice()))
    with_number = invoice(seller=replace(GROUP, vat_number="BE0739484052"))
    assert "TVA BE0739484052" in reading.text(render_pdf(with_number))


def test_a_member_without_enterprise_number_gets_a_dash() -> None:
    said = reading.text(render_pdf(invoice(buyer=replace(SCHOOL, enterprise_number=None))))
    assert "0202.239.951" not in said
    assert "M004 Votre n° d'entreprise –" in said


def test_each_basis_is_told_in_words_with_its_figures() -> None:
    said = reading.text(render_pdf(invoice()))
    assert "Convention 2025-014" in said
    assert "Régie : heures prestées et signées, au tarif horaire provisoire" in said
    assert "12 h 30 45,6214 EUR/h 570,27 €" in said
    assert "Forfait : montant provisoire convenu pour la période" in said
    assert "Pro rata : part provisoire des coûts communs, selon la clé" in said
    assert "Clé de répartition : 312 élèves sur 1 083" in said
    assert "Comptable · janvier 2026" in said
    assert "Total à payer 1 375,92 €" in said
    assert "une fois par an, un décompte les ramène au coût réel" in said


@pytest.mark.parametrize("line", [FORFAIT, PRO_RATA], ids=["flat fee", "pro rata"])
def test_without_hours_there_are_no_columns_for_hours_and_rate(line: object) -> None:
    said = reading.text(render_pdf(invoice(line)))  # type: ignore[arg-type]
    assert "Heures" not in said
    assert "Tarif" not in said


def test_a_settlement_shows_final_share_billed_before_and_difference() -> None:
    said = reading.text(render_pdf(settlement()))
    assert "Part définitive Déjà facturé Différence" in said
    assert "29 486,25 € 27 562,50 € 1 923,75 €" in said
    assert "3 556,65 € 3 600,00 € -43,35 €" in said
    assert "Ensemble 33 042,90 € 31 162,50 € 1 880,40 €" in said
    assert "Total à payer 1 880,40 €" in said
    assert "année 2025" in said
    assert "provisoires de l'année par le coût réel" in said


def test_a_credit_note_names_what_it_corrects_and_why_and_asks_for_nothing() -> None:
    drawn = render_pdf(credit_note())
    said = reading.text(drawn)
    assert "Cette note de crédit corrige la facture 2026-000042 du 5 février 2026." in said
    assert "Motif : Heures du 12 janvier contestées par l'établissement, puis corrigées." in said
    assert "Le montant de 570,27 € est porté à votre crédit." in said
    assert "Échéance" not in said
    assert "Communication" not in said
    assert reading.transfers(drawn) == []


@pytest.mark.parametrize("total_cents", [0, -4335])
def test_an_invoice_without_an_amount_due_has_no_payment_box(total_cents: int) -> None:
    drawn = render_pdf(settlement(total_cents=total_cents))
    said = reading.text(drawn)
    assert "Aucun paiement n'est attendu." in said
    assert "Total à payer" not in said
    assert reading.transfers(drawn) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_qr_code_pays_the_right_account_amount_and_reference(language: Language) -> None:
    drawn = render_pdf(invoice(language=language))
    assert reading.transfers(drawn) == [
        [
            "BCD",
            "002",
            "1",
            "SCT",
            "GKCCBEBB",
            "Basic Plus ASBL",
            "BE68539007547034",
            "EUR1375.92",
            "",
            "202600004236",
        ]
    ]
    assert "+++202/6000/04236+++" in reading.text(drawn)


def test_the_qr_code_says_what_the_library_would_say() -> None:
    code = helpers._make_epc_qr_data(
        name="Basic Plus ASBL",
        iban="BE68539007547034",
        amount=Decimal("1375.92"),
        reference="202600004236",
        bic="GKCCBEBB",
        encoding="utf-8",
    )
    assert epc_payload(transfer_of(invoice())) == code


def test_without_structured_communication_the_number_is_the_communication() -> None:
    drawn = render_pdf(invoice(ogm=None))
    assert reading.transfers(drawn)[0][-3:] == ["", "", "2026-000042"]
    assert "Communication 2026-000042" in reading.text(drawn)


def test_a_payment_box_never_parts_from_its_qr_code_over_many_lines() -> None:
    for count in range(1, 12):
        drawn = render_pdf(invoice(*[replace(REGIE, agreement=f"2025-{number:03}") for number in range(count)]))
        with_box = [page for page in reading.pages(drawn) if "Communication structurée" in page]
        assert len(with_box) == 1
        assert "+++202/6000/04236+++" in with_box[0]
        assert len(reading.transfers(drawn)) == 1
        assert reading.words_outside_the_frame(drawn) == []


@pytest.mark.parametrize(
    "content",
    [invoice(), credit_note(), settlement(), invoice(hours=signed(140))],
    ids=["invoice", "credit", "settlement", "annex"],
)
def test_the_same_content_gives_the_same_bytes(content: DocumentContent) -> None:
    first = render_pdf(content)
    render_pdf(credit_note(language="de"))
    assert render_pdf(content) == first
    assert render_pdf(DocumentContent.from_json(content.to_json())) == first


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "content", [invoice(), credit_note(), settlement()], ids=["invoice", "credit", "settlement"]
)
def test_a_page_stays_under_thirty_kilobytes(content: DocumentContent, language: Language) -> None:
    drawn = render_pdf(replace(content, language=language))
    assert len(reading.pages(drawn)) == 1
    assert len(drawn) < 30_000


@pytest.mark.parametrize(("rows", "annex_pages"), [(1, 1), (60, 2), (140, 4)])
def test_the_annex_repeats_its_header_and_loses_no_row(rows: int, annex_pages: int) -> None:
    hours = tuple(replace(row, worker=f"Travailleur {number:03}") for number, row in enumerate(signed(rows)))
    drawn = render_pdf(invoice(hours=hours))
    annex = reading.pages(drawn)[1:]
    assert len(annex) == annex_pages
    assert all("Jour Horaire Travailleur Lieu Signé par Signé le Durée" in page for page in annex)
    assert all("Facture 2026-000042 · École Saint-Joseph ASBL" in page for page in annex)
    assert all("Convention 2025-014" in page for page in annex)
    said = " ".join(annex)
    assert [said.count(row.worker) for row in hours] == [1] * rows
    assert said.count("Convention 2025-014 (suite)") == annex_pages - 1
    assert reading.words_outside_the_frame(drawn) == []


def test_the_annex_adds_up_each_agreement_and_the_whole() -> None:
    hours = (*signed(3), *signed(2, "2025-099"))
    annex = reading.pages(render_pdf(invoice(hours=hours)))[1]
    assert "01/01/2026 08:30–12:00 Anne Lambert Implantation du Centre Marie Dupont 01/02/2026 3 h 30" in annex
    assert "Sous-total de la convention 2025-014 10 h 30" in annex
    assert "Sous-total de la convention 2025-099 7 h 00" in annex
    assert "Total des heures signées 17 h 30" in annex


@pytest.mark.parametrize("rows", range(30, 42))
def test_no_group_title_ends_a_page_and_no_subtotal_starts_one(rows: int) -> None:
    drawn = render_pdf(invoice(hours=(*signed(rows), *signed(3, "2025-099"))))
    for page in reading.pages(drawn)[1:]:
        rows_said = page.partition("Durée")[2].partition("Basic Plus ASBL · Rue")[0].strip()
        assert not rows_said.startswith(("Sous-total", "Total"))
        assert not rows_said.endswith(("2025-014 (suite)", "Convention 2025-099"))
        assert not rows_said.startswith("Convention 2025-014 (suite) Sous-total")


def test_every_page_says_which_of_how_many_it_is() -> None:
    pages = reading.pages(render_pdf(invoice(hours=signed(140))))
    assert [f"page {number} / {len(pages)}" in page for number, page in enumerate(pages, 1)] == [True] * len(pages)


def test_more_lines_than_a_page_holds_go_on_under_a_repeated_header() -> None:
    lines = [replace(REGIE, agreement=f"2025-{n // 3:03}", profession=f"Métier {n:03}") for n in range(40)]
    drawn = render_pdf(invoice(*lines))
    pages = reading.pages(drawn)
    assert len(pages) > 3
    said = " ".join(pages)
    assert [said.count(line.profession) for line in lines] == [1] * 40
    assert all("Description Heures Tarif Montant" in page for page in pages if "Métier" in page)
    assert "Sous-total de la convention 2025-003 1 710,81 €" in said
    assert "Métier 039" in pages[-1]
    assert "Total à payer 22 810,80 €" in pages[-1]
    assert "Communication structurée" in pages[-1]
    assert reading.words_outside_the_frame(drawn) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_long_names_wrap_and_stay_inside(language: Language) -> None:
    buyer = replace(
        SCHOOL,
        name=LONG_NAME,
        street="Chaussée de la Grande Espinette et du Bois-Seigneur-Isaac 1245 bte 17B",
    )
    hours = tuple(
        replace(row, site=LONG_NAME, worker="Jean-Christophe Vandenberghe-Delacroix de Merode", signed_by="X" * 90)
        for row in signed(40)
    )
    seller = replace(GROUP, name=LONG_NAME, rpm_court="Brabant wallon " * 6)
    line = replace(PRO_RATA, pool_name=LONG_NAME, profession=LONG_NAME, share=LONG_NAME, agreement="C" * 120)
    drawn = render_pdf(
        invoice(REGIE, line, language=language, buyer=buyer, seller=seller, hours=hours, number="F" * 40)
    )
    assert LONG_NAME in reading.pages(drawn)[0].replace(" - ", "-")
    assert reading.words_outside_the_frame(drawn) == []


def test_a_long_reason_wraps_over_as_many_lines_as_it_needs() -> None:
    drawn = render_pdf(credit_note(reason="Une raison qui se répète. " * 400))
    assert len(reading.pages(drawn)) > 1
    assert reading.text(drawn).count("répète.") == 400
    assert reading.words_outside_the_frame(drawn) == []


def test_names_with_parted_accents_and_line_ends_are_drawn_whole() -> None:
    parted = unicodedata.normalize("NFD", "Collège\nde l'Élan")
    assert "Collège de l'Élan" in reading.text(render_pdf(invoice(buyer=replace(SCHOOL, name=parted))))


def test_a_document_without_lines_still_draws() -> None:
    assert "Total 0,00 €" in reading.text(render_pdf(replace(invoice(), lines=(), total_cents=0)))


def test_letters_that_the_font_lacks_do_not_stop_a_document() -> None:
    hours = (replace(signed(1)[0], worker="Иван Петров 🙂"),)
    assert "3 h 30" in reading.text(render_pdf(invoice(hours=hours)))


def test_a_letter_beyond_the_usual_ones_is_embedded_and_read_back() -> None:
    usual, rare = render_pdf(invoice()), render_pdf(invoice(buyer=replace(SCHOOL, name="Škola Łódź a Ångström")))
    assert "Škola Łódź a Ångström" in reading.text(rare)
    assert (usual.count(b"/FontFile2"), rare.count(b"/FontFile2")) == (2, 2)
    assert render_pdf(invoice()) == usual


def test_documents_drawn_at_the_same_time_are_the_ones_drawn_alone() -> None:
    contents = [
        invoice(language=LANGUAGES[number % 4], hours=signed(number), number=f"2026-{number:06}")
        for number in range(24)
    ]
    alone = [render_pdf(content) for content in contents]
    with ThreadPoolExecutor(max_workers=8) as pool:
        assert list(pool.map(render_pdf, contents)) == alone
