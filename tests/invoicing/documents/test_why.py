"""The box that says why an amount is what it is."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from basicplus.invoicing.documents.content import DocumentContent, Language
from basicplus.invoicing.documents.pdf import render_pdf
from basicplus.invoicing.documents.wording import wording
from tests.invoicing.documents import reading
from tests.invoicing.documents.cast import BECAUSE, REGIE, SETTLED, invoice, settlement, signed


def box(content: DocumentContent) -> str:
    """What stands in the box."""
    said = reading.text(render_pdf(content))
    return said.partition("Pourquoi ce montant ?")[2].partition("Basic Plus ASBL")[0].strip()


def test_each_agreement_names_its_cost_its_key_its_weight_and_what_changed() -> None:
    assert box(invoice(why=BECAUSE)) == (
        "Coût de chaque caisse, clé de partage et votre part ; le décompte annuel les ramène au coût réel. "
        "Caisse de coûts et clé Coût Votre poids Votre part Fois précédente Différence "
        "Convention 2025-014 Caisse de coûts Conseillers en prévention (CP) Clé : heures signées "
        "58 432,17 € coûts 2026 connus 45,6214 EUR/h 12 h 30 sur 1 540 h 30 570,27 € "
        "450,00 € décembre 2025 2026-000007 +120,27 € prix +15,26 € volume +105,01 € "
        "Convention 2025-015 Caisse de coûts Comptables (CPT) Clé : volume convenu "
        "non montré : un seul travailleur 150 h 00 450,00 € – – "
        "Convention 2025-016 Caisse de coûts Délégués à la protection des données (DPO) Clé : élèves "
        "14 814,08 € budget 2026 312 sur 1 083 355,65 € "
        "360,00 € décembre 2025 2026-000007 -4,35 € prix -4,35 €"
    )


def test_a_settlement_is_explained_on_its_one_page() -> None:
    drawn = render_pdf(settlement(why=SETTLED))
    assert len(reading.pages(drawn)) == 1
    assert box(settlement(why=SETTLED)) == (
        "Coût réel de chaque caisse × votre poids / poids total. "
        "Caisse de coûts et clé Coût Votre poids Votre part "
        "Convention 2025-014 Caisse de coûts Conseillers en prévention (CP) · Clé : heures signées "
        "68 432,17 € coût réel 2025 612 h 30 sur 1 421 h 30 29 486,25 € "
        "Convention 2025-016 Caisse de coûts Délégués à la protection des données (DPO) · Clé : élèves "
        "12 345,67 € coût réel 2025 312 sur 1 083 3 556,65 €"
    )


@pytest.mark.parametrize("language", get_args(Language))
def test_the_box_speaks_each_language_and_stays_inside(language: Language) -> None:
    drawn = render_pdf(invoice(why=BECAUSE, language=language))
    words = wording(language)
    said = reading.text(drawn)
    for key in (
        "why",
        "why_periodic",
        "why_pool",
        "why_cost",
        "why_weight",
        "why_share",
        "why_before",
        "why_change",
    ):
        assert words[key] in said
    assert reading.words_outside_the_frame(drawn) == []


def test_the_heading_of_the_box_is_never_parted_from_its_first_row() -> None:
    for count in range(1, 9):
        lines = [replace(REGIE, agreement=f"2025-{number:03}") for number in range(count)]
        why = tuple(replace(BECAUSE[0], agreement=line.agreement) for line in lines)
        pages = reading.pages(render_pdf(invoice(*lines, why=why)))
        [page] = [page for page in pages if "Pourquoi ce montant" in page]
        assert "Caisse de coûts et clé" in page
        assert "Convention 2025-000 Caisse de coûts" in page


def test_the_annex_follows_the_box_on_the_same_page() -> None:
    pages = reading.pages(render_pdf(invoice(why=BECAUSE, hours=signed(4))))
    assert ["Pourquoi" in page and "Annexe" in page for page in pages] == [False, True]
