"""Bank statements, what was paid on which document, and what is open of it on a day."""

from basicplus.invoicing.payments.models import BankMovement, BankStatement, InvoicePayment
from basicplus.invoicing.payments.receivables import Receivable, open_cents, receivables

__all__ = [
    "BankMovement",
    "BankStatement",
    "InvoicePayment",
    "Receivable",
    "open_cents",
    "receivables",
]
