"""Tables of the delivery: what members wish, each document's way to its buyer, and what happened on that way."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, Index
from sqlmodel import Field

from basicplus.db import GroupRow, SealedRow, UtcInstant


class DeliveryWish(GroupRow, table=True):
    """How a member wishes to receive the documents dated from a day on.

    `addresses` are e-mail addresses with a comma and a space between them; `participant` is a Peppol id, as
    `0208:0202239951`. Both may be empty: contacts and enterprise number say where then.
    """

    __tablename__ = "delivery_wish"
    __table_args__ = (
        Index(None, "member_id", "from_on", unique=True),
        CheckConstraint("channel IN ('peppol', 'email', 'portal', 'post')", "channel"),
        CheckConstraint("channel = 'email' OR addresses = ''", "addresses_of_email"),
        CheckConstraint("channel = 'peppol' OR participant = ''", "participant_of_peppol"),
    )

    member_id: int = Field(foreign_key="member.id")
    from_on: date
    channel: str = Field(max_length=6)
    addresses: str = Field(default="", max_length=500)
    participant: str = Field(default="", max_length=20)


class Delivery(GroupRow, table=True):
    """One document on its way by one channel, chosen by a rule; `because` is why a person chose another one.

    `message_id` is ours and stays the same over all attempts, so that a receiver knows a repetition;
    `reference` is what the access point calls the document. `attempts` counts those since the document was
    queued or queued again. Nobody else sends it before `claimed_until`.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        Index(None, "group_id", "state", "next_attempt_at"),
        CheckConstraint("channel IN ('peppol', 'email', 'portal', 'post')", "channel"),
        CheckConstraint("state IN ('queued', 'sent', 'delivered', 'failed', 'bounced', 'cancelled')", "state"),
        CheckConstraint("rule <> 'by_hand' OR because <> ''", "by_hand_because"),
        CheckConstraint("state <> 'queued' OR next_attempt_at IS NOT NULL", "queued_for"),
    )

    invoice_id: int = Field(foreign_key="invoice.id", index=True)
    channel: str = Field(max_length=6)
    rule: str = Field(max_length=20)
    because: str = Field(default="", max_length=500)
    address: str = Field(max_length=600)
    state: str = Field(default="queued", max_length=9)
    attempts: int = 0
    next_attempt_at: datetime | None = Field(sa_column=Column(UtcInstant))
    claimed_until: datetime | None = Field(default=None, sa_column=Column(UtcInstant))
    sent_at: datetime | None = Field(default=None, sa_column=Column(UtcInstant))
    message_id: str = Field(max_length=200, unique=True)
    reference: str = Field(default="", max_length=200)
    last_error: str = Field(default="", max_length=1000)


class DeliveryEvent(SealedRow, table=True):
    """One thing that happened to a delivery: an attempt that began, its outcome, or news of it.

    `evidence_sha256` is the SHA-256 of the message that told it, where there is one.
    """

    __tablename__ = "delivery_event"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('queued', 'claimed', 'later', 'sent', 'delayed', 'delivered', 'failed', 'bounced',"
            " 'cancelled')",
            "kind",
        ),
    )

    delivery_id: int = Field(foreign_key="delivery.id", index=True)
    at: datetime = Field(sa_column=Column(UtcInstant, nullable=False))
    kind: str = Field(max_length=9)
    attempt: int = 0
    says: str = Field(default="", max_length=1000)
    evidence_sha256: str = Field(default="", max_length=64)


TABLES: frozenset[type[GroupRow]] = frozenset({DeliveryWish, Delivery, DeliveryEvent})
