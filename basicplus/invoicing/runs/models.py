"""Tables of invoice runs: a period, its date and its state, and the members approved to be billed in it."""

from __future__ import annotations

from datetime import date
from typing import Literal

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from basicplus.db import GroupRow

RunState = Literal["open", "approved", "issuing", "done", "cancelled"]
MEMBER_STATES = ("approved", "issued", "empty", "cancelled")
UNFINISHED: tuple[RunState, ...] = ("open", "approved", "issuing")


class InvoiceRun(GroupRow, table=True):
    """A run: opened for a period, approved, issued batch by batch, done or cancelled.

    `claim` names who issues it at present: whoever starts it again takes it over.
    """

    __tablename__ = "invoice_run"
    __table_args__ = (
        Index(None, "group_id", "period"),
        CheckConstraint("state IN ('open', 'approved', 'issuing', 'done', 'cancelled')", "state"),
        CheckConstraint("state IN ('open', 'cancelled') OR approved_by IS NOT NULL", "approved"),
    )

    period: str = Field(max_length=10)
    issue_on: date
    state: str = Field(default="open", max_length=10)
    approved_by: str | None = Field(default=None, max_length=120)
    claim: str = Field(default="", max_length=40)


class RunMember(GroupRow, table=True):
    """A member approved in a run, and its document once issued; `empty` where nothing was left to bill."""

    __tablename__ = "run_member"
    __table_args__ = (
        UniqueConstraint("run_id", "member_id"),
        CheckConstraint("state IN ('approved', 'issued', 'empty', 'cancelled')", "state"),
        CheckConstraint("(state = 'issued') = (invoice_id IS NOT NULL)", "issued_has_document"),
    )

    run_id: int = Field(foreign_key="invoice_run.id")
    member_id: int = Field(foreign_key="member.id")
    state: str = Field(default="approved", max_length=10)
    invoice_id: int | None = Field(default=None, foreign_key="invoice.id")
