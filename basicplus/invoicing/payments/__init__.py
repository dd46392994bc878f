"""Bank statements, what was paid on which document, and what is open of it on a day."""

from basicplus.invoicing.payments.allotting import match_payment, refund, set_off, undo_payment, write_off
from basicplus.invoicing.payments.checks import broken_payments
from basicplus.invoicing.payments.importing import BankImport, import_bank_file
from basicplus.invoicing.payments.models import BankMovement, BankStatement, InvoicePayment
from basicplus.invoicing.payments.queue import (
    credit_left,
    credits_left,
    movement_line,
    movements,
    payments,
    queue,
    waiting,
)
from basicplus.invoicing.payments.receivables import Receivable, open_cents, receivables

__all__ = [
    "BankImport",
    "BankMovement",
    "BankStatement",
    "InvoicePayment",
    "Receivable",
    "broken_payments",
    "credit_left",
    "credits_left",
    "import_bank_file",
    "match_payment",
    "movement_line",
    "movements",
    "open_cents",
    "payments",
    "queue",
    "receivables",
    "refund",
    "set_off",
    "undo_payment",
    "waiting",
    "write_off",
]
