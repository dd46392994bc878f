"""The way of documents to their buyers: channel and rule, the outbox, the run that sends, what came back."""

from basicplus.invoicing.delivery.bounces import Report, read_reports
from basicplus.invoicing.delivery.channel import CHANNELS, Channel, Decision, Known, Wish, decide
from basicplus.invoicing.delivery.dispatch import Line, Run, ask_access_point, run_due
from basicplus.invoicing.delivery.models import Delivery, DeliveryEvent, DeliveryWish
from basicplus.invoicing.delivery.outbox import Told, change_channel, queue_documents, retry, tell
from basicplus.invoicing.delivery.reading import Way, document_states, history_of, unqueued, ways
from basicplus.invoicing.delivery.returns import Returned, note_reports
from basicplus.invoicing.delivery.transports import Transports, transports
from basicplus.invoicing.delivery.wishes import WishCreate, wish_channel

__all__ = [
    "CHANNELS",
    "Channel",
    "Decision",
    "Delivery",
    "DeliveryEvent",
    "DeliveryWish",
    "Known",
    "Line",
    "Report",
    "Returned",
    "Run",
    "Told",
    "Transports",
    "Way",
    "Wish",
    "WishCreate",
    "ask_access_point",
    "change_channel",
    "decide",
    "document_states",
    "history_of",
    "note_reports",
    "queue_documents",
    "read_reports",
    "retry",
    "run_due",
    "tell",
    "transports",
    "unqueued",
    "ways",
    "wish_channel",
]
