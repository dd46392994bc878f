"""The channel of a document follows from facts and law, by the first rule that holds, said in four languages."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from basicplus.compliance.law import belgian_law
from basicplus.invoicing.delivery.channel import Known, Wish, decide, says

LAW = belgian_law()
EVE, DAY = date(2025, 12, 31), date(2026, 1, 1)
ASKED_EMAIL = Wish("email", ("a@ecole.example", "b@ecole.example"))


def known(**changes: Any) -> Known:
    """A taxed document of the first day of the duty, to a mixed member of which everything is known."""
    given: dict[str, Any] = {
        "member": "M001",
        "issue_on": DAY,
        "taxed": True,
        "vat_status": "mixed",
        "enterprise_number": "0202239951",
        "postal_address": "École M001, Avenue de la Gare 7, 5500 Dinant",
        "wish": ASKED_EMAIL,
        "emails": ("tresorier@ecole.example",),
        "has_signer": True,
    }
    return Known(**given | changes)


def decided(**changes: Any) -> tuple[str, str, str]:
    decision = decide(known(**changes), LAW)
    return decision.channel, decision.rule, decision.address


def test_taxed_lines_to_a_registered_buyer_go_by_peppol_from_2026_on() -> None:
    asked = ("email", "asked_email", "a@ecole.example, b@ecole.example")
    compulsory = ("peppol", "compulsory", "0208:0202239951")
    assert decided(issue_on=EVE) == asked
    assert decided() == compulsory
    assert decided(vat_status="taxable") == compulsory
    assert decided(taxed=False) == asked
    assert decided(vat_status="exempt") == asked
    assert decided(vat_status=None) == asked


def test_the_decision_of_the_law_names_its_source_and_how_sure_it_is() -> None:
    decision = decide(known(), LAW)
    assert decision.law
    assert (decision.law.source, decision.law.confirmed) == (
        "Code de la TVA, art. 53, § 2bis (loi du 6 février 2024); AR n° 1, art. 13ter (AR du 8 juillet 2025)",
        "secondary",
    )
    assert decide(known(taxed=False), LAW).law is None


def test_where_peppol_is_compulsory_a_missing_number_is_no_way_out() -> None:
    assert decided(enterprise_number=None) == ("peppol", "compulsory", "")


@pytest.mark.parametrize(
    ("wish", "decision"),
    [
        (Wish("peppol"), ("peppol", "asked_peppol", "0208:0202239951")),
        (Wish("peppol", participant="0208:0401234560"), ("peppol", "asked_peppol", "0208:0401234560")),
        (ASKED_EMAIL, ("email", "asked_email", "a@ecole.example, b@ecole.example")),
        (Wish("email"), ("email", "asked_email", "tresorier@ecole.example")),
        (Wish("portal"), ("portal", "asked_portal", "M001")),
        (Wish("post"), ("post", "asked_post", "École M001, Avenue de la Gare 7, 5500 Dinant")),
    ],
)
def test_a_member_gets_what_it_asks_for(wish: Wish, decision: tuple[str, str, str]) -> None:
    assert decided(taxed=False, wish=wish) == decision


def test_what_was_asked_and_cannot_be_gives_way_to_what_is_known() -> None:
    email = ("email", "email_known", "tresorier@ecole.example")
    assert decided(taxed=False, wish=Wish("peppol"), enterprise_number=None) == email
    assert decided(taxed=False, wish=None) == email
    assert decided(taxed=False, wish=None, emails=()) == ("portal", "signer_known", "M001")
    assert decided(taxed=False, wish=Wish("email"), emails=()) == ("portal", "signer_known", "M001")
    by_post = ("post", "no_other", "École M001, Avenue de la Gare 7, 5500 Dinant")
    assert decided(taxed=False, wish=None, emails=(), has_signer=False) == by_post


def test_the_law_of_the_document_date_decides_not_the_law_of_today() -> None:
    before, from_then_on = (LAW.on(day, "structured_invoice_required") for day in (EVE, DAY))
    assert (before.value, from_then_on.value) == (False, True)


def test_each_rule_is_a_sentence_in_four_languages() -> None:
    rules = ("compulsory", "asked_peppol", "asked_email", "asked_portal", "asked_post", "email_known")
    every = (*rules, "signer_known", "no_other", "by_hand")
    told = {says(rule, language, "b") for rule in every for language in ("fr", "nl", "de", "en")}
    assert len(told) == 4 * len(every)
    assert says("by_hand", "nl", "op vraag van het lid") == "met de hand gekozen: op vraag van het lid"
