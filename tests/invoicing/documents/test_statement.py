"""The statement of account: balances, ages, and how to pay what is open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import get_args

import pytest

from basicplus.invoicing.documents.content import Language
from basicplus.invoicing.documents.ogm import ogm
from basicplus.invoicing.documents.statement import Movement, OpenDocument, Statement, render_statement
from basicplus.invoicing.documents.wording import wording
from tests.invoicing.documents import reading
from tests.invoicing.documents.cast import GROUP, SCHOOL

MARCH_31 = date(2026, 3, 31)
OLD = OpenDocument("2025-000411", date(2025, 11, 5), date(2025, 12, 5), 45000, 45000, ogm(2025000411))
PARTLY = OpenDocument("2026-000042", date(2026, 2, 5), date(2026, 3, 7), 137592, 37592, ogm(2026000042))
NEW = OpenDocument("2026-000099", date(2026, 3, 5), date(2026, 4, 4), 110000, 110000)
QUARTER = Statement(
    language="fr",
    made_on=MARCH_31,
    from_on=date(2026, 1, 1),
    until_on=date(2026, 4, 1),
    seller=GROUP,
    buyer=SCHOOL,
    opening_cents=45000,
    movements=(
        Movement(date(2026, 2, 5), "invoice", "2026-000042", 137592),
        Movement(date(2026, 2, 20), "payment_received", "CODA 12/3", -100000),
        Movement(date(2026, 3, 5), "invoice", "2026-000099", 110000),
    ),
    open_documents=(OLD, PARTLY, NEW),
)


def test_balances_run_and_end_at_what_is_open() -> None:
    assert QUARTER.balances == (182592, 82592, 192592)
    assert QUARTER.closing_cents == 192592
    assert QUARTER.unassigned_cents == 0


@pytest.mark.parametrize(
    ("made_on", "late", "ages"),
    [
        (date(2026, 3, 7), 0, (37592, 0, 0, 0, 0)),
        (date(2026, 3, 8), 1, (0, 37592, 0, 0, 0)),
        (date(2026, 4, 6), 30, (0, 37592, 0, 0, 0)),
        (date(2026, 4, 7), 31, (0, 0, 37592, 0, 0)),
        (date(2026, 6, 5), 90, (0, 0, 0, 37592, 0)),
        (date(2026, 6, 6), 91, (0, 0, 0, 0, 37592)),
    ],
)
def test_a_debt_ages_from_the_day_after_its_due_day(made_on: date, late: int, ages: tuple[int, ...]) -> None:
    assert PARTLY.late_days(made_on) == late
    assert replace(QUARTER, made_on=made_on, open_documents=(PARTLY,)).ages == ages


def test_the_statement_tells_movements_open_documents_ages_and_how_to_pay() -> None:
    drawn = render_statement(QUARTER)
    [said] = reading.pages(drawn)
    for part in (
        "Relevé de compte 31/03/2026",
        "Solde au 01/01/2026 450,00 €",
        "05/02/2026 Facture 2026-000042 1 375,92 € 1 825,92 €",
        "20/02/2026 Paiement reçu CODA 12/3 1 000,00 € 825,92 €",
        "Solde au 31/03/2026 1 925,92 €",
        "2025-000411 05/11/2025 05/12/2025 116 j +++202/5000/41187+++ 450,00 € 450,00 €",
        "2026-000042 05/02/2026 07/03/2026 24 j +++202/6000/04236+++ 1 375,92 € 375,92 €",
        "2026-000099 05/03/2026 04/04/2026 – 2026-000099 1 100,00 € 1 100,00 €",
        "Non échu 1 100,00 € 1 à 30 jours 375,92 € 31 à 60 jours 0,00 €",
        "Plus de 90 jours 450,00 €",
        "Merci de payer 1 925,92 € au compte BE68 5390 0754 7034 de Basic Plus ASBL",
        "BCE 0739.484.052 · RPM Liège, division Namur",
    ):
        assert part in said
    assert reading.transfers(drawn) == []
    assert reading.words_outside_the_frame(drawn) == []
    assert render_statement(QUARTER) == drawn


def test_one_open_document_is_paid_with_its_own_code() -> None:
    alone = replace(QUARTER, opening_cents=0, movements=QUARTER.movements[:2], open_documents=(PARTLY,))
    [transfer] = reading.transfers(render_statement(alone))
    assert (transfer[6:8], transfer[9]) == (["BE68539007547034", "EUR375.92"], PARTLY.ogm)


def test_a_payment_that_is_not_matched_yet_is_told() -> None:
    waiting = replace(
        QUARTER, movements=(*QUARTER.movements, Movement(MARCH_31, "payment_received", "13/1", -5000))
    )
    said = reading.text(render_statement(waiting))
    assert "Montants pas encore attribués à un document -50,00 € Solde 1 875,92 €" in said


@pytest.mark.parametrize(
    ("opening_cents", "told"),
    [(0, "Aucun montant n'est dû."), (-1000, "Le solde de 10,00 € est en votre faveur.")],
)
def test_who_owes_nothing_is_asked_for_nothing(opening_cents: int, told: str) -> None:
    settled = replace(QUARTER, opening_cents=opening_cents, movements=(), open_documents=())
    drawn = render_statement(settled)
    assert told in reading.text(drawn)
    assert "Merci de payer" not in reading.text(drawn)
    assert reading.transfers(drawn) == []


@pytest.mark.parametrize("language", get_args(Language))
def test_each_language_has_its_words_and_a_long_account_its_pages(language: Language) -> None:
    movements = QUARTER.movements * 20
    drawn = render_statement(replace(QUARTER, language=language, movements=movements, title="debit_note"))
    words = wording(language)
    said = reading.text(drawn)
    assert said.count(f"{words['debit_note']} 2026-000042") == 20
    for key in ("statement", "open_documents", "balance", "unassigned", *(f"age_{age}" for age in range(5))):
        assert words[key] in said
    assert reading.words_outside_the_frame(drawn) == []
