"""At cost: how a year's costs become each member's share, exactly; pure arithmetic on integers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from basicplus.clock import FOREVER, Span
from basicplus.errors import BasicplusError
from basicplus.money import NothingToAllocateOn, allocate


@dataclass(frozen=True)
class Pour:
    """Pools that pour by one rule: all that they cost flows together into other pools, by these weights."""

    pools: tuple[str, ...]
    weights: Mapping[str, int]


@dataclass(frozen=True)
class Poured:
    """What pouring gave, in cents: the full cost of each pool, and what each pour brought to each pool."""

    full_cents: dict[str, int]
    flows: tuple[dict[str, int], ...]


class PouredInCircle(BasicplusError):
    """Pools pour into one another, so that their cost would never come to rest."""


@dataclass(frozen=True)
class Part:
    """An agreement's claim on its pool.

    `weight` is in minute-days: signed minutes x days of the year for time spent and pro rata, agreed
    minutes a year x days in force for a flat fee. Agreements with the same `key` share what their hours
    weigh together, in proportion to `key_weight` (weight of the key x days in force).
    """

    agreement: str
    weight: int
    key: str | None = None
    key_weight: int = 0


def pour(own_cents: Mapping[str, int], pours: Sequence[Pour]) -> Poured:
    """Return the full cost of each pool in cents: its own, plus what other pools pour into it.

    A pool that pours ends at zero; the sum is unchanged. A pool may pour into one that pours further: the order
    in which pours are given does not matter, and `flows` keeps it. Raises PouredInCircle, and
    NothingToAllocateOn when there is something to pour and no pool with weight.
    """
    full = dict(own_cents)
    flows: dict[int, dict[str, int]] = {}
    for number in in_order(pours):
        pools = pours[number].pools
        try:
            flow = flows[number] = allocate(sum(full[code] for code in pools), pours[number].weights)
        except NothingToAllocateOn as error:
            raise NothingToAllocateOn(f"{', '.join(pools)} cannot pour into other pools. {error}") from None
        full |= dict.fromkeys(pools, 0)
        for code, cents in flow.items():
            full[code] += cents
    return Poured(full, tuple(flows[number] for number in range(len(pours))))


def in_order(pours: Sequence[Pour]) -> list[int]:
    """Return the numbers of the pours in an order in which each follows all that pour into its pools.

    Raises PouredInCircle, which names the pools of a circle.
    """
    waits_for = {
        number: {other for other, each in enumerate(pours) if not each.weights.keys().isdisjoint(pour.pools)}
        for number, pour in enumerate(pours)
    }
    try:
        return list(TopologicalSorter(waits_for).static_order())
    except CycleError as error:
        pools = sorted({code for number in error.args[1] for code in pours[number].pools})
        raise PouredInCircle(f"{', '.join(pools)} would pour in a circle.") from None


def share_out(total_cents: int, parts: Iterable[Part]) -> dict[str, int]:
    """Return each agreement's share of a pool's full cost in cents; the shares sum to it exactly.

    First the pool is shared by weight, all agreements of one key standing as one; then what falls to a
    key is shared by key weight. Raises NothingToAllocateOn when nobody has any weight.
    """
    parts = list(parts)
    claims: dict[str, int] = defaultdict(int)
    members_of_key: dict[str, dict[str, int]] = defaultdict(dict)
    for part in parts:
        claims[_claimant(part)] += part.weight
        if part.key is not None:
            members_of_key[_claimant(part)][part.agreement] = part.key_weight
    shares: dict[str, int] = {}
    for claimant, cents in allocate(total_cents, claims).items():
        shares |= allocate(cents, members_of_key[claimant]) if claimant in members_of_key else {claimant: cents}
    return {part.agreement: shares[part.agreement] for part in parts}


def _claimant(part: Part) -> str:
    return part.agreement if part.key is None else f"key:{part.key}"


def weight_days(dated: Sequence[tuple[date, int]], days: Span) -> int:
    """Return the sum of a weight over days, where each of the weights given, in order, holds from its day on."""
    return sum(
        weight * (Span(from_on, until_on) & days).length
        for (from_on, weight), (until_on, _) in pairwise([*dated, (FOREVER, 0)])
    )


def settle(shares: Mapping[str, int], billed: Mapping[str, int]) -> dict[str, int]:
    """Return what is still to be billed (positive) or credited (negative) per agreement."""
    return {
        agreement: shares.get(agreement, 0) - billed.get(agreement, 0) for agreement in sorted({*shares, *billed})
    }


__all__ = [
    "NothingToAllocateOn",
    "Part",
    "Pour",
    "Poured",
    "PouredInCircle",
    "in_order",
    "pour",
    "settle",
    "share_out",
    "weight_days",
]
