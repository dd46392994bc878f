"""Tables of agreements, the plan and the hours."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, Index, Text, UniqueConstraint
from sqlmodel import Field

from basicplus.db import GroupRow, SealedRow, UtcInstant
from basicplus.rows import added_later

BASES = ("time_spent", "flat_fee", "pro_rata")
KINDS = ("service", "travel", "training", "internal", "unsold")


class Agreement(GroupRow, table=True):
    """What the group and a member agreed: who, how much, from when, on which basis it is paid.

    `volume_minutes` is the agreed time a year; `fee_cents` the flat fee a month or a year; `key_id` the allocation
    key of a pro rata share. `worker_id` is set when a worker is named. `rounding_rule` prices the hours, and
    `taxed_percent` is the part of the service that serves the member's taxed activity (VAT code, art. 44, § 2bis).

    A fee with an index is raised each January or anniversary, from the index of the month `index_base_on`. A fee
    documented as exact takes no part in the annual settlement.

    A row is one version. What an amendment changes is the next one: it has its own days, its number is that of the
    first with its version after a point, and `first_id` names the first. `index_from_on` is the day from which the
    index counts where that is not its own first day. `places` (codes of sites) and `clauses` (own text by block)
    are JSON. `sent_on` is when its text went out, `ended` says that it was ended before what was agreed.
    """

    __tablename__ = "agreement"
    __table_args__ = (
        UniqueConstraint("group_id", "number"),
        CheckConstraint("basis IN ('time_spent', 'flat_fee', 'pro_rata')", "basis"),
        CheckConstraint("basis <> 'flat_fee' OR fee_cents IS NOT NULL", "flat_fee_has_fee"),
        CheckConstraint("basis <> 'pro_rata' OR key_id IS NOT NULL", "pro_rata_has_key"),
        CheckConstraint("until_on IS NULL OR until_on > from_on", "dates"),
        CheckConstraint("volume_minutes > 0", "volume_minutes"),
        CheckConstraint("fee_per IN ('month', 'year')", "fee_per"),
        CheckConstraint("index_each IN ('january', 'anniversary')", "index_each"),
        CheckConstraint(
            "(index_code IS NULL) = (index_base_on IS NULL) AND (index_code IS NULL) = (index_each IS NULL)",
            "index",
        ),
        CheckConstraint("(exact_fee_reason IS NULL) = (exact_fee_file_id IS NULL)", "exact_fee_documented"),
        CheckConstraint("exact_fee_file_id IS NULL OR basis = 'flat_fee'", "exact_fee_is_flat"),
        CheckConstraint("taxed_percent BETWEEN 0 AND 100", "taxed_percent"),
        CheckConstraint("notice_months BETWEEN 0 AND 24", "notice_months"),
        CheckConstraint("first_id IS NULL OR version > 1", "first_is_version_one"),
    )

    number: str = Field(max_length=34)
    version: int = 1
    first_id: int | None = Field(default=None, foreign_key="agreement.id", index=True)
    member_id: int = Field(foreign_key="member.id", index=True)
    profession: str = Field(max_length=20)
    worker_id: int | None = Field(default=None, foreign_key="worker.id")
    pool_id: int = Field(foreign_key="cost_pool.id", index=True)
    basis: str = Field(max_length=10)
    volume_minutes: int
    rounding_rule: str = Field(default="exact-minutes-1", max_length=30)
    fee_cents: int | None = None
    fee_per: str = Field(default="month", max_length=5)
    index_code: str | None = Field(default=None, max_length=30)
    index_base_on: date | None = None
    index_each: str | None = Field(default=None, max_length=11)
    exact_fee_reason: str | None = Field(default=None, max_length=500)
    exact_fee_file_id: int | None = Field(default=None, foreign_key="kept_file.id")
    taxed_percent: int = 0
    key_id: int | None = Field(default=None, foreign_key="allocation_key.id")
    school_weeks_only: bool = False
    places: str = Field(default="[]", sa_column=Column(Text, nullable=False, default="[]"))
    notice_months: int = 3
    internal_rules_version: int | None = None
    clauses: str = Field(default="{}", sa_column=Column(Text, nullable=False, default="{}"))
    index_from_on: date | None = None
    sent_on: date | None = None
    sent_file_id: int | None = Field(default=None, foreign_key="kept_file.id")
    ended: bool = False
    signed_on: date | None = None
    from_on: date
    until_on: date | None = None

    @property
    def life_id(self) -> int:
        """The id of its first version, which all versions of one agreement share."""
        return self.first_id or self.id

    @property
    def index_begins_on(self) -> date:
        """The day from which anniversaries and Januaries of its index count."""
        return self.index_from_on or self.from_on


class Assignment(GroupRow, table=True):
    """A worker serves a member under an agreement, in a recurring pattern of visits.

    `rule` is an RFC 5545 recurrence rule without DTSTART; the first day is `from_on`. Visits are in school weeks
    only if the assignment or its agreement says so. It names the first version of its agreement, and goes on under
    the later ones.
    """

    __tablename__ = "assignment"

    agreement_id: int = Field(foreign_key="agreement.id", index=True)
    worker_id: int = Field(foreign_key="worker.id", index=True)
    site_id: int = Field(foreign_key="site.id")
    rule: str = Field(max_length=200)
    start_time: str = Field(max_length=5)
    minutes: int = Field(gt=0)
    from_on: date
    until_on: date | None = None
    school_weeks_only: bool = False


class AssignmentException(GroupRow, table=True):
    """A day on which an assignment has no visit although its rule says so."""

    __tablename__ = "assignment_exception"
    __table_args__ = (UniqueConstraint("assignment_id", "day"),)

    assignment_id: int = Field(foreign_key="assignment.id")
    day: date


class AssignmentExtra(GroupRow, table=True):
    """A day on which an assignment has a visit although its rule does not say so, or at other times than it says.

    `instead_of` is the day left out that it takes the place of.
    """

    __tablename__ = "assignment_extra"
    __table_args__ = (
        UniqueConstraint("assignment_id", "day"),
        CheckConstraint("minutes > 0", "minutes"),
    )

    assignment_id: int = Field(foreign_key="assignment.id")
    day: date
    start_time: str = Field(max_length=5)
    minutes: int
    instead_of: date | None = None


class ClosingDay(GroupRow, table=True):
    """A day on which the whole group is closed, beside the legal holidays."""

    __tablename__ = "closing_day"
    __table_args__ = (UniqueConstraint("group_id", "day"),)

    day: date
    label: str = Field(max_length=100)


class Plan(GroupRow, table=True):
    """The plan of a period: the version that is published, and one draft that is edited.

    `version` is that of the draft while there is one, else the published one. `published_at` is when the first
    version was published; a `PlanPublication` says when each was.
    """

    __tablename__ = "plan"
    __table_args__ = (
        UniqueConstraint("group_id", "from_on", "version"),
        CheckConstraint("state IN ('draft', 'published')", "state"),
    )

    from_on: date
    until_on: date
    version: int = 1
    state: str = Field(default="draft", max_length=10)
    published_at: datetime | None = Field(default=None, sa_column=Column(UtcInstant))

    @property
    def published(self) -> int:
        """The version that people know; 0 while there is none."""
        return self.version - (self.state == "draft")

    @property
    def draft(self) -> int:
        """The version that is edited, or the next one that an edit would begin."""
        return self.published + 1


class Visit(GroupRow, table=True):
    """A planned presence of a worker at a member's site, in [starts_at, ends_at); `day` is in Brussels.

    It stands in the versions of its plan from `from_version` on, before `until_version`: in none if they are the
    same. An edit of a published visit closes its row and makes one that `replaces_id` it. A visit that was
    called off is `cancelled` in every version, at once. `told_on` is the day on which the worker was told, if
    not when the first version was published; in a draft, the first day on which that can be.
    """

    __tablename__ = "visit"
    __table_args__ = (
        Index(None, "group_id", "worker_id", "day"),
        Index(None, "group_id", "member_id", "day"),
        CheckConstraint("ends_at > starts_at", "times"),
        CheckConstraint("state IN ('planned', 'cancelled')", "state"),
        CheckConstraint("until_version >= from_version", "versions"),
    )

    plan_id: int = Field(foreign_key="plan.id", index=True)
    assignment_id: int | None = Field(default=None, foreign_key="assignment.id")
    agreement_id: int | None = Field(default=None, foreign_key="agreement.id")
    worker_id: int = Field(foreign_key="worker.id")
    member_id: int = Field(foreign_key="member.id")
    site_id: int = Field(foreign_key="site.id")
    day: date
    starts_at: datetime = Field(sa_column=Column(UtcInstant, nullable=False))
    ends_at: datetime = Field(sa_column=Column(UtcInstant, nullable=False))
    state: str = Field(default="planned", max_length=10)
    told_on: date | None = None
    note: str = Field(default="", max_length=200)
    from_version: int = 1
    until_version: int | None = None
    replaces_id: int | None = Field(default=None, foreign_key="visit.id")


class SignOff(SealedRow, table=True):
    """A member's approval of its own lines of a month; `entries_sha256` covers the lines approved.

    `paper` names the document, where the signer signed on paper; `notice_id` the notice after which the member was
    silent, where the approval is tacit.
    """

    __tablename__ = "sign_off"
    __table_args__ = (Index(None, "member_id", "month"),)

    member_id: int = Field(foreign_key="member.id")
    month: date
    signed_by: str = Field(max_length=200)
    signed_at: datetime = Field(sa_column=Column(UtcInstant, nullable=False))
    entries: int
    minutes: int
    entries_sha256: str = Field(max_length=64)
    paper: str = Field(default="", max_length=300, sa_column_kwargs=added_later(""))
    notice_id: int | None = Field(
        default=None, foreign_key="hours_notice.id", index=True, sa_column_kwargs=added_later(None)
    )


class TimeEntry(GroupRow, table=True):
    """Hours done, in [starts_at, ends_at); `minutes` is the time elapsed, never rounded.

    Service is done for a member under an agreement; travel, training, internal and unsold time are not.
    `rounding_rule` is the rule under which the hours were billed first: they keep it when they are billed again.
    """

    __tablename__ = "time_entry"
    __table_args__ = (
        Index(None, "group_id", "worker_id", "day"),
        Index(None, "group_id", "member_id", "day"),
        CheckConstraint("ends_at > starts_at", "times"),
        CheckConstraint("minutes > 0", "minutes"),
        CheckConstraint("kind IN ('service', 'travel', 'training', 'internal', 'unsold')", "kind"),
        CheckConstraint("state IN ('draft', 'submitted', 'checked', 'signed', 'disputed', 'invoiced')", "state"),
        CheckConstraint(
            "kind <> 'service' OR (member_id IS NOT NULL AND agreement_id IS NOT NULL)", "service_has_member"
        ),
        CheckConstraint("(state = 'invoiced') = (invoice_line_id IS NOT NULL)", "invoiced_has_line"),
    )

    worker_id: int = Field(foreign_key="worker.id")
    kind: str = Field(max_length=10)
    member_id: int | None = Field(default=None, foreign_key="member.id")
    agreement_id: int | None = Field(default=None, foreign_key="agreement.id", index=True)
    site_id: int | None = Field(default=None, foreign_key="site.id")
    visit_id: int | None = Field(default=None, foreign_key="visit.id", index=True)
    day: date
    starts_at: datetime = Field(sa_column=Column(UtcInstant, nullable=False))
    ends_at: datetime = Field(sa_column=Column(UtcInstant, nullable=False))
    minutes: int
    state: str = Field(default="draft", max_length=10)
    note: str = Field(default="", max_length=200)
    dispute: str | None = Field(default=None, max_length=300)
    rounding_rule: str | None = Field(default=None, max_length=30)
    sign_off_id: int | None = Field(default=None, foreign_key="sign_off.id", index=True)
    invoice_line_id: int | None = Field(default=None, foreign_key="invoice_line.id", index=True)
