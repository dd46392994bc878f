"""The annual settlement: actual costs replace provisional prices, the difference is billed or credited."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import col, func, select

from basicplus import journal, workers
from basicplus.assignments import Agreement, TimeEntry
from basicplus.canonical import canonical_json
from basicplus.clock import Period, Span, parse_period, year_span
from basicplus.db import GroupSession, WriteSession, pick
from basicplus.errors import Conflict, invalid
from basicplus.invoicing.allocation import NothingToAllocateOn, Part, PoolCost, pour, settle, share_out
from basicplus.invoicing.costs import costs_of, pools_of_one
from basicplus.invoicing.documents.content import Line
from basicplus.invoicing.issuing import Booking, Draft, Renderer, issue, render_here
from basicplus.invoicing.models import AllocationKey, CostPool, Invoice, InvoiceLine, Settlement
from basicplus.invoicing.taxed import TaxedPart, TaxedYear
from basicplus.invoicing.weights import KeyWeights
from basicplus.members import Member
from basicplus.workers import ContractTerms, EmploymentContract, Worker


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
    """A pool in a year: its own cost, its full cost with the overhead, and its agreements."""

    pool: CostPool
    own_cents: int
    total_cents: int
    pour_weight: int
    agreements: tuple[AgreementYear, ...]


# An agreement with its part, its signed minutes, its days in force and the weight of its key.
Claim = tuple[Agreement, Part, int, int, int]


def year_of(session: GroupSession, year: int) -> list[PoolYear]:
    """Return every pool of a year with the share and the billing of each agreement, from the records.

    Raises Conflict when a pool has costs that no agreement can carry.
    """
    own: dict[int, int] = defaultdict(int)
    for cost in costs_of(session, year):
        own[cost.pool_id] += cost.cents
    pools = list(session.exec(select(CostPool).order_by(col(CostPool.code))))
    weights = _pour_weights(session, year, pools)
    costs = [PoolCost(pool.code, own[pool.id], weights[pool.id], pool.kind == "overhead") for pool in pools]
    try:
        totals = pour(costs)
    except NothingToAllocateOn as error:
        raise Conflict(f"The overhead of {year} cannot be poured: no pool has a worker. {error}") from error
    billed = _billed(session, year)
    claims = _claims(session, year, billed)
    result = []
    for pool, pool_cost in zip(pools, costs, strict=True):
        mine = [claim for claim in claims if claim[0].pool_id == pool.id]
        agreements = _share(pool, year, totals[pool.code], mine, billed)
        result.append(PoolYear(pool, pool_cost.own_cents, totals[pool.code], pool_cost.pour_weight, agreements))
    return result


def settle_year(
    session: WriteSession, year: int, issue_on: date, *, render: Renderer = render_here
) -> list[Invoice]:
    """Issue what a year's actual costs add to or take from each member's bill.

    Run again after a late cost, it issues the new differences only. Afterwards, what members were billed
    for the year equals its cost, per pool, to the cent.
    """
    period = parse_period(str(year))
    if issue_on < period.span.until_on:
        raise invalid("issue date", issue_on, f"the year ends first: {period.span.until_on} or later")
    _nothing_left_to_bill(session, period)
    pools = year_of(session, year)
    drafts = _drafts(session, period, pools)
    session.add(
        Settlement(
            journal_seq=journal.first_seq(session),
            year=year,
            issue_on=issue_on,
            content=canonical_json(proof(session, year, pools)),
        )
    )
    journal.record(session, "settle", str(year), documents=len(drafts), pools=len(pools))
    return issue(session, drafts, issue_on, render) if drafts else []


def proof(session: GroupSession, year: int, pools: Iterable[PoolYear]) -> dict[str, Any]:
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
                "pour_weight": row.pour_weight,
                "total_cents": row.total_cents,
                "agreements": [
                    {
                        "agreement": claim.agreement.number,
                        "member": members[claim.agreement.member_id],
                        "basis": claim.agreement.basis,
                        "signed_minutes": claim.minutes,
                        "agreed_minutes": claim.agreement.volume_minutes,
                        "days": claim.days,
                        "key": keys.get(claim.agreement.key_id),
                        "key_id": claim.agreement.key_id,
                        "key_weight": claim.key_weight,
                        "key_weight_days": claim.part.key_weight,
                        "exact_fee": claim.agreement.exact_fee_file_id is not None,
                        "share_cents": claim.share_cents,
                        "billed_cents": claim.billed_cents,
                    }
                    for claim in row.agreements
                ],
            }
            for row in pools
        ],
    }


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
    minutes = _signed_minutes(session, span)
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


def _signed_minutes(session: GroupSession, span: Span) -> dict[int, int]:
    query = (
        pick(TimeEntry.agreement_id, func.sum(TimeEntry.minutes))
        .where(TimeEntry.day >= span.from_on, TimeEntry.day < span.until_on, TimeEntry.kind == "service")
        .where(col(TimeEntry.state).in_(("signed", "invoiced")))
        .group_by(col(TimeEntry.agreement_id))
    )
    return defaultdict(int, {row_id: int(minutes) for row_id, minutes in session.rows(query)})


def _billed(session: GroupSession, year: int) -> dict[int, int]:
    query = (
        pick(InvoiceLine.agreement_id, func.sum(InvoiceLine.amount_cents))
        .where(InvoiceLine.year == year)
        .group_by(col(InvoiceLine.agreement_id))
    )
    return defaultdict(int, {row_id: int(cents) for row_id, cents in session.rows(query)})


def _pour_weights(session: GroupSession, year: int, pools: list[CostPool]) -> dict[int, int]:
    """Weigh pools by the contract minutes a week of their workers x days in force."""
    span = year_span(year)
    by_profession = {pool.profession: pool.id for pool in pools if pool.kind == "profession"}
    by_worker = {pool.worker_id: pool.id for pool in pools if pool.kind == "dedicated"}
    professions = {row.id: row.profession for row in session.exec(select(Worker))}
    weights: dict[int, int] = defaultdict(int)
    for contract in session.exec(select(EmploymentContract)):
        whole = Span.of(contract.from_on, contract.until_on) & span
        if not whole:
            continue
        worker_id = contract.worker_id
        pool_id = by_worker.get(worker_id) or by_profession.get(professions[worker_id], 0)
        weights[pool_id] += sum(days.length * row.week_minutes for row, days in _terms(session, contract, whole))
    return weights


def _terms(session: GroupSession, contract: EmploymentContract, whole: Span) -> list[tuple[ContractTerms, Span]]:
    terms = workers.terms_of(session, contract)
    ends = [row.from_on for row in terms[1:]] + [date.max]
    return [(row, Span(row.from_on, end) & whole) for row, end in zip(terms, ends, strict=True)]


def _drafts(session: GroupSession, period: Period, pools: list[PoolYear]) -> list[Draft]:
    members = {row.id: row for row in session.exec(select(Member))}
    bookings: dict[int, list[Booking]] = defaultdict(list)
    taxed_year = TaxedYear(session, period.span.from_on.year)
    for row in pools:
        for claim in row.agreements:
            parts = taxed_year.parts(claim.agreement, claim.share_cents, claim.billed_cents, claim.minutes)
            bookings[claim.agreement.member_id] += [
                _booking(period, row.pool, claim.agreement, part) for part in parts if part.difference_cents
            ]
    drafts = []
    for member_id, booked in sorted(bookings.items(), key=lambda pair: members[pair[0]].number):
        if not booked:
            continue
        draft = Draft(members[member_id], "settlement", period.name, period.span, booked)
        if draft.kind == "credit_note":
            draft.bookings = [_mirrored(booking) for booking in booked]
        drafts.append(draft)
    return drafts


def _booking(period: Period, pool: CostPool, agreement: Agreement, part: TaxedPart) -> Booking:
    days = Span.of(agreement.from_on, agreement.until_on) & period.span
    line = Line(
        agreement=agreement.number,
        pool_code=pool.code,
        pool_name=pool.name,
        profession=agreement.profession,
        basis=agreement.basis,  # type: ignore[arg-type]
        from_on=days.from_on,
        until_on=days.until_on,
        amount_cents=part.difference_cents,
        final_cents=part.share_cents,
        billed_cents=part.billed_cents,
        vat_percent=part.vat_percent,
    )
    return Booking(line, agreement.id, agreement.pool_id, period.span.from_on.year, part.difference_cents)


def _mirrored(booking: Booking) -> Booking:
    """Print a line of a credit note from the credit's side: what is given back is positive."""
    raw = vars(booking.line) | {"amount_cents": -booking.line.amount_cents}
    return Booking(Line(**raw), booking.agreement_id, booking.pool_id, booking.year, booking.cents)


def _nothing_left_to_bill(session: GroupSession, period: Period) -> None:
    """A year is settled once its hours are signed and billed: what is open would be shared on wrong weights."""
    hours = (
        select(func.count(col(TimeEntry.id)))
        .join(Agreement, col(Agreement.id) == TimeEntry.agreement_id)
        .where(TimeEntry.kind == "service")
        .where(TimeEntry.day >= period.span.from_on, TimeEntry.day < period.span.until_on)
    )
    unsigned = session.exec(hours.where(col(TimeEntry.state).not_in(("signed", "invoiced")))).one()
    if unsigned:
        raise Conflict(
            f"{unsigned} hours entries of {period.name} are not signed by their members yet:"
            " have them signed before settling the year."
        )
    unbilled = session.exec(hours.where(TimeEntry.state == "signed", Agreement.basis == "time_spent")).one()
    if unbilled:
        raise Conflict(
            f"{unbilled} signed hours entries of {period.name} are not billed yet:"
            " run the invoices of their periods before settling the year."
        )
