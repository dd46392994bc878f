"""PLAN-01: visits and hours of one worker do not overlap."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from basicplus.clock import BRUSSELS, Span
from basicplus.compliance.facts import Facts
from basicplus.compliance.findings import Finding
from basicplus.compliance.law import Law


def one_place_at_a_time(facts: Facts, law: Law) -> Iterator[Finding]:
    """A worker is at one place at a time: visits do not overlap each other, nor do hours.

    Times are half-open: what ends at noon and what starts at noon follow each other.
    """
    ordered = sorted(
        facts.presences,
        key=lambda presence: (presence.worker, presence.kind, presence.starts_at, presence.ends_at),
    )
    for first, second in pairwise(ordered):
        same = (first.worker, first.kind) == (second.worker, second.kind)
        if same and second.starts_at < first.ends_at:
            value = law.on(second.day, "one_place_at_a_time")
            ends = f"{first.ends_at.astimezone(BRUSSELS):%H:%M}"
            yield Finding(
                "PLAN-01",
                "overlap",
                "refuse",
                second.subject,
                Span.day(second.day),
                first.subject,
                ends,
                value,
            )
