"""Edits of an assignment's visits: of one day, of a day and all later ones, of all; and days beside the rule."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any, Self

from pydantic import BaseModel, Field, model_validator
from sqlmodel import col, select

from basicplus import journal, members
from basicplus.assignments import agreements
from basicplus.assignments.agreements import member_of
from basicplus.assignments.models import (
    Agreement,
    Assignment,
    AssignmentException,
    AssignmentExtra,
    TimeEntry,
)
from basicplus.assignments.recurrence import Series, check_rule, rule_from
from basicplus.clock import Span
from basicplus.db import GroupSession, WriteSession, get, pick
from basicplus.errors import Conflict, invalid

StartTime = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="in Brussels")]
Minutes = Annotated[int, Field(gt=0, le=720)]
AssignmentId = Annotated[int, Field(description="id of the assignment")]
NEAR = timedelta(days=366)
"""How far ahead the next day of a rule is looked for, to name it."""


class ExtraDay(BaseModel):
    """A day on which an assignment has a visit beside its rule; at its usual time if nothing is said."""

    assignment: AssignmentId
    day: date
    start_time: StartTime | None = None
    minutes: Minutes | None = None


class DayChange(ExtraDay):
    """One visit of an assignment, moved to another day or another time."""

    to_day: date | None = None


class SeriesChange(BaseModel):
    """What changes in the visits of an assignment; what is left out stays."""

    assignment: AssignmentId
    rule: str | None = None
    start_time: StartTime | None = None
    minutes: Minutes | None = None
    site: Annotated[str | None, Field(description="code of the site")] = None
    school_weeks_only: bool | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.model_dump(include=set(SeriesChange.model_fields) - {"assignment"}, exclude_none=True):
            raise ValueError("nothing changes: give a rule, start_time, minutes, site or school_weeks_only")
        return self


class LaterChange(SeriesChange):
    """What changes from a day on, which is one of the assignment's own."""

    day: date


def series_of(session: GroupSession, *assignments: Assignment) -> dict[int, Series]:
    """Return the series of visits of assignments, by id; of all assignments, if none is named."""
    wanted = {row.id: row for row in assignments or session.exec(select(Assignment))}
    left_out: dict[int, set[date]] = {row_id: set() for row_id in wanted}
    extra: dict[int, dict[date, tuple[str, int]]] = {row_id: {} for row_id in wanted}
    for row in session.exec(_of(AssignmentException, assignments)):
        left_out[row.assignment_id].add(row.day)
    for row in session.exec(_of(AssignmentExtra, assignments)):
        extra[row.assignment_id][row.day] = (row.start_time, row.minutes)
    return {
        row.id: Series(
            row.rule, row.from_on, row.start_time, row.minutes, frozenset(left_out[row.id]), extra[row.id]
        )
        for row in wanted.values()
    }


def add_day(session: WriteSession, extra: ExtraDay) -> AssignmentExtra:
    """Add a day to an assignment beside its rule: plans drafted from now on have a visit of it then."""
    assignment = _by_id(session, extra.assignment)
    row = _extra(session, assignment, extra.day, extra.start_time, extra.minutes)
    journal.record(session, "add day", str(extra.day), assignment=assignment.id)
    return row


def change_day(session: WriteSession, change: DayChange) -> AssignmentExtra:
    """Move one visit of an assignment to another day or another time; all others stay.

    Refused if hours of that day are recorded, or if the assignment has a visit on the other day.
    """
    assignment = _by_id(session, change.assignment)
    series = series_of(session, assignment)[assignment.id]
    _own_day(assignment, series, change.day)
    _not_worked(session, assignment, series, Span.day(change.day))
    start_time, minutes = series.extra.get(change.day, (series.start_time, series.minutes))
    to_day = change.to_day or change.day
    new = (to_day, change.start_time or start_time, change.minutes or minutes)
    if new == (change.day, start_time, minutes):
        raise invalid("to_day", to_day, f"another day than {change.day}, or another start_time or minutes")
    if change.day in series.extra:
        session.delete(
            session.exec(_of(AssignmentExtra, (assignment,)).where(AssignmentExtra.day == change.day)).one()
        )
    else:
        session.add(AssignmentException(assignment_id=assignment.id, day=change.day))
    session.flush()
    row = _extra(session, assignment, *new, instead_of=change.day)
    journal.record(session, "change day", str(change.day), assignment=assignment.id, to_day=to_day)
    return row


def change_later(session: WriteSession, change: LaterChange) -> Assignment:
    """Change an assignment from one of its days on: it ends there, and another one goes on as changed.

    Days left out or added from then on go with it. Refused if hours of these days are recorded.
    """
    assignment = _by_id(session, change.assignment)
    series = series_of(session, assignment)[assignment.id]
    _own_day(assignment, series, change.day)
    _not_worked(session, assignment, series, Span(change.day))
    said = _changes(session, assignment, change)
    if not series.occurrences(Span(assignment.from_on, change.day)):
        return _changed(session, assignment, said)
    kept = assignment.model_dump(exclude={"id", "group_id"})
    rule = {"rule": rule_from(assignment.rule, assignment.from_on, change.day)}
    later = Assignment(**kept | rule | said | {"from_on": change.day})
    assignment.until_on = change.day
    session.add_all([assignment, later])
    session.flush()
    for model in (AssignmentException, AssignmentExtra):
        for row in session.exec(_of(model, (assignment,)).where(model.day >= change.day)):
            row.assignment_id = later.id
            session.add(row)
    journal.record(session, "change later", str(change.day), assignment=assignment.id, later=later.id, **said)
    return later


