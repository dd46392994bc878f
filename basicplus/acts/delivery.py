"""Acts on the way of documents: what members wish, queueing, another channel, another try, news told by hand."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from basicplus.acts.act import FINANCE, Act
from basicplus.clock import now, parse_period
from basicplus.db import WriteSession
from basicplus.invoicing import delivery


class Queueing(BaseModel):
    """Issued documents without a delivery: those of a billing period, or those named."""

    period: Annotated[str | None, Field(description="a month 2026-01, a quarter 2026-Q1 or a year 2026")] = None
    documents: Annotated[list[str], Field(description="numbers of documents")] = []


class OfDocument(BaseModel):
    """An act on the delivery of a document."""

    document: Annotated[str, Field(description="number of the document")]


class AnotherWay(OfDocument):
    """The channel that a person chooses, and why; an address where another one than the known is meant."""

    channel: delivery.Channel
    because: Annotated[str, Field(min_length=1, max_length=500)]
    address: Annotated[str, Field(max_length=500)] = ""


class News(OfDocument):
    """What became of a delivery, as a person knows it."""

    state: delivery.Told
    says: Annotated[str, Field(max_length=500, description="what was seen or said")] = ""


def queue_documents(session: WriteSession, given: Queueing) -> object:
    """Decide by rule how issued documents go to their buyers, and queue them."""
    period = parse_period(given.period).name if given.period else None
    return delivery.queue_documents(session, now(), period, given.documents)


def change_channel(session: WriteSession, given: AnotherWay) -> object:
    """Send a document another way than the rules say, for a reason."""
    return delivery.change_channel(session, given.document, given.channel, given.because, now(), given.address)


def retry_delivery(session: WriteSession, given: OfDocument) -> object:
    """Queue a delivery again that failed or came back."""
    return delivery.retry(session, given.document, now())


def tell_delivery(session: WriteSession, given: News) -> object:
    """Record by hand what became of a delivery, as a letter that was posted."""
    return delivery.tell(session, given.document, given.state, given.says, now())


ACTS = (
    Act(
        "wish-channel",
        delivery.WishCreate,
        delivery.wish_channel,
        FINANCE,
        {"member": "M900", "from_on": "2026-01-01", "channel": "email", "emails": ["compta@tilleul.example"]},
    ),
    Act("queue-documents", Queueing, queue_documents, FINANCE, {"documents": ["2026-000001"]}),
    Act(
        "change-channel",
        AnotherWay,
        change_channel,
        FINANCE,
        {"document": "2026-000001", "channel": "post", "because": "Le membre demande un envoi recommandé"},
    ),
    Act("retry-delivery", OfDocument, retry_delivery, FINANCE, {"document": "2026-000001"}),
    Act(
        "tell-delivery",
        News,
        tell_delivery,
        FINANCE,
        {"document": "2026-000001", "state": "sent", "says": "Recommandé du 6 février"},
    ),
)
