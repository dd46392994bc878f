"""The accounts that a group posts to, as its accountant wants them."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field
from sqlmodel import col, select

from basicplus import journal
from basicplus.db import GroupSession, WriteSession
from basicplus.errors import invalid
from basicplus.invoicing.accounting.accounts import DEFAULTS, Accounts, Product
from basicplus.invoicing.accounting.models import AccountMapping
from basicplus.invoicing.models import CostPool


class AccountMappingCreate(BaseModel):
    """A product, which one of it (a basis, a profession, a pool, a journal), and the code of its account."""

    product: Product
    key: Annotated[str, Field(max_length=30)] = ""
    account: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,20}$")]


def accounts_of(session: GroupSession) -> Accounts:
    """Return the group's accounts: its own, and the usual ones for the rest."""
    return Accounts({(row.product, row.key): row.account for row in session.exec(select(AccountMapping))})


def map_account(session: WriteSession, given: AccountMappingCreate) -> AccountMapping:
    """Say to which account a product is posted from the next batch on; batches handed over stay as they are."""
    _check_key(session, given)
    same = (AccountMapping.product == given.product, AccountMapping.key == given.key)
    row = session.exec(select(AccountMapping).where(*same)).first()
    row = row or AccountMapping(product=given.product, key=given.key, account=given.account)
    row.account = given.account
    session.add(row)
    session.flush()
    journal.record(session, "map account", f"{given.product} {given.key}".strip(), account=given.account)
    return row


def _check_key(session: GroupSession, given: AccountMappingCreate) -> None:
    if given.product == "profession":
        if not given.key:
            raise invalid("key", given.key, "name the profession")
        return
    allowed = [key for product, key in DEFAULTS if product == given.product]
    if given.product == "pool":
        allowed = list(session.exec(select(CostPool.code).order_by(col(CostPool.code))))
    if given.key not in allowed:
        said = f"one of {', '.join(allowed)}" if any(allowed) else f"{given.product} has one account: give no key"
        raise invalid("key", given.key, said)
