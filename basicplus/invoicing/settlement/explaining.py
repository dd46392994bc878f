"""Why a member's year comes to what it comes to: cost of each pool, what poured in, weight and share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlmodel import col, func, select

from basicplus import members
from basicplus.assignments import Agreement
from basicplus.db import GroupSession, pick
from basicplus.errors import NotFound
from basicplus.invoicing.closed import closed_years
from basicplus.invoicing.models import InvoiceLine, Settlement
from basicplus.invoicing.settlement.proofs import proof_of

State = Literal["open", "settled", "closed"]


@dataclass(frozen=True)
class Inflow:
    """What other pools poured in during some months, by which rule: the pool's weight among all, and the cents."""

    pools: list[str]
    weighed_by: str
    first_month: str
    last_month: str
    weight: int
    total_weight: int
    cents: int


@dataclass(frozen=True)
class ExplainedAgreement:
    """An agreement in a pool: what it weighs (minute-days), its share, and what was billed (cents).

    Under a key, all agreements of the key weigh `weight_of_key` together, of which this one bears `key_weight` of
    `total_key_weight`: weight in the key x days in force. `billed_cents` is what its periods were billed,
    `settled_cents` what settlements added or took, `open_cents` what the next would.
    """

    agreement: str
    basis: str
    signed_minutes: int
    agreed_minutes: int
    days: int
    weight: int
    key: str | None
    weight_of_key: int
    key_weight: int
    total_key_weight: int
    share_cents: int
    billed_cents: int
    settled_cents: int
    open_cents: int


@dataclass(frozen=True)
class ExplainedPool:
    """A pool in which the member has a share, in cents and minute-days.

    Own costs are per kind; those of a pool of one worker in one sum, as `all`: pay is shown to no member.
    """

    pool: str
    name: str
    costs_cents: dict[str, int]
    inflows: list[Inflow]
    poured_out_cents: int
    total_cents: int
    total_weight: int
    agreements: list[ExplainedAgreement]


@dataclass(frozen=True)
class ExplainedYear:
    """The settlement of a year for one member, on one page; `difference_cents` is share less billed."""

    year: int
    member: str
    name: str
    state: State
    pools: list[ExplainedPool]
    share_cents: int
    billed_cents: int
    difference_cents: int
    settled_cents: int
    open_cents: int


def explain_settlement(session: GroupSession, year: int, member: str) -> ExplainedYear:
    """Explain a member's settlement of a year: as it was closed, or as the records are while it is open.

    It tells of others only sums of pools, weights and keys. Raises NotFound for an unknown member, or one without
    any part in the year; Conflict when costs of an open year cannot be shared.
    """
    row = members.by_number(session, member)
    proof = proof_of(session, year)
    billed = _billed(session, year, row.id)
    pools = [
        _pool(proof, pool, member, billed)
        for pool in proof["pools"]
        if any(claim["member"] == member for claim in pool["agreements"])
    ]
    if not pools:
        raise NotFound(f"{member} has no part in {year}: no agreement in force, no signed hours, nothing billed.")
    claims = [claim for pool in pools for claim in pool.agreements]
    share, before = sum(claim.share_cents for claim in claims), sum(claim.billed_cents for claim in claims)
    settled = sum(claim.settled_cents for claim in claims)
    return ExplainedYear(
        year=year,
        member=member,
        name=row.name,
        state=_state(session, year),
        pools=pools,
        share_cents=share,
        billed_cents=before,
        difference_cents=share - before,
        settled_cents=settled,
        open_cents=share - before - settled,
    )


def _state(session: GroupSession, year: int) -> State:
    if year in closed_years(session):
        return "closed"
    return "settled" if session.exec(select(Settlement.id).where(Settlement.year == year)).first() else "open"


def _pool(
    proof: Mapping[str, Any], pool: Mapping[str, Any], member: str, billed: Mapping[tuple[str, bool], int]
) -> ExplainedPool:
    inflows = list(_inflows(proof, pool["pool"]))
    come = sum(pool["costs_cents"].values()) + sum(flow.cents for flow in inflows)
    return ExplainedPool(
        pool=pool["pool"],
        name=pool["name"],
        costs_cents=dict(pool["costs_cents"]),
        inflows=inflows,
        poured_out_cents=come - pool["total_cents"],
        total_cents=pool["total_cents"],
        total_weight=sum(claim["weight"] for claim in pool["agreements"]),
        agreements=[_agreement(pool, claim, billed) for claim in pool["agreements"] if claim["member"] == member],
    )


def _inflows(proof: Mapping[str, Any], code: str) -> Iterator[Inflow]:
    for stretch in proof["stretches"]:
        for pour in stretch["pours"]:
            if pour["poured_cents"].get(code):
                yield Inflow(
                    pools=list(pour["pools"]),
                    weighed_by=pour["weighed_by"],
                    first_month=stretch["months"][0],
                    last_month=stretch["months"][-1],
                    weight=pour["weights"][code],
                    total_weight=sum(pour["weights"].values()),
                    cents=pour["poured_cents"][code],
                )


def _agreement(
    pool: Mapping[str, Any], claim: Mapping[str, Any], billed: Mapping[tuple[str, bool], int]
) -> ExplainedAgreement:
    of_key = [
        each for each in pool["agreements"] if each["basis"] == "pro_rata" and each["key_id"] == claim["key_id"]
    ]
    keyed = claim["basis"] == "pro_rata"
    by_period, settled = billed.get((claim["agreement"], False), 0), billed.get((claim["agreement"], True), 0)
    return ExplainedAgreement(
        agreement=claim["agreement"],
        basis=claim["basis"],
        signed_minutes=claim["signed_minutes"],
        agreed_minutes=claim["agreed_minutes"],
        days=claim["days"],
        weight=claim["weight"],
        key=claim["key"],
        weight_of_key=sum(each["weight"] for each in of_key) if keyed else 0,
        key_weight=claim["key_weight_days"] if keyed else 0,
        total_key_weight=sum(each["key_weight_days"] for each in of_key) if keyed else 0,
        share_cents=claim["share_cents"],
        billed_cents=by_period,
        settled_cents=settled,
        open_cents=claim["share_cents"] - by_period - settled,
    )


def _billed(session: GroupSession, year: int, member_id: int) -> dict[tuple[str, bool], int]:
    """Return what was billed on each agreement of a member, by periods and by settlements."""
    query = (
        pick(Agreement.number, InvoiceLine.is_settlement, func.sum(InvoiceLine.amount_cents))
        .join(Agreement, col(Agreement.id) == InvoiceLine.agreement_id)
        .where(InvoiceLine.year == year, Agreement.member_id == member_id)
        .group_by(col(Agreement.number), col(InvoiceLine.is_settlement))
    )
    return {(number, is_settlement): int(cents) for number, is_settlement, cents in session.rows(query)}
