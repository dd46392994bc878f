"""Costs as their pages show them: what a file would book, what was booked from where, months compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from sqlmodel import col, func, select

from basicplus.clock import Span, month_of, year_span
from basicplus.db import GroupSession, WriteSession, pick
from basicplus.invoicing.costs import CostEstimate, CostLine, CostStatus, side_by_side
from basicplus.invoicing.costs.file import CostImport
from basicplus.invoicing.costs.uploads import import_cost_content
from basicplus.invoicing.models import CostEntry, CostPool


@dataclass(frozen=True)
class Sums:
    """Cents by pool and kind, with the names of the pools; rows and columns add up to `total_cents`."""

    kinds: tuple[str, ...]
    pools: dict[str, dict[str, int]]

    @property
    def total_cents(self) -> int:
        """All cents."""
        return sum(sum(row.values()) for row in self.pools.values())

    def of_pool(self, pool: str) -> int:
        """The cents of a pool."""
        return sum(self.pools[pool].values())

    def of_kind(self, kind: str) -> int:
        """The cents of a kind of cost."""
        return sum(row.get(kind, 0) for row in self.pools.values())


@dataclass(frozen=True)
class Rehearsal:
    """What an import would do: its report, and the sums that it would book."""

    report: CostImport
    sums: Sums


def rehearse(
    session: WriteSession, name: str, content: bytes, mapping: str | None, month: date | None, status: CostStatus
) -> Rehearsal:
    """Import a file in a session that saves nothing, and say what it would book.

    Raises InvalidInput with every line that is refused, and what the import itself raises.
    """
    table = CostEntry if status == "actual" else CostEstimate
    before = session.exec(select(func.max(table.id))).one() or 0
    report = import_cost_content(session, name, content, mapping, month, status=status)
    query = (
        pick(CostPool.code, table.kind, func.sum(table.amount_cents))
        .join(CostPool, col(CostPool.id) == table.pool_id)
        .where(col(table.id) > before)
        .group_by(col(CostPool.code), col(table.kind))
        .order_by(col(CostPool.code))
    )
    return Rehearsal(report, _sums(session.rows(query)))


def _sums(rows: Iterable[tuple[str, str, int]]) -> Sums:
    pools: dict[str, dict[str, int]] = defaultdict(dict)
    kinds: dict[str, None] = {}
    for pool, kind, cents in rows:
        pools[pool][kind] = int(cents)
        kinds[kind] = None
    return Sums(tuple(kinds), dict(pools))


@dataclass(frozen=True)
class Booked:
    """What one source booked: its months, how many entries, and their sum in cents."""

    source: str
    status: str
    first: date
    last: date
    entries: int
    cents: int


def booked(session: GroupSession, limit: int = 30) -> list[Booked]:
    """Return what was booked from which source, the latest first."""
    found: list[tuple[int, Booked]] = []
    for status, table in (("actual", CostEntry), ("estimate", CostEstimate)):
        query = (
            pick(
                table.source,
                func.min(table.month),
                func.max(table.month),
                func.count(),
                func.sum(table.amount_cents),
                table.journal_seq,
            )
            .group_by(col(table.journal_seq), col(table.source))
            .order_by(col(table.journal_seq).desc())
            .limit(limit)
        )
        for source, first, last, entries, cents, seq in session.rows(query):
            found.append((seq, Booked(source, status, first, last, entries, int(cents))))
    found.sort(key=lambda pair: -pair[0])
    return [each for _, each in found[:limit]]


@dataclass(frozen=True)
class Dearer:
    """Why a month of a pool costs what it does more than the month before: the kinds that moved most, in cents."""

    month: date
    cents: int
    by_kind: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Months:
    """The actual cost of a pool month by month and kind by kind, in cents, and what moved each month."""

    months: tuple[date, ...]
    kinds: dict[str, dict[date, int]]
    totals: dict[date, int]
    moved: tuple[Dearer, ...] = field(default=())


def months_of_pool(session: GroupSession, pool: str, year: int) -> Months:
    """Return the costs of a pool, or of all, in a year, and what moved each month against the one before."""
    days, of_pool = year_span(year), [CostPool.code == pool] if pool else []
    query = (
        pick(CostEntry.month, CostEntry.kind, func.sum(CostEntry.amount_cents))
        .join(CostPool, col(CostPool.id) == CostEntry.pool_id)
        .where(*of_pool, CostEntry.month >= days.from_on, CostEntry.month < days.until_on)
        .group_by(col(CostEntry.month), col(CostEntry.kind))
        .order_by(col(CostEntry.kind))
    )
    kinds: dict[str, dict[date, int]] = defaultdict(dict)
    totals: dict[date, int] = defaultdict(int)
    for month, kind, cents in session.rows(query):
        kinds[kind][month] = int(cents)
        totals[month] += int(cents)
    months = tuple(sorted(totals))
    moved = tuple(_moved(kinds, totals, before, month) for before, month in pairwise(months))
    return Months(months, dict(kinds), dict(totals), moved)


def _moved(kinds: dict[str, dict[date, int]], totals: dict[date, int], before: date, month: date) -> Dearer:
    changes = ((kind, row.get(month, 0) - row.get(before, 0)) for kind, row in kinds.items())
    told = sorted((change for change in changes if change[1]), key=lambda change: -abs(change[1]))
    return Dearer(month, totals[month] - totals[before], tuple(told))


@dataclass
class BesideKind:
    """A kind of cost of a pool in cents: estimate, actual, difference where both are known, what to expect."""

    pool: str
    kind: str
    estimate_cents: int = 0
    actual_cents: int = 0
    difference_cents: int = 0
    expected_cents: int = 0

    def add(self, line: CostLine) -> None:
        """Add a line of a worker and month."""
        self.estimate_cents += line.estimate_cents or 0
        self.actual_cents += line.actual_cents or 0
        self.difference_cents += line.difference_cents or 0
        self.expected_cents += line.expected_cents


def beside(session: GroupSession, span: Span, pool: str = "") -> list[BesideKind]:
    """Return estimates and actual costs of a span side by side, by pool and kind."""
    found: dict[tuple[str, str], BesideKind] = {}
    for line in side_by_side(session, span, pool=pool or None).lines:
        found.setdefault((line.pool, line.kind), BesideKind(line.pool, line.kind)).add(line)
    return list(found.values())


def pools_by_code(session: GroupSession) -> dict[str, str]:
    """Return the names of the pools by code."""
    return dict(map(tuple, session.rows(pick(CostPool.code, CostPool.name).order_by(col(CostPool.code)))))


def last_month(session: GroupSession) -> date | None:
    """Return the last month for which costs of workers were booked."""
    found: date | None = session.exec(
        select(func.max(CostEntry.month)).where(col(CostEntry.worker_id).is_not(None))
    ).one()
    return month_of(found).from_on if found else None
