"""Acts on what the accountant gets: accounts, and the batches that are handed over."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel

from basicplus.acts.act import FINANCE, Act
from basicplus.db import WriteSession
from basicplus.invoicing import accounting


class AccountingBatch(BaseModel):
    """The first day that is not exported any more."""

    until_on: date


def export_accounting(session: WriteSession, given: AccountingBatch) -> object:
    """Hand every document and payment before a day that no batch has to the accountant, in a new batch."""
    return accounting.export_accounting(session, given.until_on)


ACTS = (
    Act(
        "map-account",
        accounting.AccountMappingCreate,
        accounting.map_account,
        FINANCE,
        {"product": "basis", "key": "flat_fee", "account": "701000"},
    ),
    Act("export-accounting", AccountingBatch, export_accounting, FINANCE, {"until_on": "2026-03-03"}),
)
