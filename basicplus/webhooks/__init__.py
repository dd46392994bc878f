"""What happened, sent to addresses of other programs: subscriptions, signed deliveries, attempts."""

from basicplus.webhooks.facts import WITNESS
from basicplus.webhooks.models import Delivery, Webhook, WebhookState
from basicplus.webhooks.reading import DeliveryLine, WebhookLine, deliveries_of, webhooks_of
from basicplus.webhooks.sending import Sent, send_due
from basicplus.webhooks.service import (
    WebhookCreate,
    WebhookNamed,
    create_webhook,
    delete_webhook,
    disable_webhook,
    enable_webhook,
)

__all__ = [
    "WITNESS",
    "Delivery",
    "DeliveryLine",
    "Sent",
    "Webhook",
    "WebhookCreate",
    "WebhookLine",
    "WebhookNamed",
    "WebhookState",
    "create_webhook",
    "delete_webhook",
    "deliveries_of",
    "disable_webhook",
    "enable_webhook",
    "send_due",
    "webhooks_of",
]
