"""Webhooks tell the rules nothing: who hears of a change changes nothing."""

from __future__ import annotations

from basicplus.compliance.facts import Facts
from basicplus.compliance.gate import Scope, Witness, silent
from basicplus.db import GroupSession
from basicplus.webhooks.models import Delivery, Webhook, WebhookState


def testify(_session: GroupSession, _scope: Scope) -> Facts:
    """Return no facts."""
    return Facts()


WITNESS = Witness("webhooks", frozenset({Webhook, WebhookState, Delivery}), silent, testify)
