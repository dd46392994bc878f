"""Tables of what becomes of agreements: amendments, signatures, campaigns to sign anew."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Column, Text, UniqueConstraint
from sqlmodel import Field

from basicplus.db import GroupRow, SealedRow

PARTIES = ("group", "member", "worker")


class Campaign(GroupRow, table=True):
    """Agreements are signed anew because the internal rules changed: `from_on` is when the amendments begin."""

    __tablename__ = "agreement_campaign"
    __table_args__ = (UniqueConstraint("group_id", "internal_rules_version"),)

    internal_rules_version: int
    from_on: date
    why: str = Field(max_length=300)


class Amendment(GroupRow, table=True):
    """The next version of an agreement while it is not signed; adopted, it is a row of `agreement`.

    `agreement_id` is the version it amends, `changes` the columns that it changes, as JSON, and `ended_on` the day
    on which that version was to end. `sent_file_id` holds the bytes of the text as it was sent.
    """

    __tablename__ = "amendment"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'adopted', 'withdrawn')", "state"),
        CheckConstraint("until_on IS NULL OR until_on > from_on", "dates"),
        CheckConstraint("(sent_on IS NULL) = (sent_file_id IS NULL)", "sent_with_its_text"),
        CheckConstraint("(state = 'withdrawn') = (withdrawn_because IS NOT NULL)", "withdrawn_because"),
    )

    agreement_id: int = Field(foreign_key="agreement.id", index=True)
    campaign_id: int | None = Field(default=None, foreign_key="agreement_campaign.id", index=True)
    from_on: date
    until_on: date | None = None
    ended_on: date | None = None
    changes: str = Field(sa_column=Column(Text, nullable=False))
    why: str = Field(max_length=300)
    state: str = Field(default="open", max_length=9)
    sent_on: date | None = None
    sent_file_id: int | None = Field(default=None, foreign_key="kept_file.id")
    reminded_on: date | None = None
    withdrawn_because: str | None = Field(default=None, max_length=300)


class AgreementSignature(SealedRow, table=True):
    """One party signed the text that was sent, of an agreement or of an amendment to it.

    `text_sha256` is that of the bytes sent; `kept_file_id` a scan of the paper, where there is one.
    """

    __tablename__ = "agreement_signature"
    __table_args__ = (
        CheckConstraint("party IN ('group', 'member', 'worker')", "party"),
        UniqueConstraint("agreement_id", "amendment_id", "party"),
    )

    agreement_id: int = Field(foreign_key="agreement.id", index=True)
    amendment_id: int | None = Field(default=None, foreign_key="amendment.id", index=True)
    party: str = Field(max_length=6)
    signed_by: str = Field(max_length=200)
    signed_on: date
    text_sha256: str = Field(max_length=64)
    kept_file_id: int | None = Field(default=None, foreign_key="kept_file.id")