def change_all(session: WriteSession, change: SeriesChange) -> Assignment:
    """Change all visits of an assignment; refused once hours of any of them are recorded.

    Days added or moved keep their own times.
    """
    assignment = _by_id(session, change.assignment)
    _not_worked(session, assignment, series_of(session, assignment)[assignment.id], Span(assignment.from_on))
    return _changed(session, assignment, _changes(session, assignment, change))


def end_assignment(session: WriteSession, assignment_id: int, until_on: date) -> Assignment:
    """End an assignment on the first day without its visits; refused if hours from then on are recorded."""
    assignment = _by_id(session, assignment_id)
    span = Span.of(assignment.from_on, assignment.until_on)
    if until_on not in span or until_on == span.from_on:
        raise invalid("until_on", until_on, f"a day within the assignment ({span}), after its first")
    _not_worked(session, assignment, series_of(session, assignment)[assignment.id], Span(until_on))
    assignment.until_on = until_on
    session.add(assignment)
    journal.record(session, "end assignment", str(assignment.id), until_on=until_on)
    return assignment


def _by_id(session: GroupSession, assignment_id: int) -> Assignment:
    return get(session, Assignment, f"assignment {assignment_id}", id=assignment_id)


def _of(model: type[AssignmentException] | type[AssignmentExtra], assignments: tuple[Assignment, ...]) -> Any:
    ids = [row.id for row in assignments]
    return select(model).where(col(model.assignment_id).in_(ids)) if ids else select(model)


def _changed(session: WriteSession, assignment: Assignment, said: dict[str, Any]) -> Assignment:
    for name, value in said.items():
        setattr(assignment, name, value)
    session.add(assignment)
    journal.record(session, "change assignment", str(assignment.id), **said)
    return assignment


def _changes(session: GroupSession, assignment: Assignment, change: SeriesChange) -> dict[str, Any]:
    """Return the columns that change, checked as they were when the assignment was made."""
    said = change.model_dump(include={"rule", "start_time", "minutes", "school_weeks_only"}, exclude_none=True)
    if change.rule is not None:
        check_rule(change.rule)
    if change.site is not None:
        agreement = get(session, Agreement, "agreement of this assignment", id=assignment.agreement_id)
        said["site_id"] = members.site_of(session, member_of(session, agreement), change.site).id
    return said


def _extra(
    session: WriteSession,
    assignment: Assignment,
    day: date,
    start_time: str | None,
    minutes: int | None,
    instead_of: date | None = None,
) -> AssignmentExtra:
    """Add a day to an assignment, which has none of its visits yet then."""
    span = Span.of(assignment.from_on, assignment.until_on)
    if day not in span:
        raise invalid("day", day, f"a day of the assignment ({span})")
    series = series_of(session, assignment)[assignment.id]
    if any(not each.left_out for each in series.occurrences(Span.day(day))):
        raise Conflict(f"Assignment {assignment.id} has a visit on {day} already: choose another day.")
    row = AssignmentExtra(
        assignment_id=assignment.id,
        day=day,
        start_time=start_time or assignment.start_time,
        minutes=minutes or assignment.minutes,
        instead_of=instead_of,
    )
    session.add(row)
    return row


def _own_day(assignment: Assignment, series: Series, day: date) -> None:
    """Refuse a day on which the assignment has no visit, and name the next one."""
    span = Span.of(assignment.from_on, assignment.until_on)
    ahead = series.occurrences(span & Span(day, day + NEAR))
    days = [each.day for each in ahead if not each.left_out]
    if day not in days:
        following = f"the next is {days[0]}" if days else "it has none in the year after"
        raise invalid("day", day, f"a day on which assignment {assignment.id} has a visit; {following}")


def _not_worked(session: GroupSession, assignment: Assignment, series: Series, span: Span) -> None:
    """Refuse a change of days of which hours are recorded: what was worked stays as it was planned."""
    recorded = pick(TimeEntry.day).where(
        TimeEntry.worker_id == assignment.worker_id,
        col(TimeEntry.agreement_id).in_(
            pick(Agreement.id).where(Assignment.id == assignment.id, agreements.holds_for())
        ),
        TimeEntry.day >= span.from_on,
        TimeEntry.day < span.until_on,
    )
    days = {day for (day,) in session.rows(recorded)}
    if not days:
        return
    visits = series.occurrences(span & Span(min(days), max(days) + timedelta(days=1)))
    worked = sorted(days & {each.day for each in visits if not each.left_out})
    if worked:
        raise Conflict(
            f"Hours of assignment {assignment.id} are recorded until {worked[-1]} ({len(worked)} of its days):"
            " change it from a later day on."
        )
