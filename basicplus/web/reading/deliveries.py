"""The way of documents as the API shows it: all of it to the office, channel, rule and state to the member."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from basicplus.compliance.law import belgian_law
from basicplus.db import GroupSession
from basicplus.invoicing import delivery
from basicplus.invoicing.delivery import CHANNELS, Way
from basicplus.web.reading.listing import one_of

STATES = ("queued", "sent", "delivered", "failed", "bounced", "cancelled")


class WayItem(BaseModel):
    """How a document goes to its buyer, and the rule that says so; source and certainty where the law decided."""

    document: str
    channel: str
    rule: str
    why: str
    source: str | None
    confirmed: str | None
    state: str


class DeliveryItem(WayItem):
    """The same for the office: where to, how often tried, what went wrong."""

    member: str
    address: str
    attempts: int
    next_attempt_at: datetime | None
    sent_at: datetime | None
    last_error: str


class EventItem(BaseModel):
    """One thing that happened to a document on its way."""

    at: datetime
    channel: str
    kind: str
    attempt: int
    says: str


class DocumentWay(BaseModel):
    """A document's state (issued or sent), its deliveries, and everything that happened."""

    document: str
    state: str
    deliveries: list[DeliveryItem]
    events: list[EventItem]


def deliveries(
    session: GroupSession, language: str, state: str = "", channel: str = "", member: str = ""
) -> list[DeliveryItem]:
    """Return deliveries in the order of their documents."""
    one_of("state", state, STATES)
    one_of("channel", channel, CHANNELS)
    found = delivery.ways(session, state=state, channel=channel, member=member)
    return [_item(way, language) for way in found]


def ways_of_member(session: GroupSession, member: str, language: str) -> list[WayItem]:
    """Return how a member's own documents went to it; what was cancelled concerns the office only."""
    found = delivery.ways(session, member=member)
    return [WayItem(**_way(way, language)) for way in found if way.delivery.state != "cancelled"]


def document_way(session: GroupSession, document: str, language: str) -> DocumentWay:
    """Return everything known of a document's way."""
    events = delivery.history_of(session, document)
    return DocumentWay(
        document=document,
        state=delivery.document_states(session, [document])[document],
        deliveries=[_item(way, language) for way in delivery.ways(session, document=document)],
        events=[
            EventItem(at=event.at, channel=row.channel, kind=event.kind, attempt=event.attempt, says=event.says)
            for row, event in events
        ],
    )


def _way(way: Way, language: str) -> dict[str, str | None]:
    law = way.law(belgian_law())
    return {
        "document": way.document,
        "channel": way.delivery.channel,
        "rule": way.delivery.rule,
        "why": way.why(language),
        "source": law.source if law else None,
        "confirmed": law.confirmed if law else None,
        "state": way.delivery.state,
    }


def _item(way: Way, language: str) -> DeliveryItem:
    names = ("address", "attempts", "next_attempt_at", "sent_at", "last_error")
    told = {name: getattr(way.delivery, name) for name in names}
    return DeliveryItem.model_validate(_way(way, language) | told | {"member": way.member})
