"""CODA is read whole or not at all: every character that proves it counts, and febelfin-coda reads the same."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import coda as febelfin
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from basicplus.demo.coda import Entry
from basicplus.errors import InvalidInput
from basicplus.invoicing.documents.ogm import ogm
from basicplus.invoicing.payments.bank_file import read_bank_file
from basicplus.invoicing.payments.statements import Movement, Statement
from tests.invoicing.payments import bank

DAY = bank.DAY
CONTENT = bank.coda(bank.page(*bank.SAMPLE))
AGAIN = "; nothing was imported; fetch the file from the bank again"


def movement(sequence: str, cents: int, **changes: object) -> Movement:
    given = {
        "sequence": sequence,
        "booked_on": DAY,
        "value_on": DAY,
        "amount_cents": cents,
        "counterparty_iban": bank.SCHOOL,
        "counterparty_name": "ECOLE LIBRE",
        "bank_reference": f"REF{abs(cents):014d}",
    }
    return Movement(**given | changes)


HOME = {"counterparty_iban": bank.HOME, "counterparty_name": "MAISON DE REPOS"}
NOBODY = {"counterparty_iban": "", "counterparty_name": ""}
READ = Statement(
    iban=bank.IBAN,
    number=12,
    opening_on=date(2025, 5, 4),
    closing_on=DAY,
    opening_cents=100000,
    closing_cents=377862,
    format="coda",
    movements=(
        movement("0001.0000", 175142, ogm="202600004236"),
        movement("0002.0000", 40000, ogm="202600004337", **HOME),
        movement("0003.0000", 53651, text="FACT 2026-000044 MERCI"),
        movement("0004.0000", 10319, text="***202/6000/04438***", **HOME),
        movement("0005.0000", -1250, text="FRAIS DE GESTION DU COMPTE", **NOBODY),
    ),
)


def read(*entries: Entry) -> tuple[Movement, ...]:
    [statement] = read_bank_file(bank.coda(bank.page(*entries)))
    return statement.movements


def refusal(content: bytes) -> str:
    with pytest.raises(InvalidInput) as told:
        read_bank_file(content)
    return str(told.value)


def test_a_statement_is_read_with_balances_payers_and_communications() -> None:
    assert read_bank_file(CONTENT) == [READ]


def test_several_files_in_one_are_several_statements() -> None:
    second = bank.page(bank.entry(1), number=13, opening_cents=377862, opening_on=DAY)
    found = read_bank_file(bank.coda(bank.page(*bank.SAMPLE), second))
    assert [(each.number, each.opening_cents, each.closing_cents) for each in found] == [
        (12, 100000, 377862),
        (13, 377862, 377863),
    ]


def test_files_that_somebody_put_together_are_read_too() -> None:
    second = bank.coda(bank.page(number=13, opening_cents=377862, opening_on=DAY))
    assert [each.number for each in read_bank_file(CONTENT + second)] == [12, 13]


def test_an_unknown_value_date_is_none() -> None:
    [found] = read(bank.entry(100, value_on=None))
    assert (found.booked_on, found.value_on) == (DAY, None)


def test_accents_are_those_of_windows_1252() -> None:
    [found] = read(bank.entry(100, name="École de l'Œuvre", text="Réf. n° 7 – 10 €"))
    assert (found.counterparty_name, found.text) == ("École de l'Œuvre", "Réf. n° 7 – 10 €")


def test_a_long_text_goes_on_over_the_records_of_the_movement() -> None:
    text = "A" * 50 + " " + "B" * 50 + " " + "C" * 40
    assert read(bank.entry(100, text=text))[0].text == text


def test_the_old_balance_may_be_below_zero() -> None:
    [statement] = read_bank_file(bank.coda(bank.page(bank.entry(100), opening_cents=-5000)))
    assert (statement.opening_cents, statement.closing_cents) == (-5000, -4900)


def test_a_wrong_structured_communication_stays_text() -> None:
    [found] = read(bank.entry(100, ogm="202600004237"))
    assert (found.ogm, found.text) == (None, "101202600004237")


DETAILS = (
    bank.entry(6000, code="50150000", ogm=ogm("2026000042")),
    bank.entry(4000, code="50150000", ogm=ogm("2026000043"), account=bank.HOME, name="MAISON DE REPOS"),
)


def test_the_details_of_a_globalised_entry_take_its_place_and_count_once() -> None:
    whole = bank.entry(10000, code="10150000", account="", details=DETAILS)
    assert read(whole) == (
        movement("0001.0001", 6000, ogm="202600004236"),
        movement("0001.0002", 4000, ogm="202600004337", **HOME),
    )


def test_details_that_do_not_make_up_their_entry_are_left_out() -> None:
    whole = bank.entry(10000, code="20150000", text="COLLECTIVE", details=DETAILS[:1])
    assert read(whole) == (movement("0001.0000", 10000, text="COLLECTIVE"),)


def test_the_details_of_a_single_entry_say_how_it_came_about_and_are_left_out() -> None:
    whole = bank.entry(10000, code="30150000", text="ETRANGER", details=(bank.entry(10000, code="80150000"),))
    assert read(whole) == (movement("0001.0000", 10000, text="ETRANGER"),)


def test_a_subtotal_gives_way_to_its_own_details() -> None:
    parts = (bank.entry(9000, code="70150000"), *(bank.entry(cents, code="90150000") for cents in (5000, 4000)))
    whole = bank.entry(10000, code="10150000", details=(*parts, bank.entry(1000, code="50150000")))
    assert [found.amount_cents for found in read(whole)] == [5000, 4000, 1000]


def test_free_text_goes_on_in_information_records() -> None:
    lines = bank.coda(bank.page(bank.entry(100, text="DEBUT"))).split(b"\r\n")
    more = f"3100010001{'REF':<21}001500000FIN DU TEXTE".ljust(124).encode() + b"0 0 "
    content = b"\r\n".join([*lines[:5], more, *lines[5:]])
    [statement] = read_bank_file(bank.replaced(content, 8, 17, "000006"))
    assert statement.movements[0].text == "DEBUT FIN DU TEXTE"


def test_the_statement_number_is_that_of_the_coded_statement_else_of_the_paper_one() -> None:
    without_code = bank.replaced(CONTENT, 2, 126, "000")
    assert read_bank_file(without_code)[0].number == 12
    assert read_bank_file(bank.replaced(without_code, 2, 3, "000"))[0].number == DAY.timetuple().tm_yday


def test_a_national_account_number_is_an_iban() -> None:
    old = f"10012539007547034 EUR{'':21}"[:42]
    content = bank.replaced(bank.replaced(CONTENT, 2, 1, old), 16, 5, old[5:])
    assert read_bank_file(content)[0].iban == bank.IBAN


LINES = len(CONTENT.split(b"\r\n")) - 1


@pytest.mark.parametrize("kept", range(1, LINES))
def test_a_truncated_file_is_refused_wherever_it_ends(kept: int) -> None:
    cut = b"\r\n".join(CONTENT.split(b"\r\n")[:kept])
    kind = cut.split(b"\r\n")[-1][:2].decode()
    last = kind if kind[0] in "23" else kind[0]
    missing = "a trailer (record 9) at the end: the file is truncated"
    assert refusal(cut) == f"line {kept}, file: found 'a record {last}'; {missing}{AGAIN}"


@pytest.mark.parametrize("line", range(2, LINES))
def test_a_file_in_which_a_record_is_missing_is_refused(line: int) -> None:
    assert refusal(bank.without(CONTENT, line)).endswith(AGAIN)


def test_a_wrong_new_balance_is_refused_with_the_difference() -> None:
    assert refusal(bank.replaced(CONTENT, 16, 43, "000000009999990")) == (
        "new balance of statement 12 of 2025: found '9999.99 EUR'; 1000.00 + movements 2778.62 EUR = 3778.62 EUR:"
        f" a difference of 6221.37 EUR{AGAIN}"
    )


@pytest.mark.parametrize(
    ("line", "first", "text", "told"),
    [
        (
            17,
            17,
            "000014",
            f"number of records: found '14'; 15 records are here: some are missing or too many{AGAIN}",
        ),
        (
            17,
            23,
            "000000000012510",
            "total of debit: found '12.51 EUR'; the movements make 12.50 EUR: a difference of 0.01 EUR" + AGAIN,
        ),
        (
            17,
            38,
            "000000002791110",
            "total of credit: found '2791.11 EUR'; the movements make 2791.12 EUR: a difference of -0.01 EUR"
            + AGAIN,
        ),
        (17, 128, "1", f"record 9: found '1'; another file must follow this one: the end is missing{AGAIN}"),
        (1, 128, "1", "version: found '1'; version 2 of CODA"),
        (2, 40, "USD", "currency of the account: found 'USD'; EUR: basicplus keeps accounts in euros"),
        (3, 116, "310225", f"entry date: found '310225'; a day as DDMMYY, or 000000{AGAIN}"),
        (3, 33, "00000000175142X", f"amount: found '00000000175142X'; digits{AGAIN}"),
        (
            3,
            33,
            "000000001751421",
            f"amount: found '0000000001751421'; 0 or 1 for the sign, and whole cents{AGAIN}",
        ),
        (4, 7, "0001", f"record: found '22 00010001'; a record 21 with the same sequence before it{AGAIN}"),
        (
            3,
            54,
            "5",
            f"transaction type: found '5'; one entry (type 0 to 3), then its details (5 to 9), under one sequence"
            f" number{AGAIN}",
        ),
        (
            16,
            5,
            "BE62510007547061",
            "account of the new balance: found 'BE62510007547061                  EUR';"
            f" the account of the old balance (BE68539007547034                  EUR){AGAIN}",
        ),
        (16, 58, "000000", f"day of the new balance: found '000000'; a day{AGAIN}"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(line: int, first: int, text: str, told: str) -> None:
    assert refusal(bank.replaced(CONTENT, line, first, text)) == f"line {line}, {told}"


def test_a_record_of_another_length_is_refused() -> None:
    assert refusal(CONTENT.replace(b"MERCI ", b"MERCI", 1)) == (
        f"line 9, record: found '127 characters'; a record has 128 characters in windows-1252{AGAIN}"
    )


def test_what_is_no_bank_file_is_refused() -> None:
    assert refusal(b"number;name\r\n") == "file: found 'number;name'; a CODA file, or a camt.053 message"
    assert refusal(b"") == "file: found ''; a CODA file, or a camt.053 message"


def by_febelfin(content: bytes) -> list[tuple[object, ...]]:
    """Read a file with another program, and tell what both say of it."""
    statements = febelfin.CODA(io.StringIO(content.decode("cp1252").replace("\r\n", "\n"))).statements
    return [
        (
            found.account,
            int(found.coda_sequence),
            found.old_balance_date,
            found.new_balance_date,
            int(found.old_balance * 100),
            int(found.new_balance * 100),
            [
                (
                    move.entry_date,
                    move.value_date,
                    int(move.amount * 100),
                    (move.counterparty_account or "")[:34].strip(),
                    (move.counterparty_name or "").strip(),
                    " ".join(move.communication.split()),
                    move.bank_reference.strip(),
                )
                for move in found.moves
            ],
        )
        for found in statements
    ]


def by_us(content: bytes) -> list[tuple[object, ...]]:
    return [
        (
            found.iban,
            found.number,
            found.opening_on,
            found.closing_on,
            found.opening_cents,
            found.closing_cents,
            [
                (
                    each.booked_on,
                    each.value_on,
                    each.amount_cents,
                    each.counterparty_iban,
                    each.counterparty_name,
                    each.ogm or each.text,
                    each.bank_reference,
                )
                for each in found.movements
            ],
        )
        for found in read_bank_file(content)
    ]


def test_another_program_reads_the_sample_the_same() -> None:
    assert by_us(CONTENT) == by_febelfin(CONTENT)


WORDS = st.text("ABCDEFGHIJ 0123456789éàçœ€/+.-", max_size=120).map(lambda text: " ".join(text.split()))
ENTRIES = st.builds(
    bank.entry,
    st.integers(-10_000_000, 10_000_000).filter(bool),
    text=WORDS,
    name=WORDS.map(lambda text: text[:35].strip()),
    value_on=st.dates(date(2025, 1, 1), date(2025, 12, 31)),
)


@settings(max_examples=60)
@given(st.lists(ENTRIES, max_size=12), st.integers(-10_000_000, 10_000_000), st.integers(1, 999))
def test_another_program_reads_any_statement_the_same(entries: list[Entry], opening: int, number: int) -> None:
    content = bank.coda(bank.page(*entries, opening_cents=opening, number=number))
    assert by_us(content) == by_febelfin(content)


@settings(max_examples=200)
@given(st.integers(0, len(CONTENT) - 1), st.binary(min_size=1, max_size=1))
def test_a_changed_digit_of_money_is_never_taken_for_another_amount(place: int, byte: bytes) -> None:
    content = CONTENT[:place] + byte + CONTENT[place + 1 :]
    try:
        found = read_bank_file(content)
    except InvalidInput:
        return
    assert [
        (each.opening_cents, each.closing_cents, sorted(one.amount_cents for one in each.movements))
        for each in found
    ] == [(100000, 377862, sorted(one.amount_cents for one in READ.movements))]


def test_reading_again_gives_the_same_content() -> None:
    [again] = read_bank_file(CONTENT)
    assert again.content_sha256 == READ.content_sha256
    assert replace(again, closing_cents=377863).content_sha256 != READ.content_sha256
