"""Why an agreement costs what it does: its pool's cost, its weight in the key, what it cost the time before."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from sqlmodel import col, func, select

from basicplus.assignments import Agreement, TimeEntry
from basicplus.clock import Period, Span, month_of, months, year_span
from basicplus.db import GroupSession, pick
from basicplus.invoicing.credited import taken_back
from basicplus.invoicing.documents.content import Before, Why
from basicplus.invoicing.lines import DraftLine, Pricing
from basicplus.invoicing.models import CostEntry, CostPool, Invoice, InvoiceLine
from basicplus.money import round_half_away
from basicplus.workers import Worker

if TYPE_CHECKING:
    from basicplus.invoicing.settlement import AgreementYear, PoolYear


class Reasons:
    """The costs, weights and earlier documents behind the documents of a period; read once for the whole run."""

    def __init__(self, session: GroupSession, period: Period, pricing: Pricing) -> None:
        self._pricing = pricing
        span = Span(date(period.span.from_on.year - 1, 1, 1), period.span.until_on)
        self._costs = Costs(session, span)
        self._minutes = _signed_minutes(session, span)
        self._volumes: dict[int, int] = Counter()
        last = {row.life_id: row for row in sorted(pricing.agreements, key=lambda row: row.version)}
        for agreement in last.values():
            self._volumes[agreement.pool_id] += agreement.volume_minutes
        self._before = _before(session, period.span.from_on)

    def of(self, lines: Iterable[DraftLine]) -> tuple[Why, ...]:
        """Say why each of a member's agreements costs what its lines say."""
        by_agreement: dict[str, list[DraftLine]] = defaultdict(list)
        for line in lines:
            by_agreement[line.agreement.number].append(line)
        return tuple(self._costs.told(found[0].pool, self._why(found)) for found in by_agreement.values())

    def _why(self, lines: Sequence[DraftLine]) -> Why:
        last = lines[-1]
        agreement, pool = last.agreement, last.pool
        cents = sum(line.amount_cents for line in lines)
        before = self._before.get(agreement.id)
        why = Why(
            agreement=agreement.number,
            pool_code=pool.code,
            pool_name=pool.name,
            year=last.year,
            key="hours",
            weight=sum(line.minutes or 0 for line in lines),
            total_weight=sum(self._minutes_of_pool(line) for line in lines),
            share_cents=cents,
            rate_e4=last.rate_e4,
            before=before.against(cents, _quantity(lines)) if before else None,
        )
        if agreement.key_id is not None:
            terms, key = last.terms, self._pricing.keys[agreement.key_id]
            budget = 12 * self._pricing.tariffs[pool.id, last.year].pro_rata_month_cents
            why = replace(why, key="key", key_name=key.name, cost="budget", cost_cents=budget)
            return replace(why, weight=terms.weight or 0, total_weight=terms.weight_total)
        why = replace(why, cost_cents=self._costs.known(pool, last.year))
        if agreement.basis == "flat_fee":
            volumes = self._volumes[agreement.pool_id]
            return replace(why, key="volume", weight=agreement.volume_minutes, total_weight=volumes)
        return why

    def _minutes_of_pool(self, line: DraftLine) -> int:
        return sum(minutes for day, minutes in self._minutes[line.agreement.pool_id].items() if day in line.span)


class Costs:
    """What pools cost by month over a span, and which of them would show what one worker earns."""

    def __init__(self, session: GroupSession, span: Span) -> None:
        query = (
            pick(
                CostEntry.pool_id,
                CostEntry.month,
                func.sum(CostEntry.amount_cents),
                func.count(col(CostEntry.worker_id).distinct()),
            )
            .where(CostEntry.month >= span.from_on, CostEntry.month < span.until_on)
            .group_by(col(CostEntry.pool_id), col(CostEntry.month))
        )
        self._known: dict[tuple[int, int], int] = Counter()
        self._alone: set[tuple[int, int]] = set()
        for pool_id, month, cents, people in session.rows(query):
            self._known[pool_id, month.year] += int(cents)
            if people == 1:
                self._alone.add((pool_id, month.year))
        self._staff = Counter(session.exec(select(Worker.profession)))

    def known(self, pool: CostPool, year: int) -> int | None:
        """Return what was booked on a pool for a year, None when nothing was; overhead is not in it."""
        return self._known.get((pool.id, year))

    def told(self, pool: CostPool, why: Why) -> Why:
        """Return a reason as a member may see it.

        Of a pool that one worker makes up, even for a month, it tells no cost, and no total weight either: share
        and weights together would give the cost away.
        """
        one = pool.kind == "dedicated" or (pool.id, why.year) in self._alone or self._staff[pool.profession] == 1
        return replace(why, cost="hidden", cost_cents=None, total_weight=None) if one else why


