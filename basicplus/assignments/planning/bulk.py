"""Edits of many visits of a draft at once: those of a worker, a member, some days and weekdays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Annotated, Any, Self, TypeVar

from pydantic import BaseModel, Field, model_validator

from basicplus import members, workers
from basicplus.assignments.models import Plan, Visit
from basicplus.assignments.planning.editing import Pen, editing, no_hours_yet
from basicplus.assignments.planning.moves import Edit, moved, place, visits_on
from basicplus.clock import BRUSSELS, Span
from basicplus.db import GroupSession, WriteSession, get
from basicplus.errors import Conflict, NotFound

Made = TypeVar("Made")


def shifted_by(days: int, minutes: int) -> str:
    """Say how much later, or earlier if negative, visits go."""
    return f"{days} days {minutes} min"


class VisitFilter(BaseModel):
    """Which visits of a draft: days in [from_on, until_on), and whose; weekdays as 0 for Monday to 6.

    Of these, only those with the ids of `visits`, if any are given: each of them must be among them.
    """

    from_on: date
    until_on: date
    worker: Annotated[str | None, Field(description="number of a worker")] = None
    member: Annotated[str | None, Field(description="number of a member")] = None
    weekdays: Annotated[list[Annotated[int, Field(ge=0, le=6)]] | None, Field(description="all, if not given")] = (
        None
    )
    visits: Annotated[
        list[int] | None, Field(min_length=1, max_length=500, description="ids; all, if not given")
    ] = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until_on <= self.from_on:
            raise ValueError(f"until_on is the first day after the last: give a day after {self.from_on}")
        return self

    def __str__(self) -> str:
        said = [str(Span(self.from_on, self.until_on)), self.worker, self.member]
        if self.weekdays is not None:
            said.append(f"weekdays {' '.join(map(str, self.weekdays))}")
        return ", ".join(part for part in said if part)


class VisitsShift(VisitFilter, Edit):
    """Visits that all go some days and minutes later, or earlier if negative."""

    days: Annotated[int, Field(ge=-366, le=366)] = 0
    minutes: Annotated[int, Field(ge=-720, le=720)] = 0


class VisitsReassigned(VisitFilter, Edit):
    """Visits that all go to another worker."""

    to_worker: Annotated[str, Field(description="number of the worker who takes them")]


class VisitsTakenOut(VisitFilter, Edit):
    """Visits that are planned no more."""


def shift_visits(session: WriteSession, shift: VisitsShift) -> list[Visit]:
    """Move the visits that a filter finds by some days and minutes, in the draft."""

    def shifted(pen: Pen, visit: Visit) -> Visit:
        starts_at = visit.starts_at.astimezone(BRUSSELS).replace(tzinfo=None)
        starts_at += timedelta(days=shift.days, minutes=shift.minutes)
        return place(pen, visit, moved(visit, starts_at.date(), f"{starts_at:%H:%M}"))

    by = shifted_by(shift.days, shift.minutes)
    return _each(session, shift, "shift visits", by, shift.told_on, shifted)


def reassign_visits(session: WriteSession, given: VisitsReassigned) -> list[Visit]:
    """Give the visits that a filter finds to another worker, in the draft."""
    worker_id = workers.by_number(session, given.to_worker).id
    columns: dict[str, Any] = {"worker_id": worker_id}
    return _each(
        session,
        given,
        "reassign visits",
        given.to_worker,
        given.told_on,
        lambda pen, visit: place(pen, visit, columns),
    )


def take_out_visits(session: WriteSession, given: VisitsTakenOut) -> int:
    """Take the visits that a filter finds out of the draft; return how many."""

    def taken(pen: Pen, visit: Visit) -> None:
        no_hours_yet(session, [visit])
        pen.take_out(visit)

    return len(_each(session, given, "take out visits", "", given.told_on, taken))


def matching(session: GroupSession, which: VisitFilter) -> list[Visit]:
    """Return the visits in the drafts that a filter finds, in order of time."""
    whose = {}
    if which.worker is not None:
        whose["worker_id"] = workers.by_number(session, which.worker).id
    if which.member is not None:
        whose["member_id"] = members.by_number(session, which.member).id
    found = visits_on(session, Span(which.from_on, which.until_on), **whose)
    if which.weekdays is not None:
        found = [visit for visit in found if visit.day.weekday() in which.weekdays]
    return found if which.visits is None else _chosen(found, which.visits)


def _chosen(found: list[Visit], wanted: list[int]) -> list[Visit]:
    """Return the visits with some ids; refuse if one of them is not there."""
    chosen = [visit for visit in found if visit.id in wanted]
    missing = sorted(set(wanted) - {visit.id for visit in chosen})
    if missing:
        said = ", ".join(map(str, missing))
        raise NotFound(f"Visits that do not stand in the draft on these days: {said}. Choose again.")
    return chosen


def _each(
    session: WriteSession,
    which: VisitFilter,
    kind: str,
    to: str,
    told_on: date,
    change: Callable[[Pen, Visit], Made],
) -> list[Made]:
    visits = matching(session, which)
    if not visits:
        raise NotFound(f"No visit is planned for {which}: name other days, workers, members or weekdays.")
    plans = {visit.plan_id for visit in visits}
    if len(plans) > 1:
        raise Conflict(f"The visits for {which} are in {len(plans)} plans: change those of one plan at a time.")
    plan = get(session, Plan, "plan of these visits", id=plans.pop())
    words = f"{len(visits)} visits of {which}" + (f" -> {to}" if to else "")
    with editing(session, plan, kind, str(which), words, told_on, visits=len(visits), to=to) as pen:
        return [change(pen, visit) for visit in visits]
