"""The delivery run: claims what is due, sends it outside of any transaction, and records what came of it.

Claim and outcome are commits of their own. Killed in between, the delivery is claimed again when its claim has
ended, and sent under the same Message-ID and idempotency key: never lost, and known as a repetition.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import col, or_, select

from basicplus import journal
from basicplus.db import Database, GroupSession, WriteSession, get, pick
from basicplus.invoicing.delivery.models import Delivery
from basicplus.invoicing.delivery.outbox import SHORT, document_of, keep_event, move
from basicplus.invoicing.delivery.outcome import (
    MOST_ATTEMPTS,
    AccessPoint,
    Outcome,
    Parcel,
    Status,
    Transport,
    next_attempt,
    next_question,
)
from basicplus.invoicing.documents.content import DocumentContent
from basicplus.invoicing.documents.rendering import PDF
from basicplus.invoicing.models import Document, Invoice

CLAIM = timedelta(minutes=15)
"""How long one attempt may take; afterwards another run may try."""
UBL = "application/xml"


@dataclass(frozen=True)
class Line:
    """What a run did with one document: its state afterwards, and what was said."""

    document: str
    channel: str
    address: str
    state: str
    says: str


@dataclass(frozen=True)
class Claimed:
    """A delivery that this run alone sends now; `parcel` is an Outcome where there is nothing that can be sent."""

    delivery_id: int
    attempt: int
    parcel: Parcel | Outcome


@dataclass
class Run:
    """What a run did, and how many documents wait by channel: no transport is set, or it is down."""

    lines: list[Line] = field(default_factory=list)
    waiting: Counter[str] = field(default_factory=Counter)

    @property
    def failed(self) -> int:
        """How many documents need a person now."""
        return sum(line.state == "failed" for line in self.lines)


def run_due(
    database: Database,
    group: str | None,
    actor: str,
    transports: Mapping[str, Transport],
    clock: Callable[[], datetime],
) -> Run:
    """Send every queued document that is due, one after the other, each with its own commits.

    A transport that is down is left alone until the next run. What goes by post waits for a person.
    """
    run = Run()
    with database.reading(group) as session:
        found = due(session, clock())
    down: set[str] = set()
    for delivery_id, channel in found:
        if channel in down or channel not in transports:
            run.waiting[channel] += 1
            continue
        with database.writing(group, actor) as session:
            claimed = claim(session, delivery_id, clock())
        if claimed is None:
            continue
        parcel = claimed.parcel
        outcome = transports[channel].send(parcel) if isinstance(parcel, Parcel) else parcel
        with database.writing(group, actor) as session:
            run.lines.append(record(session, claimed, outcome, clock()))
        if outcome.down:
            down.add(channel)
    return run


def due(session: GroupSession, at: datetime) -> list[tuple[int, str]]:
    """Return id and channel of the deliveries to be sent now that nobody is sending, the longest due first."""
    return [
        (delivery_id, channel)
        for delivery_id, channel in session.rows(
            pick(Delivery.id, Delivery.channel)
            .where(
                Delivery.state == "queued",
                col(Delivery.next_attempt_at) <= at,
                or_(col(Delivery.claimed_until).is_(None), col(Delivery.claimed_until) <= at),
            )
            .order_by(col(Delivery.next_attempt_at), col(Delivery.id))
        )
    ]


def claim(session: WriteSession, delivery_id: int, at: datetime) -> Claimed | None:
    """Take a delivery for one attempt, with its bytes; None when it is no longer due or another run has it."""
    row = get(session, Delivery, f"delivery {delivery_id}", id=delivery_id)
    if row.state != "queued" or max(row.next_attempt_at or at, row.claimed_until or at) > at:
        return None
    row.attempts, row.claimed_until = row.attempts + 1, at + CLAIM
    session.add(row)
    keep_event(session, row, "claimed", at)
    invoice = get(session, Invoice, f"document of delivery {delivery_id}", id=row.invoice_id)
    journal.record(session, "claim delivery", invoice.number, channel=row.channel, attempt=row.attempts)
    return Claimed(row.id, row.attempts, _packed(session, row, invoice))


def record(session: WriteSession, claimed: Claimed, outcome: Outcome, at: datetime) -> Line:
    """Record what came of an attempt: sent, to be tried again, or failed; the last attempt that may be is final.

    What was sent stays sent, even where a later attempt or a person was faster; any other late news is kept and
    changes nothing.
    """
    row = get(session, Delivery, f"delivery {claimed.delivery_id}", id=claimed.delivery_id)
    document = document_of(session, row)
    mine = row.state == "queued" and row.attempts == claimed.attempt
    again = next_attempt(at, row.attempts, outcome.wait)
    if outcome.kind == "sent" and row.state in ("queued", "failed"):
        move(session, row, "sent", at, outcome.says)
        row.reference = outcome.reference[:200]
        row.next_attempt_at = next_question(at, at) if outcome.reference else None
    elif not mine:
        keep_event(session, row, outcome.kind, at, outcome.says, attempt=claimed.attempt)
    elif outcome.kind == "later" and again:
        row.next_attempt_at, row.claimed_until, row.last_error = again, None, outcome.says[:SHORT]
        keep_event(session, row, "later", at, outcome.says)
    else:
        tired = f"Given up after {row.attempts} attempts: " if outcome.kind == "later" else ""
        move(session, row, "failed", at, tired + outcome.says)
    session.add(row)
    journal.record(
        session, "record delivery", document, outcome=outcome.kind, state=row.state, attempt=claimed.attempt
    )
    return Line(document, row.channel, row.address, row.state, row.last_error or outcome.says)


def ask_access_point(
    database: Database, group: str | None, actor: str, access_point: AccessPoint, clock: Callable[[], datetime]
) -> list[Line]:
    """Ask what became of the documents that the access point accepted, and record the answers in one commit.

    When it does not answer, the rest is asked by a later run.
    """
    with database.reading(group) as session:
        asked = list(
            session.exec(
                select(Delivery)
                .where(
                    Delivery.channel == "peppol",
                    Delivery.state == "sent",
                    col(Delivery.next_attempt_at) <= clock(),
                )
                .order_by(col(Delivery.id))
            )
        )
    answers: dict[int, Status | None] = {}
    for row in asked:
        answer = access_point.status(row.reference)
        if answer and answer.kind == "down":
            break
        answers[row.id] = answer
    if not answers:
        return []
    with database.writing(group, actor) as session:
        return learn(session, answers, clock())


def learn(session: WriteSession, answers: Mapping[int, Status | None], at: datetime) -> list[Line]:
    """Record what the access point tells of sent documents; where it tells nothing yet, ask later, for a week."""
    told = []
    for delivery_id, answer in answers.items():
        row = get(session, Delivery, f"delivery {delivery_id}", id=delivery_id)
        if row.state != "sent" or row.sent_at is None:
            continue
        if answer is None:
            row.next_attempt_at = next_question(at, row.sent_at)
            session.add(row)
            continue
        move(session, row, answer.kind, at, answer.says)
        document = document_of(session, row)
        told.append(Line(document, row.channel, row.address, row.state, answer.says))
    states = Counter(line.state for line in told)
    journal.record(session, "ask access point", f"{len(answers)} documents", **states)
    return told


def _packed(session: GroupSession, row: Delivery, invoice: Invoice) -> Parcel | Outcome:
    if row.attempts > MOST_ATTEMPTS:
        return Outcome(
            "failed", f"{MOST_ATTEMPTS} attempts to send {invoice.number} began and none came to an end."
        )
    found = {
        document.media_type: document
        for document in session.exec(select(Document).where(Document.invoice_id == invoice.id))
    }
    for document in found.values():
        if hashlib.sha256(document.content).hexdigest() != document.content_sha256:
            return Outcome(
                "failed",
                f"The bytes of {invoice.number} ({document.media_type}) are not those that were issued: nothing"
                " was sent. Run `basicplus verify` and restore a backup.",
            )
    if PDF not in found:
        return Outcome("failed", f"{invoice.number} has no PDF to send.")
    if row.channel == "peppol" and UBL not in found:
        return Outcome(
            "failed",
            f"{invoice.number} has no UBL (application/xml), and Peppol carries nothing else: send it by another"
            " channel with `change-channel`.",
        )
    if not row.address:
        return Outcome(
            "failed",
            f"No Peppol id is known for the buyer of {invoice.number}: record its enterprise number, then send it"
            " by peppol with `change-channel`.",
        )
    return Parcel(
        delivery_id=row.id,
        attempt=row.attempts,
        channel=row.channel,
        address=row.address,
        message_id=row.message_id,
        content=DocumentContent.from_json(invoice.content),
        pdf=found[PDF].content,
        ubl=found[UBL].content if UBL in found else None,
    )
