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
from basicplus.assignments.planning import PlanNotice, PlanNoticeEvent, PlanPublication, broken_plans
from basicplus.assignments.timesheets import HoursMessage, HoursNotice, HoursNoticeEvent, lines_sha256
from basicplus.compliance.models import KeptFile
from basicplus.conventions import AgreementSignature
from basicplus.db import GroupRow, ReadSession, SealedRow, pick
from basicplus.errors import BasicplusError, NotFound
from basicplus.history.letting_go import LetGo
from basicplus.invoicing import (
    ClosedYear,
    CostEntry,
    CostEstimate,
    CostPool,
    Document,
    Invoice,
    InvoiceLine,
    Settlement,
    proof_of,
)
from basicplus.invoicing.accounting import AccountingExport, ExportedItem, broken_batches
from basicplus.invoicing.credited import credited, exceeding
from basicplus.invoicing.delivery.models import DeliveryEvent
from basicplus.invoicing.documents.content import DocumentContent
from basicplus.invoicing.documents.rendering import EXTENSIONS, PDF, UBL
from basicplus.invoicing.documents.ubl import read_ubl
from basicplus.invoicing.models import NumberSeries
from basicplus.invoicing.payments import BankMovement, BankStatement, InvoicePayment, broken_payments
from basicplus.invoicing.reminders.models import Reminder, ReminderEvent
from basicplus.journal import JournalEntry
from basicplus.liability import DebtMovement, LiabilitySnapshot, ProvisionEntry, SocialDebt, broken_ledger
from basicplus.members import Member
from basicplus.rounding import BEFORE_NAMES, price
from basicplus.watch import AuditRun
from basicplus.workers import Worker

