"""What the text of an agreement says: all that writing it needs, and nothing it would have to look up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from basicplus.invoicing.documents.content import Buyer, Language, Seller


@dataclass(frozen=True)
class Visits:
    """A recurring presence: rule of RFC 5545, first day, time in Brussels, duration, site and worker."""

    rule: str
    from_on: date
    start_time: str
    minutes: int
    site: str
    worker: str


@dataclass(frozen=True)
class Price:
    """How the price is found; `rate_e4` (1/10,000 EUR an hour) is the provisional one of `rate_year`."""

    basis: str
    pool: str
    rounding_rule: str
    taxed_percent: int
    rate_year: int
    rate_e4: int | None = None
    fee_cents: int | None = None
    fee_per: str = "month"
    exact_fee_reason: str | None = None
    key: str | None = None
    index_code: str | None = None
    index_base_on: date | None = None
    index_each: str | None = None
    index_begins_on: date | None = None


@dataclass(frozen=True)
class Content:
    """One version of an agreement, in the language of the member unless another was asked for."""

    language: Language
    agreement: str
    number: str
    version: int
    seller: Seller
    buyer: Buyer
    from_on: date
    until_on: date | None
    authorisation: str | None
    committee: str | None
    profession: str
    worker: str | None
    volume_minutes: int
    visits: tuple[Visits, ...]
    school_weeks_only: bool
    places: tuple[tuple[str, str], ...]
    signers: tuple[str, ...]
    price: Price
    notice_months: int
    internal_rules_version: int | None
    clauses: Mapping[str, str]
    is_draft: bool = False


@dataclass(frozen=True)
class Paper:
    """What a text shows: a version, and for an amendment the one before and what it is about."""

    content: Content
    before: Content | None = None
    why: str = ""
