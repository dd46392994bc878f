"""Send what webhooks wait for: queue new journal entries, sign, send, try again later, give up in the end."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx2
from sqlmodel import col, select

from basicplus import groups
from basicplus.access import box
from basicplus.canonical import canonical_json
from basicplus.db import Database, NoteSession, pick
from basicplus.errors import BasicplusError
from basicplus.journal import JournalEntry
from basicplus.webhooks.addresses import destination
from basicplus.webhooks.models import Delivery, Webhook, WebhookState
from basicplus.webhooks.service import hears

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 1440))
"""How long to wait after each attempt that failed; after the last one a delivery has failed for good."""
GIVEN_UP = 20
"""So many failed attempts in a row disable a webhook."""
AT_ONCE, TIMEOUT_SECONDS = 100, 10.0
KEPT = timedelta(days=30)
"""How long the log keeps deliveries that were sent or have failed."""


@dataclass(frozen=True)
class Sent:
    """One attempt: of which delivery, whether it was accepted, and what was answered."""

    webhook: int
    seq: int
    act: str
    accepted: bool
    says: str


def send_due(
    database: Database, group: str | None, clock: Callable[[], datetime], *, private: bool = False
) -> list[Sent]:
    """Queue what happened, and send what is due, oldest first; `private` allows addresses that are not public.

    Each attempt is saved by itself: a run that is cut short sends nothing a second time but its last delivery.
    """
    with database.reading(group) as reading:
        group_id = reading.group()
    with database.noting(group_id) as session:
        _queue(session, clock())
        _forget(session, clock())
        due = _due(session, clock())
    return [sent for each in due if (sent := _attempt(database, group_id, each, clock, private)) is not None]


def _queue(session: NoteSession, at: datetime) -> None:
    """Make a delivery of each journal entry that a webhook has not heard of yet."""
    code = groups.current(session).code
    for webhook, state in session.rows(_standing()):
        query = pick(JournalEntry.seq, JournalEntry.at, JournalEntry.act, JournalEntry.subject)
        for seq, happened_at, act, subject in session.rows(
            query.where(JournalEntry.seq > state.heard_seq).order_by(col(JournalEntry.seq))
        ):
            state.heard_seq = seq
            if hears(webhook, act):
                told = {"group": code, "seq": seq, "at": happened_at, "act": act, "subject": subject}
                session.add(
                    Delivery(webhook_id=webhook.id, seq=seq, act=act, body=canonical_json(told), next_at=at)
                )
        session.add(state)


def _standing() -> object:
    return (
        pick(Webhook, WebhookState)
        .join(WebhookState, col(WebhookState.webhook_id) == Webhook.id)
        .where(col(Webhook.deleted_at).is_(None))
        .order_by(col(Webhook.id))
    )


def _forget(session: NoteSession, at: datetime) -> None:
    old = select(Delivery).where(Delivery.state != "waiting", Delivery.next_at < at - KEPT).limit(AT_ONCE)
    for row in session.exec(old):
        session.delete(row)


def _due(session: NoteSession, at: datetime) -> list[int]:
    query = (
        pick(Delivery.id)
        .join(Webhook, col(Webhook.id) == Delivery.webhook_id)
        .join(WebhookState, col(WebhookState.webhook_id) == Webhook.id)
        .where(
            Delivery.state == "waiting",
            Delivery.next_at <= at,
            col(Webhook.deleted_at).is_(None),
            col(WebhookState.disabled_at).is_(None),
        )
        .order_by(col(Delivery.seq), col(Delivery.id))
        .limit(AT_ONCE)
    )
    return [int(row[0]) for row in session.rows(query)]


def _attempt(
    database: Database, group_id: int, delivery_id: int, clock: Callable[[], datetime], private: bool
) -> Sent | None:
    with database.reading_as(group_id) as session:
        delivery = session.get_one(Delivery, delivery_id)
        webhook = session.get_one(Webhook, delivery.webhook_id)
        state = session.exec(select(WebhookState).where(WebhookState.webhook_id == webhook.id)).one()
    if state.disabled_at is not None:
        return None
    accepted, says = _posted(webhook.url, box.opened(state.secret), delivery, clock(), private)
    with database.noting(group_id) as writing:
        _note(writing, delivery_id, accepted, says, clock())
    return Sent(webhook.id, delivery.seq, delivery.act, accepted, says)


def _posted(url: str, secret: str, delivery: Delivery, at: datetime, private: bool) -> tuple[bool, str]:
    """Post a delivery; return whether it was accepted, and what was answered."""
    try:
        to = destination(url, private=private)
        with (
            httpx2.Client(timeout=TIMEOUT_SECONDS, follow_redirects=False, trust_env=False) as client,
            client.stream(
                "POST",
                to.url,
                content=delivery.body.encode(),
                headers={"Host": to.host} | headers_of(secret, delivery, at),
                extensions={"sni_hostname": to.server_name},
            ) as answer,
        ):
            return 200 <= answer.status_code < 300, f"{answer.status_code} {answer.reason_phrase}".strip()
    except BasicplusError as error:
        return False, str(error)
    except httpx2.HTTPError as error:
        return False, f"{type(error).__name__}: {error}"[:300]


def headers_of(secret: str, delivery: Delivery, at: datetime) -> dict[str, str]:
    """Return what is sent beside the body: what it is, when it was signed, and the signature."""
    timestamp = str(int(at.timestamp()))
    return {
        "Content-Type": "application/json",
        "User-Agent": "basicplus",
        "Basicplus-Act": delivery.act,
        "Basicplus-Delivery": str(delivery.id),
        "Basicplus-Timestamp": timestamp,
        "Basicplus-Signature": f"v1={signature(secret, timestamp, delivery.body)}",
    }


def signature(secret: str, timestamp: str, body: str) -> str:
    """Return the HMAC-SHA256 of `timestamp.body` in hexadecimal."""
    return hmac.new(secret.encode(), f"{timestamp}.{body}".encode(), hashlib.sha256).hexdigest()


def _note(session: NoteSession, delivery_id: int, accepted: bool, says: str, at: datetime) -> None:
    """Keep what came of an attempt: sent, to be tried again, or failed for good; and how the webhook does."""
    row = session.get_one(Delivery, delivery_id)
    state = session.exec(select(WebhookState).where(WebhookState.webhook_id == row.webhook_id)).one()
    row.attempts, row.answered = row.attempts + 1, says[:300]
    if accepted:
        row.state, row.sent_at, state.failures = "sent", at, 0
    else:
        state.failures += 1
        if row.attempts > len(WAITS):
            row.state = "failed"
        else:
            row.next_at = at + WAITS[row.attempts - 1]
        if state.failures >= GIVEN_UP:
            state.disabled_at = at
    session.add(row)
    session.add(state)
