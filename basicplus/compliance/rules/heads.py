"""GE-07: how many workers the group employs on each day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from itertools import pairwise
from math import ceil

from basicplus.clock import Span
from basicplus.compliance.facts import Contract, Facts
from basicplus.compliance.findings import Finding
from basicplus.compliance.law import Law
from basicplus.compliance.rules.rule import Rule


def at_most_the_maximum(facts: Facts, law: Law) -> Iterator[Finding]:
    """The group employs at most the legal maximum of workers on every day; near it, each hire needs a reason.

    A worker with two contracts counts once; a suspended contract counts; part-timers count as one. The
    sources define no way of counting: heads is the prudent one. A group that reads it so is counted in full-time
    equivalents.
    """
    if facts.counted is None:
        return
    for span, counted in _counted(facts, facts.counted):
        for value in law.within(span, "max_heads"):
            limit, days = value.value, span & value.span
            near = law.on(days.from_on, "heads_warning_from")
            if limit is not None and counted > limit:
                yield Finding("GE-07", "over", "refuse", "group", days, counted, int(limit), value, counted)
            elif limit is not None and near.value is not None and counted >= near.value:
                yield Finding("GE-07", "near", "warn", "group", days, counted, int(limit), near, counted)


def _counted(facts: Facts, counted: Span) -> Iterator[tuple[Span, int]]:
    """Yield the staff as the group counts it; a started full-time equivalent counts as a whole one."""
    for span, heads, full_time in head_count(facts.contracts, counted):
        for days, way in facts.readings_within(span, "heads_or_fte"):
            yield days, heads if way == "heads" else ceil(full_time)


def head_count(contracts: Iterable[Contract], counted: Span) -> Iterator[tuple[Span, int, Fraction]]:
    """Yield the spans of `counted` on which the staff is constant, in heads and in full-time equivalents.

    A worker with contracts in parallel is one head, and as many full-time equivalents as they add up to.
    """
    heads: dict[date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    shares: dict[date, Fraction] = defaultdict(Fraction)
    for contract in contracts:
        if span := contract.span & counted:
            heads[span.from_on][contract.worker] += 1
            heads[span.until_on][contract.worker] -= 1
        for terms in contract.terms:
            if span := terms.span & counted:
                share = Fraction(terms.week_minutes, terms.full_time_minutes)
                shares[span.from_on] += share
                shares[span.until_on] -= share
    active: dict[str, int] = defaultdict(int)
    full_time = Fraction()
    for start, end in pairwise(sorted({counted.from_on, counted.until_on, *heads, *shares})):
        for worker, step in heads[start].items():
            active[worker] += step
        full_time += shares[start]
        yield Span(start, end), sum(1 for count in active.values() if count > 0), full_time


RULES = (
    Rule(
        "GE-07", at_most_the_maximum, ("max_heads", "heads_warning_from"), ("hire", "contract end"), waivable=True
    ),
)
