"""What the pools of a year cost once they have poured into one another: stretch by stretch of the same rules."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, select

from basicplus.clock import Span
from basicplus.db import GroupSession
from basicplus.errors import Conflict
from basicplus.invoicing.allocation import NothingToAllocateOn, Pour, in_order, pour
from basicplus.invoicing.costs import PourBy, Stretch, own_cents, stretches_of
from basicplus.invoicing.models import CostPool
from basicplus.invoicing.settlement.weights import weights_of


@dataclass(frozen=True)
class PouredStretch:
    """Months with the same rules: the own cost of each pool, its full cost, and what poured into it (cents).

    `weighed_by`, `pours` and `flows` go together, in an order in which each follows what pours into its pools.
    """

    span: Span
    own_cents: dict[str, int]
    full_cents: dict[str, int]
    weighed_by: tuple[PourBy, ...]
    pours: tuple[Pour, ...]
    flows: tuple[dict[str, int], ...]


def pour_year(session: GroupSession, year: int) -> list[PouredStretch]:
    """Pour the pools of a year: each stretch the cost of its own months, by the weights of its own days.

    Raises Conflict when there is something to pour and no pool with weight.
    """
    pools = {row.id: row.code for row in session.exec(select(CostPool).order_by(col(CostPool.code)))}
    booked = own_cents(session, year)
    poured = []
    for stretch in stretches_of(session, year):
        own = dict.fromkeys(pools, 0)
        for (pool_id, month), cents in booked.items():
            own[pool_id] += cents if month in stretch.span else 0
        poured.append(_pour(session, stretch, pools, own))
    return poured


def _pour(session: GroupSession, stretch: Stretch, pools: dict[int, str], own: dict[int, int]) -> PouredStretch:
    weights = {
        by: weights_of(session, by, stretch.span, own) for by in {each.weighed_by for each in stretch.pourings}
    }
    pours = [
        Pour(
            each.pools,
            {code: weights[each.weighed_by].get(row_id, 0) for row_id, code in pools.items() if code in each.into},
        )
        for each in stretch.pourings
    ]
    order = in_order(pours)
    pours = [pours[number] for number in order]
    cents = {code: own[row_id] for row_id, code in pools.items()}
    try:
        poured = pour(cents, pours)
    except NothingToAllocateOn as error:
        raise Conflict(f"{stretch.span}: {error}") from error
    by = tuple(stretch.pourings[number].weighed_by for number in order)
    return PouredStretch(stretch.span, cents, poured.full_cents, by, tuple(pours), poured.flows)