SEALED: tuple[type[SealedRow], ...] = (
    CostEntry,
    CostEstimate,
    SignOff,
    Invoice,
    InvoiceLine,
    Document,
    Settlement,
    ClosedYear,
    AccountingExport,
    ExportedItem,
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
    PlanPublication,
    PlanNotice,
    PlanNoticeEvent,
    LetGo,
    AgreementSignature,
    HoursMessage,
    HoursNotice,
    HoursNoticeEvent,
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
        ("plans", broken_plans(session)),
        ("hours", _broken_hours(session)),
        ("credits", exceeding(session)),
        ("at cost", _not_at_cost(session, result.at_cost)),
        ("payments", broken_payments(session)),
        ("liability", broken_ledger(session)),
        ("accounting", broken_batches(session)),
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
            return f"{EXTENSIONS[row.media_type]} document of {_number(session, row.invoice_id)}"
        case CostEntry():
            return f"cost entry {row.id} ({row.month:%Y-%m} {row.kind})"
        case CostEstimate():
            return f"cost estimate {row.id} ({row.month:%Y-%m} {row.kind})"
        case Settlement():
            return f"settlement {row.id} of {row.year}"
        case ClosedYear():
            return f"closing of {row.year}"
        case AccountingExport():
            return f"accounting batch {row.number}"
        case AuditRun():
            return f"audit {row.id} of {row.ran_at:%Y-%m-%d}"
        case KeptFile():
            return f"file {row.name}"
        case AgreementSignature():
            return f"signature {row.id} of {row.signed_by}"
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
        case PlanPublication() | PlanNotice():
            return f"{str(row.__tablename__).replace('_', ' ')} {row.id} of version {row.version}"
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
    """Compare each document's files, lines, total and frozen content with each other."""
    sums = dict(
        session.rows(
            pick(InvoiceLine.invoice_id, func.sum(InvoiceLine.amount_cents)).group_by(InvoiceLine.invoice_id)
        )
    )
    printed, said_by_xml = set(), {}
    for document in session.exec(select(Document).execution_options(yield_per=200)):
        if document.media_type == PDF:
            printed.add(document.invoice_id)
        if hashlib.sha256(document.content).hexdigest() != document.content_sha256:
            yield f"{_name(session, document)}: its bytes do not match their SHA-256"
        elif document.media_type == UBL:
            said_by_xml[document.invoice_id] = _said_by_xml(document)
        session.expunge(document)
    for invoice in session.exec(select(Invoice).execution_options(yield_per=200)):
        if invoice.id not in printed:
            yield f"invoice {invoice.number}: its document is missing"
        if said_by_xml.get(invoice.id, payable := (invoice.number, abs(invoice.total_cents))) != payable:
            yield f"invoice {invoice.number}: its xml file says another number or total"
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


def _said_by_xml(document: Document) -> tuple[str, int] | None:
    try:
        return read_ubl(document.content)
    except (ValueError, BasicplusError):
        return None


def _priced_together(session: ReadSession) -> dict[tuple[Any, ...], list[tuple[Any, ...]]]:
    """Return what stands of the lines by the hour; parts without and with VAT lie over the same hours."""
    freed = credited(session)
    key = (InvoiceLine.invoice_id, InvoiceLine.agreement_id, InvoiceLine.from_on, InvoiceLine.until_on)
    said = (InvoiceLine.position, InvoiceLine.rounding_rule, InvoiceLine.rate_e4, InvoiceLine.minutes)
    query = pick(InvoiceLine.id, *key, *said).where(
        col(InvoiceLine.minutes).is_not(None), col(InvoiceLine.credits_line_id).is_(None)
    )
    together: dict[tuple[Any, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for line_id, invoice_id, agreement_id, from_on, until_on, position, rule, rate_e4, minutes in session.rows(
        query.order_by(col(InvoiceLine.id))
    ):
        standing = minutes - freed.get(line_id, (0, 0))[1]
        together[invoice_id, agreement_id, from_on, until_on, rule, rate_e4].append(
            (line_id, invoice_id, position, rule, rate_e4, standing)
        )
    return together


def _broken_hours(session: ReadSession) -> Iterator[str]:
    """Compare billed minutes with the hours they lock, and signed hours with what was signed."""
    visits: dict[int, list[int]] = defaultdict(list)
    hours = pick(TimeEntry.invoice_line_id, TimeEntry.minutes).where(col(TimeEntry.invoice_line_id).is_not(None))
    for line_id, minutes in session.rows(hours):
        visits[line_id].append(minutes)
    for lines in _priced_together(session).values():
        first = lines[0]
        standing = sum(minutes for *_, minutes in lines)
        locked = [minutes for line_id, *_ in lines for minutes in visits[line_id]]
        had = price(first[3] or BEFORE_NAMES, locked, first[4]).minutes
        if had != standing:
            where = f"invoice line {first[2]} of {_number(session, first[1])}"
            yield f"{where}: bills {standing} minutes, its hours have {had}"
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
            pools = proof_of(session, year)["pools"]
        except BasicplusError as error:
            yield f"{year}: {error}"
            continue
        lines = dict(
            session.rows(
                pick(CostPool.code, func.sum(InvoiceLine.amount_cents))
                .join(InvoiceLine, col(InvoiceLine.pool_id) == CostPool.id)
                .where(InvoiceLine.year == year)
                .group_by(CostPool.code)
            )
        )
        for pool in pools:
            code, cost, billed = pool["pool"], pool["total_cents"], lines.get(pool["pool"], 0)
            own = sum(pool["costs_cents"].values())
            table.append(
                {"year": year, "pool": code, "own_cost_cents": own, "cost_cents": cost, "billed_cents": billed}
            )
            if billed != cost:
                yield f"pool {code} {year}: cost {cost} cents, billed {billed}"
                continue
            for claim in pool["agreements"]:
                share, billed = claim["share_cents"], claim["billed_cents"]
                if share != billed:
                    where = f"agreement {claim['agreement']} in pool {code} {year}"
                    yield f"{where}: share {share} cents, billed {billed}"


def _broken_files(session: ReadSession, folder: Path) -> Iterator[str]:
    """Compare exported files with the SHA-256 of what was issued."""
    manifests = sorted(folder.glob("**/manifest.json"))
    if not manifests:
        raise NotFound(f"There is no manifest.json under {folder}: export documents there first.")
    query = pick(Invoice.number, Document.media_type, Document.content_sha256).join(
        Document, col(Document.invoice_id) == Invoice.id
    )
    issued = {
        f"{number}.{EXTENSIONS[media_type]}": (number, sha256)
        for number, media_type, sha256 in session.rows(query)
    }
    for manifest in manifests:
        for name, number in json.loads(manifest.read_text("utf-8"))["files"].items():
            file = manifest.parent / name
            if not file.exists():
                yield f"document file {file}: is missing"
            elif (number, hashlib.sha256(file.read_bytes()).hexdigest()) != issued.get(name):
                yield f"document file {file}: is not the document issued as {number}"
