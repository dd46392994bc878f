"""Edits of single visits in the draft: add, move, swap, copy and take out; the gate checks each at the commit."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from pydantic import BaseModel, Field
from sqlmodel import select

from basicplus import clock, members, workers
from basicplus.assignments import agreements
from basicplus.assignments.models import Agreement, Plan, Visit
from basicplus.assignments.planning.editing import Pen, check_length, editing, in_period, no_hours_yet
from basicplus.assignments.planning.reading import plan_of, standing, visit_by_id
from basicplus.clock import BRUSSELS, Span, minutes_between
from basicplus.compliance.worktime import week_of
from basicplus.db import GroupSession, WriteSession, get
from basicplus.errors import Conflict, invalid
from basicplus.members import Member
from basicplus.workers import Worker

ClockTime = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Minutes = Annotated[int, Field(gt=0, le=720)]
VisitId = Annotated[int, Field(description="id of a visit that stands in the draft")]
ToldOn = Annotated[date, Field(description="first day on which the worker can be told; today unless given")]


class Edit(BaseModel):
    """What every edit of a draft says: the first day on which people can be told of it."""

    told_on: ToldOn = Field(default_factory=clock.today)


class VisitCreate(Edit):
    """A single visit; `start_time` in Brussels, duration in minutes; it may run past midnight."""

    worker: str
    member: str
    site: str
    agreement: str | None = None
    day: date
    start_time: ClockTime
    minutes: Minutes


class VisitMove(Edit):
    """Where a visit goes: what is not given stays as it is."""

    visit: VisitId
    day: date | None = None
    start_time: ClockTime | None = None
    minutes: Minutes | None = None
    worker: Annotated[str | None, Field(description="number of the worker")] = None
    site: Annotated[str | None, Field(description="code of a site of the member")] = None


class VisitSwap(Edit):
    """Two visits whose workers change places."""

    visit: VisitId
    other: VisitId


class DaySwap(Edit):
    """Two workers who take each other's visits of a day."""

    worker: Annotated[str, Field(description="number of the worker")]
    other: Annotated[str, Field(description="number of the other worker")]
    day: date


class VisitCopy(Edit):
    """A visit done once more on another day, at the same time."""

    visit: VisitId
    day: date


class WeekCopy(Edit):
    """A week whose visits are done once more in another week: everybody's, or those of a worker or a member."""

    day: Annotated[date, Field(description="a day of the week")]
    to_day: Annotated[date, Field(description="a day of the week to copy into")]
    worker: Annotated[str | None, Field(description="number of a worker")] = None
    member: Annotated[str | None, Field(description="number of a member")] = None


class VisitTakenOut(Edit):
    """A visit that is planned no more."""

    visit: VisitId


def add_visit(session: WriteSession, visit: VisitCreate) -> Visit:
    """Plan one visit in the draft of the plan of its day; people know it once the draft is published."""
    worker = workers.by_number(session, visit.worker)
    member = members.by_number(session, visit.member)
    site = members.site_of(session, member, visit.site)
    agreement = agreements.by_number(session, visit.agreement, visit.day) if visit.agreement else None
    if agreement is not None:
        if agreement.member_id != member.id:
            raise invalid("agreement", agreement.number, f"an agreement with {member.number}")
        _in_agreement(agreement, visit.day)
    starts_at = clock.at(visit.day, time.fromisoformat(visit.start_time))
    plan, where = plan_of(session, visit.day), f"{worker.number} at {member.number} on {visit.day}"
    said = {"member": member.number, "day": visit.day}
    with editing(session, plan, "add visit", worker.number, where, visit.told_on, **said) as pen:
        return pen.add(
            agreement_id=agreement.id if agreement else None,
            worker_id=worker.id,
            member_id=member.id,
            site_id=site.id,
            day=visit.day,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=visit.minutes),
        )


def move_visit(session: WriteSession, move: VisitMove) -> Visit:
    """Move a visit in the draft: to another day of its plan, time, length, worker or site."""
    visit = visit_by_id(session, move.visit)
    plan = get(session, Plan, "plan of this visit", id=visit.plan_id)
    columns = moved(visit, move.day or visit.day, move.start_time, move.minutes)
    if move.worker is not None:
        columns["worker_id"] = workers.by_number(session, move.worker).id
    if move.site is not None:
        member = get(session, Member, "member of this visit", id=visit.member_id)
        columns["site_id"] = members.site_of(session, member, move.site).id
    told = move.model_dump(exclude={"visit", "told_on"}, exclude_none=True)
    words = f"{name_of(session, visit)} -> {', '.join(f'{name} {value}' for name, value in told.items())}"
    with editing(session, plan, "move visit", str(visit.id), words, move.told_on, **told) as pen:
        return place(pen, visit, columns)


def swap_visits(session: WriteSession, swap: VisitSwap) -> list[Visit]:
    """Let the workers of two visits change places in the draft; times, places and agreements stay."""
    one, other = visit_by_id(session, swap.visit), visit_by_id(session, swap.other)
    if one.plan_id != other.plan_id:
        raise Conflict("The two visits are in different plans: move each in its own.")
    words = f"{name_of(session, one)} <-> {name_of(session, other)}"
    pairs = [(one, other.worker_id), (other, one.worker_id)]
    return _give(session, pairs, "swap visits", f"{one.id} and {other.id}", words, swap.told_on)


def swap_workers(session: WriteSession, swap: DaySwap) -> list[Visit]:
    """Let two workers take each other's visits of a day in the draft."""
    one, other = (workers.by_number(session, number).id for number in (swap.worker, swap.other))
    pairs = [
        (visit, taker)
        for giver, taker in ((one, other), (other, one))
        for visit in visits_on(session, Span.day(swap.day), worker_id=giver)
    ]
    if not pairs:
        raise Conflict(f"Neither {swap.worker} nor {swap.other} has a visit on {swap.day}: name another day.")
    words, subject = f"{swap.worker} <-> {swap.other} on {swap.day}", f"{swap.worker} and {swap.other}"
    return _give(session, pairs, "swap workers", subject, words, swap.told_on)


