"""Writes what leaves the group: the issued documents of a year, and the proof that they are at cost."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from basicplus import groups, invoicing
from basicplus.assignments import Agreement
from basicplus.db import ReadSession, pick
from basicplus.errors import NotFound
from basicplus.invoicing import Document, Invoice, InvoiceLine
from basicplus.invoicing.documents.rendering import EXTENSIONS

AT_COST_FORMAT = "basicplus-at-cost-2"


def export_documents(
    session: ReadSession, year: int, folder: Path, progress: Callable[[int], None] = lambda _done: None
) -> int:
    """Write the files of every document about a year to `folder`, as issued, with a manifest.

    Return how many documents they are; each is a PDF, and a UBL beside it where its buyer can be sent one.
    """
    files: dict[str, str] = {}
    query = (
        select(Document, Invoice.number)
        .join(Invoice, col(Invoice.id) == Document.invoice_id)
        .where(col(Invoice.id).in_(select(InvoiceLine.invoice_id).where(InvoiceLine.year == year)))
        .order_by(col(Invoice.number), col(Document.id))
        .execution_options(yield_per=100)
    )
    for document, number in session.exec(query):
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{number}.{EXTENSIONS[document.media_type]}"
        (folder / name).write_bytes(document.content)
        files[name] = number
        session.expunge(document)
        progress(1)
    if not files:
        raise NotFound(f"No document was issued for {year} yet.")
    (folder / "manifest.json").write_text(json.dumps({"year": year, "files": files}, indent=1), "utf-8")
    return len(set(files.values()))


def export_at_cost(session: ReadSession, year: int) -> dict[str, Any]:
    """Return the proof of a year with the documents behind every sum billed; see docs/at-cost.md."""
    billed: dict[str, list[dict[str, Any]]] = defaultdict(list)
    query = (
        pick(
            Agreement.number,
            col(Invoice.number),
            Invoice.kind,
            Invoice.purpose,
            InvoiceLine.amount_cents,
        )
        .join(Invoice, col(Invoice.id) == InvoiceLine.invoice_id)
        .join(Agreement, col(Agreement.id) == InvoiceLine.agreement_id)
        .where(InvoiceLine.year == year)
        .order_by(Invoice.issue_on, Invoice.number, InvoiceLine.position)
    )
    proof = invoicing.proof_of(session, year)
    agreements = [agreement for pool in proof["pools"] for agreement in pool["agreements"]]
    if not any(sum(pool["costs_cents"].values()) for pool in proof["pools"]) and not any(
        agreement["signed_minutes"] or agreement["billed_cents"] for agreement in agreements
    ):
        raise NotFound(f"Nothing was booked and nobody was served in {year}.")
    for agreement, number, kind, purpose, cents in session.rows(query):
        billed[agreement].append({"document": number, "kind": kind, "purpose": purpose, "cents": cents})
    for agreement in agreements:
        agreement["billed"] = billed[agreement["agreement"]]
    group = groups.current(session)
    return {
        "format": AT_COST_FORMAT,
        "group": {"name": group.name, "enterprise_number": group.enterprise_number},
        **proof,
    }
