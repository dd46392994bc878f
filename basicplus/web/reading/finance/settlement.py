"""A settlement before it is done: per pool and per member what was billed, the final share, the difference."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, func, select

from basicplus.clock import parse_period
from basicplus.db import GroupSession, pick
from basicplus.errors import Conflict
from basicplus.invoicing import year_of
from basicplus.invoicing.closed import closed_years
from basicplus.invoicing.models import ClosedYear, CostEntry, Invoice, Settlement
from basicplus.invoicing.settlement.settling import left_to_bill
from basicplus.members import names_by_id
from basicplus.web.reading.memory import Memory

_previews: Memory[YearPreview] = Memory()


@dataclass
class Share:
    """A final share beside what was billed, in cents; a positive difference is still to be billed."""

    share_cents: int = 0
    billed_cents: int = 0

    @property
    def difference_cents(self) -> int:
        """What a settlement adds to the bill, or takes from it."""
        return self.share_cents - self.billed_cents


@dataclass(frozen=True)
class PoolSettled:
    """A pool in a year: own cost, what others poured in (or it poured out, below zero), and its shares."""

    pool: str
    name: str
    own_cents: int
    poured_cents: int
    share: Share


@dataclass(frozen=True)
class MemberSettled:
    """A member in a year."""

    member: str
    name: str
    share: Share


@dataclass(frozen=True)
class YearPreview:
    """A year as its settlement would find it now; `blockers` are the sentences that keep it from being done."""

    year: int
    pools: list[PoolSettled]
    members: list[MemberSettled]
    blockers: list[str]

    @property
    def whole(self) -> Share:
        """All members together."""
        return Share(
            sum(each.share.share_cents for each in self.members),
            sum(each.share.billed_cents for each in self.members),
        )

    @property
    def to_bill(self) -> list[MemberSettled]:
        """Who would be billed more."""
        return [each for each in self.members if each.share.difference_cents > 0]

    @property
    def to_credit(self) -> list[MemberSettled]:
        """Who would get something back."""
        return [each for each in self.members if each.share.difference_cents < 0]


@dataclass(frozen=True)
class YearState:
    """How far a year is: `open`, `settled` (when last) or `closed`; and how many settlements it has had."""

    year: int
    state: str
    on: date | None
    settlements: int


def years(session: GroupSession) -> list[YearState]:
    """Return the years with costs or documents, the latest first."""
    closed = closed_years(session)
    settled: dict[int, tuple[date, int]] = {
        year: (last, count)
        for year, last, count in session.rows(
            pick(Settlement.year, func.max(Settlement.issue_on), func.count()).group_by(col(Settlement.year))
        )
    }
    firsts = (session.exec(select(func.min(each))).one() for each in (CostEntry.month, Invoice.from_on))
    lasts = (session.exec(select(func.max(each))).one() for each in (CostEntry.month, Invoice.from_on))
    first, last = ([day.year for day in days if day] for days in (firsts, lasts))
    if not first:
        return []
    return [_state(year, closed, settled.get(year)) for year in range(max(last), min(first) - 1, -1)]


def _state(year: int, closed: Mapping[int, ClosedYear], settled: tuple[date, int] | None) -> YearState:
    on, count = settled or (None, 0)
    if year in closed:
        return YearState(year, "closed", closed[year].closed_on, count)
    return YearState(year, "settled" if settled else "open", on, count)


def documents_to_settle(session: GroupSession, year: int) -> int:
    """Return how many documents a settlement of a year would issue; none where it could not be done."""
    try:
        found = year_preview(session, year)
    except Conflict:
        return 0
    return len(found.to_bill) + len(found.to_credit)


def year_preview(session: GroupSession, year: int) -> YearPreview:
    """Return what a settlement of a year would find: pools and members add up to the same difference.

    Raises Conflict where costs cannot be shared.
    """
    return _previews.found(session, year, lambda: _year_preview(session, year))


def _year_preview(session: GroupSession, year: int) -> YearPreview:
    names = names_by_id(session)
    by_member: dict[int, Share] = defaultdict(Share)
    pools = []
    for row in year_of(session, year):
        share = Share()
        for claim in row.agreements:
            for each in (share, by_member[claim.agreement.member_id]):
                each.share_cents += claim.share_cents
                each.billed_cents += claim.billed_cents
        if row.own_cents or row.total_cents or row.agreements:
            poured = row.total_cents - row.own_cents
            pools.append(PoolSettled(row.pool.code, row.pool.name, row.own_cents, poured, share))
    found = [MemberSettled(*names[member_id], share) for member_id, share in by_member.items()]
    blockers = list(left_to_bill(session, parse_period(str(year))))
    return YearPreview(year, pools, sorted(found, key=lambda each: each.member), blockers)
