"""camt.053 is read whole or not at all, version 02 as 08, and says what CODA says of the same movements."""

from __future__ import annotations

from dataclasses import replace

import pytest

from basicplus.errors import InvalidInput
from basicplus.invoicing.documents.ogm import ogm
from basicplus.invoicing.payments.bank_file import read_bank_file
from basicplus.invoicing.payments.statements import Movement
from tests.invoicing.payments import bank

AGAIN = "; nothing was imported; fetch the file from the bank again"
VERSIONS = ("02", "08")
PAGE = bank.page(*bank.SAMPLE)


def refusal(content: bytes) -> str:
    with pytest.raises(InvalidInput) as told:
        read_bank_file(content)
    return str(told.value)


def changed(old: str, new: str, version: str = "08") -> bytes:
    content = bank.camt(PAGE, version=version)
    assert old.encode() in content
    return content.replace(old.encode(), new.encode(), 1)


def read(*entries: bank.Entry, version: str = "08") -> tuple[Movement, ...]:
    [statement] = read_bank_file(bank.camt(bank.page(*entries), version=version))
    return statement.movements


@pytest.mark.parametrize("version", VERSIONS)
def test_both_versions_say_what_coda_says(version: str) -> None:
    [by_coda] = read_bank_file(bank.coda(PAGE))
    [by_camt] = read_bank_file(bank.camt(PAGE, version=version))
    numbered = tuple(
        replace(each, sequence=f"{place:04d}") for place, each in enumerate(by_coda.movements, start=1)
    )
    assert by_camt == replace(by_coda, format=f"camt.053.001.{version}", movements=numbered)


@pytest.mark.parametrize("version", VERSIONS)
def test_what_is_not_booked_yet_is_left_out(version: str) -> None:
    content = bank.camt(PAGE, version=version, pending=[bank.entry(99999)])
    assert [each.amount_cents for each in read_bank_file(content)[0].movements] == [
        175142,
        40000,
        53651,
        10319,
        -1250,
    ]


PARTS = (
    bank.entry(6000, ogm=ogm("2026000042"), reference="A1"),
    bank.entry(4000, ogm=ogm("2026000043"), reference="A2", account=bank.HOME, name="MAISON DE REPOS"),
)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_batch_is_its_transactions_and_counts_once(version: str) -> None:
    first, second = read(bank.entry(10000, details=PARTS), version=version)
    assert (first.sequence, first.amount_cents, first.ogm, first.bank_reference, first.counterparty_iban) == (
        "0001.1",
        6000,
        "202600004236",
        "A1",
        bank.SCHOOL,
    )
    assert (second.sequence, second.amount_cents, second.ogm, second.bank_reference, second.counterparty_iban) == (
        "0001.2",
        4000,
        "202600004337",
        "A2",
        bank.HOME,
    )


@pytest.mark.parametrize("version", VERSIONS)
def test_a_batch_whose_transactions_do_not_make_it_up_stays_whole_with_all_communications(version: str) -> None:
    texts = tuple(bank.entry(cents, text=f"2026-0000{cents}") for cents in (42, 43))
    [found] = read(bank.entry(10000, details=texts), version=version)
    assert (found.sequence, found.amount_cents, found.text) == ("0001", 10000, "2026-000042 2026-000043")


def test_several_communications_are_all_kept() -> None:
    kind = "<Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry><Issr>{}</Issr></Tp>"
    reference = f"<Strd><CdtrRefInf>{kind}<Ref>{{}}</Ref></CdtrRefInf></Strd>"
    more = reference.format("BBA", "+++202/6000/04337+++") + reference.format("ISO", "RF18539007547034")
    content = changed("</Strd>", f"</Strd>{more}")
    first = read_bank_file(content)[0].movements[0]
    assert (first.ogm, first.text) == ("202600004236", "+++202/6000/04337+++ RF18539007547034")


def test_a_missing_value_date_is_none_and_times_are_days() -> None:
    content = changed("<ValDt><Dt>2025-05-05</Dt></ValDt>", "")
    dated = content.replace(
        b"<BookgDt><Dt>2025-05-05</Dt></BookgDt>", b"<BookgDt><DtTm>2025-05-05T10:00:00</DtTm></BookgDt>"
    )
    first = read_bank_file(dated)[0].movements[0]
    assert (first.booked_on, first.value_on) == (bank.DAY, None)


