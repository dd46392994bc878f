"""What the accountant gets: postings on accounts of the group's choice, in batches that are handed over once."""

from basicplus.invoicing.accounting.accounts import Accounts
from basicplus.invoicing.accounting.batches import (
    FORMATS,
    Batch,
    batch_numbered,
    batches,
    broken_batches,
    export_accounting,
    write_batch_file,
)
from basicplus.invoicing.accounting.mapping import AccountMappingCreate, accounts_of, map_account
from basicplus.invoicing.accounting.models import AccountingExport, AccountMapping, ExportedItem

__all__ = [
    "FORMATS",
    "AccountMapping",
    "AccountMappingCreate",
    "AccountingExport",
    "Accounts",
    "Batch",
    "ExportedItem",
    "accounts_of",
    "batch_numbered",
    "batches",
    "broken_batches",
    "export_accounting",
    "map_account",
    "write_batch_file",
]