@dataclass
class _Earlier:
    """What a document billed an agreement: cents, and a quantity of hours or months."""

    number: str
    span: Span
    cents: int
    quantity: Fraction

    def against(self, cents: int, quantity: Fraction) -> Before:
        """Split the difference: the change of quantity at the earlier price is volume, the rest is price."""
        change = cents - self.cents
        grown = self.cents * (quantity - self.quantity) / self.quantity if self.quantity else Fraction(change)
        volume = round_half_away(grown)
        return Before(self.number, self.span.from_on, self.span.until_on, self.cents, change - volume, volume)


def settled_reasons(
    session: GroupSession, year: int, pools: Iterable[PoolYear], keys: Mapping[int, str]
) -> dict[str, Why]:
    """Say for each agreement why its final share of a year is what it is; `keys` names the keys by id."""
    costs = Costs(session, year_span(year))
    return {
        claim.agreement.number: _settled(row, claim, year, costs, keys)
        for row in pools
        for claim in row.agreements
    }


def _settled(row: PoolYear, claim: AgreementYear, year: int, costs: Costs, keys: Mapping[int, str]) -> Why:
    """Weights are in minutes, or units of the key, over the whole year."""
    agreement, days = claim.agreement, year_span(year).length
    if claim.part.key is None:
        weight, total = claim.part.weight, sum(each.part.weight for each in row.agreements)
        cents = row.total_cents
        key: Literal["hours", "volume", "key"] = "volume" if agreement.basis == "flat_fee" else "hours"
    else:
        mine = [each for each in row.agreements if each.part.key == claim.part.key]
        weight, total = claim.part.key_weight, sum(each.part.key_weight for each in mine)
        cents, key = sum(each.share_cents for each in mine), "key"
    why = Why(
        agreement=agreement.number,
        pool_code=row.pool.code,
        pool_name=row.pool.name,
        year=year,
        key=key,
        weight=round_half_away(Fraction(weight, days)),
        total_weight=round_half_away(Fraction(total, days)),
        share_cents=claim.share_cents,
        key_name=keys[agreement.key_id] if key == "key" and agreement.key_id else "",
        cost="actual",
        cost_cents=cents,
    )
    return costs.told(row.pool, why)


def _quantity(lines: Sequence[DraftLine]) -> Fraction:
    return sum((_amount_of(line.minutes, line.span) for line in lines), Fraction())


def _amount_of(minutes: int | None, span: Span) -> Fraction:
    """Return minutes where hours were billed, else months, a part of a month by its days."""
    if minutes is not None:
        return Fraction(minutes)
    whole = ((month_of(first), month_of(first) & span) for first in months(span))
    return sum((Fraction(part.length, month.length) for month, part in whole), Fraction())


def _signed_minutes(session: GroupSession, span: Span) -> dict[int, dict[date, int]]:
    """Return what members signed per pool and day."""
    query = (
        pick(Agreement.pool_id, TimeEntry.day, func.sum(TimeEntry.minutes))
        .join(Agreement, col(Agreement.id) == TimeEntry.agreement_id)
        .where(TimeEntry.day >= span.from_on, TimeEntry.day < span.until_on, TimeEntry.kind == "service")
        .where(col(TimeEntry.state).in_(("signed", "invoiced")))
        .group_by(col(Agreement.pool_id), col(TimeEntry.day))
    )
    minutes: dict[int, dict[date, int]] = defaultdict(dict)
    for pool_id, day, signed in session.rows(query):
        minutes[pool_id][day] = int(signed)
    return minutes


def _before(session: GroupSession, day: date) -> dict[int | None, _Earlier]:
    """Return by agreement what its last periodic document before a day billed, unless that was taken back."""
    standing = (
        col(InvoiceLine.is_settlement).is_(False),
        col(InvoiceLine.credits_line_id).is_(None),
        InvoiceLine.until_on <= day,
        col(InvoiceLine.id).not_in(taken_back()),
    )
    last = (
        pick(InvoiceLine.agreement_id, func.max(InvoiceLine.invoice_id).label("invoice_id"))
        .where(*standing)
        .group_by(col(InvoiceLine.agreement_id))
        .subquery()
    )
    query = (
        pick(
            InvoiceLine.agreement_id,
            Invoice.number,
            InvoiceLine.from_on,
            InvoiceLine.until_on,
            InvoiceLine.minutes,
            InvoiceLine.amount_cents,
        )
        .join(Invoice, col(Invoice.id) == InvoiceLine.invoice_id)
        .join(
            last,
            (last.c.agreement_id == InvoiceLine.agreement_id) & (last.c.invoice_id == InvoiceLine.invoice_id),
        )
        .where(col(InvoiceLine.credits_line_id).is_(None))
    )
    found: dict[int | None, _Earlier] = {}
    for agreement_id, number, from_on, until_on, minutes, cents in session.rows(query):
        span, quantity = Span(from_on, until_on), _amount_of(minutes, Span(from_on, until_on))
        if agreement_id in found:
            earlier = found[agreement_id]
            span, quantity, cents = earlier.span.hull(span), earlier.quantity + quantity, earlier.cents + cents
        found[agreement_id] = _Earlier(number, span, cents, quantity)
    return found
