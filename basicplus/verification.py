"""Re-checks a group from its stored data alone: chain, seals, rows, numbers, documents, hours, cost, debts."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sqlmodel import col, func, select

from basicplus import history, journal
from basicplus.assignments import SignOff, TimeEntry
from basicplus.assignments.timesheets import lines_sha256
from basicplus.compliance.models import KeptFile
from basicplus.db import GroupRow, ReadSession, SealedRow, pick
from basicplus.errors import BasicplusError, NotFound
from basicplus.invoicing import CostEntry, Document, Invoice, InvoiceLine, Settlement, year_of
from basicplus.invoicing.delivery.models import DeliveryEvent
from basicplus.invoicing.documents.content import DocumentContent
from basicplus.invoicing.models import NumberSeries
from basicplus.invoicing.payments import BankMovement, BankStatement, InvoicePayment, broken_payments
from basicplus.invoicing.reminders.models import Reminder, ReminderEvent
from basicplus.journal import JournalEntry
from basicplus.liability import DebtMovement, LiabilitySnapshot, ProvisionEntry, SocialDebt, broken_ledger
from basicplus.members import Member
from basicplus.watch import AuditRun
from basicplus.workers import Worker

SEALED: tuple[type[SealedRow], ...] = (
    CostEntry,
    SignOff,
    Invoice,
    InvoiceLine,
    Document,
    Settlement,
    KeptFile,
    AuditRun,
    SocialDebt,
    DebtMovement,
    ProvisionEntry,
    LiabilitySnapshot,
    BankStatement,
    BankMovement,
    InvoicePayment,
    DeliveryEvent,
    Reminder,
    ReminderEvent,
)


@dataclass
class Verification:
    """What was checked and what was found wrong; `ok` is true when nothing was."""

    group: str
    ok: bool = True
    counts: dict[str, int] = field(default_factory=dict)
    at_cost: list[dict[str, Any]] = field(default_factory=list)
    problems: list[dict[str, str]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the verification for programs."""
        return asdict(self)

    def add(self, check: str, problems: Iterable[str]) -> None:
        """Note the problems of one check."""
        for problem in problems:
            self.ok = False
            self.problems.append({"check": check, "problem": problem})


def verify(
    session: ReadSession,
    group: str,
    folder: Path | None = None,
    progress: Callable[[str], None] = lambda _check: None,
) -> Verification:
    """Re-check everything of a group; with `folder`, the exported document files too."""
    result = Verification(group, counts=_counts(session))
    checks: list[tuple[str, Iterable[str]]] = [
        ("journal", journal.broken_links(session)),
        ("seals", _broken_seals(session)),
        ("versions", history.altered_versions(session)),
        ("rows", history.altered_rows(session)),
        ("numbers", _broken_numbers(session)),
        ("documents", _broken_documents(session)),
        ("hours", _broken_hours(session)),
        ("at cost", _not_at_cost(session, result.at_cost)),
        ("payments", broken_payments(session)),
        ("liability", broken_ledger(session)),
    ]
    if folder is not None:
        checks.append(("document files", _broken_files(session, folder)))
    for check, problems in checks:
        progress(check)
        result.add(check, problems)
    return result


def _counts(session: ReadSession) -> dict[str, int]:
    tables: dict[str, type[GroupRow]] = {
        "members": Member,
        "workers": Worker,
        "time_entries": TimeEntry,
        "sign_offs": SignOff,
        "cost_entries": CostEntry,
        "invoices": Invoice,
        "invoice_lines": InvoiceLine,
        "documents": Document,
        "journal_entries": JournalEntry,
    }
    return {name: session.rows(pick(func.count(col(table.id))))[0][0] for name, table in tables.items()}


def _broken_seals(session: ReadSession) -> Iterator[str]:
    """Compare each sealed row with its seal, and the seals together with what the journal wrote down."""
    seals: dict[tuple[int, str], list[tuple[int, str]]] = defaultdict(list)
    for table in SEALED:
        for row in session.exec(select(table).execution_options(yield_per=200)):
            seal = row.seal()
            if seal != row.sha256:
                yield f"{_name(session, row)}: its content does not match its seal"
            seals[row.journal_seq, str(table.__tablename__)].append((row.id, row.sha256))
            session.expunge(row)
    written = {(seq, table): summed for seq, table, summed in journal.sealed_counts(session)}
    for at in sorted({*seals, *written}):
        here = journal.sum_of_seals(seals[at]) if at in seals else {"rows": 0, "sha256": ""}
        if here != written.get(at):
            rows = written.get(at, {"rows": 0})["rows"]
            where = f"{at[1]} rows of journal entry {at[0]}"
            yield f"{where}: {here['rows']} here, {rows} sealed there, or not the same"


