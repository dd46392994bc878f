"""Tables of the shared workers: identity, contracts and their terms, absences, qualifications."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, get_args

from sqlalchemy import CheckConstraint, Column, Index, UniqueConstraint
from sqlmodel import Field

from basicplus.db import GroupRow, UtcInstant
from basicplus.versions import confidential

Profession = Literal["accountant", "prevention_advisor", "energy_advisor", "dpo", "lawyer", "dedicated"]
PROFESSIONS: tuple[str, ...] = get_args(Profession)
AbsenceKind = Literal[
    "annual_leave", "sickness", "training", "parental_leave", "compensatory_rest", "unpaid_leave", "other"
]

LeaveKind = Literal[
    "annual_leave", "compensatory_rest", "unpaid_leave", "training", "parental_leave", "compelling_reasons"
]
LEAVE_KINDS: tuple[LeaveKind, ...] = get_args(LeaveKind)
LeavePart = Literal["day", "morning", "afternoon"]
LEAVE_PARTS: tuple[LeavePart, ...] = get_args(LeavePart)


class Worker(GroupRow, table=True):
    """A worker of the group; `function` names the job of a dedicated worker. The home is a private locality."""

    __tablename__ = "worker"
    __table_args__ = (
        UniqueConstraint("group_id", "number"),
        CheckConstraint(
            "profession IN ('accountant', 'prevention_advisor', 'energy_advisor', 'dpo', 'lawyer', 'dedicated')",
            "profession",
        ),
        CheckConstraint("language IN ('fr', 'nl', 'de', 'en')", "language"),
    )

    number: str = Field(max_length=20)
    first_name: str = Field(max_length=100)
    last_name: str = Field(max_length=100)
    profession: str = Field(max_length=20)
    function: str = Field(default="", max_length=100)
    language: str = Field(default="fr", max_length=2)
    email: str = Field(default="", max_length=200)
    home_postal_code: str = Field(default="", max_length=10, sa_column_kwargs=confidential())
    home_city: str = Field(default="", max_length=100, sa_column_kwargs=confidential())
    home_latitude: float | None = Field(default=None, sa_column_kwargs=confidential())
    home_longitude: float | None = Field(default=None, sa_column_kwargs=confidential())

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"


class EmploymentContract(GroupRow, table=True):
    """An employment contract in force in [from_on, until_on); without an end it is open-ended.

    `target_group`: hired as long-term job-seeker, on integration income or financial social aid.
    """

    __tablename__ = "employment_contract"
    __table_args__ = (
        UniqueConstraint("group_id", "number"),
        Index(None, "group_id", "from_on"),
        CheckConstraint("until_on IS NULL OR until_on > from_on", "dates"),
        CheckConstraint("kind IN ('open_ended', 'fixed_term')", "kind"),
        CheckConstraint("kind = 'open_ended' OR until_on IS NOT NULL", "fixed_term_ends"),
    )

    number: str = Field(max_length=30)
    worker_id: int = Field(foreign_key="worker.id", index=True)
    kind: str = Field(max_length=12)
    from_on: date
    until_on: date | None = None
    signed_on: date | None = None
    purpose_clause: bool = False
    availability_clause: bool = False
    target_group: bool = False
    supervisor: bool = False


class ContractTerms(GroupRow, table=True):
    """The weekly duration and joint committee from a day on: the first terms of a contract, or an amendment.

    Without a joint committee the terms follow that of the authorisation.
    `pattern` is the usual week, as `mon 08:30-12:30 13:00-16:36; tue 08:30-12:30`; empty when it varies.
    `gross_month_cents`, where known, is for finance and auditors only; `scale` is the code of a pay scale.
    """

    __tablename__ = "contract_terms"
    __table_args__ = (
        Index(None, "contract_id", "from_on", unique=True),
        CheckConstraint("week_minutes > 0 AND week_minutes <= full_time_minutes", "week_minutes"),
        CheckConstraint("gross_month_cents > 0", "gross_month_cents"),
    )

    contract_id: int = Field(foreign_key="employment_contract.id")
    worker_id: int = Field(foreign_key="worker.id", index=True)
    from_on: date
    week_minutes: int
    full_time_minutes: int
    signed_on: date | None = None
    pattern: str = Field(default="", max_length=500)
    joint_committee: str = Field(default="", max_length=10)
    gross_month_cents: int | None = Field(default=None, sa_column_kwargs=confidential())
    scale: str = Field(default="", max_length=30)


class PayScale(GroupRow, table=True):
    """What a function earns at least by a scale of the joint committee: cents a full-time month, from a day on."""

    __tablename__ = "pay_scale"
    __table_args__ = (
        UniqueConstraint("group_id", "code", "from_on"),
        CheckConstraint("month_cents > 0", "month_cents"),
    )

    code: str = Field(max_length=30)
    joint_committee: str = Field(max_length=10)
    function: str = Field(max_length=100)
    from_on: date
    month_cents: int
    source: str = Field(max_length=300)
    kept_file_id: int | None = Field(default=None, foreign_key="kept_file.id")


class WorkingTimeScheme(GroupRow, table=True):
    """A working-time scheme on file in [from_on, until_on): one worker's, or everybody's without a worker.

    The agreement, the work rules or the request that introduces it was signed on `signed_on`.
    """

    __tablename__ = "working_time_scheme"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('flexible', 'four_day_week', 'night', 'sunday', 'short_notice', 'extra_hours')", "kind"
        ),
        CheckConstraint("until_on IS NULL OR until_on > from_on", "dates"),
        CheckConstraint("signed_on <= from_on", "signed_first"),
        CheckConstraint("kind NOT IN ('four_day_week', 'extra_hours') OR worker_id IS NOT NULL", "personal"),
    )

    kind: str = Field(max_length=20)
    worker_id: int | None = Field(default=None, foreign_key="worker.id", index=True)
    from_on: date
    until_on: date | None = None
    signed_on: date
    kept_file_id: int | None = Field(default=None, foreign_key="kept_file.id")


class Absence(GroupRow, table=True):
    """Days in [from_on, until_on) on which a worker is away."""

    __tablename__ = "absence"
    __table_args__ = (
        Index(None, "worker_id", "from_on"),
        CheckConstraint("until_on > from_on", "dates"),
        CheckConstraint(
            "kind IN ('annual_leave', 'sickness', 'training', 'parental_leave', 'compensatory_rest',"
            " 'unpaid_leave', 'other')",
            "kind",
        ),
    )

    worker_id: int = Field(foreign_key="worker.id")
    kind: str = Field(max_length=20, sa_column_kwargs=confidential())
    from_on: date
    until_on: date


class LeaveRequest(GroupRow, table=True):
    """Leave that a worker asks for in [from_on, until_on), whole days or half of one; or an illness reported.

    An illness is `reported` and then `noted`; nobody grants it. `open_end` says that its end is not known yet.
    `answer` is what the coordinator says to a refusal, or when leave that was approved is called off. Of approved
    leave, `back_on` is the first day from which the worker asks to have it called off.
    """

    __tablename__ = "leave_request"
    __table_args__ = (
        Index(None, "worker_id", "from_on"),
        CheckConstraint("until_on > from_on", "dates"),
        CheckConstraint(
            "kind IN ('annual_leave', 'compensatory_rest', 'unpaid_leave', 'training', 'parental_leave',"
            " 'compelling_reasons', 'sickness')",
            "kind",
        ),
        CheckConstraint("part IN ('day', 'morning', 'afternoon')", "part"),
        CheckConstraint("state IN ('asked', 'approved', 'refused', 'withdrawn', 'reported', 'noted')", "state"),
        CheckConstraint("(kind = 'sickness') = (state IN ('reported', 'noted'))", "illness_is_reported"),
        CheckConstraint("state <> 'refused' OR answer <> ''", "refusal_says_why"),
        CheckConstraint("back_on IS NULL OR state = 'approved'", "back_from_approved"),
    )

    worker_id: int = Field(foreign_key="worker.id")
    kind: str = Field(max_length=20, sa_column_kwargs=confidential())
    from_on: date
    until_on: date
    part: str = Field(default="day", max_length=9)
    open_end: bool = False
    note: str = Field(default="", max_length=200, sa_column_kwargs=confidential())
    state: str = Field(default="asked", max_length=9)
    answer: str = Field(default="", max_length=300, sa_column_kwargs=confidential())
    asked_at: datetime = Field(sa_column=Column(UtcInstant, nullable=False))
    back_on: date | None = None


class LeaveEntitlement(GroupRow, table=True):
    """The half-days of annual leave that a worker has in a year, as somebody outside said on a day.

    The figure of the latest `stated_on` holds; those before stay on file.
    """

    __tablename__ = "leave_entitlement"
    __table_args__ = (
        UniqueConstraint("group_id", "worker_id", "year", "stated_on"),
        CheckConstraint("half_days >= 0", "half_days"),
        CheckConstraint("year BETWEEN 2000 AND 2100", "year"),
        CheckConstraint("source <> ''", "source"),
    )

    worker_id: int = Field(foreign_key="worker.id", index=True)
    year: int
    half_days: int
    stated_on: date
    source: str = Field(max_length=200)


class Qualification(GroupRow, table=True):
    """A diploma or certificate of a worker, valid in [from_on, until_on)."""

    __tablename__ = "qualification"

    worker_id: int = Field(foreign_key="worker.id", index=True)
    name: str = Field(max_length=200)
    from_on: date
    until_on: date | None = None
