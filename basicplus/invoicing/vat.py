"""The VAT guardian on documents: the light of each invoice, and what was billed outside of membership."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from sqlmodel import col

from basicplus.assignments import Agreement
from basicplus.clock import Span, uncovered, year_span
from basicplus.compliance import facts as fact
from basicplus.compliance.law import belgian_law
from basicplus.compliance.rules.billing import status_day
from basicplus.db import GroupSession, pick
from basicplus.invoicing.facts import billed_facts
from basicplus.invoicing.models import Invoice, InvoiceLine
from basicplus.members import Member
from basicplus.members.facts import membership_facts, vat_facts
from basicplus.members.vat import Light, light_of

ALERT_PERCENT = 40
"""The share of outsiders from which the group is warned."""


@dataclass(frozen=True)
class Outsiders:
    """What was billed in a year in all, and for days outside of membership: cents, and minutes by the hour."""

    year: int
    billed_cents: int
    outsiders_cents: int
    billed_minutes: int
    outsiders_minutes: int
    limit_percent: int | None

    @property
    def percent(self) -> Fraction:
        """The larger of the two shares, of amounts and of time, in percent."""
        shares = ((self.outsiders_cents, self.billed_cents), (self.outsiders_minutes, self.billed_minutes))
        return max(Fraction(100 * part, whole) if whole > 0 else Fraction() for part, whole in shares)

    @property
    def level(self) -> Literal["fine", "alert", "over"]:
        """Say whether services to members still prevail (art. 44, § 2bis)."""
        if self.limit_percent is not None and self.percent >= self.limit_percent:
            return "over"
        return "alert" if self.percent >= ALERT_PERCENT else "fine"


def invoice_lights(session: GroupSession, numbers: Collection[str]) -> dict[str, Light]:
    """Return the light of each invoice among these documents, as of its date; a credit note has none.

    Nor has an invoice of which every line is taxed: it needs no exemption.
    It stands on what is recorded now of the buyer's status then.
    """
    law = belgian_law()
    # By the ids of the documents: by their numbers, SQLite goes through the lines of all.
    ids = [row.id for row in session.rows(pick(Invoice.id).where(col(Invoice.number).in_(numbers)))]
    billed = billed_facts(session, col(InvoiceLine.invoice_id).in_(ids))
    buyers = col(Member.number).in_({each.member for each in billed})
    belongs: dict[str, list[Span]] = defaultdict(list)
    for membership in membership_facts(session, buyers):
        belongs[membership.member].append(membership.span)
    said: dict[str, list[fact.VatStatus]] = defaultdict(list)
    for status in vat_facts(session, buyers):
        said[status.member].append(status)
    return {
        each.document: light_of(said[each.member], status_day(each, belongs[each.member]), law)
        for each in billed
        if each.spans
    }


def outsiders(session: GroupSession, year: int) -> Outsiders:
    """Return what the documents issued in a year billed, net, and what of it for days outside of membership.

    A line counts as a whole once one of its days lies outside: it would be taxed as a whole.
    """
    days = year_span(year)
    rows = session.rows(
        pick(
            col(Member.number).label("member"),
            InvoiceLine.from_on,
            InvoiceLine.until_on,
            InvoiceLine.amount_cents,
            InvoiceLine.minutes,
            Invoice.kind,
            col(Agreement.from_on).label("agreed_from_on"),
            col(Agreement.until_on).label("agreed_until_on"),
        )
        .join(Invoice, col(Invoice.id) == InvoiceLine.invoice_id)
        .join(Agreement, col(Agreement.id) == InvoiceLine.agreement_id)
        .join(Member, col(Member.id) == Invoice.member_id)
        .where(Invoice.issue_on >= days.from_on, Invoice.issue_on < days.until_on)
    )
    belongs: dict[str, list[Span]] = defaultdict(list)
    for membership in membership_facts(session, col(Member.id).is_not(None)):
        belongs[membership.member].append(membership.span)
    cents, minutes = {True: 0, False: 0}, {True: 0, False: 0}
    for row in rows:
        line, agreed = Span(row.from_on, row.until_on), Span.of(row.agreed_from_on, row.agreed_until_on)
        outside = bool(uncovered((line & agreed) or line, belongs[row.member]))
        cents[outside] += row.amount_cents
        minutes[outside] += (row.minutes or 0) * (1 if row.kind == "invoice" else -1)
    limit = belgian_law().on(days.from_on, "outsiders_share_below").value
    return Outsiders(year, sum(cents.values()), cents[True], sum(minutes.values()), minutes[True], limit)
