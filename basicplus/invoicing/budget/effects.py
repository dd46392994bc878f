"""What each member pays in a year, and what a change would make of it; pure arithmetic over facts read once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import lru_cache

from basicplus.clock import Span, month_of, months, year_span
from basicplus.errors import invalid
from basicplus.invoicing.allocation import Part, share_out, weight_days
from basicplus.invoicing.budget.changes import BudgetChange, Change, KeyChange, PourChange, PriceChange
from basicplus.invoicing.budget.overhead import Measure, PouredPool, full_costs
from basicplus.invoicing.budget.prices import CENTI, HOUR, Price
from basicplus.invoicing.fees import fee_of
from basicplus.money import allocate, round_half_away
from basicplus.tabular import one_of

Weights = tuple[tuple[date, int], ...]


@dataclass(frozen=True)
class Agreed:
    """An agreement in a year: days in force, volume a year, fee a month or year, dated weights of its member."""

    number: str
    member: str
    pool: str
    basis: str
    days: Span
    volume_minutes: int
    fee_cents: int = 0
    key: str | None = None
    weights: Weights = ()
    fee_per: str = "month"

    def weight_over(self, span: Span) -> int:
        """Return the sum of the member's weight in the key on each day of a span that the agreement holds."""
        return weight_days(self.weights, span & self.days)

    @property
    def minute_days(self) -> int:
        """The volume a year x days in force."""
        return self.volume_minutes * self.days.length


@dataclass(frozen=True)
class YearFacts:
    """All that prices a year: members by number with their names, agreements, prices and costs of pools.

    `prices` are those in force, `proposed` those of the latest budget; a pool may be in neither.
    """

    year: int
    members: Mapping[str, str]
    keys: frozenset[str]
    agreed: tuple[Agreed, ...]
    pools: tuple[PouredPool, ...]
    prices: Mapping[str, Price]
    proposed: Mapping[str, Price]


@dataclass(frozen=True)
class MemberEffect:
    """What a member pays in the year before and after a change, in cents; a positive difference is more to pay."""

    member: str
    name: str
    before_cents: int
    after_cents: int
    difference_cents: int


@dataclass(frozen=True)
class Effect:
    """A change's effect on every member, the greatest increase first; `measured` says what the cents are."""

    year: int
    change: Change
    measured: str
    winners: int
    losers: int
    unchanged: int
    before_cents: int
    after_cents: int
    difference_cents: int
    members: tuple[MemberEffect, ...]
    without_price: tuple[str, ...]


BILLED = "billed at provisional prices for the volume agreed"
FINAL = "final share of the cost for the volume agreed"


def effect_of(facts: YearFacts, change: Change) -> Effect:
    """Return what a change would make of each member's year.

    A change of prices or of a key is measured in what is billed; one of the pouring in final shares of cost, for
    it changes no price that is set. Raises InvalidInput when the change names what is not there.
    """
    if isinstance(change, PourChange):
        before, after, measured = final(facts), final(facts, change.measure), FINAL
    else:
        before, after, measured = billed(facts), billed(_changed(facts, change)), BILLED
    lines = sorted(
        (
            MemberEffect(number, name, before[number], after[number], after[number] - before[number])
            for number, name in facts.members.items()
        ),
        key=lambda line: (-line.difference_cents, line.member),
    )
    return Effect(
        facts.year,
        change,
        measured,
        winners=sum(line.difference_cents < 0 for line in lines),
        losers=sum(line.difference_cents > 0 for line in lines),
        unchanged=sum(line.difference_cents == 0 for line in lines),
        before_cents=sum(before.values()),
        after_cents=sum(after.values()),
        difference_cents=sum(line.difference_cents for line in lines),
        members=tuple(lines),
        without_price=tuple(sorted(_priced_by_pool(facts) - facts.prices.keys())) if measured == BILLED else (),
    )


