"""What a coordinator finds waiting in the morning: who is away, whom nobody serves, hours to check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import exists, or_
from sqlmodel import col, func

from basicplus.assignments import TimeEntry, Visit
from basicplus.assignments.planning import standing
from basicplus.clock import Span
from basicplus.db import GroupSession, pick
from basicplus.web.reading.memory import Memory
from basicplus.web.reading.presences import VisitItem, on_days, visits_where
from basicplus.workers import Absence, Worker

_memory: Memory[Any] = Memory()
AHEAD_DAYS = 14
WAITING = ("draft", "submitted", "checked", "disputed")
"""The states of hours that somebody still has to do something with, in the order of the month."""


@dataclass(frozen=True)
class Away:
    """A worker who is absent today, and the day of return; why is nobody else's business."""

    worker: str
    name: str
    until_on: date


@dataclass(frozen=True)
class Waiting:
    """Hours that wait in a state: entries and minutes, and the first day of them."""

    state: str
    entries: int
    minutes: int
    first: date


@dataclass(frozen=True)
class Today:
    """The work of a day."""

    away: list[Away]
    unserved: list[VisitItem]
    """Visits of the next two weeks whose worker is away that day."""
    waiting: list[Waiting]


def today_of(session: GroupSession, today: date) -> Today:
    """Return what waits on a day."""
    return Today(
        _memory.found(session, ("away", today), lambda: _away(session, today)),
        _memory.found(session, ("unserved", today), lambda: _unserved(session, today)),
        _memory.found(session, "waiting", lambda: _waiting(session)),
    )


def _away(session: GroupSession, today: date) -> list[Away]:
    query = (
        pick(Worker.number, Worker.first_name, Worker.last_name, func.max(Absence.until_on))
        .join(Absence, col(Absence.worker_id) == Worker.id)
        .where(col(Absence.from_on) <= today, col(Absence.until_on) > today)
        .group_by(col(Worker.number), col(Worker.first_name), col(Worker.last_name))
        .order_by(col(Worker.number))
    )
    return [Away(number, f"{first} {last}", until_on) for number, first, last, until_on in session.rows(query)]


def _unserved(session: GroupSession, today: date) -> list[VisitItem]:
    is_away = exists().where(
        col(Absence.worker_id) == Visit.worker_id,
        col(Absence.from_on) <= Visit.day,
        col(Absence.until_on) > Visit.day,
    )
    ahead = Span(today, today + timedelta(days=AHEAD_DAYS))
    return visits_where(
        session, on_days(Visit, ahead), col(Visit.state) == "planned", standing(published=True), is_away
    )


def _waiting(session: GroupSession) -> list[Waiting]:
    """Return what waits, by state; hours of no member (ways, training) are done with once they are checked."""
    query = (
        pick(TimeEntry.state, func.count(col(TimeEntry.id)), func.sum(TimeEntry.minutes), func.min(TimeEntry.day))
        .where(
            col(TimeEntry.state).in_(WAITING),
            or_(col(TimeEntry.state) != "checked", col(TimeEntry.kind) == "service"),
        )
        .group_by(col(TimeEntry.state))
    )
    found = {state: (int(entries), int(minutes), day) for state, entries, minutes, day in session.rows(query)}
    return [Waiting(state, *found[state]) for state in WAITING if state in found]
