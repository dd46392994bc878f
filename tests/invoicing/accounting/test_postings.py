"""What is posted of a document or a payment balances to zero, on the accounts that the accountant wants."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from basicplus.invoicing.accounting.accounts import Accounts
from basicplus.invoicing.accounting.postings import (
    Entry,
    Paid,
    Posting,
    document_entry,
    frozen,
    payment_entry,
    thawed,
)
from tests.invoicing.documents.cast import FORFAIT, REGIE, SCHOOL, credit_note, invoice, settlement

USUAL = Accounts({})
TAXED = replace(REGIE, agreement="2025-017", minutes=180, amount_cents=13686, vat_percent=21)
PAID = Paid(7, "payment", date(2026, 3, 2), 57027, "2026-000042", "M004", SCHOOL.name, "REF0001")


def posted(entry: Entry) -> list[tuple[str, int, str]]:
    return [(posting.account, posting.cents, posting.member) for posting in entry.postings]


def test_an_invoice_is_owed_by_the_member_and_earned_by_basis() -> None:
    entry = document_entry(invoice(), USUAL)
    assert posted(entry) == [
        ("400", 137592, "M004"),
        ("700", -57027, ""),
        ("701", -45000, ""),
        ("702", -35565, ""),
    ]
    assert (entry.kind, entry.journal, entry.number) == ("invoice", "VEN", "2026-000042")
    assert (entry.on, entry.due_on, entry.reference) == (date(2026, 2, 5), date(2026, 3, 7), "202600004236")


def test_vat_is_owed_to_the_state() -> None:
    content = invoice(FORFAIT, TAXED, total_cents=45000 + 13686 + 2874, vat_cents=2874)
    entry = document_entry(content, USUAL)
    assert posted(entry) == [("400", 61560, "M004"), ("701", -45000, ""), ("700", -13686, ""), ("451", -2874, "")]
    assert [posting.vat_percent for posting in entry.postings] == [None, 0, 21, None]


def test_a_credit_note_is_the_other_way_round_and_names_what_it_corrects() -> None:
    entry = document_entry(credit_note(), USUAL)
    assert posted(entry) == [("400", -57027, "M004"), ("700", 57027, "")]
    assert (entry.kind, entry.journal, entry.refers_to) == ("credit_note", "NCV", "2026-000042")


def test_a_settlement_posts_what_it_adds_and_what_it_takes_back() -> None:
    assert posted(document_entry(settlement(total_cents=188040), USUAL)) == [
        ("400", 188040, "M004"),
        ("700", -192375, ""),
        ("702", 4335, ""),
    ]


@pytest.mark.parametrize(
    ("mapped", "account"),
    [
        ({}, "700"),
        ({("basis", "time_spent"): "700100"}, "700100"),
        ({("basis", "time_spent"): "700100", ("profession", "prevention_advisor"): "700200"}, "700200"),
        ({("profession", "prevention_advisor"): "700200", ("pool", "CP"): "700300"}, "700300"),
        ({("pool", "DPO"): "700300"}, "700"),
    ],
)
def test_the_pool_decides_before_the_profession_and_that_before_the_basis(
    mapped: dict[tuple[str, str], str], account: str
) -> None:
    assert posted(document_entry(invoice(REGIE), Accounts(mapped)))[1] == (account, -57027, "")


def test_a_payment_is_money_in_the_bank_and_a_refund_is_not_any_more() -> None:
    entry = payment_entry([PAID], USUAL)
    assert posted(entry) == [("550", 57027, ""), ("400", -57027, "M004")]
    assert (entry.journal, entry.number, entry.refers_to, entry.reference) == (
        "FIN",
        "7",
        "2026-000042",
        "REF0001",
    )
    paid_back = replace(PAID, kind="refund", cents=-1000, document="NC2026-000003")
    assert posted(payment_entry([paid_back], USUAL)) == [("550", -1000, ""), ("400", 1000, "M004")]


@pytest.mark.parametrize(("cents", "account"), [(99, "659"), (-99, "659"), (100, "642"), (57027, "642")])
def test_what_is_written_off_is_a_loss_but_for_a_difference_of_less_than_one_euro(
    cents: int, account: str
) -> None:
    entry = payment_entry([replace(PAID, kind="write_off", cents=cents)], USUAL)
    assert posted(entry) == [(account, cents, ""), ("400", -cents, "M004")]
    assert entry.journal == "OD"


def test_a_set_off_is_within_the_account_of_the_member() -> None:
    first = replace(PAID, kind="set_off", cents=1000)
    second = replace(PAID, payment_id=8, kind="set_off", cents=-1000, document="NC2026-000003", pair_id=7)
    entry = payment_entry([first, second], USUAL)
    assert posted(entry) == [("400", -1000, "M004"), ("400", 1000, "M004")]
    assert entry.refers_to == "2026-000042 NC2026-000003"


def test_what_does_not_balance_is_no_entry() -> None:
    with pytest.raises(ValueError, match=r"invoice 2026-000042 does not balance: 0.01 EUR too much\."):
        document_entry(invoice(total_cents=137593), USUAL)
    with pytest.raises(ValueError, match="does not balance"):
        replace(payment_entry([PAID], USUAL), postings=(Posting("550", 1, ""),))


def test_frozen_entries_thaw_to_what_they_were() -> None:
    entries = [document_entry(content, USUAL) for content in (invoice(), credit_note())]
    entries.append(payment_entry([PAID], USUAL))
    assert thawed(frozen(entries)) == entries
