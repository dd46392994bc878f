"""Recompute every share in a file of `basicplus export at-cost`, with the standard library alone.

Usage: python3 verify_at_cost.py FILE. Exit 0 when every member paid its share of the cost and no cent more.
The arithmetic is described in at-cost.md.
"""

import json
import sys
from fractions import Fraction


def allocate(total, weights):
    """Largest remainder: floors first, then a cent each to the largest remainders, ties to the lower name."""
    whole = sum(weights.values())
    if total == 0:
        return dict.fromkeys(weights, 0)
    ideal = {name: Fraction(abs(total) * weight, whole) for name, weight in weights.items()}
    shares = {name: int(share) for name, share in ideal.items()}
    order = sorted(shares, key=lambda name: (shares[name] - ideal[name], name))
    for name in order[: abs(total) - sum(shares.values())]:
        shares[name] += 1
    return {name: share if total > 0 else -share for name, share in shares.items()}


def stretches_of(proof, own):
    """Return the months with the same rules; a file of format 1 has one stretch, whose overhead flows."""
    overhead = [pool["pool"] for pool in proof["pools"] if pool["kind"] == "overhead"]
    weights = {pool["pool"]: pool.get("pour_weight") for pool in proof["pools"] if pool["pool"] not in overhead}
    return proof.get("stretches", [{"own_cents": own, "pours": [{"pools": overhead, "weights": weights}]}])


def poured(stretch):
    """Return what each pool costs when all pours of a stretch are done, one after the other."""
    cents = dict(stretch["own_cents"])
    for pour in stretch["pours"]:
        flow = allocate(sum(cents[name] for name in pour["pools"]), pour["weights"])
        cents |= dict.fromkeys(pour["pools"], 0)
        cents |= {name: cents[name] + part for name, part in flow.items()}
    return cents


def weight(agreement, days):
    """A flat fee weighs its agreed minutes x days in force; the others their signed minutes x days of the year."""
    if agreement["basis"] == "flat_fee":
        return agreement["agreed_minutes"] * agreement["days"]
    return agreement["signed_minutes"] * days


def shares_of(pool, total, days):
    """Share what exact fees leave by weight, the agreements of one key as one; then within each key by weight."""
    exact = {row["agreement"]: billed(row) for row in pool["agreements"] if row.get("exact_fee")}
    claims, keyed = {}, {}
    for row in [row for row in pool["agreements"] if row["agreement"] not in exact]:
        name = row["agreement"]
        claimant = f"key:{row['key_id']}" if row["basis"] == "pro_rata" else name
        claims[claimant] = claims.get(claimant, 0) + weight(row, days)
        if claimant != name:
            keyed.setdefault(claimant, {})[name] = row.get("key_weight_days", row["key_weight"] * row["days"])
    shares = dict(exact)
    for claimant, cents in allocate(total - sum(exact.values()), claims).items():
        shares.update(allocate(cents, keyed[claimant]) if claimant in keyed else {claimant: cents})
    return shares


def billed(agreement):
    """Add up what the documents of the year billed on an agreement."""
    return sum(line["cents"] for line in agreement["billed"])


def verify(proof):
    """Return a list of what does not hold."""
    wrong = []
    own = {pool["pool"]: sum(pool["costs_cents"].values()) for pool in proof["pools"]}
    stretches = stretches_of(proof, own)
    full = [poured(stretch) for stretch in stretches]
    for pool in proof["pools"]:
        name, total = pool["pool"], sum(cents[pool["pool"]] for cents in full)
        if (booked := sum(stretch["own_cents"][name] for stretch in stretches)) != own[name]:
            wrong.append(f"pool {name}: its months cost {booked}, its kinds of cost {own[name]}")
        shares = shares_of(pool, total, proof["days"])
        if sum(shares.values()) != total or total != pool["total_cents"]:
            wrong.append(f"pool {name}: cost {total}, stated {pool['total_cents']}, shared {sum(shares.values())}")
        for agreement in pool["agreements"]:
            share, paid = shares[agreement["agreement"]], billed(agreement)
            if not share == paid == agreement["share_cents"]:
                who = f"{agreement['agreement']} of {agreement['member']}"
                wrong.append(f"agreement {who}: share {share}, billed {paid}")
    return wrong


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        problems = verify(json.load(file))
    print("\n".join(problems) or "At cost: every share recomputed, every cent billed once.")
    sys.exit(bool(problems))
