"""A year as the records have it: what each pool cost, who bears which share, what was billed so far."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import col, func, select

from basicplus.assignments import Agreement
from basicplus.clock import Span, year_span
from basicplus.db import GroupSession, pick
from basicplus.errors import Conflict
from basicplus.invoicing.allocation import NothingToAllocateOn, Part, settle, share_out
from basicplus.invoicing.models import CostPool, InvoiceLine
from basicplus.invoicing.settlement.poured import PouredStretch, pour_year
from basicplus.invoicing.settlement.weights import signed_minutes
from basicplus.invoicing.weights import KeyWeights


@dataclass(frozen=True)
class AgreementYear:
    """An agreement in a year: its claim, its final share, and what was billed on it so far (cents)."""

    agreement: Agreement
    part: Part
    minutes: int
    days: int
    key_weight: int
    share_cents: int
    billed_cents: int

    @property
    def difference_cents(self) -> int:
        """What is still to be billed (positive) or credited (negative)."""
        return self.share_cents - self.billed_cents


@dataclass(frozen=True)
class PoolYear:
    """A pool in a year: its own cost, its full cost with what others pour into it, and its agreements."""

    pool: CostPool
    own_cents: int
    total_cents: int
    agreements: tuple[AgreementYear, ...]


# An agreement with its part, its signed minutes, its days in force and the weight of its key.
Claim = tuple[Agreement, Part, int, int, int]


def year_of(session: GroupSession, year: int, poured: Iterable[PouredStretch] | None = None) -> list[PoolYear]:
    """Return every pool of a year with the share and the billing of each agreement, from the records.

    `poured` is the year poured, where it is known already. Raises Conflict when a pool has costs that no agreement
    can carry, or that cannot be poured.
    """
    own: dict[str, int] = defaultdict(int)
    totals: dict[str, int] = defaultdict(int)
    for stretch in pour_year(session, year) if poured is None else poured:
        for code, cents in stretch.own_cents.items():
            own[code] += cents
            totals[code] += stretch.full_cents[code]
    billed = _billed(session, year)
    claims = _claims(session, year, billed)
    result = []
    for pool in session.exec(select(CostPool).order_by(col(CostPool.code))):
        mine = [claim for claim in claims if claim[0].pool_id == pool.id]
        agreements = _share(pool, year, totals[pool.code], mine, billed)
        result.append(PoolYear(pool, own[pool.code], totals[pool.code], agreements))
    return result


def _share(
    pool: CostPool,
    year: int,
    total_cents: int,
    claims: list[Claim],
    billed: dict[int, int],
) -> tuple[AgreementYear, ...]:
    # A fee documented as exact is its own share: the others share what it leaves.
    exact = {row.number: billed[row.id] for row, *_ in claims if row.exact_fee_file_id is not None}
    try:
        shares = exact | share_out(
            total_cents - sum(exact.values()), [part for row, part, *_ in claims if row.number not in exact]
        )
    except NothingToAllocateOn as error:
        raise Conflict(
            f"Pool {pool.code} has costs in {year} but no signed hours or agreed volume to share them on. {error}"
        ) from error
    due = settle(shares, {row.number: billed[row.id] for row, *_ in claims})
    return tuple(
        AgreementYear(row, part, minutes, days, weight, shares[row.number], shares[row.number] - due[row.number])
        for row, part, minutes, days, weight in claims
    )


def _claims(
    session: GroupSession, year: int, billed: Mapping[int, int]
) -> list[tuple[Agreement, Part, int, int, int]]:
    span = year_span(year)
    minutes = signed_minutes(session, span)
    weights = KeyWeights(session)
    claims = []
    for row in session.exec(select(Agreement).order_by(col(Agreement.number))):
        active = Span.of(row.from_on, row.until_on) & span
        worked = minutes[row.id]
        if not active and not worked and row.id not in billed:
            continue
        key = f"{row.key_id}" if row.basis == "pro_rata" else None
        key_weight = weights.over(row, Span.day(active.from_on)) if active else 0
        weight = row.volume_minutes * active.length if row.basis == "flat_fee" else worked * span.length
        part = Part(row.number, weight, key, weights.over(row, active))
        claims.append((row, part, worked, active.length, key_weight))
    return claims


def _billed(session: GroupSession, year: int) -> dict[int, int]:
    query = (
        pick(InvoiceLine.agreement_id, func.sum(InvoiceLine.amount_cents))
        .where(InvoiceLine.year == year)
        .group_by(col(InvoiceLine.agreement_id))
    )
    return defaultdict(int, {row_id: int(cents) for row_id, cents in session.rows(query)})
