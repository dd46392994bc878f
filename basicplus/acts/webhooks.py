"""Acts on webhooks: subscribe an address, send to it again, end it."""

from __future__ import annotations

from basicplus import webhooks
from basicplus.acts.act import ADMIN, Act

ACTS = (
    Act(
        "create-webhook",
        webhooks.WebhookCreate,
        webhooks.create_webhook,
        ADMIN,
        {"url": "https://accountant.example/hooks", "events": ["issue *", "credit"]},
        shown_once=True,
    ),
    Act("disable-webhook", webhooks.WebhookNamed, webhooks.disable_webhook, ADMIN, {"webhook": 1}),
    Act("enable-webhook", webhooks.WebhookNamed, webhooks.enable_webhook, ADMIN, {"webhook": 1}),
    Act("delete-webhook", webhooks.WebhookNamed, webhooks.delete_webhook, ADMIN, {"webhook": 1}),
)
