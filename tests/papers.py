"""Reads every PDF of a database: each mandatory mention, and the QR code that pays it.

`python -m tests.papers demo/basicplus.db` says how many were read and which lack something, and ends with 1 then.
"""

from __future__ import annotations

import sys
from collections import Counter

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
        select(Document, Invoice.number, Invoice.content)
        .join(Invoice, col(Invoice.id) == Document.invoice_id)
        .where(Document.media_type == PDF)
        .execution_options(yield_per=100)
    )
    kinds, wrong = Counter[str](), []
    for document, number, stored in session.exec(query):
        content = DocumentContent.from_json(stored)
        kinds[f"{content.purpose} {content.kind}"] += 1
        try:
            mentions.check(content, document.content)
        except AssertionError as error:
            wrong.append(f"{number}: {error}")
        session.expunge(document)
    return kinds, wrong


def _read_database(database: Database) -> int:
    with database.reading() as session:
        kinds, wrong = read(session)
    print(f"{sum(kinds.values())} documents read: {dict(kinds)}; {len(wrong)} lack something.")
    for said in wrong:
        print(f"  {said}")
    return 1 if wrong or not kinds else 0


if __name__ == "__main__":
    sys.exit(_read_database(open_store(sys.argv[1])))
