"""All conflicts of a draft, from plain facts: refusals first, then warnings and notes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from basicplus.assignments.planning.conflicts import checks, volumes
from basicplus.assignments.planning.conflicts.model import Conflict, PlanFacts, TravelMinutes

SEVERITIES = ("refuse", "warn", "note")
CHECKS: tuple[Callable[[PlanFacts], Iterator[Conflict]], ...] = (
    checks.of_rules,
    checks.absent,
    checks.unskilled,
    checks.uncertified,
    checks.hours_of_workers,
    checks.single_user,
    volumes.volumes,
    volumes.uneven,
)


def conflicts(facts: PlanFacts, travel_minutes: TravelMinutes) -> list[Conflict]:
    """Return the conflicts of a draft, each severity in order of day, kind and subject."""
    found = [conflict for check in CHECKS for conflict in check(facts)]
    found += checks.too_far(facts, travel_minutes)
    return sorted(found, key=lambda each: (SEVERITIES.index(each.severity), each.day, each.kind, each.subject))
