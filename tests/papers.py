"""Reads every PDF of a database: each mandatory mention, and the QR code that pays it.

`python -m tests.papers demo/basicplus.db` says how many were read and which lack something, and ends with 1 then.
"""

from __future__ import annotations

import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context

from sqlmodel import col, select

from basicplus.db import Database, ReadSession
from basicplus.invoicing import Document, Invoice
from basicplus.invoicing.documents.content import DocumentContent
from basicplus.invoicing.documents.rendering import PDF
from basicplus.store import open_store
from tests.invoicing.documents import mentions


def read(session: ReadSession) -> tuple[Counter[str], list[str]]:
    """Read every PDF of a group: how many there are of each kind, and which lack something."""
    query = (
        select(Document.content, Invoice.number, Invoice.content)
        .join(Invoice, col(Invoice.id) == Document.invoice_id)
        .where(Document.media_type == PDF)
        .execution_options(yield_per=100)
    )
    kinds, wrong = Counter[str](), list[str]()
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as readers:
        rows = iter(session.exec(query))
        # A few hundred at a time: the documents of a year are more than a process should hold.
        while batch := list(islice(rows, 400)):
            for kind, lacking in readers.map(_read_one, batch, chunksize=20):
                kinds[kind] += 1
                wrong += lacking
    return kinds, wrong


def _read_one(row: tuple[bytes, str, str]) -> tuple[str, list[str]]:
    drawn, number, stored = row
    content = DocumentContent.from_json(stored)
    kind = f"{content.purpose} {content.kind}"
    try:
        mentions.check(content, drawn)
    except AssertionError as error:
        return kind, [f"{number}: {error}"]
    return kind, []


def _read_database(database: Database) -> int:
    with database.reading() as session:
        kinds, wrong = read(session)
    print(f"{sum(kinds.values())} documents read: {dict(kinds)}; {len(wrong)} lack something.")
    for said in wrong:
        print(f"  {said}")
    return 1 if wrong or not kinds else 0


if __name__ == "__main__":
    sys.exit(_read_database(open_store(sys.argv[1])))
