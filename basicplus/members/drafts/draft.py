"""Members and sites as a file describes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from basicplus.errors import Problem

BillingFrequency = Literal["monthly", "quarterly", "annual"]
VatStatus = Literal["exempt", "mixed", "taxable"]

BILLING_FREQUENCIES: tuple[BillingFrequency, ...] = ("monthly", "quarterly", "annual")
VAT_STATUSES: tuple[VatStatus, ...] = ("exempt", "mixed", "taxable")


@dataclass(frozen=True)
class SiteDraft:
    """A place where a member receives workers; coordinates in degrees (WGS 84), both or neither."""

    code: str
    name: str
    street: str
    postal_code: str
    city: str
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True)
class MemberDraft:
    """A member as a file describes it; `line` is the first accepted line that names it.

    `enterprise_number` has ten digits. `vat_from_on` is the day from which `vat_status` holds; both are
    there or neither. `given` names the attributes that the file fills in on that line: the others have the
    value of a new member, and say nothing of one that is recorded.
    """

    line: int
    number: str
    name: str
    legal_form: str
    enterprise_number: str | None
    street: str
    postal_code: str
    city: str
    language: str
    email: str
    joint_committee: str
    billing_frequency: BillingFrequency
    vat_status: VatStatus | None
    vat_from_on: date | None
    taxable_percent: int | None
    given: frozenset[str] = frozenset()
    sites: tuple[SiteDraft, ...] = ()


@dataclass(frozen=True)
class MemberDrafts:
    """What a file holds: members in file order, why lines were refused, and what is worth a look.

    A refused line adds nothing to a member; it may have several problems. `lines_read` counts the records
    below the header, blank lines left out; `sha256` is that of the file's bytes.
    """

    mapping: str
    lines_read: int
    members: list[MemberDraft] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    sha256: str = field(default="", compare=False)
