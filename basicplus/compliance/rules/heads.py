"""GE-07: how many workers the group employs on each day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from basicplus.clock import Span
from basicplus.compliance.facts import Contract, Facts
from basicplus.compliance.findings import Finding
from basicplus.compliance.law import Law


def at_most_the_maximum(facts: Facts, law: Law) -> Iterator[Finding]:
    """The group employs at most the legal maximum of workers, counted in heads, on every day.

    A worker with two contracts counts once; a suspended contract counts; part-timers count as one. The
    sources define no way of counting: heads is the prudent one.
    """
    if facts.counted is None:
        return
    for span, heads in head_count(facts.contracts, facts.counted):
        for value in law.within(span, "max_heads"):
            if value.value is not None and heads > value.value:
                limit = int(value.value)
                yield Finding(
                    "GE-07", "over", "refuse", "group", span & value.span, heads, limit, value, heads - limit
                )


def head_count(contracts: Iterable[Contract], counted: Span) -> Iterator[tuple[Span, int]]:
    """Yield the spans of `counted` on which the number of workers is constant, with that number."""
    steps: dict[date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for contract in contracts:
        if span := contract.span & counted:
            steps[span.from_on][contract.worker] += 1
            steps[span.until_on][contract.worker] -= 1
    active: dict[str, int] = defaultdict(int)
    cuts = sorted({counted.from_on, counted.until_on, *steps})
    for start, end in pairwise(cuts):
        for worker, step in steps[start].items():
            active[worker] += step
        yield Span(start, end), sum(1 for count in active.values() if count > 0)
