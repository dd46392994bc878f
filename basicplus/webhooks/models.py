"""Tables of webhooks: who wants to hear of what, which is a record; how sending goes, which is none."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, Text, UniqueConstraint
from sqlmodel import Field

from basicplus.db import AsideRow, GroupRow, UtcInstant


class Webhook(GroupRow, table=True):
    """An address that hears of acts: `events` are patterns of their names, as the journal writes them."""

    __tablename__ = "webhook"
    __table_args__ = (UniqueConstraint("group_id", "url"),)

    url: str = Field(max_length=500)
    events: str = Field(max_length=1000)
    deleted_at: datetime | None = Field(default=None, sa_column=Column(UtcInstant))


class WebhookState(AsideRow, table=True):
    """How far a webhook has heard, its encrypted secret, its failures in a row; disabled, it is sent nothing."""

    __tablename__ = "webhook_state"
    __table_args__ = (CheckConstraint("failures >= 0", "failures"),)

    webhook_id: int = Field(foreign_key="webhook.id", unique=True)
    secret: str = Field(max_length=500)
    heard_seq: int
    failures: int = 0
    disabled_at: datetime | None = Field(default=None, sa_column=Column(UtcInstant))


class Delivery(AsideRow, table=True):
    """One act on its way to one address: what is sent, how often it was tried, what was answered last."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        UniqueConstraint("webhook_id", "seq"),
        CheckConstraint("state IN ('waiting', 'sent', 'failed')", "state"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", "sent"),
    )

    webhook_id: int = Field(foreign_key="webhook.id", index=True)
    seq: int
    act: str = Field(max_length=60)
    body: str = Field(sa_column=Column(Text, nullable=False))
    state: str = Field(default="waiting", max_length=7, index=True)
    attempts: int = 0
    next_at: datetime = Field(sa_column=Column(UtcInstant, nullable=False))
    sent_at: datetime | None = Field(default=None, sa_column=Column(UtcInstant))
    answered: str = Field(default="", max_length=300)
