"""PLAN-01: visits and hours of one worker do not overlap."""

from __future__ import annotations

from collections.abc import Iterator

from basicplus.clock import BRUSSELS, Span, minutes_between
from basicplus.compliance.facts import Facts, Presence
from basicplus.compliance.findings import Finding
from basicplus.compliance.law import Law
from basicplus.compliance.rules.rule import Rule


def one_place_at_a_time(facts: Facts, law: Law) -> Iterator[Finding]:
    """A worker is at one place at a time: visits do not overlap each other, nor do hours.

    Times are half-open: what ends at noon and what starts at noon follow each other.
    """
    ordered = sorted(
        facts.presences,
        key=lambda presence: (presence.worker, presence.kind, presence.starts_at, presence.ends_at),
    )
    longest: Presence | None = None
    for presence in ordered:
        if longest is None or (presence.worker, presence.kind) != (longest.worker, longest.kind):
            longest = presence
            continue
        if presence.starts_at < longest.ends_at:
            value = law.on(presence.day, "one_place_at_a_time")
            yield Finding(
                "PLAN-01",
                "overlap",
                "refuse",
                presence.subject,
                Span.day(presence.day),
                longest.subject,
                f"{longest.ends_at.astimezone(BRUSSELS):%H:%M}",
                value,
                minutes_between(presence.starts_at, min(presence.ends_at, longest.ends_at)),
                presence.parties,
            )
        longest = max(longest, presence, key=lambda each: each.ends_at)


RULES = (Rule("PLAN-01", one_place_at_a_time, ("one_place_at_a_time",), ("visit", "hours")),)
