"""The proof of a year: everything an outsider needs to recompute every share; frozen when the year is closed."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlmodel import select

from basicplus.clock import months, year_span
from basicplus.db import GroupSession
from basicplus.invoicing.closed import closed_years
from basicplus.invoicing.costs import costs_of, pools_of_one
from basicplus.invoicing.models import AllocationKey
from basicplus.invoicing.settlement.poured import PouredStretch, pour_year
from basicplus.invoicing.settlement.years import AgreementYear, PoolYear, year_of
from basicplus.members import Member


def proof_of(session: GroupSession, year: int) -> dict[str, Any]:
    """Return the proof of a year: that of its closing, or as the records are while it is open.

    Raises Conflict when costs of an open year cannot be shared.
    """
    closed = closed_years(session).get(year)
    if closed:
        frozen: dict[str, Any] = json.loads(closed.content)
        return frozen
    poured = pour_year(session, year)
    return proof(session, year, year_of(session, year, poured), poured)


def proof(
    session: GroupSession, year: int, pools: Iterable[PoolYear], poured: Iterable[PouredStretch] | None = None
) -> dict[str, Any]:
    """Return everything an outsider needs to recompute every share of a year; documented in docs/at-cost.md.

    Costs are given per kind and pool, never per worker; of a pool of one worker, in one sum: what a worker
    earns stays in the group.
    """
    members = {row.id: row.number for row in session.exec(select(Member))}
    keys: dict[int | None, str] = {row.id: row.code for row in session.exec(select(AllocationKey))}
    alone = pools_of_one(session, year)
    by_kind: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for cost in costs_of(session, year):
        by_kind[cost.pool_id]["all" if cost.pool_id in alone else cost.kind] += cost.cents
    return {
        "year": year,
        "days": year_span(year).length,
        "pools": [
            {
                "pool": row.pool.code,
                "name": row.pool.name,
                "kind": row.pool.kind,
                "costs_cents": by_kind[row.pool.id],
                "total_cents": row.total_cents,
                "agreements": [
                    {
                        "agreement": claim.agreement.number,
                        "member": members[claim.agreement.member_id],
                        "basis": claim.agreement.basis,
                        "signed_minutes": claim.minutes,
                        "agreed_minutes": claim.agreement.volume_minutes,
                        "days": claim.days,
                        "weight": 0 if _exact(claim) else claim.part.weight,
                        "key": keys.get(claim.agreement.key_id),
                        "key_id": claim.agreement.key_id,
                        "key_weight": claim.key_weight,
                        "key_weight_days": 0 if _exact(claim) else claim.part.key_weight,
                        "exact_fee": _exact(claim),
                        "share_cents": claim.share_cents,
                        "billed_cents": claim.billed_cents,
                    }
                    for claim in row.agreements
                ],
            }
            for row in pools
        ],
        "stretches": [_stretch(each) for each in (pour_year(session, year) if poured is None else poured)],
    }


def _exact(claim: AgreementYear) -> bool:
    """Say whether the agreement documents that its fee is the cost: it has no weight among the others then."""
    return claim.agreement.exact_fee_file_id is not None


def _stretch(stretch: PouredStretch) -> dict[str, Any]:
    return {
        "months": [f"{month:%Y-%m}" for month in months(stretch.span)],
        "own_cents": stretch.own_cents,
        "pours": [
            {"pools": list(pour.pools), "weighed_by": by, "weights": pour.weights, "poured_cents": flow}
            for by, pour, flow in zip(stretch.weighed_by, stretch.pours, stretch.flows, strict=True)
        ],
    }
