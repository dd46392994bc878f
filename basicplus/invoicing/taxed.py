"""What of a service is taxed: days outside of membership, and what serves the taxed activity of a mixed member."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import col, func, select

from basicplus.assignments import Agreement, TimeEntry
from basicplus.clock import Span, uncovered, year_span
from basicplus.compliance.law import belgian_law
from basicplus.db import GroupSession, pick
from basicplus.invoicing.models import InvoiceLine
from basicplus.members import Membership
from basicplus.money import allocate

Parts = Mapping[bool, int]
"""Amounts of what is exempt (False) and of what is taxed (True)."""


class Taxation:
    """The memberships that tell members from outsiders, read once (VAT code, art. 44, § 2bis)."""

    def __init__(self, session: GroupSession) -> None:
        self._belongs: dict[int, list[Span]] = defaultdict(list)
        for member_id, *days in session.rows(pick(Membership.member_id, Membership.from_on, Membership.until_on)):
            self._belongs[member_id].append(Span.of(*days))

    def outside(self, member_id: int, span: Span) -> list[Span]:
        """Return the days of a span on which the association was no member: its services are taxed then."""
        return uncovered(span, self._belongs[member_id])

    def pieces(self, member_id: int, span: Span) -> list[tuple[Span, bool]]:
        """Cut a span where membership starts or ends; each piece says whether it lies outside."""
        outside = self.outside(member_id, span)
        inside = uncovered(span, outside)
        return sorted([(piece, False) for piece in inside] + [(piece, True) for piece in outside])


def vat_percent(day: date) -> int:
    """Return the VAT rate of a service that is not exempt, on a day, in percent."""
    return int(belgian_law().on(day, "vat_rate_services").value)


def weights(agreement: Agreement, inside: int, outside: int = 0) -> Parts:
    """Weigh what is exempt and what is taxed of days or minutes served inside and outside membership."""
    taxed = agreement.taxed_percent
    return {False: inside * (100 - taxed), True: inside * taxed + outside * 100}


def split(amount: int, parts: Parts) -> dict[bool, int]:
    """Split an amount into what is exempt and what is taxed; the two sum to it, a tie goes to what is exempt."""
    shares = allocate(amount, {int(taxed): weight for taxed, weight in parts.items()})
    return {False: shares[0], True: shares[1]}


@dataclass(frozen=True)
class TaxedPart:
    """The exempt or the taxed part of an agreement's year: its final share and what was billed so far (cents)."""

    vat_percent: int
    share_cents: int
    billed_cents: int

    @property
    def difference_cents(self) -> int:
        """What is still to be billed (positive) or credited (negative)."""
        return self.share_cents - self.billed_cents


class TaxedYear:
    """How the final shares of a year divide into what is exempt and what is taxed."""

    def __init__(self, session: GroupSession, year: int) -> None:
        self._session = session
        self._days = year_span(year)
        self._vat_percent = vat_percent(self._days.until_on - timedelta(days=1))
        self._taxation = Taxation(session)
        taxed_lines = (
            pick(InvoiceLine.agreement_id, func.sum(InvoiceLine.amount_cents))
            .where(InvoiceLine.year == year, InvoiceLine.vat_percent > 0)
            .group_by(col(InvoiceLine.agreement_id))
        )
        self._billed = {row_id: int(cents) for row_id, cents in session.rows(taxed_lines)}

    def parts(self, agreement: Agreement, share_cents: int, billed_cents: int, minutes: int) -> list[TaxedPart]:
        """Return the exempt part and, where there is one, the taxed part; they sum to the share and to the billed.

        Time spent divides by signed minutes, other bases by days. A fee that is exact stays as it was billed.
        """
        taxed_billed = self._billed.get(agreement.id, 0)
        if agreement.exact_fee_file_id is not None:
            shares = {False: billed_cents - taxed_billed, True: taxed_billed}
        else:
            shares = split(share_cents, self._weights(agreement, minutes))
        return [
            TaxedPart(0, shares[False], billed_cents - taxed_billed),
            TaxedPart(self._vat_percent, shares[True], taxed_billed),
        ]

    def _weights(self, agreement: Agreement, minutes: int) -> Parts:
        active = Span.of(agreement.from_on, agreement.until_on) & self._days
        gaps = self._taxation.outside(agreement.member_id, active)
        whole, outside = active.length, sum(gap.length for gap in gaps)
        if agreement.basis == "time_spent" and minutes:
            whole, outside = minutes, sum(self._minutes(agreement, gap) for gap in gaps)
        return weights(agreement, whole - outside, outside) if whole else weights(agreement, 1)

    def _minutes(self, agreement: Agreement, days: Span) -> int:
        signed = select(func.sum(TimeEntry.minutes)).where(
            TimeEntry.agreement_id == agreement.id,
            TimeEntry.day >= days.from_on,
            TimeEntry.day < days.until_on,
            col(TimeEntry.state).in_(("signed", "invoiced")),
        )
        return int(self._session.exec(signed).one() or 0)
