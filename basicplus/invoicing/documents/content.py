"""What an issued document says, frozen: everything a renderer needs, and nothing it would have to look up."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from basicplus.money import round_half_away

Language = Literal["fr", "nl", "de", "en"]
Kind = Literal["invoice", "credit_note"]
Purpose = Literal["periodic", "settlement"]
Title = Literal["invoice", "debit_note", "claim"]
DRAFT = "DRAFT-"
Basis = Literal["time_spent", "flat_fee", "pro_rata"]


@dataclass(frozen=True)
class Seller:
    """The group as CSA art. 2:20 and CDE art. III.25 want it named on its documents."""

    name: str
    legal_form: str
    street: str
    postal_code: str
    city: str
    enterprise_number: str
    rpm_court: str
    email: str
    website: str
    iban: str
    bic: str
    vat_number: str | None = None


@dataclass(frozen=True)
class Buyer:
    """The member billed; `vat_number` when it is registered for VAT."""

    number: str
    name: str
    street: str
    postal_code: str
    city: str
    enterprise_number: str | None
    vat_number: str | None = None


@dataclass(frozen=True)
class Line:
    """One line; `minutes` and `rate_e4` (1/10,000 EUR an hour) for time spent, `share` in words for pro rata.

    `amount_cents` is without VAT; `vat_percent` is 0 where art. 44, § 2bis exempts the line, and not 0 for what
    serves the taxed part of a member, or an outsider. A settlement line carries the year's final share, what was
    billed before and the difference, which is `amount_cents`.

    `rounding_rule` priced the hours. `weight` of `weight_total` is the exact share of a pool in each month of the
    line; both are summed over `weight_days` days, 1 when they were the same every day. `fee_cents` is the flat fee
    per month or year, after the `index` in words.
    """

    agreement: str
    pool_code: str
    pool_name: str
    profession: str
    basis: Basis
    from_on: date
    until_on: date
    amount_cents: int
    minutes: int | None = None
    rate_e4: int | None = None
    share: str | None = None
    final_cents: int | None = None
    billed_cents: int | None = None
    vat_percent: int = 0
    rounding_rule: str | None = None
    weight: int | None = None
    weight_total: int | None = None
    weight_days: int | None = None
    fee_cents: int | None = None
    fee_per: str | None = None
    index: str | None = None


@dataclass(frozen=True)
class SignedHours:
    """One signed time entry of the annex."""

    agreement: str
    day: date
    starts: str
    ends: str
    minutes: int
    worker: str
    site: str
    signed_by: str
    signed_on: date


@dataclass(frozen=True)
class Before:
    """The document before on the same agreement, and what moved the amount since: price and volume, in cents."""

    number: str
    from_on: date
    until_on: date
    amount_cents: int
    price_cents: int
    volume_cents: int


@dataclass(frozen=True)
class Why:
    """Why an agreement costs what it does: a cost, the key it is shared by, and the member's weight in it.

    `key` is `hours` (weights are signed minutes), `volume` (agreed minutes) or `key` (weights in units of
    `key_name`). `cost` says what the cost is: the year's `budget`, what is `known` of the year so far, its
    `actual` cost, or `hidden` because it would show what one worker earns; `cost_cents` is None then, and where
    none is known yet; `total_weight` too when it would give the hidden cost away.
    """

    agreement: str
    pool_code: str
    pool_name: str
    year: int
    key: Literal["hours", "volume", "key"]
    weight: int
    total_weight: int | None
    share_cents: int
    cost: Literal["budget", "known", "actual", "hidden"] = "known"
    cost_cents: int | None = None
    rate_e4: int | None = None
    key_name: str = ""
    before: Before | None = None


@dataclass(frozen=True)
class Credited:
    """The document that a credit note corrects."""

    number: str
    issue_on: date


@dataclass(frozen=True)
class DocumentContent:
    """An issued invoice, credit note or settlement; spans are half-open, amounts in cents.

    A credit note carries positive amounts: its kind says the direction. `total_cents` is what is to be paid,
    `vat_cents` of it VAT. `title` is what the group calls its invoices, `texts` what it adds to its documents.
    """

    kind: Kind
    purpose: Purpose
    language: Language
    number: str
    issue_on: date
    due_on: date
    from_on: date
    until_on: date
    seller: Seller
    buyer: Buyer
    lines: tuple[Line, ...]
    total_cents: int
    ogm: str | None
    hours: tuple[SignedHours, ...] = ()
    credits: Credited | None = None
    reason: str | None = None
    vat_cents: int = 0
    title: Title = "invoice"
    texts: tuple[str, ...] = ()
    why: tuple[Why, ...] = ()

    @property
    def is_payable(self) -> bool:
        """Say whether the document asks for money."""
        return self.kind == "invoice" and self.total_cents > 0 and not self.is_draft

    @property
    def is_taxed(self) -> bool:
        """Say whether a line carries VAT."""
        return any(line.vat_percent for line in self.lines)

    @property
    def vat_by_rate(self) -> dict[int, tuple[int, int]]:
        """Base and VAT in cents for each rate on the document, the highest first; 0 is exempt.

        VAT is rounded once for each rate (EN 16931, BT-117). A credit note that gives back a part may bear a cent
        more or less, so that all of them give back what was billed: it stands at the highest rate.
        """
        bases: dict[int, int] = {}
        for line in sorted(self.lines, key=lambda line: line.vat_percent, reverse=True):
            bases[line.vat_percent] = bases.get(line.vat_percent, 0) + line.amount_cents
        vat = {rate: round_half_away(Fraction(base * rate, 100)) for rate, base in bases.items()}
        if self.is_taxed:
            vat[max(vat)] += self.vat_cents - sum(vat.values())
        return {rate: (base, vat[rate]) for rate, base in bases.items()}

    @property
    def is_draft(self) -> bool:
        """Whether it is not issued: it bears a temporary id, and nobody pays it."""
        return self.number.startswith(DRAFT)

    def to_json(self) -> str:
        """Write the canonical form that is stored and sealed: sorted keys, no spaces, ISO dates."""
        return json.dumps(vars(self), sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)

    @classmethod
    def from_json(cls, text: str) -> DocumentContent:
        """Read the stored form back; equal to what was written."""
        raw = json.loads(text)
        return cls(
            **_dated(raw, "issue_on", "due_on", "from_on", "until_on")
            | {
                "seller": Seller(**raw["seller"]),
                "buyer": Buyer(**raw["buyer"]),
                "lines": tuple(Line(**_dated(line, "from_on", "until_on")) for line in raw["lines"]),
                "hours": tuple(SignedHours(**_dated(row, "day", "signed_on")) for row in raw["hours"]),
                "credits": Credited(**_dated(raw["credits"], "issue_on")) if raw["credits"] else None,
                "texts": tuple(raw.get("texts", ())),
                "why": tuple(_why(row) for row in raw.get("why", ())),
            }
        )


def _plain(value: object) -> str | dict[str, Any]:
    return value.isoformat() if isinstance(value, date) else vars(value)


def _why(raw: dict[str, Any]) -> Why:
    before = raw["before"]
    return Why(**raw | {"before": Before(**_dated(before, "from_on", "until_on")) if before else None})


def _dated(raw: dict[str, Any], *names: str) -> dict[str, Any]:
    return raw | {name: date.fromisoformat(raw[name]) for name in names}
