"""Hands batches to the accountant: each document and payment once, and the same bytes whenever asked again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import BinaryIO

from sqlmodel import col, func, select

from basicplus import journal
from basicplus.canonical import canonical_json
from basicplus.db import GroupSession, WriteSession, get, pick
from basicplus.errors import Conflict, NotFound
from basicplus.invoicing.accounting.files import neutral_csv, winbooks_csv, write_zip
from basicplus.invoicing.accounting.gathering import gather
from basicplus.invoicing.accounting.models import AccountingExport, ExportedItem
from basicplus.invoicing.accounting.postings import SALES, Entry, frozen, thawed
from basicplus.invoicing.documents.rendering import EXTENSIONS
from basicplus.invoicing.models import Document, Invoice

ZIP = "documents.zip"
FORMATS: Mapping[str, tuple[str, ...]] = {
    "neutral": ("sales.csv", "payments.csv"),
    "winbooks": ("winbooks.csv",),
    "ubl": (ZIP,),
}
"""The files of each format; the zip holds every document with its PDF and its UBL."""

# Writes a file where it is told, or nowhere, and returns its SHA-256.
Writer = Callable[[BinaryIO | None], str]


@dataclass(frozen=True)
class Batch:
    """A batch as it was handed over: how many documents and payments, and the SHA-256 of each file."""

    number: int
    until_on: date
    documents: int
    payments: int
    files: dict[str, str]


def export_accounting(session: WriteSession, until_on: date) -> AccountingExport:
    """Put every document and payment dated before `until_on` that no batch has into a new one, and lock it there.

    Raises Conflict when there is nothing new.
    """
    gathered = gather(session, until_on)
    if not gathered.entries:
        raise Conflict(f"No document or payment dated before {until_on} is left to export.")
    last = session.exec(select(func.max(AccountingExport.number))).one()
    number, seq = (last or 0) + 1, journal.first_seq(session)
    writers = _writers(session, number, gathered.entries, gathered.invoice_ids)
    row = AccountingExport(
        journal_seq=seq,
        number=number,
        until_on=until_on,
        documents=len(gathered.invoice_ids),
        payments=len(gathered.payment_ids),
        content=frozen(gathered.entries),
        files=canonical_json({name: write(None) for name, write in writers.items()}),
    )
    session.add(row)
    session.flush()
    of_batch = partial(ExportedItem, journal_seq=seq, export_id=row.id)
    session.add_all(of_batch(invoice_id=each) for each in gathered.invoice_ids)
    session.add_all(of_batch(payment_id=each) for each in gathered.payment_ids)
    session.flush()
    journal.record(
        session,
        "export accounting",
        f"batch {number}",
        until_on=until_on,
        documents=row.documents,
        payments=row.payments,
        files=json.loads(row.files),
    )
    return row


def batches(session: GroupSession) -> list[Batch]:
    """Return the batches handed over, the latest first."""
    query = select(AccountingExport).order_by(col(AccountingExport.number).desc())
    return [_batch(row) for row in session.exec(query)]


def batch_numbered(session: GroupSession, number: int) -> Batch:
    """Return one batch; raises NotFound when there is none."""
    return _batch(_row(session, number))


def write_batch_file(session: GroupSession, number: int, name: str, out: BinaryIO) -> None:
    """Write a file of a batch, as it was handed over.

    Raises NotFound for an unknown batch or file, and Conflict when what is stored, or this version of the
    program, makes it otherwise than it was: then nothing of it should be used.
    """
    row = _row(session, number)
    handed_over = json.loads(row.files)
    if name not in handed_over:
        raise NotFound(f"Batch {number} has no file {name}; it has {', '.join(sorted(handed_over))}.")
    write = _writers_of(session, row)[name]
    if write(None) != handed_over[name]:
        raise Conflict(f"File {name} of batch {number} is not what was handed over: see `basicplus verify`.")
    write(out)


def broken_batches(session: GroupSession) -> Iterator[str]:
    """Make the files of every batch again and name those that are not the same."""
    for row in session.exec(select(AccountingExport).order_by(col(AccountingExport.number))):
        writers, handed_over = _writers_of(session, row), json.loads(row.files)
        for name in sorted(handed_over):
            if name not in writers or writers[name](None) != handed_over[name]:
                yield f"accounting batch {row.number}: {name} is not what was handed over"


def _writers_of(session: GroupSession, row: AccountingExport) -> dict[str, Writer]:
    query = (
        pick(Invoice.id)
        .join(ExportedItem, col(ExportedItem.invoice_id) == Invoice.id)
        .where(ExportedItem.export_id == row.id)
        .order_by(Invoice.issue_on, Invoice.number)
    )
    invoice_ids = [row_id for (row_id,) in session.rows(query)]
    return _writers(session, row.number, thawed(row.content), invoice_ids)


def _writers(
    session: GroupSession, number: int, entries: Sequence[Entry], invoice_ids: Sequence[int]
) -> dict[str, Writer]:
    sales = [entry for entry in entries if entry.kind in SALES]
    paid = [entry for entry in entries if entry.kind not in SALES]
    return {
        "sales.csv": partial(_write, neutral_csv(number, sales)),
        "payments.csv": partial(_write, neutral_csv(number, paid)),
        "winbooks.csv": partial(_write, winbooks_csv(entries)),
        ZIP: lambda out: write_zip(_documents(session, invoice_ids), out),
    }


def _write(content: bytes, out: BinaryIO | None) -> str:
    if out is not None:
        out.write(content)
    return hashlib.sha256(content).hexdigest()


def _documents(session: GroupSession, invoice_ids: Sequence[int]) -> Iterator[tuple[str, bytes]]:
    """Read the files of documents one after the other, in the order of their numbers."""
    for start in range(0, len(invoice_ids), 50):
        query = (
            pick(Invoice.number, Document.media_type, Document.content)
            .join(Document, col(Document.invoice_id) == Invoice.id)
            .where(col(Invoice.id).in_(invoice_ids[start : start + 50]))
            .order_by(Invoice.issue_on, Invoice.number, Document.media_type)
        )
        for number, media_type, content in session.rows(query):
            yield f"{number}.{EXTENSIONS[media_type]}", content


def _row(session: GroupSession, number: int) -> AccountingExport:
    return get(session, AccountingExport, f"accounting batch {number}", number=number)


def _batch(row: AccountingExport) -> Batch:
    return Batch(row.number, row.until_on, row.documents, row.payments, json.loads(row.files))
