"""Tables of the group: who it is, its statutes and internal rules, and what passes between it and the ministry."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ColumnElement, UniqueConstraint
from sqlmodel import Field, SQLModel, col

from basicplus.db import GroupRow, OfGroup


class Group(OfGroup, SQLModel, table=True):
    """An employer group: an association that employs specialists for its members."""

    __tablename__ = "employer_group"
    __table_args__ = (
        CheckConstraint("legal_form IN ('ASBL', 'SNC', 'GIE')", "legal_form"),
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
    vat_registered: bool = False
    fiscal_year_month: int = 1
    due_days: int = 30

    @classmethod
    def belongs_to(cls, group: int | ColumnElement[int]) -> ColumnElement[bool]:
        """Return the condition that this is the group itself."""
        return col(cls.id) == group


class Authorisation(GroupRow, table=True):
    """A ministerial authorisation, with the joint committee it designates; holds in [from_on, until_on).

    `organiser` is the enterprise number of an external organiser, where a decree imposes one. A withdrawal sets
    `until_on`, with its reason and its letter.
    """

    __tablename__ = "authorisation"
    __table_args__ = (
        CheckConstraint("until_on IS NULL OR until_on > from_on", "dates"),
        CheckConstraint("withdrawn_because IS NULL OR until_on IS NOT NULL", "withdrawn_ends"),
        CheckConstraint("(withdrawn_because IS NULL) = (withdrawal_file_id IS NULL)", "withdrawn_by_letter"),
    )

    reference: str = Field(max_length=100)
    joint_committee: str = Field(max_length=10)
    granted_on: date
    from_on: date
    until_on: date | None = None
    organiser: str | None = Field(default=None, max_length=10)
    withdrawn_because: str | None = Field(default=None, max_length=500)
    withdrawal_file_id: int | None = Field(default=None, foreign_key="kept_file.id")


class Statutes(GroupRow, table=True):
    """The legal form of the group from a day on; `founding` says that it was founded that day."""

    __tablename__ = "statutes"
    __table_args__ = (
        UniqueConstraint("group_id", "from_on"),
        CheckConstraint("legal_form IN ('ASBL', 'SNC', 'GIE')", "legal_form"),
    )

    from_on: date
    legal_form: str = Field(max_length=10)
    founding: bool = False
    kept_file_id: int | None = Field(default=None, foreign_key="kept_file.id")


class InternalRules(GroupRow, table=True):
    """A version of the internal rules, in force from a day on until the next one."""

    __tablename__ = "internal_rules"
    __table_args__ = (
        UniqueConstraint("group_id", "version"),
        UniqueConstraint("group_id", "from_on"),
        CheckConstraint("version > 0", "version"),
    )

    version: int
    from_on: date
    kept_file_id: int = Field(foreign_key="kept_file.id")


class Application(GroupRow, table=True):
    """An application for an authorisation, as the ministry received it, and what became of it."""

    __tablename__ = "application"
    __table_args__ = (
        UniqueConstraint("group_id", "reference"),
        CheckConstraint("advice_asked_on >= received_on", "advice_after_receipt"),
        CheckConstraint("advice_given_on >= advice_asked_on", "advice_in_order"),
        CheckConstraint("advice_given_on IS NULL OR advice_asked_on IS NOT NULL", "advice_was_asked"),
        CheckConstraint("decided_on >= received_on", "decision_after_receipt"),
        CheckConstraint("(decided_on IS NULL) = (granted IS NULL)", "decision_says_what"),
    )

    reference: str = Field(max_length=60)
    received_on: date
    registered_letter: bool
    internal_rules_version: int | None = None
    proposed_committee: str = Field(default="", max_length=10)
    advice_asked_on: date | None = None
    advice_given_on: date | None = None
    decided_on: date | None = None
    granted: bool | None = None


class ActivityReport(GroupRow, table=True):
    """The activity report on a year, sent to the ministry on a day."""

    __tablename__ = "activity_report"
    __table_args__ = (UniqueConstraint("group_id", "year"), CheckConstraint("year >= 2000", "year"))

    year: int
    sent_on: date
    kept_file_id: int = Field(foreign_key="kept_file.id")


class ReplacementDay(GroupRow, table=True):
    """The day of the same year that replaces a legal holiday, who agreed to it, and when it was posted."""

    __tablename__ = "replacement_day"
    __table_args__ = (UniqueConstraint("group_id", "holiday"), UniqueConstraint("group_id", "replaced_on"))

    holiday: date
    replaced_on: date
    agreed_by: str = Field(max_length=200)
    decided_on: date
    posted_on: date | None = None