def billed(facts: YearFacts) -> dict[str, int]:
    """Return what each member is billed in the year at the prices in force, in cents, if it takes what it agreed.

    Hours are rounded once for the year; fees and shares month by month, as they are billed. Agreements of a pool
    without a price count as nothing.
    """
    cents = dict.fromkeys(facts.members, 0)
    year = year_span(facts.year)
    shares: dict[str, list[Agreed]] = defaultdict(list)
    for row in facts.agreed:
        price = facts.prices.get(row.pool)
        if row.basis == "flat_fee":
            cents[row.member] += _fees(row)
        elif row.basis == "pro_rata":
            shares[row.pool].append(row)
        elif price is not None:
            exact = Fraction(row.minute_days * price.hourly_rate_e4, year.length * HOUR * CENTI)
            cents[row.member] += round_half_away(exact)
    for pool, rows in shares.items():
        if pool in facts.prices:
            _share_months(year, facts.prices[pool].pro_rata_month_cents, rows, cents)
    return cents


def final(facts: YearFacts, measure: Measure = "fte") -> dict[str, int]:
    """Return each member's share of the year's cost in cents, were the volumes agreed the hours done.

    Overhead is poured by `measure`. What a pool costs that nobody agreed to use is nobody's share.
    """
    cents = dict.fromkeys(facts.members, 0)
    owners = {row.number: row.member for row in facts.agreed}
    for pool, total in full_costs(facts.pools, measure).items():
        parts = [
            Part(row.number, row.minute_days, row.key, row.weight_over(row.days))
            for row in facts.agreed
            if row.pool == pool
        ]
        for number, share in share_out(total, parts).items() if parts else ():
            cents[owners[number]] += share
    return cents


def _changed(facts: YearFacts, change: KeyChange | PriceChange | BudgetChange) -> YearFacts:
    if isinstance(change, BudgetChange):
        return replace(facts, prices={**facts.prices, **facts.proposed})
    if isinstance(change, PriceChange):
        return _repriced(facts, change)
    _known("key", change.key, facts.keys)
    for member in change.weights:
        _known("weights", member, facts.members)
    weighed = [
        replace(row, weights=_weighed(row.weights, change.from_on, change.weights[row.member]))
        if row.key == change.key and row.member in change.weights
        else row
        for row in facts.agreed
    ]
    return replace(facts, agreed=tuple(weighed))


def _repriced(facts: YearFacts, change: PriceChange) -> YearFacts:
    _known("pool", change.pool, {pool.code for pool in facts.pools if not pool.is_overhead})
    old = facts.prices.get(change.pool, Price(0, 0))
    new = Price(
        old.hourly_rate_e4 if change.hourly_rate_e4 is None else change.hourly_rate_e4,
        old.pro_rata_month_cents if change.pro_rata_month_cents is None else change.pro_rata_month_cents,
    )
    return replace(facts, prices={**facts.prices, change.pool: new})


def _weighed(weights: Weights, from_on: date, weight: int) -> Weights:
    return tuple(sorted([*(each for each in weights if each[0] != from_on), (from_on, weight)]))


def _fees(row: Agreed) -> int:
    return sum(fee_of(row.fee_cents, row.fee_per, days) for days in _month_by_month(row.days))


@lru_cache(maxsize=1000)
def _month_by_month(span: Span) -> tuple[Span, ...]:
    """Return the days of a span in each month: most agreements hold the same days."""
    return tuple(month_of(first) & span for first in months(span))


def _share_months(year: Span, month_cents: int, rows: list[Agreed], cents: dict[str, int]) -> None:
    """Add each month's shares of the rows of one pool to their members, as they are billed.

    Its keys share the month by the time agreed, the agreements of a key by their weight on each day in force.
    """
    for first in months(year):
        month, agreed = month_of(first), defaultdict(int)  # type: tuple[Span, dict[str, int]]
        for row in rows:
            agreed[row.key or ""] += row.volume_minutes * (row.days & month).length
        for key, budget in allocate(month_cents, agreed).items() if any(agreed.values()) else ():
            of_key = {row.number: row for row in rows if row.key == key}
            weights = {number: row.weight_over(month) for number, row in of_key.items()}
            for number, share in allocate(budget, weights).items() if any(weights.values()) else ():
                cents[of_key[number].member] += share


def _priced_by_pool(facts: YearFacts) -> set[str]:
    return {row.pool for row in facts.agreed if row.basis != "flat_fee"}


def _known(field: str, found: str, there: Collection[str]) -> None:
    if found not in there:
        raise invalid(field, found, one_of(there))
