"""The days at the head of a board: weekends, holidays by name, and the group's closing days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from basicplus import groups
from basicplus.assignments import planning
from basicplus.assignments.calendars import term
from basicplus.clock import Span
from basicplus.compliance.calendar import legal_holidays
from basicplus.db import GroupSession


@dataclass(frozen=True)
class HeadDay:
    """A day; `note` names the holiday or says why the group is closed."""

    day: date
    note: str = ""

    @property
    def is_weekend(self) -> bool:
        """Whether it is a Saturday or a Sunday."""
        return self.day.weekday() >= 5


def head_days(session: GroupSession, span: Span, language: str) -> list[HeadDay]:
    """Return the days of a span with their names, in three queries."""
    spoken: Any = language
    notes = {day: label for day, label in planning.closing_days(session).items() if day in span}
    for year in range(span.from_on.year, span.until_on.year + 1):
        names = legal_holidays(year, language)
        for day, holiday in groups.group_holidays(session, year).items():
            kind = "" if day == holiday else f"{term('kinds', 'replacement_day', spoken)}: "
            notes[day] = kind + names[holiday]
        for day, name in names.items():
            notes.setdefault(day, name)
    return [HeadDay(day, notes.get(day, "")) for day in span.days()]
