"""What a settlement commits to: the totals of its pools for everyone, each agreement's claim for its member."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from basicplus.canonical import sha256_of
from basicplus.invoicing.proof import merkle

BAND_CENTS = 500
"""The width of the bands in which the hourly cost of a pool of one worker is given."""

Proof = Mapping[str, Any]
"""The frozen proof of a settlement, as `settlement.proof` gives it."""


@dataclass(frozen=True)
class Commitment:
    """What every member is told of a settled year, and its own claims with what opens them.

    `root` covers `totals` and the tree of all claims: two members with the same root were told the same year.
    """

    totals: dict[str, Any]
    tree: str
    root: str
    opened: dict[str, dict[str, Any]]


def commitment(proof: Proof, salt: str, open_for: Collection[str] = ()) -> Commitment:
    """Commit to a settled year, and open the claims of some agreements.

    `salt` is secret; a claim's own salt, which opens it, gives nothing of it away.

    Claims stand in the order of their hashes, so that a place in the tree says nothing about its neighbours.
    """
    claims = {claim["agreement"]: claim for pool in proof["pools"] for claim in _claims(pool)}
    salts = {name: hashlib.sha256(f"{salt}:{name}".encode()).hexdigest() for name in claims}
    hashes = {name: merkle.leaf(salts[name], claim) for name, claim in claims.items()}
    leaves = sorted(hashes.values())
    totals = {
        "year": proof["year"],
        "days": proof["days"],
        "claims": len(leaves),
        "pools": [_total(pool) for pool in proof["pools"] if pool["agreements"]],
    }
    tree = merkle.root(leaves)
    opened = {
        name: {
            "claim": claim,
            "salt": salts[name],
            "path": merkle.path(leaves, leaves.index(hashes[name])),
        }
        for name, claim in claims.items()
        if name in open_for
    }
    return Commitment(totals, tree, sha256_of({"totals": totals, "tree": tree}), opened)


def _claims(pool: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"pool": pool["pool"]} | {name: value for name, value in each.items() if name != "key_id"}
        for each in pool["agreements"]
    ]


def _total(pool: Mapping[str, Any]) -> dict[str, Any]:
    said = {"pool": pool["pool"], "name": pool["name"], "agreements": len(pool["agreements"])}
    if set(pool["costs_cents"]) == {"all"}:
        return said | {"hourly_cost_band_cents": _band(pool)}
    keys: dict[str, dict[str, int]] = {}
    for each in pool["agreements"]:
        if each["key"]:
            key = keys.setdefault(each["key"], {"weight": 0, "key_weight_days": 0})
            key["weight"] += each["weight"]
            key["key_weight_days"] += each["key_weight_days"]
    return said | {
        "costs_cents": pool["costs_cents"],
        "total_cents": pool["total_cents"],
        "exact_cents": sum(each["share_cents"] for each in pool["agreements"] if each["exact_fee"]),
        "weight": sum(each["weight"] for each in pool["agreements"]),
        "keys": keys,
    }


def _band(pool: Mapping[str, Any]) -> list[int] | None:
    """Return the band of what an hour of a pool of one worker cost: its total would be that worker's pay."""
    minutes = sum(each["signed_minutes"] for each in pool["agreements"])
    if not minutes:
        return None
    low = pool["total_cents"] * 60 // minutes // BAND_CENTS * BAND_CENTS
    return [low, low + BAND_CENTS]
