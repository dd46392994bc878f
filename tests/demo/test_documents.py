"""The documents of the demonstration year say all they must, and can be paid with a phone."""

from __future__ import annotations

import json

from sqlmodel import col, select

from basicplus.db import Database
from basicplus.invoicing import Document, Invoice
from basicplus.invoicing.documents.content import DocumentContent
from tests import cast
from tests.invoicing.documents import mentions


def test_one_document_of_each_kind_and_language_says_all_it_must(demo_database: Database) -> None:
    kinds: dict[tuple[object, ...], tuple[str, bytes]] = {}
    with cast.reading(demo_database) as session:
        query = select(Invoice, Document).join(Document, col(Document.invoice_id) == Invoice.id)
        for invoice, document in session.exec(query):
            content = json.loads(invoice.content)
            kind = (invoice.kind, invoice.purpose, content["language"], bool(content["hours"]))
            kinds.setdefault(kind, (invoice.content, document.content))
    assert {kind[:2] for kind in kinds} >= {("invoice", "periodic"), ("credit_note", "periodic")}
    assert {kind[1] for kind in kinds} == {"periodic", "settlement"}
    for stored, drawn in kinds.values():
        mentions.check(DocumentContent.from_json(stored), drawn)
