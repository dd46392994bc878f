"""Subscribe an address to acts, and end it; its secret is shown once."""

from __future__ import annotations

import secrets
from fnmatch import fnmatchcase
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field
from sqlmodel import col, func, select

from basicplus import journal
from basicplus.access import box
from basicplus.clock import now
from basicplus.db import GroupSession, WriteSession, get
from basicplus.errors import Conflict, NotFound, invalid
from basicplus.journal import JournalEntry
from basicplus.webhooks.addresses import checked
from basicplus.webhooks.models import Webhook, WebhookState

MOST = 20
Pattern = Annotated[str, Field(max_length=60, pattern=r"^[a-z0-9 *-]+$")]
SECRET_BYTES = 32


class WebhookCreate(BaseModel):
    """An address, and the acts that it hears of: names as the journal writes them; `*` stands for anything."""

    url: Annotated[str, Field(max_length=500), AfterValidator(checked)]
    events: Annotated[list[Pattern], Field(min_length=1, max_length=15)] = ["*"]


class WebhookNamed(BaseModel):
    """A webhook by its id."""

    webhook: Annotated[int, Field(ge=1, le=2**31 - 1)]
    at: AwareDatetime = Field(default_factory=now)


def create_webhook(session: WriteSession, given: WebhookCreate) -> dict[str, int | str]:
    """Send what happens from now on to an address; the secret that signs it is shown this once."""
    standing = session.exec(select(Webhook)).all()
    if any(row.url == given.url and row.deleted_at is None for row in standing):
        raise invalid("url", given.url, "an address that no webhook of the group has yet")
    if sum(row.deleted_at is None for row in standing) >= MOST:
        raise Conflict(f"The group has {MOST} webhooks already: delete one first.")
    secret = f"whsec_{secrets.token_urlsafe(SECRET_BYTES)}"
    stored = box.closed(secret)
    row = next((row for row in standing if row.url == given.url), None) or Webhook(url=given.url, events="")
    row.events, row.deleted_at = ",".join(given.events), None
    session.add(row)
    session.flush()
    heard = session.exec(select(func.max(JournalEntry.seq))).one() or 0
    old = session.exec(select(WebhookState).where(WebhookState.webhook_id == row.id)).first()
    state = old or WebhookState(webhook_id=row.id, secret="", heard_seq=0)
    state.secret, state.heard_seq, state.failures, state.disabled_at = stored, heard, 0, None
    session.add(state)
    journal.record(session, "create webhook", f"webhook {row.id}", url=given.url, events=given.events)
    return {"id": row.id, "secret": secret}


def delete_webhook(session: WriteSession, given: WebhookNamed) -> Webhook:
    """End a webhook: its address hears of nothing any more."""
    row = webhook_of(session, given.webhook)
    row.deleted_at = given.at
    session.add(row)
    journal.record(session, "delete webhook", f"webhook {row.id}", url=row.url)
    return row


def disable_webhook(session: WriteSession, given: WebhookNamed) -> Webhook:
    """Send nothing to an address until it is enabled again; what happens meanwhile waits for it."""
    row = webhook_of(session, given.webhook)
    state = get(session, WebhookState, "such state", webhook_id=row.id)
    if state.disabled_at is not None:
        raise Conflict(f"Webhook {row.id} is disabled already.")
    state.disabled_at = given.at
    session.add(state)
    journal.record(session, "disable webhook", f"webhook {row.id}", url=row.url)
    return row


def enable_webhook(session: WriteSession, given: WebhookNamed) -> Webhook:
    """Send to an address again that was given up; it hears of what happened since, too."""
    row = webhook_of(session, given.webhook)
    state = get(session, WebhookState, "such state", webhook_id=row.id)
    if state.disabled_at is None:
        raise Conflict(f"Webhook {row.id} is not disabled.")
    state.failures, state.disabled_at = 0, None
    session.add(state)
    journal.record(session, "enable webhook", f"webhook {row.id}", url=row.url)
    return row


def webhook_of(session: GroupSession, webhook_id: int) -> Webhook:
    """Return a webhook that was not deleted."""
    query = select(Webhook).where(Webhook.id == webhook_id, col(Webhook.deleted_at).is_(None))
    if (row := session.exec(query).first()) is None:
        raise NotFound(f"There is no webhook {webhook_id} in this group.")
    return row


def hears(webhook: Webhook, act: str) -> bool:
    """Say whether a webhook hears of an act."""
    return any(fnmatchcase(act, pattern) for pattern in webhook.events.split(","))
