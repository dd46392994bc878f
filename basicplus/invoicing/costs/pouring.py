"""Rules by which pools pour into others, dated: what holds in which months of a year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field
from sqlmodel import col, select

from basicplus import journal
from basicplus.clock import Span, month_of, months, year_span
from basicplus.db import GroupSession, WriteSession
from basicplus.errors import Conflict, invalid
from basicplus.invoicing.allocation import Pour, PouredInCircle, in_order
from basicplus.invoicing.closed import keep_closed_from
from basicplus.invoicing.costs.models import PourBy, PourRule, PourTarget
from basicplus.invoicing.costs.pools import pool_by_code
from basicplus.invoicing.models import CostPool

USED_BY_MEMBERS = ("profession", "dedicated")


class PourRuleCreate(BaseModel):
    """From which month on a pool pours into others, and by what they weigh.

    `weighed_by`: fte (contract minutes a week x days), hours (signed minutes) or cost (own cost). Without `into`:
    all pools of a profession or of a dedicated worker.
    """

    pool: Annotated[str, Field(description="code of the pool that pours")]
    from_on: Annotated[date, Field(description="the first day of a month")]
    weighed_by: PourBy
    into: Annotated[list[str] | None, Field(min_length=1, description="codes of pools; all if not given")] = None


@dataclass(frozen=True)
class Pouring:
    """Pools that pour by the same rule: into which pools, and by what these weigh."""

    pools: tuple[str, ...]
    weighed_by: PourBy
    into: frozenset[str]


@dataclass(frozen=True)
class Stretch:
    """Months in which the same rules hold."""

    span: Span
    pourings: tuple[Pouring, ...]


def set_pour_rule(session: WriteSession, rule: PourRuleCreate) -> PourRule:
    """Set how a pool pours into others from a month on; set again for the same month, the rule takes its place.

    Raises Conflict when pools would pour in a circle in some month, or when a closed year would see the rule.
    """
    if rule.from_on.day != 1:
        raise invalid("from_on", rule.from_on, "a rule begins with a month: give its first day")
    keep_closed_from(session, rule.from_on, "a rule")
    pool = pool_by_code(session, rule.pool)
    row = session.exec(
        select(PourRule).where(PourRule.pool_id == pool.id, PourRule.from_on == rule.from_on)
    ).first() or PourRule(pool_id=pool.id, from_on=rule.from_on, weighed_by=rule.weighed_by)
    row.weighed_by = rule.weighed_by
    session.add(row)
    session.flush()
    for former in session.exec(select(PourTarget).where(PourTarget.rule_id == row.id)):
        session.delete(former)
    session.flush()
    for code in dict.fromkeys(rule.into or ()):
        session.add(PourTarget(rule_id=row.id, pool_id=pool_by_code(session, code).id))
    session.flush()
    _refuse_circles(session, rule)
    into = ", ".join(rule.into) if rule.into else "all"
    journal.record(
        session, "set pour rule", rule.pool, from_on=rule.from_on, weighed_by=rule.weighed_by, into=into
    )
    return row


def stretches_of(session: GroupSession, year: int) -> list[Stretch]:
    """Return the months of a year in stretches with the same rules, in order.

    Where no rule of a pool holds, the overhead flows by full-time equivalents into all pools of a profession or of
    a dedicated worker, and the others keep their cost.
    """
    rules = _Rules(session)
    stretches: list[Stretch] = []
    for first in months(year_span(year)):
        pourings, since = rules.on(first), first
        if stretches and stretches[-1].pourings == pourings:
            since = stretches.pop().span.from_on
        stretches.append(Stretch(Span(since, month_of(first).until_on), pourings))
    return stretches


class _Rules:
    """All pools and all rules, read once."""

    def __init__(self, session: GroupSession) -> None:
        self._pools: Sequence[CostPool] = session.exec(select(CostPool).order_by(col(CostPool.code))).all()
        codes = {pool.id: pool.code for pool in self._pools}
        self._all = frozenset(pool.code for pool in self._pools if pool.kind in USED_BY_MEMBERS)
        self._into: dict[int, set[str]] = defaultdict(set)
        for target in session.exec(select(PourTarget)):
            self._into[target.rule_id].add(codes[target.pool_id])
        self._rules = session.exec(select(PourRule).order_by(col(PourRule.from_on))).all()
        self.days = sorted({rule.from_on for rule in self._rules})

    def on(self, day: date) -> tuple[Pouring, ...]:
        """Return what pours on a day; pools with the same rule pour together."""
        in_force = {rule.pool_id: rule for rule in self._rules if rule.from_on <= day}
        together: dict[tuple[PourBy, frozenset[str]], list[str]] = defaultdict(list)
        for pool in self._pools:
            rule = in_force.get(pool.id)
            if rule is not None:
                into = frozenset(self._into[rule.id]) or self._all - {pool.code}
                together[rule.weighed_by, into].append(pool.code)  # type: ignore[index]
            elif pool.kind == "overhead":
                together["fte", self._all].append(pool.code)
        return tuple(Pouring(tuple(pools), by, into) for (by, into), pools in together.items())


def _refuse_circles(session: GroupSession, rule: PourRuleCreate) -> None:
    rules = _Rules(session)
    for day in [day for day in rules.days if day >= rule.from_on]:
        try:
            in_order([Pour(each.pools, dict.fromkeys(each.into, 1)) for each in rules.on(day)])
        except PouredInCircle as error:
            raise Conflict(f"From {day} on, {error} Let one of them pour into other pools.") from None
