"""Tables of the group: who it is and under which authorisation it works."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ColumnElement, UniqueConstraint
from sqlmodel import Field, SQLModel, col

from basicplus.db import GroupRow, OfGroup


class Group(OfGroup, SQLModel, table=True):
    """An employer group: an association that employs specialists for its members."""

    __tablename__ = "employer_group"
    __table_args__ = (
        CheckConstraint("legal_form IN ('ASBL', 'SNC')", "legal_form"),
        CheckConstraint("fiscal_year_month BETWEEN 1 AND 12", "fiscal_year_month"),
    )

    id: int = Field(default=None, primary_key=True)
    code: str = Field(max_length=30, unique=True)
    name: str = Field(max_length=200)
    legal_form: str = Field(max_length=10)
    enterprise_number: str = Field(max_length=10, unique=True)
    street: str = Field(max_length=200)
    postal_code: str = Field(max_length=10)
    city: str = Field(max_length=100)
    rpm_court: str = Field(max_length=100)
    email: str = Field(max_length=200)
    website: str = Field(max_length=200)
    iban: str = Field(max_length=34)
    bic: str = Field(max_length=11)
    fiscal_year_month: int = 1
    due_days: int = 30

    @classmethod
    def belongs_to(cls, group_id: int) -> ColumnElement[bool]:
        """Return the condition that this is the group itself."""
        return col(cls.id) == group_id


class Authorisation(GroupRow, table=True):
    """A ministerial authorisation, with the joint committee it designates; holds in [from_on, until_on)."""

    __tablename__ = "authorisation"
    __table_args__ = (CheckConstraint("until_on IS NULL OR until_on > from_on", "dates"),)

    reference: str = Field(max_length=100)
    joint_committee: str = Field(max_length=10)
    granted_on: date
    from_on: date
    until_on: date | None = None


class ReplacementDay(GroupRow, table=True):
    """The day of the same year that replaces a legal holiday, who agreed to it, and when it was posted."""

    __tablename__ = "replacement_day"
    __table_args__ = (UniqueConstraint("group_id", "holiday"), UniqueConstraint("group_id", "replaced_on"))

    holiday: date
    replaced_on: date
    agreed_by: str = Field(max_length=200)
    decided_on: date
    posted_on: date | None = None
