"""Webhooks and their deliveries, as their group sees them; no secret."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from basicplus.db import GroupSession, pick
from basicplus.webhooks.models import Delivery, Webhook, WebhookState
from basicplus.webhooks.service import webhook_of

SHOWN = 200


@dataclass(frozen=True)
class WebhookLine:
    """An address, what it hears of, how many deliveries wait, its failures in a row, since when it is given up."""

    id: int
    url: str
    events: list[str]
    waiting: int
    failures: int
    disabled_at: datetime | None


@dataclass(frozen=True)
class DeliveryLine:
    """One delivery: the journal entry it tells of, how often it was tried, and what was answered last."""

    id: int
    seq: int
    act: str
    state: str
    attempts: int
    next_at: datetime | None
    sent_at: datetime | None
    answered: str


def webhooks_of(session: GroupSession) -> list[WebhookLine]:
    """Return the webhooks of the group, in the order in which they were created."""
    query = (
        pick(Webhook, WebhookState)
        .join(WebhookState, col(WebhookState.webhook_id) == Webhook.id)
        .where(col(Webhook.deleted_at).is_(None))
        .order_by(col(Webhook.id))
    )
    return [
        WebhookLine(
            row.id, row.url, row.events.split(","), _waiting(session, row), state.failures, state.disabled_at
        )
        for row, state in session.rows(query)
    ]


def _waiting(session: GroupSession, webhook: Webhook) -> int:
    query = pick(Delivery.id).where(Delivery.webhook_id == webhook.id, Delivery.state == "waiting")
    return len(session.rows(query))


def deliveries_of(session: GroupSession, webhook_id: int) -> list[DeliveryLine]:
    """Return the latest deliveries of a webhook, the last one first; 200 at most."""
    row = webhook_of(session, webhook_id)
    query = select(Delivery).where(Delivery.webhook_id == row.id).order_by(col(Delivery.seq).desc()).limit(SHOWN)
    return [
        DeliveryLine(
            each.id,
            each.seq,
            each.act,
            each.state,
            each.attempts,
            each.next_at if each.state == "waiting" else None,
            each.sent_at,
            each.answered,
        )
        for each in session.exec(query)
    ]