def _name(session: ReadSession, row: SealedRow) -> str:
    match row:
        case Invoice():
            return f"invoice {row.number}"
        case InvoiceLine():
            return f"invoice line {row.position} of {_number(session, row.invoice_id)}"
        case Document():
            return f"document of {_number(session, row.invoice_id)}"
        case CostEntry():
            return f"cost entry {row.id} ({row.month:%Y-%m} {row.kind})"
        case Settlement():
            return f"settlement {row.id} of {row.year}"
        case AuditRun():
            return f"audit {row.id} of {row.ran_at:%Y-%m-%d}"
        case KeptFile():
            return f"file {row.name}"
        case SocialDebt():
            return f"debt {row.reference}"
        case DebtMovement():
            return f"{row.kind} {row.id} of {row.moved_on}"
        case ProvisionEntry():
            return f"{row.kind} {row.id} of {row.booked_on}"
        case DeliveryEvent():
            return f"event {row.id} of delivery {row.delivery_id} ({row.kind})"
        case Reminder():
            return f"reminder {row.id} of {row.written_on}"
        case ReminderEvent():
            return f"event {row.id} of reminder {row.reminder_id} ({row.kind})"
        case LiabilitySnapshot():
            return f"liability snapshot {row.id} of {row.taken_for_on}"
        case BankStatement():
            return f"bank statement {row.number} of {row.year}"
        case BankMovement():
            return f"bank movement {row.id} of {row.booked_on}"
        case InvoicePayment():
            return f"{row.kind} {row.id} of {row.booked_on}"
        case _:
            return f"{row.__tablename__} {row.id}"


def _number(session: ReadSession, invoice_id: int) -> str:
    found = session.rows(pick(Invoice.number).where(Invoice.id == invoice_id))
    return str(found[0][0]) if found else f"invoice id {invoice_id}"


def _broken_numbers(session: ReadSession) -> Iterator[str]:
    """Look for gaps, repeats and dates out of order within each series."""
    last = {row.code: row.last for row in session.exec(select(NumberSeries))}
    given: dict[str, list[tuple[int, Any]]] = defaultdict(list)
    query = pick(Invoice.series, Invoice.sequence, Invoice.issue_on).order_by(Invoice.series, Invoice.sequence)
    for series, sequence, issue_on in session.rows(query):
        given[series].append((sequence, issue_on))
    for series in sorted({*given, *last}):
        numbers = [sequence for sequence, _ in given[series]]
        missing = sorted(set(range(1, last.get(series, 0) + 1)) - set(numbers))
        if missing:
            yield f"series {series}: number {missing[0]} is missing ({len(missing)} in all)"
        if numbers and numbers[-1] > last.get(series, 0):
            yield f"series {series}: number {numbers[-1]} was never given"
        for (_, earlier), (sequence, later) in zip(given[series], given[series][1:], strict=False):
            if later < earlier:
                yield f"series {series}: number {sequence} is dated {later}, before the one before it"


def _broken_documents(session: ReadSession) -> Iterator[str]:
    """Compare each document's bytes, lines, total and frozen content with each other."""
    sums = dict(
        session.rows(
            pick(InvoiceLine.invoice_id, func.sum(InvoiceLine.amount_cents)).group_by(InvoiceLine.invoice_id)
        )
    )
    documented = set()
    for document in session.exec(select(Document).execution_options(yield_per=200)):
        documented.add(document.invoice_id)
        if hashlib.sha256(document.content).hexdigest() != document.content_sha256:
            yield f"document of {_number(session, document.invoice_id)}: its bytes do not match their SHA-256"
        session.expunge(document)
    for invoice in session.exec(select(Invoice).execution_options(yield_per=200)):
        if invoice.id not in documented:
            yield f"invoice {invoice.number}: its document is missing"
        if sums.get(invoice.id, 0) != invoice.total_cents - invoice.vat_cents:
            said = f"{invoice.total_cents - invoice.vat_cents} cents"
            yield f"invoice {invoice.number}: its lines sum to {sums.get(invoice.id)}, not to {said}"
        try:
            content = DocumentContent.from_json(invoice.content)
        except (ValueError, KeyError, TypeError):
            yield f"invoice {invoice.number}: its frozen content cannot be read"
        else:
            sign = -1 if invoice.kind == "credit_note" else 1
            if (content.number, sign * content.total_cents) != (invoice.number, invoice.total_cents):
                yield f"invoice {invoice.number}: its frozen content says another number or total"
        session.expunge(invoice)


