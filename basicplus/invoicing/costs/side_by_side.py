"""What was foreseen beside what it cost: per pool, worker, month and kind. Shows pay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlmodel import func, select

from basicplus import workers
from basicplus.clock import Span
from basicplus.db import GroupSession, pick
from basicplus.invoicing.costs.models import CostEstimate
from basicplus.invoicing.costs.pools import pool_by_code
from basicplus.invoicing.models import CostEntry, CostPool
from basicplus.workers import Worker

# Pool, worker, month, kind.
Key = tuple[int, int | None, date, str]


@dataclass(frozen=True)
class CostLine:
    """A kind of cost of a month, in cents: None where nothing was foreseen, or is known yet.

    Without a worker it is the pool's own. `difference_cents` is what it cost more than foreseen, where both are
    known; `expected_cents` the actual cost, and the estimate as long as there is none.
    """

    pool: str
    worker: str | None
    month: date
    kind: str
    estimate_cents: int | None
    actual_cents: int | None
    difference_cents: int | None
    expected_cents: int


@dataclass(frozen=True)
class SideBySide:
    """Lines of cost, and their sums in cents; `difference_cents` sums the lines that have both columns."""

    lines: list[CostLine]
    estimate_cents: int
    actual_cents: int
    difference_cents: int
    expected_cents: int


def side_by_side(
    session: GroupSession, span: Span, *, worker: str | None = None, pool: str | None = None
) -> SideBySide:
    """Return the costs of the months that begin in a span, estimate and actual side by side.

    The estimate that was booked last counts; actual costs add up. Raises NotFound for an unknown worker or pool.
    """
    wanted: dict[str, int] = {}
    if worker is not None:
        wanted["worker_id"] = workers.by_number(session, worker).id
    if pool is not None:
        wanted["pool_id"] = pool_by_code(session, pool).id
    foreseen = dict(_booked(session, CostEstimate, span, wanted))
    actual: dict[Key, int] = {}
    for key, cents in _booked(session, CostEntry, span, wanted):
        actual[key] = actual.get(key, 0) + cents
    pools = {row.id: row.code for row in session.exec(select(CostPool))}
    people: dict[int | None, str] = {row.id: row.number for row in session.exec(select(Worker))}
    lines = [
        _line(pools[key[0]], people.get(key[1]), key[2], key[3], foreseen.get(key), actual.get(key))
        for key in {*actual, *foreseen}
    ]
    lines.sort(key=lambda line: (line.pool, line.worker or "", line.month, line.kind))
    return SideBySide(
        lines,
        _sum(line.estimate_cents for line in lines),
        _sum(line.actual_cents for line in lines),
        _sum(line.difference_cents for line in lines),
        _sum(line.expected_cents for line in lines),
    )


def _line(
    pool: str, worker: str | None, month: date, kind: str, estimate: int | None, actual: int | None
) -> CostLine:
    difference = actual - estimate if actual is not None and estimate is not None else None
    expected = (estimate or 0) if actual is None else actual
    return CostLine(pool, worker, month, kind, estimate, actual, difference, expected)


def _sum(cents: Iterable[int | None]) -> int:
    return sum(each or 0 for each in cents)


def _booked(
    session: GroupSession, table: type[CostEntry] | type[CostEstimate], span: Span, wanted: dict[str, int]
) -> Iterator[tuple[Key, int]]:
    """Yield the sum of each cost in each commit, in the order of the commits."""
    key = (table.pool_id, table.worker_id, table.month, table.kind, table.journal_seq)
    query = (
        pick(*key, func.sum(table.amount_cents))
        .where(table.month >= span.from_on, table.month < span.until_on)
        .where(*(getattr(table, name) == value for name, value in wanted.items()))
        .group_by(*key)
        .order_by(table.journal_seq)
    )
    for pool_id, worker_id, month, kind, _, cents in session.rows(query):
        yield (pool_id, worker_id, month, kind), int(cents)
