"""A bank file is taken whole, once and in its place (T11); what it surely pays is matched at once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from basicplus import groups
from basicplus.db import Database
from basicplus.errors import Conflict, InvalidInput
from basicplus.invoicing.payments import BankImport, BankMovement, BankStatement
from basicplus.verification import verify
from tests import cast
from tests.invoicing.payments import bank, parts

CODE = {1: "202500000165", 2: "202500000266", 3: "202500000367"}
NEXT = bank.DAY + timedelta(days=1)


def refusal(database: Database, content: bytes) -> str:
    """Import a file that is refused: nothing may change."""
    before = cast.contents(database)
    with pytest.raises((Conflict, InvalidInput)) as told:
        parts.take(database, content)
    assert cast.contents(database) == before
    return str(told.value)


def statement(number: int, opening_cents: int = 100000, *entries: bank.Entry, day: date = bank.DAY) -> bank.Page:
    given = {"opening_on": day - timedelta(days=1), "closing_on": day}
    return bank.page(*entries, number=number, opening_cents=opening_cents, **given)


def test_what_a_file_pays_is_matched_and_the_rest_waits(database: Database) -> None:
    parts.invoices(database)
    (one, first), (two, second), (three, third) = parts.TOTALS.items()
    done = parts.pay(
        database,
        bank.entry(first, ogm=CODE[1]),
        bank.entry(40000, text=f"***{CODE[2]}***"),
        bank.entry(third + 500, text="FACT 2025-000003"),
        bank.entry(-1250, account="", name="", text="FRAIS"),
    )
    assert (done.new, done.known, done.movements, done.unmatched, done.partly, done.remarks) == (
        ["statement 12 of 2025"],
        [],
        4,
        1,
        1,
        [],
    )
    assert done.matched == {"structured": 1, "free_text": 1, "invoice_number": 1}
    assert parts.standing(database) == [
        (one, 0, "paid"),
        (two, second - 40000, "partly_paid"),
        (three, 0, "paid"),
    ]
    assert parts.left(database) == [
        (first, 0),
        (40000, 0),
        (third + 500, 500),
        (-1250, -1250),
    ]


def test_what_the_bank_said_is_kept(database: Database) -> None:
    parts.pay(database, *bank.SAMPLE)
    with cast.reading(database) as session:
        [kept] = session.exec(select(BankStatement))
        movements = session.exec(select(BankMovement).order_by(col(BankMovement.position))).all()
    assert (kept.iban, kept.year, kept.number, kept.opening_cents, kept.closing_cents, kept.format) == (
        bank.IBAN,
        2025,
        12,
        100000,
        377862,
        "coda",
    )
    assert [(row.position, row.amount_cents, row.ogm, row.text) for row in movements] == [
        (1, 175142, "202600004236", ""),
        (2, 40000, "202600004337", ""),
        (3, 53651, None, "FACT 2026-000044 MERCI"),
        (4, 10319, None, "***202/6000/04438***"),
        (5, -1250, None, "FRAIS DE GESTION DU COMPTE"),
    ]
    assert movements[0].key == f"{bank.IBAN}/2025/12/0001.0000/REF00000000175142"


def test_a_payment_counts_from_the_day_of_its_movement_on(database: Database) -> None:
    parts.invoices(database)
    number, cents = next(iter(parts.TOTALS.items()))
    parts.pay(database, bank.entry(cents, ogm=CODE[1]))
    found = [parts.standing(database, day)[0] for day in (date(2025, 5, 4), bank.DAY)]
    assert found == [(number, cents, "issued"), (number, 0, "paid")]


def test_a_file_imported_twice_changes_nothing_and_says_so(database: Database) -> None:
    content = bank.coda(bank.page(*bank.SAMPLE))
    first = parts.take(database, content)
    before = cast.contents(database)
    again = parts.take(database, content)
    assert again == BankImport("may.cod", first.sha256, [], ["statement 12 of 2025"])
    assert cast.contents(database) == before


def test_a_file_with_known_and_new_statements_brings_the_new_ones(database: Database) -> None:
    parts.take(database, bank.coda(statement(12)))
    done = parts.take(database, bank.coda(statement(12), statement(13, day=NEXT)))
    assert (done.new, done.known) == (["statement 13 of 2025"], ["statement 12 of 2025"])


def test_the_same_statement_with_other_content_is_refused(database: Database) -> None:
    parts.take(database, bank.coda(statement(12, 100000, bank.entry(100))))
    told = refusal(database, bank.coda(statement(12, 100000, bank.entry(200))))
    assert told == (
        f"Account {bank.IBAN} has statement 12 of 2025 already, with other content;"
        " nothing was imported. Compare both with what the bank shows: one was changed, or numbered anew."
    )
    assert refusal(database, bank.coda(statement(13), statement(13, 100000, bank.entry(5)))).startswith(
        f"Account {bank.IBAN} has statement 13"
    )


def test_the_same_statement_in_another_format_is_known(database: Database) -> None:
    page = bank.page(*bank.SAMPLE)
    parts.take(database, bank.coda(page))
    again = [parts.take(database, bank.camt(page, version=version)) for version in ("02", "08")]
    assert [(done.new, done.known) for done in again] == [([], ["statement 12 of 2025"])] * 2


def test_a_dry_run_tells_the_same_and_keeps_nothing(database: Database) -> None:
    content = bank.coda(bank.page(*bank.SAMPLE))
    before = cast.contents(database)
    dry = parts.take(database, content, dry_run=True)
    assert cast.contents(database) == before
    assert parts.take(database, content) == dry


def test_an_account_that_is_not_the_groups_is_refused(database: Database) -> None:
    page = bank.Page(bank.HOME, "AUTRE", 12, bank.DAY, bank.DAY, 0)
    assert refusal(database, bank.coda(page)) == (
        f"account of statement 12 of 2025: found '{bank.HOME}'; the group's account is {bank.IBAN};"
        " nothing was imported"
    )


def test_an_account_that_the_group_had_is_read_on_when_it_has_another(database: Database) -> None:
    assert parts.take(database, bank.coda(statement(12))).new == ["statement 12 of 2025"]
    with cast.writing(database) as session:
        groups.change_group(session, groups.GroupChange(iban="BE71096123456769"))
    assert parts.take(database, bank.coda(statement(13))).new == ["statement 13 of 2025"]
    other = bank.Page(bank.HOME, "AUTRE", 12, bank.DAY, bank.DAY, 0)
    assert "the group's account is BE71096123456769" in refusal(database, bank.coda(other))


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        (
            bank.replaced(bank.coda(bank.page(*bank.SAMPLE)), 16, 43, "000000009999990"),
            "a difference of 6221.37 EUR",
        ),
        (bank.without(bank.coda(bank.page(*bank.SAMPLE)), 16, 17), "the file is truncated"),
        (bank.camt(bank.page(*bank.SAMPLE)).replace(b">3778.62<", b">3778.61<"), "a difference of -0.01 EUR"),
        (
            bank.coda(statement(12)) + bank.replaced(bank.coda(statement(13, day=NEXT)), 3, 43, "000000000100010"),
            "new balance of statement 13 of 2025",
        ),
    ],
)
def test_a_file_that_is_not_whole_leaves_nothing(database: Database, bad: bytes, told: str) -> None:
    assert told in refusal(database, bad)


def test_a_gap_is_refused_and_names_what_is_missing(database: Database) -> None:
    parts.take(database, bank.coda(statement(12)))
    assert refusal(database, bank.coda(statement(15, 90000, day=NEXT))) == (
        "A gap: statement 15 of 2025 begins with 900.00 EUR, but statement 12 of 2025 ended with 1000.00 EUR:"
        " -100.00 EUR between them, numbers 13 to 14 are missing; nothing was imported. Import what is missing"
        " first, or in the same file."
    )


def test_what_was_missing_may_come_in_the_same_file_in_any_order(database: Database) -> None:
    parts.take(database, bank.coda(statement(12)))
    between = statement(13, 100000, bank.entry(-10000), day=NEXT)
    done = parts.take(database, bank.coda(statement(14, 90000, day=NEXT), between))
    assert done.new == ["statement 13 of 2025", "statement 14 of 2025"]


def test_numbers_left_out_over_a_balance_that_goes_on_are_remarked(database: Database) -> None:
    parts.take(database, bank.coda(statement(12)))
    done = parts.take(database, bank.coda(statement(14, day=NEXT)))
    assert done.remarks == [
        "Between statement 12 of 2025 and statement 14 of 2025 the balance goes on, number 13 is missing."
    ]


def test_an_earlier_statement_must_lead_to_the_one_that_is_recorded(database: Database) -> None:
    parts.take(database, bank.coda(statement(12, day=NEXT)))
    assert refusal(database, bank.coda(statement(11, 90000))).startswith(
        "A gap: statement 12 of 2025 begins with 1000.00 EUR, but statement 11 of 2025 ended with 900.00 EUR"
    )
    assert parts.take(database, bank.coda(statement(11, 90000, bank.entry(10000)))).new == ["statement 11 of 2025"]


def test_an_overlap_is_refused(database: Database) -> None:
    parts.take(database, bank.coda(statement(12, day=NEXT)))
    week = bank.page(number=13, opening_on=date(2025, 5, 1), closing_on=date(2025, 5, 9))
    assert refusal(database, bank.coda(week)) == (
        "An overlap: statement 13 of 2025 begins on 2025-05-01, but statement 12 of 2025 ends on 2025-05-06 only;"
        " nothing was imported. Ask the bank for statements that follow one another."
    )


def test_numbers_begin_anew_with_the_year(database: Database) -> None:
    parts.take(database, bank.coda(statement(250, day=date(2025, 12, 31))))
    done = parts.take(database, bank.coda(statement(1, day=date(2026, 1, 2))))
    assert (done.new, done.remarks) == (["statement 1 of 2026"], [])


def test_what_is_imported_stands_up_to_verification(database: Database) -> None:
    first = parts.bill(database)[0]
    parts.pay(database, bank.entry(first.total_cents, ogm=CODE[1]), *bank.SAMPLE)
    with cast.reading(database) as session:
        assert verify(session, cast.GROUP).problems == []
