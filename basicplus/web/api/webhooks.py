"""Webhooks and the log of their deliveries; the acts change them."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from basicplus.web.api.shapes import GROUP, RowNumber
from basicplus.web.desk import AtDesk
from basicplus.web.roles import roles
from basicplus.web.section import Section
from basicplus.webhooks import deliveries_of, webhooks_of

router = Section(prefix=GROUP + "/webhooks", tags=["webhooks"])


class WebhookItem(BaseModel):
    """An address, the acts it hears of, how many deliveries wait; given up since `disabled_at`."""

    id: int
    url: str
    events: list[str]
    waiting: int
    failures: int
    disabled_at: datetime | None


class DeliveryItem(BaseModel):
    """One delivery: the journal entry `seq` it tells of, how often it was tried, what was answered last."""

    id: int
    seq: int
    act: str
    state: str
    attempts: int
    next_at: datetime | None
    sent_at: datetime | None
    answered: str


@router.get("", openapi_extra=roles("admin"))
def get_webhooks(desk: AtDesk) -> list[WebhookItem]:
    """Return the webhooks of the group."""
    with desk.reading() as session:
        return [WebhookItem(**vars(line)) for line in webhooks_of(session)]


@router.get("/{webhook_id}/deliveries", openapi_extra=roles("admin"))
def get_deliveries(desk: AtDesk, webhook_id: RowNumber) -> list[DeliveryItem]:
    """Return the latest deliveries of a webhook, the last one first; 200 at most."""
    with desk.reading() as session:
        return [DeliveryItem(**vars(line)) for line in deliveries_of(session, webhook_id)]
