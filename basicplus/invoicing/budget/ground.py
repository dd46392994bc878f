"""What a year rests on, read once: pools, contract time, days off, what members agreed, and prices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlmodel import col, select

from basicplus import assignments, groups
from basicplus.clock import Span, year_span
from basicplus.db import GroupSession
from basicplus.errors import Conflict, InvalidInput
from basicplus.invoicing.budget.agreed import agreed_in, tariffs
from basicplus.invoicing.budget.effects import Agreed
from basicplus.invoicing.budget.hours import HoursAssumed, ProductiveTime, Terms, foreseen_time
from basicplus.invoicing.budget.overhead import PouredPool
from basicplus.invoicing.budget.prices import Price
from basicplus.invoicing.budget.staff import by_pool, employed
from basicplus.invoicing.costs import costs_of
from basicplus.invoicing.models import CostPool
from basicplus.money import round_half_away

Kinds = dict[str, int]


@dataclass(frozen=True)
class Ground:
    """A year's pools by code, terms by id of the pool, holidays kept and closing days, agreements and prices.

    `prices` are those of the year, `last_prices` those of the year before, by code of the pool.
    """

    year: int
    pools: tuple[CostPool, ...]
    terms: Mapping[int | None, list[Terms]]
    holidays: tuple[date, ...]
    closing: tuple[date, ...]
    agreed: tuple[Agreed, ...]
    prices: Mapping[str, Price]
    last_prices: Mapping[str, Price]

    @classmethod
    def read(cls, session: GroupSession, year: int) -> Ground:
        """Read the ground of a year."""
        span = year_span(year)
        holidays, closing = free_days(session, span)
        return cls(
            year,
            tuple(session.exec(select(CostPool).order_by(col(CostPool.code)))),
            by_pool(employed(session, span)),
            tuple(holidays),
            tuple(closing),
            tuple(agreed_in(session, year)),
            tariffs(session, year),
            tariffs(session, year - 1),
        )

    def volume_minutes(self, pool: str, basis: str | None = None) -> Fraction:
        """Return the minutes agreed of a pool over the year, of one basis or of all, by days in force."""
        minute_days = sum(
            row.minute_days for row in self.agreed if row.pool == pool and basis in (None, row.basis)
        )
        return Fraction(minute_days, year_span(self.year).length)

    def sold_minutes(self, pool: str) -> int:
        """Return the minutes agreed of a pool over the year."""
        return round_half_away(self.volume_minutes(pool))

    def time(self, pool: CostPool, assumed: HoursAssumed) -> ProductiveTime:
        """Return the productive time of a pool; Conflict when more is taken off than its contracts hold."""
        terms = self.terms.get(pool.id, [])
        try:
            return foreseen_time(terms, year_span(self.year), self.holidays, self.closing, assumed)
        except InvalidInput as error:
            raise Conflict(
                f"Pool {pool.code} has no time left to sell in {self.year} ({error}):"
                " assume less leave, sickness, training, travel or internal time."
            ) from error

    def poured_pools(self, own_cents: Mapping[int, int]) -> tuple[PouredPool, ...]:
        """Return the pools with their own cost, and what each measure of the pouring weighs them by."""
        return tuple(
            PouredPool(
                pool.code,
                own_cents.get(pool.id, 0),
                pool.kind == "overhead",
                fte=sum(each.minute_days for each in self.terms.get(pool.id, ())),
                hours=self.sold_minutes(pool.code),
            )
            for pool in self.pools
        )


def free_days(session: GroupSession, span: Span) -> tuple[list[date], list[date]]:
    """Return the days of a span on which legal holidays are kept, and other days on which the group is closed."""
    years = range(span.from_on.year, span.until_on.year + 1)
    holidays = {day for year in years for day in groups.group_holidays(session, year) if day in span}
    closing = {day for day in assignments.days_off(session, span) if day in span}
    return sorted(holidays), sorted(closing - holidays)


def actual_costs(session: GroupSession, year: int) -> dict[int, Kinds]:
    """Return the costs booked for a year in cents, by pool and kind."""
    found: dict[int, Kinds] = defaultdict(dict)
    for cost in costs_of(session, year):
        found[cost.pool_id][cost.kind] = cost.cents
    return found
