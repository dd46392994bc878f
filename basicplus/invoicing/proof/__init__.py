"""Proof for one member that its document is at cost, which shows nobody else's figures and no one's pay."""

from basicplus.invoicing.proof.claims import commitment
from basicplus.invoicing.proof.of_invoice import invoice_proof

__all__ = ["commitment", "invoice_proof"]