def _broken_hours(session: ReadSession) -> Iterator[str]:
    """Compare billed minutes with the hours they lock, and signed hours with what was signed."""
    locked = dict(
        session.rows(
            pick(TimeEntry.invoice_line_id, func.sum(TimeEntry.minutes))
            .where(col(TimeEntry.invoice_line_id).is_not(None))
            .group_by(TimeEntry.invoice_line_id)
        )
    )
    credited = {row[0] for row in session.rows(pick(InvoiceLine.credits_line_id)) if row[0] is not None}
    billed = pick(InvoiceLine.id, InvoiceLine.invoice_id, InvoiceLine.position, InvoiceLine.minutes).where(
        col(InvoiceLine.minutes).is_not(None), col(InvoiceLine.credits_line_id).is_(None)
    )
    for line_id, invoice_id, position, minutes in session.rows(billed):
        if line_id not in credited and locked.get(line_id) != minutes:
            where = f"invoice line {position} of {_number(session, invoice_id)}"
            yield f"{where}: bills {minutes} minutes, its hours have {locked.get(line_id)}"
    signed: dict[int | None, list[TimeEntry]] = defaultdict(list)
    for entry in session.exec(
        select(TimeEntry).where(col(TimeEntry.sign_off_id).is_not(None)).order_by(col(TimeEntry.id))
    ):
        signed[entry.sign_off_id].append(entry)
    for signature in session.exec(select(SignOff)):
        entries = signed[signature.id]
        # Hours freed by a credit note leave their signature: what remains is no longer what was signed.
        if len(entries) == signature.entries and lines_sha256(entries) != signature.entries_sha256:
            yield f"sign-off {signature.id} of {signature.month:%Y-%m}: the hours are not those that were signed"


def _not_at_cost(session: ReadSession, table: list[dict[str, Any]]) -> Iterator[str]:
    """Compare, for every settled year and pool, what members were billed with what the pool cost."""
    for (year,) in session.rows(pick(Settlement.year).distinct().order_by(Settlement.year)):
        try:
            pools = year_of(session, year)
        except BasicplusError as error:
            yield f"{year}: {error}"
            continue
        lines = dict(
            session.rows(
                pick(InvoiceLine.pool_id, func.sum(InvoiceLine.amount_cents))
                .where(InvoiceLine.year == year)
                .group_by(InvoiceLine.pool_id)
            )
        )
        for row in pools:
            billed = lines.get(row.pool.id, 0)
            table.append(
                {
                    "year": year,
                    "pool": row.pool.code,
                    "own_cost_cents": row.own_cents,
                    "cost_cents": row.total_cents,
                    "billed_cents": billed,
                }
            )
            if billed != row.total_cents:
                yield f"pool {row.pool.code} {year}: cost {row.total_cents} cents, billed {billed}"
                continue
            for claim in row.agreements:
                if claim.difference_cents:
                    yield (
                        f"agreement {claim.agreement.number} in pool {row.pool.code} {year}:"
                        f" share {claim.share_cents} cents, billed {claim.billed_cents}"
                    )


def _broken_files(session: ReadSession, folder: Path) -> Iterator[str]:
    """Compare exported files with the SHA-256 of what was issued."""
    manifests = sorted(folder.glob("**/manifest.json"))
    if not manifests:
        raise NotFound(f"There is no manifest.json under {folder}: export documents there first.")
    issued = dict(
        session.rows(
            pick(Invoice.number, Document.content_sha256).join(Document, col(Document.invoice_id) == Invoice.id)
        )
    )
    for manifest in manifests:
        for name, number in json.loads(manifest.read_text("utf-8"))["files"].items():
            file = manifest.parent / name
            if not file.exists():
                yield f"document file {file}: is missing"
            elif hashlib.sha256(file.read_bytes()).hexdigest() != issued.get(number):
                yield f"document file {file}: is not the document issued as {number}"
