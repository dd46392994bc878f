"""The calendar as lists show it: what is special about each day, named in a language."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel

from basicplus.assignments import calendar_of
from basicplus.assignments.calendars import Language, name_of
from basicplus.clock import Span
from basicplus.db import GroupSession


class SpecialItem(BaseModel):
    """One thing that is special about a day."""

    kind: str
    name: str


class CalendarDayItem(BaseModel):
    """A day with what is special about it, which may be nothing."""

    day: date
    specials: list[SpecialItem]


def calendar_days(
    session: GroupSession, span: Span, language: Language, worker: str, member: str
) -> list[CalendarDayItem]:
    """Return the days of a span; why a worker is absent is never said."""
    days = calendar_of(session, span, worker=worker or None, member=member or None)
    return [
        CalendarDayItem(
            day=each.day,
            specials=[SpecialItem(kind=one.kind, name=name_of(one, language)) for one in each.specials],
        )
        for each in days
    ]
