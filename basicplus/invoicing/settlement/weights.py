"""What pools weigh when others pour into them: contract time, signed hours, own cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from sqlmodel import col, func, select

from basicplus.assignments import Agreement, TimeEntry
from basicplus.clock import Span
from basicplus.db import GroupSession, pick
from basicplus.invoicing.costs import PourBy
from basicplus.invoicing.costs.pools import WorkersPools
from basicplus.invoicing.models import CostPool
from basicplus.workers import ContractTerms, EmploymentContract, Worker


def weights_of(session: GroupSession, by: PourBy, span: Span, own_cents: Mapping[int, int]) -> dict[int, int]:
    """Return what pools weigh in a span, by pool id.

    fte: contract minutes a week of their workers x days in force; hours: minutes of service signed under their
    agreements; cost: own cost in cents, `own_cents`, where it is above zero.
    """
    match by:
        case "fte":
            return _contract_minute_days(session, span)
        case "hours":
            return _signed_minutes_by_pool(session, span)
        case "cost":
            return {pool_id: max(cents, 0) for pool_id, cents in own_cents.items()}


def signed_minutes(session: GroupSession, span: Span) -> dict[int, int]:
    """Return the minutes of service that members signed, by agreement id; zero for others."""
    query = (
        pick(TimeEntry.agreement_id, func.sum(TimeEntry.minutes))
        .where(TimeEntry.day >= span.from_on, TimeEntry.day < span.until_on, TimeEntry.kind == "service")
        .where(col(TimeEntry.state).in_(("signed", "invoiced")))
        .group_by(col(TimeEntry.agreement_id))
    )
    return defaultdict(int, {row_id: int(minutes) for row_id, minutes in session.rows(query)})


def _signed_minutes_by_pool(session: GroupSession, span: Span) -> dict[int, int]:
    minutes = signed_minutes(session, span)
    weights: dict[int, int] = defaultdict(int)
    for agreement_id, pool_id in session.rows(pick(Agreement.id, Agreement.pool_id)):
        weights[pool_id] += minutes[agreement_id]
    return weights


def _contract_minute_days(session: GroupSession, span: Span) -> dict[int, int]:
    pools = WorkersPools(session.exec(select(CostPool)))
    professions = {row.id: row.profession for row in session.exec(select(Worker))}
    terms: dict[int, list[ContractTerms]] = defaultdict(list)
    for row in session.exec(select(ContractTerms).order_by(col(ContractTerms.from_on))):
        terms[row.contract_id].append(row)
    weights: dict[int, int] = defaultdict(int)
    for contract in session.exec(select(EmploymentContract)):
        whole = Span.of(contract.from_on, contract.until_on) & span
        if not whole:
            continue
        pool = pools.of(contract.worker_id, professions[contract.worker_id])
        weights[pool.id if pool else 0] += sum(
            days.length * row.week_minutes for row, days in _in_force(terms[contract.id], whole)
        )
    return weights


def _in_force(terms: list[ContractTerms], whole: Span) -> list[tuple[ContractTerms, Span]]:
    ends = [row.from_on for row in terms[1:]] + [date.max]
    return [(row, Span(row.from_on, end) & whole) for row, end in zip(terms, ends, strict=True)]
