"""The overhead of a year poured into the pools that serve, by the arithmetic of the settlement; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from basicplus.errors import Conflict
from basicplus.invoicing.allocation import NothingToAllocateOn, Pour, pour

Measure = Literal["fte", "hours", "cost"]
MEASURES: tuple[Measure, ...] = get_args(Measure)


@dataclass(frozen=True)
class PouredPool:
    """A pool's own cost of a year in cents, subsidies taken off, and what each measure weighs it by.

    `fte` is contract minute-days, `hours` the minutes agreed with members.
    """

    code: str
    own_cents: int
    is_overhead: bool
    fte: int
    hours: int

    def weight(self, measure: Measure) -> int:
        """Return the weight of the pool by a measure; one that subsidies pay in full weighs nothing by cost."""
        return {"fte": self.fte, "hours": self.hours, "cost": max(0, self.own_cents)}[measure]


def full_costs(pools: Iterable[PouredPool], measure: Measure = "fte") -> dict[str, int]:
    """Return the cost of each pool with its part of the overhead, in cents; the sum is unchanged.

    Raises Conflict when there is overhead and no pool has a weight.
    """
    pools = list(pools)
    idle = tuple(pool.code for pool in pools if pool.is_overhead)
    weights = {pool.code: pool.weight(measure) for pool in pools if not pool.is_overhead}
    try:
        return pour(
            {pool.code: pool.own_cents for pool in pools}, [Pour(idle, weights)] if idle else []
        ).full_cents
    except NothingToAllocateOn as error:
        raise Conflict(
            f"The overhead cannot be poured by {measure}: no pool that serves has any. {error}"
        ) from error
