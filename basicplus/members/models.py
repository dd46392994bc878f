"""Tables of the member associations: who they are, when they belong, where they are, and what they tell."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from basicplus.db import GroupRow

LANGUAGES = ("fr", "nl", "de", "en")
FREQUENCIES = ("monthly", "quarterly", "annual")


class Member(GroupRow, table=True):
    """An association that is a member of the group, was one, or could become one.

    `community` is whose school calendar it follows; without one, its language and postal code tell.
    """

    __tablename__ = "member"
    __table_args__ = (
        UniqueConstraint("group_id", "number"),
        CheckConstraint("language IN ('fr', 'nl', 'de', 'en')", "language"),
        CheckConstraint("billing_frequency IN ('monthly', 'quarterly', 'annual')", "billing_frequency"),
        CheckConstraint("community IN ('french', 'flemish', 'german')", "community"),
    )

    number: str = Field(max_length=20)
    name: str = Field(max_length=200)
    legal_form: str = Field(max_length=20)
    enterprise_number: str | None = Field(default=None, max_length=10)
    street: str = Field(max_length=200)
    postal_code: str = Field(max_length=10)
    city: str = Field(max_length=100)
    email: str = Field(default="", max_length=200)
    language: str = Field(default="fr", max_length=2)
    joint_committee: str = Field(default="", max_length=10)
    billing_frequency: str = Field(default="monthly", max_length=10)
    activity: str = Field(default="", max_length=200)
    other_group: str = Field(default="", max_length=200)
    community: str | None = Field(default=None, max_length=7)


class Membership(GroupRow, table=True):
    """The days in [from_on, until_on) on which a member belongs to the group, and in which class.

    `acknowledged_on` is when the member acknowledged joint liability, `internal_rules_version` what it accepted
    last. Decisions are known on one day and entered in the members' register on another (CSA 9:3).
    """

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint("ended_by IN ('resignation', 'exclusion')", "ended_by"),
        CheckConstraint("ended_by IS NULL OR until_on IS NOT NULL", "ended_by_ends"),
        CheckConstraint("member_class IN ('effective', 'adherent')", "member_class"),
        CheckConstraint("until_on IS NULL OR until_on > from_on", "dates"),
    )

    member_id: int = Field(foreign_key="member.id", index=True)
    member_class: str = Field(max_length=10)
    from_on: date
    until_on: date | None = None
    acknowledged_on: date | None = None
    acknowledgement_file_id: int | None = Field(default=None, foreign_key="kept_file.id")
    internal_rules_version: int | None = None
    decided_on: date | None = None
    entered_on: date | None = None
    ended_by: str | None = Field(default=None, max_length=11)
    end_decided_on: date | None = None
    end_entered_on: date | None = None


class Strike(GroupRow, table=True):
    """A strike or lock-out at a member in [from_on, until_on), open while nobody says that it ended.

    It is the state of the member: who takes part is never recorded.
    """

    __tablename__ = "strike"
    __table_args__ = (
        CheckConstraint("kind IN ('strike', 'lockout')", "kind"),
        CheckConstraint("until_on > from_on", "dates"),
    )

    member_id: int = Field(foreign_key="member.id", index=True)
    kind: str = Field(max_length=7)
    from_on: date
    until_on: date | None = None
    reported_on: date


class MemberOpening(GroupRow, table=True):
    """The half-days of the week on which a member is open from a day on, as `mon am pm; tue am`.

    It holds until the next; before the first nothing is known of the hours.
    """

    __tablename__ = "member_opening"
    __table_args__ = (Index(None, "member_id", "from_on", unique=True),)

    member_id: int = Field(foreign_key="member.id")
    from_on: date
    half_days: str = Field(max_length=100)


class MemberClosure(GroupRow, table=True):
    """Days in [from_on, until_on) on which a member is closed, beside the school holidays."""

    __tablename__ = "member_closure"
    __table_args__ = (
        Index(None, "member_id", "from_on", unique=True),
        CheckConstraint("until_on > from_on", "dates"),
        CheckConstraint("reason IN ('pedagogical_day', 'local_holiday', 'works', 'other')", "reason"),
    )

    member_id: int = Field(foreign_key="member.id")
    from_on: date
    until_on: date
    reason: str = Field(max_length=15)
    label: str = Field(default="", max_length=100)


class AbroadNotice(GroupRow, table=True):
    """A member told the group on `noticed_on` that work will be done in another state in [from_on, until_on)."""

    __tablename__ = "abroad_notice"
    __table_args__ = (CheckConstraint("until_on > from_on", "dates"),)

    member_id: int = Field(foreign_key="member.id", index=True)
    country: str = Field(max_length=2)
    noticed_on: date
    from_on: date
    until_on: date | None = None


class Site(GroupRow, table=True):
    """A place where workers serve, in Belgium or elsewhere (ISO 3166 code); it may belong to several members."""

    __tablename__ = "site"
    __table_args__ = (UniqueConstraint("group_id", "code"),)

    code: str = Field(max_length=30)
    name: str = Field(max_length=300)
    street: str = Field(max_length=200)
    postal_code: str = Field(max_length=10)
    city: str = Field(max_length=100)
    latitude: float | None = None
    longitude: float | None = None
    country: str = Field(default="BE", max_length=2)


class MemberSite(GroupRow, table=True):
    """A site of a member."""

    __tablename__ = "member_site"
    __table_args__ = (UniqueConstraint("member_id", "site_id"),)

    member_id: int = Field(foreign_key="member.id", index=True)
    site_id: int = Field(foreign_key="site.id", index=True)


class Contact(GroupRow, table=True):
    """A person at a member, by role; only a signer may sign the member's hours."""

    __tablename__ = "contact"
    __table_args__ = (CheckConstraint("role IN ('head', 'treasurer', 'signer', 'other')", "role"),)

    member_id: int = Field(foreign_key="member.id", index=True)
    role: str = Field(max_length=10)
    name: str = Field(max_length=200)
    email: str = Field(max_length=200)


class VatStatus(GroupRow, table=True):
    """The VAT status of a member from a day on, with its taxable share in percent (art. 44, § 2bis).

    Declared only, it has no signature; attested, it is signed and valid until the day `valid_until_on`.
    """

    __tablename__ = "vat_status"
    __table_args__ = (
        Index(None, "member_id", "from_on", unique=True),
        CheckConstraint("status IN ('exempt', 'mixed', 'taxable')", "status"),
        CheckConstraint("taxable_percent BETWEEN 0 AND 100", "taxable_percent"),
        CheckConstraint("(signed_on IS NULL) = (valid_until_on IS NULL)", "attested_until"),
        CheckConstraint("valid_until_on > from_on", "validity"),
    )

    member_id: int = Field(foreign_key="member.id")
    from_on: date
    status: str = Field(max_length=10)
    taxable_percent: int = 0
    signed_on: date | None = None
    signed_by: str = Field(default="", max_length=200)
    valid_until_on: date | None = None
    kept_file_id: int | None = Field(default=None, foreign_key="kept_file.id")
