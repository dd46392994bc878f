"""A series of visits: a rule, the days left out of it and those added to it, with their times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from basicplus import clock
from basicplus.assignments.recurrence.rules import days_of
from basicplus.clock import Span


@dataclass(frozen=True)
class Occurrence:
    """One visit of a series, in [starts_at, ends_at).

    `left_out` is one that the rule has and nobody wants; `extra` one that the rule does not have.
    """

    day: date
    starts_at: datetime
    ends_at: datetime
    left_out: bool = False
    extra: bool = False


@dataclass(frozen=True)
class Series:
    """Visits by a rule of RFC 5545 from `from_on` on, at `start_time` in Brussels, for elapsed minutes.

    `extra` gives each added day its own start and minutes. A day left out and added again has the added times.
    """

    rule: str
    from_on: date
    start_time: str
    minutes: int
    left_out: frozenset[date] = frozenset()
    extra: Mapping[date, tuple[str, int]] = field(default_factory=dict)

    def occurrences(self, span: Span) -> list[Occurrence]:
        """Return the visits of the days of a span, those left out too, in order of time."""
        by_rule = [
            self._at(day, self.start_time, self.minutes, left_out=day in self.left_out)
            for day in days_of(self.rule, self.from_on, span)
            if day not in self.extra
        ]
        added = [self._at(day, *times, extra=True) for day, times in self.extra.items() if day in span]
        return sorted(by_rule + added, key=lambda occurrence: occurrence.starts_at)

    def _at(self, day: date, start_time: str, minutes: int, **how: bool) -> Occurrence:
        starts_at = clock.at(day, time.fromisoformat(start_time))
        return Occurrence(day, starts_at, starts_at + timedelta(minutes=minutes), **how)