def _give(
    session: WriteSession, pairs: list[tuple[Visit, int]], kind: str, subject: str, words: str, told_on: date
) -> list[Visit]:
    """Give each visit to the worker beside it, as one edit."""
    plan = get(session, Plan, "plan of these visits", id=pairs[0][0].plan_id)
    with editing(session, plan, kind, subject, words, told_on) as pen:
        return [place(pen, visit, {"worker_id": taker}) for visit, taker in pairs]


def copy_visit(session: WriteSession, copy: VisitCopy) -> Visit:
    """Plan a visit once more in the draft, at the same time of another day."""
    visit = visit_by_id(session, copy.visit)
    words = f"{name_of(session, visit)} also on {copy.day}"
    plan = plan_of(session, copy.day)
    with editing(session, plan, "copy visit", str(visit.id), words, copy.told_on, day=copy.day) as pen:
        return copied(pen, visit, copy.day)


def copy_week(session: WriteSession, copy: WeekCopy) -> list[Visit]:
    """Plan the visits of a week once more in another week, on the same weekdays, in the draft."""
    start, to = week_of(copy.day), week_of(copy.to_day)
    whose: dict[str, Any] = {}
    if copy.worker is not None:
        whose["worker_id"] = workers.by_number(session, copy.worker).id
    if copy.member is not None:
        whose["member_id"] = members.by_number(session, copy.member).id
    found = visits_on(session, start, **whose)
    if start == to or not found:
        raise Conflict(f"There is nothing to copy from {start} to {to}: name another week that has visits.")
    words = f"{len(found)} visits of {start} also in {to}"
    plan = plan_of(session, to.from_on)
    with editing(session, plan, "copy week", str(start.from_on), words, copy.told_on, to=to.from_on) as pen:
        return [copied(pen, visit, visit.day + (to.from_on - start.from_on)) for visit in found]


def take_out_visit(session: WriteSession, taken: VisitTakenOut) -> None:
    """Take a visit out of the draft; where it was published, it stands until the draft is."""
    visit = visit_by_id(session, taken.visit)
    plan = get(session, Plan, "plan of this visit", id=visit.plan_id)
    no_hours_yet(session, [visit])
    words = name_of(session, visit)
    with editing(session, plan, "take out visit", str(visit.id), words, taken.told_on, day=visit.day) as pen:
        pen.take_out(visit)


def place(pen: Pen, visit: Visit, columns: dict[str, Any]) -> Visit:
    """Give a visit other columns, once they are checked; one that says so already stays as it is."""
    changed = {name: value for name, value in columns.items() if getattr(visit, name) != value}
    if not changed:
        return visit
    no_hours_yet(pen.session, [visit])
    _check(pen, visit, visit.model_dump() | changed)
    return pen.change(visit, **changed)


def copied(pen: Pen, visit: Visit, day: date) -> Visit:
    """Put a visit once more into the draft, on another day."""
    names = ("agreement_id", "worker_id", "member_id", "site_id")
    columns = {name: getattr(visit, name) for name in names} | moved(visit, day)
    _check(pen, visit, columns)
    return pen.add(**columns)


def moved(visit: Visit, day: date, start_time: str | None = None, minutes: int | None = None) -> dict[str, Any]:
    """Return day and instants of a visit on another day, at the same time by the clock unless another is given."""
    at = time.fromisoformat(start_time) if start_time else visit.starts_at.astimezone(BRUSSELS).time()
    starts_at = clock.at(day, at)
    length = minutes or minutes_between(visit.starts_at, visit.ends_at)
    return {"day": day, "starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=length)}


def visits_on(session: GroupSession, span: Span, **where: object) -> list[Visit]:
    """Return the planned visits of a span in the drafts that have these values, in order of time."""
    query = (
        select(Visit)
        .filter_by(state="planned", **where)
        .where(standing(published=False), Visit.day >= span.from_on, Visit.day < span.until_on)
        .order_by(Visit.starts_at, Visit.id)  # type: ignore[arg-type]
    )
    return list(session.exec(query))


def name_of(session: GroupSession, visit: Visit) -> str:
    """Name a visit as a coordinator would: worker, member, day and time."""
    worker, member = session.get(Worker, visit.worker_id), session.get(Member, visit.member_id)
    assert worker is not None
    assert member is not None
    starts_at: datetime = visit.starts_at.astimezone(BRUSSELS)
    return f"{worker.number} at {member.number} on {visit.day} {starts_at:%H:%M}"


def _check(pen: Pen, visit: Visit, columns: dict[str, Any]) -> None:
    """Refuse a place that does not add up: outside the plan or the agreement, or of another profession."""
    in_period(pen.plan, columns["day"])
    check_length(columns["starts_at"], columns["ends_at"])
    if visit.agreement_id is None:
        return
    agreement = get(pen.session, Agreement, "agreement of this visit", id=visit.agreement_id)
    _in_agreement(agreement, columns["day"])
    if columns["worker_id"] == visit.worker_id:
        return
    worker = get(pen.session, Worker, "worker", id=columns["worker_id"])
    if worker.profession != agreement.profession:
        found = f"{worker.number} ({worker.profession})"
        raise invalid("worker", found, f"agreement {agreement.number} asks for {agreement.profession}")


def _in_agreement(agreement: Agreement, day: date) -> None:
    span = Span.of(agreement.from_on, agreement.until_on)
    if day not in span:
        raise invalid("day", day, f"a day of agreement {agreement.number} ({span})")
