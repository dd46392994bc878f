"""The board: workers by days, with what each owes, what is planned and free, and the visits as chips."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any, Literal

from sqlalchemy import bindparam, case, or_
from sqlmodel import col

from basicplus.assignments.models import Plan, Visit
from basicplus.assignments.planning.capacity import Person
from basicplus.assignments.planning.reading import published_version
from basicplus.assignments.planning.staffing import staff_of
from basicplus.clock import Span, minutes_between
from basicplus.db import GroupSession, pick, prepared
from basicplus.errors import invalid
from basicplus.members import Member, Site
from basicplus.money import round_half_away

LONGEST_DAYS = 62
ChipState = Literal["published", "draft", "cancelled"]


# Chips and days are not frozen: a month makes thousands of them, and a frozen one takes three times as long.
@dataclass(slots=True)
class Chip:
    """A visit on the board: as published, new in the draft, or cancelled: called off, or closed by the draft.

    It is `recurring` where an assignment made it.
    """

    visit: int
    member: str
    site: str
    starts_at: datetime
    ends_at: datetime
    state: ChipState
    note: str
    recurring: bool = False

    @property
    def minutes(self) -> int:
        """The minutes that pass."""
        return minutes_between(self.starts_at, self.ends_at)


@dataclass(slots=True)
class BoardDay:
    """A day of a worker: minutes owed, planned in the draft and free, what to look at; whether they are away."""

    day: date
    owed_minutes: int
    planned_minutes: int
    free_minutes: int
    alerts: list[str]
    chips: list[Chip]
    away: bool = False


@dataclass(frozen=True)
class BoardRow:
    """A worker with the days of the board in order, and their sums."""

    worker: str
    name: str
    profession: str
    owed_minutes: int
    planned_minutes: int
    days: list[BoardDay]


def board(session: GroupSession, span: Span, workers: Sequence[str] | None = None) -> list[BoardRow]:
    """Return the board of a span: every worker who has a contract then, or some, in a fixed number of queries.

    Alerts of a day: `absence`, `off` (holiday or closing day), `overlap`, `over` (more than the contract asks).
    """
    if not 0 < span.length <= LONGEST_DAYS:
        raise invalid("until_on", span.until_on, f"1 to {LONGEST_DAYS} days after from_on ({span.from_on})")
    staff = staff_of(session, span, workers)
    chips = _chips(session, span, list(staff.people))
    days, rows = list(span.days()), []
    for worker_id, person in staff.people.items():
        away = person.days_away(days)
        owed = zip(days, staff.owed_each(person, days), strict=True)
        rows.append(
            _row(
                person,
                [
                    _day(day, due, chips.get((worker_id, day), []), away=day in away, off=day in staff.days_off)
                    for day, due in owed
                ],
            )
        )
    return rows


def _row(person: Person, days: list[BoardDay]) -> BoardRow:
    owed, planned = sum(day.owed_minutes for day in days), sum(day.planned_minutes for day in days)
    return BoardRow(person.number, person.name, person.profession, owed, planned, days)


def _day(day: date, due: Fraction, chips: list[Chip], *, away: bool, off: bool) -> BoardDay:
    owed = round_half_away(due) if due else 0
    if not chips:
        return BoardDay(day, owed, 0, owed, [], [], away)
    standing = [chip for chip in chips if chip.state != "cancelled"]
    planned = sum(chip.minutes for chip in standing)
    alerts = []
    if standing and away:
        alerts.append("absence")
    if standing and off:
        alerts.append("off")
    if len(standing) > 1 and any(after.starts_at < before.ends_at for before, after in pairwise(standing)):
        alerts.append("overlap")
    if planned > owed and not alerts:
        alerts.append("over")
    return BoardDay(day, owed, planned, max(0, owed - planned), alerts, chips, away)


def _chips(session: GroupSession, span: Span, workers: list[int]) -> dict[tuple[int, date], list[Chip]]:
    """Return the visits of workers in a span in order of time, by the id of their worker and their day.

    The workers are named even where they are all: an index has their days, none has those of the group.
    """
    rows = session.rows(_visits(), from_on=span.from_on, until_on=span.until_on, workers=workers)
    chips: dict[tuple[int, date], list[Chip]] = defaultdict(list)
    for worker_id, day, *shown in rows:
        chips[worker_id, day].append(Chip(*shown))
    return chips


@cache
def _visits() -> Any:
    """Return the statement for visits that stand in the draft, and for those that it closes."""
    version = published_version()
    closed_by_the_draft = (col(Visit.from_version) <= version) & (col(Visit.until_version) > version)
    is_cancelled = (col(Visit.state) == "cancelled") | col(Visit.until_version).is_not(None)
    return prepared(
        pick(
            Visit.worker_id,
            Visit.day,
            Visit.id,
            Member.number,
            Site.code,
            Visit.starts_at,
            Visit.ends_at,
            case(
                (is_cancelled, "cancelled"), (col(Visit.from_version) > version, "draft"), else_="published"
            ).label("standing"),
            Visit.note,
            col(Visit.assignment_id).is_not(None).label("is_recurring"),
        )
        .join(Plan, col(Plan.id) == Visit.plan_id)
        .join(Member, col(Member.id) == Visit.member_id)
        .join(Site, col(Site.id) == Visit.site_id)
        .where(
            col(Visit.worker_id).in_(bindparam("workers", expanding=True)),
            col(Visit.day) >= bindparam("from_on"),
            col(Visit.day) < bindparam("until_on"),
            or_(col(Visit.until_version).is_(None), closed_by_the_draft),
        )
        .order_by(col(Visit.starts_at), col(Visit.id))
    )
