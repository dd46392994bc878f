"""Batches: everything once, locked from then on, and the same bytes whenever they are asked for again."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections import defaultdict
from datetime import date

import pytest
import sqlalchemy
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from basicplus import invoicing, journal
from basicplus.db import Database
from basicplus.errors import Conflict, InvalidInput, NotFound
from basicplus.invoicing import accounting, payments
from basicplus.invoicing.accounting import AccountMappingCreate, Batch, ExportedItem
from basicplus.invoicing.accounting.models import AccountingExport
from basicplus.invoicing.accounting.postings import Entry, thawed
from basicplus.members import Member
from basicplus.verification import verify
from tests import cast
from tests.invoicing.payments import bank, parts

MAY, JUNE = date(2025, 5, 1), date(2025, 6, 1)
ONE, TWO, THREE = "2025-000001", "2025-000002", "2025-000003"
ALL_FILES = sorted(name for names in accounting.FORMATS.values() for name in names)


@pytest.fixture
def billed(database: Database) -> Database:
    """Three invoices of 7 April, the first credited in May and the third paid in May."""
    third = parts.bill(database)[2]
    with cast.writing(database) as session:
        invoicing.credit(session, ONE, date(2025, 5, 6), "Mauvais membre")
    parts.pay(database, bank.entry(third.total_cents, ogm=third.ogm))
    return database


def export(database: Database, until_on: date) -> Batch:
    with cast.writing(database) as session:
        number = accounting.export_accounting(session, until_on).number
    with cast.reading(database) as session:
        return accounting.batch_numbered(session, number)


def file_of(database: Database, number: int, name: str) -> bytes:
    out = io.BytesIO()
    with cast.reading(database) as session:
        accounting.write_batch_file(session, number, name, out)
    return out.getvalue()


def entries(database: Database, number: int) -> list[Entry]:
    with cast.reading(database) as session:
        row = session.exec(select(AccountingExport).where(AccountingExport.number == number)).one()
    return thawed(row.content)


def posted(database: Database, number: int) -> list[tuple[str, str]]:
    return [(entry.kind, entry.refers_to or entry.number) for entry in entries(database, number)]


def problems(database: Database) -> list[dict[str, str]]:
    with cast.reading(database) as session:
        return verify(session, cast.GROUP).problems


def test_a_batch_takes_what_is_dated_before_its_day_and_the_next_one_the_rest(billed: Database) -> None:
    first = export(billed, MAY)
    assert (first.number, first.documents, first.payments) == (1, 3, 0)
    assert posted(billed, 1) == [("invoice", ONE), ("invoice", TWO), ("invoice", THREE)]
    second = export(billed, JUNE)
    assert (second.number, second.documents, second.payments) == (2, 1, 1)
    assert posted(billed, 2) == [("credit_note", ONE), ("payment", THREE)]
    with pytest.raises(Conflict, match="No document or payment dated before 2025-06-01 is left to export"):
        export(billed, JUNE)
    with cast.reading(billed) as session:
        assert accounting.batches(session) == [second, first]


def test_what_comes_later_with_an_earlier_date_is_in_the_next_batch(billed: Database) -> None:
    export(billed, JUNE)
    with cast.reading(billed) as session:
        [paid] = payments.payments(session)
    parts.done(billed, payments.undo_payment, paid.id, "wrong member")
    batch = export(billed, JUNE)
    assert (batch.documents, batch.payments) == (0, 1)
    [entry] = entries(billed, 2)
    assert [(posting.account, posting.cents) for posting in entry.postings] == [
        ("550", -paid.amount_cents),
        ("400", paid.amount_cents),
    ]


def test_the_account_of_each_member_says_what_is_open_of_its_documents(billed: Database) -> None:
    parts.done(billed, payments.write_off, TWO, date(2025, 5, 20), "insolvent", 5000)
    with cast.writing(billed) as session:
        invoicing.credit(session, THREE, date(2025, 5, 8), "Double emploi")
        invoicing.issue_run(session, parts.parse_period("2025-04"), date(2025, 5, 8), only=["M001", "M003"])
    parts.done(billed, payments.set_off, "NC2025-000002", "2025-000005", date(2025, 5, 9))
    export(billed, JUNE)
    assert posted(billed, 1)[-3:] == [
        ("payment", THREE),
        ("set_off", "2025-000005 NC2025-000002"),
        ("write_off", TWO),
    ]
    balance: dict[str, int] = defaultdict(int)
    for posting in (posting for entry in entries(billed, 1) for posting in entry.postings):
        balance[posting.member or posting.account] += posting.cents
    with cast.reading(billed) as session:
        numbers = {row.id: row.number for row in session.exec(select(Member))}
        still_open: dict[str, int] = defaultdict(int)
        for each in payments.receivables(session, JUNE):
            still_open[numbers[each.member_id]] += each.open_cents
    assert sum(balance.values()) == 0
    assert {number: balance[number] for number in still_open} == still_open


def test_a_batch_written_again_is_the_same_bytes(billed: Database) -> None:
    batch = export(billed, JUNE)
    assert sorted(batch.files) == ALL_FILES
    before = {name: file_of(billed, 1, name) for name in batch.files}
    parts.done(billed, accounting.map_account, AccountMappingCreate(product="receivable", account="400000"))
    with cast.writing(billed) as session:
        invoicing.credit(session, TWO, date(2025, 5, 9), "Mauvais montant")
    export(billed, JUNE)
    assert {name: file_of(billed, 1, name) for name in batch.files} == before
    assert {name: hashlib.sha256(content).hexdigest() for name, content in before.items()} == batch.files
    assert {entry.postings[0].account for entry in entries(billed, 2)} == {"400000"}
    with zipfile.ZipFile(io.BytesIO(before["documents.zip"])) as archive:
        assert archive.namelist() == [
            f"{number}.{kind}" for number in (ONE, TWO, THREE, "NC2025-000001") for kind in ("pdf", "xml")
        ]
    assert problems(billed) == []


def test_a_document_or_a_payment_is_never_in_two_batches(billed: Database) -> None:
    export(billed, JUNE)
    with cast.reading(billed) as session:
        items = list(session.exec(select(ExportedItem).order_by(col(ExportedItem.id))))
    assert len(items) == 5
    for item in (items[0], items[-1]):
        fields = item.model_dump(exclude={"id"})
        with pytest.raises(IntegrityError), billed.engine.begin() as connection:
            connection.execute(sqlalchemy.insert(ExportedItem.__table__).values(**fields))  # type: ignore[attr-defined]


def test_a_batch_that_was_touched_is_named_and_not_given(billed: Database) -> None:
    export(billed, JUNE)
    with billed.engine.begin() as connection:
        table = AccountingExport.__table__  # type: ignore[attr-defined]
        content = connection.execute(sqlalchemy.select(table.c.content)).scalar_one()
        changed = content.replace('"account":"400"', '"account":"401"')
        connection.execute(table.update().values(content=changed))
    told = [(each["check"], each["problem"]) for each in problems(billed)]
    assert ("seals", "accounting batch 1: its content does not match its seal") in told
    assert [problem for check, problem in told if check == "accounting"] == [
        f"accounting batch 1: {name} is not what was handed over" for name in ("payments.csv", "sales.csv")
    ]
    with pytest.raises(Conflict, match=r"File sales\.csv of batch 1 is not what was handed over"):
        file_of(billed, 1, "sales.csv")


def test_what_is_not_there_is_not_found(billed: Database) -> None:
    export(billed, JUNE)
    with pytest.raises(NotFound, match="accounting batch 2"):
        file_of(billed, 2, "sales.csv")
    with pytest.raises(NotFound, match=r"Batch 1 has no file x\.csv; it has documents\.zip, payments\.csv"):
        file_of(billed, 1, "x.csv")


def test_the_journal_tells_what_was_handed_over(billed: Database) -> None:
    batch = export(billed, JUNE)
    with cast.reading(billed) as session:
        [entry] = [each for each in journal.entries(session) if each.act == "export accounting"]
    told = json.loads(entry.detail)
    assert (entry.subject, told["documents"], told["payments"], told["files"]) == ("batch 1", 4, 1, batch.files)


def test_an_account_is_mapped_for_a_product_that_there_is(database: Database) -> None:
    for product, key, account in (
        ("pool", "CP", "700300"),
        ("pool", "CP", "700310"),
        ("profession", "lawyer", "700900"),
        ("journal", "sales", "V1"),
    ):
        given = AccountMappingCreate(product=product, key=key, account=account)  # type: ignore[arg-type]
        with cast.writing(database) as session:
            accounting.map_account(session, given)
    with cast.reading(database) as session:
        assert accounting.accounts_of(session).listed() == [
            ("receivable", "", "400"),
            ("basis", "flat_fee", "701"),
            ("basis", "pro_rata", "702"),
            ("basis", "time_spent", "700"),
            ("profession", "lawyer", "700900"),
            ("pool", "CP", "700310"),
            ("vat", "", "451"),
            ("bank", "", "550"),
            ("write_off", "", "642"),
            ("rounding", "", "659"),
            ("journal", "bank", "FIN"),
            ("journal", "credit_notes", "NCV"),
            ("journal", "other", "OD"),
            ("journal", "sales", "V1"),
        ]


@pytest.mark.parametrize(
    ("product", "key", "said"),
    [
        ("pool", "NONE", "key: found 'NONE'; one of CP, CPT, DPO"),
        ("basis", "", "key: found ''; one of time_spent, flat_fee, pro_rata"),
        ("profession", "", "key: found ''; name the profession"),
        ("vat", "21", "key: found '21'; vat has one account: give no key"),
    ],
)
def test_an_account_of_nothing_is_refused(database: Database, product: str, key: str, said: str) -> None:
    given = AccountMappingCreate(product=product, key=key, account="1")  # type: ignore[arg-type]
    with pytest.raises(InvalidInput) as refused, cast.writing(database) as session:
        accounting.map_account(session, given)
    assert str(refused.value).startswith(said)
