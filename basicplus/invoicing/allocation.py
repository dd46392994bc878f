"""At cost: how a year's costs become each member's share, exactly; pure arithmetic on integers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from basicplus.money import NothingToAllocateOn, allocate


@dataclass(frozen=True)
class PoolCost:
    """A pool's own cost of a year, and its weight when the overhead is poured (contract minute-days).

    An overhead pool keeps nothing: all its cost flows into the others.
    """

    code: str
    own_cents: int
    pour_weight: int
    is_overhead: bool = False


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


def pour(pools: Iterable[PoolCost]) -> dict[str, int]:
    """Return the full cost of each pool in cents: its own, plus its part of the overhead.

    Overhead pools end at zero; the sum is unchanged. Raises NothingToAllocateOn when there is overhead
    and no pool with weight.
    """
    pools = list(pools)
    overhead = sum(pool.own_cents for pool in pools if pool.is_overhead)
    poured = allocate(overhead, {pool.code: 0 if pool.is_overhead else pool.pour_weight for pool in pools})
    return {pool.code: poured[pool.code] + (0 if pool.is_overhead else pool.own_cents) for pool in pools}


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


def settle(shares: Mapping[str, int], billed: Mapping[str, int]) -> dict[str, int]:
    """Return what is still to be billed (positive) or credited (negative) per agreement."""
    return {
        agreement: shares.get(agreement, 0) - billed.get(agreement, 0) for agreement in sorted({*shares, *billed})
    }


__all__ = ["NothingToAllocateOn", "Part", "PoolCost", "pour", "settle", "share_out"]
