"""Which documents a movement pays: rules in order, no guess, and never more than is open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from basicplus.invoicing.documents.ogm import ogm
from basicplus.invoicing.payments.matching import (
    Allotment,
    Item,
    Ledger,
    Payment,
    numbers_in,
    ogms_in,
)

ONE, OTHER = 101, 102
ISSUED = date(2025, 4, 7)
ACCOUNT = "BE71096123456769"


def item(number: int, cents: int, member: int = ONE) -> Item:
    """An invoice or, below zero, a credit note; both are numbered from the same year."""
    if cents < 0:
        return Item(number, f"NC2025-{number:06d}", member, None, ISSUED, date(2025, 5, 7), cents)
    return Item(number, f"2025-{number:06d}", member, code(number), ISSUED, date(2025, 5, 7), cents)


def code(number: int) -> str:
    return ogm(f"2025{number:06d}")


ITEMS = (item(1, 10000), item(2, 4000), item(3, 2500), item(4, -1400), item(5, 10000, OTHER))


def match(
    payment: Payment, *items: Item, accounts: dict[str, set[int]] | None = None
) -> list[tuple[int, int, str]]:
    found = Ledger(items or ITEMS, accounts).match(payment)
    return [(each.invoice_id, each.cents, each.rule) for each in found]


@pytest.mark.parametrize(
    ("payment", "found"),
    [
        (Payment(10000, ogm=code(1)), [(1, 10000, "structured")]),
        (Payment(9999, ogm=code(1)), [(1, 9999, "structured")]),
        (Payment(10001, ogm=code(1)), [(1, 10000, "structured")]),
        (Payment(10000, text=f"merci {code(1)}"), [(1, 10000, "free_text")]),
        (Payment(10000, text="FACT 2025-000001"), [(1, 10000, "invoice_number")]),
        (Payment(10000, ogm=code(1), text=f"{code(1)} 2025-000001"), [(1, 10000, "structured")]),
        (Payment(10000, text="loyer de mai"), []),
        (Payment(10000, ogm=code(9)), []),
        (Payment(10000, text="FACT 2025-000009"), []),
    ],
)
def test_the_first_rule_that_finds_a_document_matches_it(payment: Payment, found: list[object]) -> None:
    assert match(payment) == found


def test_several_documents_are_paid_in_the_order_in_which_they_are_named() -> None:
    named = "2025-000002 + 2025-000001 + 2025-000003"
    assert match(Payment(16500, text=named)) == [
        (2, 4000, "invoice_number"),
        (1, 10000, "invoice_number"),
        (3, 2500, "invoice_number"),
    ]
    assert match(Payment(9000, text=named)) == [(2, 4000, "invoice_number"), (1, 5000, "invoice_number")]


def test_each_document_keeps_the_rule_that_found_it() -> None:
    payment = Payment(16500, ogm=code(1), text=f"{code(2)} et 2025-000003")
    assert match(payment) == [(1, 10000, "structured"), (2, 4000, "free_text"), (3, 2500, "invoice_number")]


def test_a_federation_pays_for_two_members() -> None:
    assert match(Payment(20000, text="2025-000001 2025-000005")) == [
        (1, 10000, "invoice_number"),
        (5, 10000, "invoice_number"),
    ]


def test_a_credit_note_that_is_deducted_counts_whole() -> None:
    assert match(Payment(8600, text="2025-000001 - NC2025-000004")) == [
        (4, -1400, "invoice_number"),
        (1, 10000, "invoice_number"),
    ]


def test_what_deducts_more_than_it_pays_is_not_matched() -> None:
    big = item(4, -9000)
    assert match(Payment(100, text="2025-000003 NC2025-000004"), item(3, 2500), big) == []


def test_a_credit_note_alone_is_not_paid_by_money_that_comes_in() -> None:
    assert match(Payment(1400, text="NC2025-000004")) == []


def test_money_that_goes_out_pays_a_credit_note_back() -> None:
    assert match(Payment(-1400, text="NC2025-000004")) == [(4, -1400, "invoice_number")]
    assert match(Payment(-1000, text="NC2025-000004")) == [(4, -1000, "invoice_number")]
    assert match(Payment(-1400, text="2025-000001")) == []


KNOWN = {ACCOUNT: {ONE}}


@pytest.mark.parametrize(
    ("payment", "found"),
    [
        (Payment(10000, ACCOUNT), [1]),
        (Payment(16500, ACCOUNT), [1, 2, 3]),
        (Payment(12500, ACCOUNT), [1, 3]),
        (Payment(8600, ACCOUNT), [1, 4]),
        (Payment(-1400, ACCOUNT), [4]),
        (Payment(10001, ACCOUNT), []),
        (Payment(10000, "BE62510007547061"), []),
        (Payment(10000, ""), []),
    ],
)
def test_the_exact_amount_from_a_known_account_is_matched(payment: Payment, found: list[int]) -> None:
    assert [(each, rule) for each, _, rule in match(payment, accounts=KNOWN)] == [
        (each, "account_and_amount") for each in found
    ]


def test_two_ways_to_make_an_amount_are_a_doubt() -> None:
    assert match(Payment(4000, ACCOUNT), item(1, 4000), item(2, 4000), accounts=KNOWN) == []
    assert match(Payment(4000, ACCOUNT), item(1, 4000), item(2, 3000), item(3, 1000), accounts=KNOWN) == []


def test_what_was_issued_after_the_payment_is_no_doubt() -> None:
    later = replace(item(2, 4000), issue_on=date(2025, 5, 6))
    for day, found in ((5, [(1, 4000, "account_and_amount")]), (6, [])):
        payment = Payment(4000, ACCOUNT, on=date(2025, 5, day))
        assert match(payment, item(1, 4000), later, accounts=KNOWN) == found


def test_an_account_of_two_members_is_a_doubt() -> None:
    assert match(Payment(4000, ACCOUNT), accounts={ACCOUNT: {ONE, OTHER}}) == []


def test_of_many_open_documents_one_or_all_are_tried() -> None:
    many = [item(number, 1000 + number) for number in range(1, 13)]
    assert len(match(Payment(sum(each.open_cents for each in many), ACCOUNT), *many, accounts=KNOWN)) == 12
    assert len(match(Payment(1005, ACCOUNT), *many, accounts=KNOWN)) == 1
    assert match(Payment(2003, ACCOUNT), *many, accounts=KNOWN) == []


def test_an_account_is_known_from_its_first_match_on() -> None:
    ledger = Ledger(ITEMS)
    assert ledger.match(Payment(4000, ACCOUNT)) == []
    assert ledger.match(Payment(10000, ACCOUNT, ogm=code(1))) == [Allotment(1, 10000, "structured")]
    assert ledger.match(Payment(4000, ACCOUNT)) == [Allotment(2, 4000, "account_and_amount")]


def test_what_names_a_paid_document_is_not_matched_by_its_amount() -> None:
    ledger = Ledger((item(1, 0), item(2, 4000)), KNOWN)
    assert ledger.match(Payment(4000, ACCOUNT, ogm=code(1))) == []


@pytest.mark.parametrize(
    "written",
    [
        "+++202/6000/04236+++",
        "***202/6000/04236***",
        "+++ 202 / 6000 / 04236 +++",
        "202 6000 04236",
        "202600004236",
        "COM:202600004236 MERCI",
        "202-6000-04236",
        "202.6000.04236",
    ],
)
def test_communications_are_found_however_they_are_written(written: str) -> None:
    assert ogms_in(written) == ["202600004236"]


@pytest.mark.parametrize("written", ["202600004237", "1202600004236", "2026000042361", "202/6000/0423", ""])
def test_what_only_looks_like_a_communication_is_none(written: str) -> None:
    assert ogms_in(written) == []


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("FACT 2026-000044 MERCI", ["2026-000044"]),
        ("fact2026/000044", ["2026-000044"]),
        ("2026 000044, 2026.000045", ["2026-000044", "2026-000045"]),
        ("2026000044", ["2026-000044"]),
        ("nc 2026-000003", ["NC2026-000003"]),
        ("2026-44", []),
        ("12026-000044", []),
        ("2026-0000441", []),
    ],
)
def test_numbers_are_found_however_they_are_written(written: str, found: list[str]) -> None:
    assert numbers_in(written) == found


AMOUNTS = st.integers(-3000, 20000).filter(bool)


@settings(max_examples=200)
@given(
    st.lists(AMOUNTS, min_size=1, max_size=6),
    st.lists(st.tuples(AMOUNTS, st.lists(st.integers(1, 6), max_size=3)), max_size=8),
)
def test_never_more_is_matched_than_came_in_or_than_is_open(
    opened: list[int], payments: list[tuple[int, list[int]]]
) -> None:
    items = [item(number, cents) for number, cents in enumerate(opened, start=1)]
    numbers = {each.invoice_id: each.number for each in items}
    ledger = Ledger(items, KNOWN)
    for cents, named in payments:
        before = dict(ledger.open)
        found = ledger.match(Payment(cents, ACCOUNT, text=" ".join(numbers.get(each, "") for each in named)))
        matched = sum(each.cents for each in found)
        assert 0 <= matched <= cents or cents <= matched <= 0
        for each in found:
            left = ledger.open[each.invoice_id]
            assert before[each.invoice_id] == left + each.cents
            assert abs(left) <= abs(before[each.invoice_id])
            assert left * before[each.invoice_id] >= 0
