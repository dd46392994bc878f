"""How often one address may fail to come in: counted in the database, whichever process serves."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Column, Index
from sqlmodel import Field, col, func, select

from basicplus.access import passwords
from basicplus.db import AsideRow, Database, UtcInstant, pick
from basicplus.errors import BasicplusError

FAILURES, WITHIN = 20, timedelta(minutes=15)
AT_ONCE = 100
"""How many attempts that are over one failure sweeps away at most."""


class TooMany(BasicplusError):
    """Somebody at this address failed, or asked, too often."""

    status = 429


class FailedAttempt(AsideRow, table=True):
    """An attempt to come in that failed; of the address it came from, only the SHA-256 is kept."""

    __tablename__ = "failed_attempt"
    __table_args__ = (Index(None, "address_sha256", "at"),)

    address_sha256: str = Field(max_length=64)
    at: datetime = Field(sa_column=Column(UtcInstant, nullable=False, index=True))


def admit(database: Database, address: str, at: datetime) -> None:
    """Refuse an address from which too many attempts failed, whichever group they were for."""
    of_address = pick(func.count(col(FailedAttempt.id))).where(
        FailedAttempt.address_sha256 == passwords.sum_of(address), FailedAttempt.at > at - WITHIN
    )
    # Who fails belongs to no group: this one query sees the attempts at all.
    with database.engine.execution_options(purpose="read").connect() as connection:
        failed = connection.execute(of_address).scalar_one()
    if failed >= FAILURES:
        raise TooMany("Too many attempts failed from this address: try again in a quarter of an hour.")


def note_failure(database: Database, group_id: int, address: str, at: datetime) -> None:
    """Note that an attempt failed, and sweep away some that are over."""
    with database.noting(group_id) as session:
        for old in session.exec(select(FailedAttempt).where(FailedAttempt.at <= at - WITHIN).limit(AT_ONCE)):
            session.delete(old)
        session.add(FailedAttempt(address_sha256=passwords.sum_of(address), at=at))
