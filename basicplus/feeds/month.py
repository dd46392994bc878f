"""What a printed month says: each day with its holiday or closing and its visits; no drawing, no language yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import holidays
from sqlmodel import select

from basicplus import groups, members, workers
from basicplus.assignments.models import ClosingDay
from basicplus.clock import Span, month_of
from basicplus.compliance.calendar import is_legal_holiday
from basicplus.db import GroupSession
from basicplus.feeds.planned import Planned, View, planned
from basicplus.feeds.wording import Language, wording

_LIBRARY: dict[Language, str] = {"fr": "fr", "nl": "nl", "de": "de", "en": "en_US"}
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class MonthDay:
    """A day of the grid: `note` names its holiday or why the group is closed; outside of the month it is empty."""

    day: date
    inside: bool
    note: str = ""
    visits: tuple[Planned, ...] = ()


@dataclass(frozen=True)
class Month:
    """The month of a worker or a member in a language: whole weeks, Monday to Sunday, that hold its days."""

    name: str
    group: str
    first: date
    language: Language
    of_worker: bool
    published: bool
    weeks: tuple[tuple[MonthDay, ...], ...]

    @property
    def visits(self) -> tuple[Planned, ...]:
        """Every visit of the month."""
        return tuple(visit for week in self.weeks for day in week for visit in day.visits)


def month_sheet(session: GroupSession, view: View, language: Language | None = None) -> Month:
    """Return the month in which a view of a worker or a member begins, in their language unless another is given.

    Raises NotFound for a worker or member that is not known.
    """
    owner = (
        workers.by_number(session, view.worker) if view.worker else members.by_number(session, view.member or "")
    )
    spoken: Language = language or owner.language  # type: ignore[assignment]
    month = month_of(view.span.from_on)
    of_day: dict[date, list[Planned]] = {}
    for visit in planned(session, View(month, view.published, view.worker, view.member)):
        of_day.setdefault(visit.day, []).append(visit)
    notes = _notes(session, month, spoken)
    weeks = []
    monday = month.from_on - timedelta(days=month.from_on.weekday())
    while monday < month.until_on:
        days = Span(monday, monday + WEEK).days()
        weeks.append(tuple(_day(day, month, notes.get(day, ""), of_day.get(day, [])) for day in days))
        monday += WEEK
    group = groups.current(session).name
    return Month(owner.name, group, month.from_on, spoken, view.worker is not None, view.published, tuple(weeks))


def _day(day: date, month: Span, note: str, visits: list[Planned]) -> MonthDay:
    return MonthDay(day, True, note, tuple(visits)) if day in month else MonthDay(day, False)


def _notes(session: GroupSession, month: Span, language: Language) -> dict[date, str]:
    """Return what stands on the days on which nobody works: holidays by name, and the group's closing days.

    A legal holiday on a weekend is named on its own day too; the day that replaces it says which one.
    """
    names = _holiday_names(month.from_on.year, language)
    notes = {row.day: row.label for row in session.exec(select(ClosingDay)) if row.day in month}
    for day, holiday in groups.group_holidays(session, month.from_on.year).items():
        replaced = wording(language).say("replaces", holiday=names[holiday])
        notes[day] = names[day] if day == holiday else replaced
    for day, name in names.items():
        if day.weekday() > 4:
            notes.setdefault(day, name)
    return notes


@cache
def _holiday_names(year: int, language: Language) -> dict[date, str]:
    found = holidays.country_holidays("BE", years=year, language=_LIBRARY[language])
    return {day: found[day] for day in sorted(found) if is_legal_holiday(day)}