def test_several_statements_in_one_message() -> None:
    second = bank.page(number=13, opening_cents=377862, opening_on=bank.DAY)
    assert [each.number for each in read_bank_file(bank.camt(PAGE, second))] == [12, 13]


def test_a_statement_without_number_is_counted_by_its_day() -> None:
    content = changed("<ElctrncSeqNb>12</ElctrncSeqNb>", "")
    assert read_bank_file(content)[0].number == bank.DAY.timetuple().tm_yday


def test_a_wrong_new_balance_is_refused_with_the_difference() -> None:
    assert refusal(changed(">3778.62<", ">9999.99<")) == (
        "new balance of statement 12 of 2025: found '9999.99 EUR'; 1000.00 + movements 2778.62 EUR = 3778.62 EUR:"
        f" a difference of 6221.37 EUR{AGAIN}"
    )


def test_a_truncated_message_is_refused() -> None:
    content = bank.camt(PAGE)
    for kept in range(1, len(content), 997):
        assert refusal(content[:kept]).endswith(f"a whole XML message: this one is cut off or broken{AGAIN}")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("053.001.08", "053.001.10", "message: found 'camt.053.001.10'; one of camt.053.001.02, camt.053.001.08"),
        ("<Cd>OPBD</Cd>", "<Cd>ITBD</Cd>", f"balance: found 'nothing'; a balance OPBD with its day{AGAIN}"),
        (
            'Ccy="EUR">1751.42',
            'Ccy="USD">1751.42',
            "currency: found 'USD'; EUR: basicplus keeps accounts in euros",
        ),
        (">1751.42<", ">1751,42<", f"amount: found '1751,42'; euros with at most two decimals, as 1234.50{AGAIN}"),
        (
            ">1751.42<",
            ">1751.425<",
            f"amount: found '1751.425'; euros with at most two decimals, as 1234.50{AGAIN}",
        ),
        ("CRDT</CdtDbtInd><Sts>", "PLUS</CdtDbtInd><Sts>", f"CdtDbtInd: found 'PLUS'; CRDT or DBIT{AGAIN}"),
        (
            "<Dt>2025-05-05</Dt></BookgDt>",
            "<Dt>5 May</Dt></BookgDt>",
            "BookgDt: found '5 May'; a day as 2026-12-31",
        ),
    ],
)
def test_what_is_wrong_is_named(old: str, new: str, told: str) -> None:
    assert told in refusal(changed(old, new))


@pytest.mark.parametrize(
    ("summary", "told"),
    [
        (
            "<TtlNtries><NbOfNtries>4</NbOfNtries></TtlNtries>",
            "number of entries (TtlNtries): found '4'; 5 entries",
        ),
        ("<TtlDbtNtries><Sum>12.51</Sum></TtlDbtNtries>", "sum of entries (TtlDbtNtries): found '12.51 EUR'"),
        ("<TtlCdtNtries><NbOfNtries>5</NbOfNtries></TtlCdtNtries>", "number of entries (TtlCdtNtries): found '5'"),
    ],
)
def test_a_summary_that_the_entries_do_not_make_is_refused(summary: str, told: str) -> None:
    assert told in refusal(changed("<Ntry>", f"<TxsSummry>{summary}</TxsSummry><Ntry>"))


def test_a_summary_that_holds_is_fine() -> None:
    summary = (
        "<TxsSummry><TtlNtries><NbOfNtries>5</NbOfNtries></TtlNtries><TtlDbtNtries><Sum>12.5</Sum></TtlDbtNtries>"
    )
    [statement] = read_bank_file(changed("<Ntry>", f"{summary}</TxsSummry><Ntry>"))
    assert len(statement.movements) == 5


def test_entities_are_not_expanded_and_no_address_is_opened() -> None:
    doctype = '<!DOCTYPE Document [<!ENTITY x SYSTEM "file:///etc/hostname">]><Document '
    assert refusal(changed("<Document ", doctype)) == (
        "file: found 'a DOCTYPE'; a bank's message has none; do not use this file"
    )


def test_a_message_without_statement_is_refused() -> None:
    assert refusal(bank.camt()) == f"file: found 'no statement'; at least one statement (Stmt){AGAIN}"
