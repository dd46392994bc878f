"""The head count on every past and future day, in heads and in full-time equivalents, beside the maximum."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from basicplus.clock import Span
from basicplus.compliance.gate import Scope
from basicplus.compliance.law import Law
from basicplus.compliance.rules.heads import head_count
from basicplus.db import GroupSession
from basicplus.workers import WITNESS as WORKERS


@dataclass(frozen=True)
class Heads:
    """The staff of the group on days on which it does not change; `limit` is None where the law sets none."""

    span: Span
    heads: int
    full_time_equivalents: Fraction
    limit: int | None

    @property
    def over(self) -> bool:
        """Whether there are more heads than the maximum."""
        return self.limit is not None and self.heads > self.limit


def headcount(session: GroupSession, law: Law, span: Span) -> list[Heads]:
    """Return the head count of every day of a span, as the spans on which it and the maximum stay the same."""
    scope = Scope()
    scope.count_heads(span)
    contracts = WORKERS.testify(session, scope).contracts
    return [
        Heads(days & value.span, heads, fte, None if value.value is None else int(value.value))
        for days, heads, fte in head_count(contracts, span)
        for value in law.within(days, "max_heads")
    ]


def average(curve: list[Heads]) -> Fraction:
    """Return the average number of full-time equivalents over the days of a curve that ends."""
    days = sum(each.span.length for each in curve)
    return sum((each.full_time_equivalents * each.span.length for each in curve), Fraction()) / days
