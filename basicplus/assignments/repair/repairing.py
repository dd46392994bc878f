"""The smallest change to the plan after a disturbance, made as edits of the draft, each judged before the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from itertools import islice, pairwise

from sqlmodel import col

from basicplus import journal, members
from basicplus.assignments import agreements
from basicplus.assignments.models import Visit
from basicplus.assignments.planning.calling_off import call_off
from basicplus.assignments.planning.moves import VisitCreate, VisitMove, add_visit, move_visit
from basicplus.assignments.repair.board import Board, Stay
from basicplus.assignments.repair.disturbances import Disturbance, disturbed, fallen, record
from basicplus.assignments.repair.fit import fit
from basicplus.assignments.repair.judging import stopped_by
from basicplus.assignments.repair.options import (
    HALVES,
    LATER,
    WEEK,
    Option,
    Ruled,
    near_options,
    new_options,
    options,
)
from basicplus.assignments.repair.proposals import Instead, Proposal, Spot, Step, reasons, spot
from basicplus.assignments.repair.reading import board_of, planned_days, stay_of
from basicplus.clock import BRUSSELS, Span, at
from basicplus.db import WriteSession, get
from basicplus.errors import Conflict
from basicplus.members import Member, Site

MOST_TRIED = 12
"""How many options of a visit the gate is asked about."""
NOBODY = 0
"""The worker of a visit that nobody has yet."""


def repair(session: WriteSession, happened: Disturbance) -> Proposal:
    """Change the draft as little as serves everybody after a disturbance, record it, and say why.

    What can stay stays. A visit that falls goes to another day of its worker in its week or the next, else to
    another worker on its day, else to its own later, else to both; what no place is found for is called off. Every
    step is judged as a commit would be, and one that the gate would not save gives way to the next best. Before
    kilometres come minutes unserved, visits moved, and new faces. The same rows give the same proposal.
    """
    whole = board_of(session, _days(session, happened), WEEK + LATER)
    board = disturbed(whole, happened)
    steps = (
        _served(session, board, happened)
        if happened.kind == "demand"
        else _mended(session, whole, board, happened)
    )
    proposal = Proposal(happened.kind, happened.subject, happened.span, tuple(sorted(steps, key=_moment)))
    told = {"kind": happened.kind, "days": str(happened.span), "unserved": proposal.unserved}
    journal.record(session, "repair plan", happened.subject, moved=proposal.moved, **told)
    return proposal


def _days(session: WriteSession, happened: Disturbance) -> Span:
    """Return the days that a disturbance is about, as far as there are plans."""
    days = happened.span & planned_days(session)
    if not days:
        raise Conflict(f"There is no plan for {happened.span}: nothing is to be repaired.")
    return days


def _mended(session: WriteSession, whole: Board, board: Board, happened: Disturbance) -> list[Step]:
    """Move what falls, call the rest off, and record why."""
    down = fallen(session, whole, happened)
    steps = [
        _moved(session, board, stay, happened.told_on) for stay in _hardest_first(board, down, happened.told_on)
    ]
    stay_put = {step.visit for step in steps if step.after is not None}
    gone = [stay.visit for stay in down if stay.visit not in stay_put]
    if gone:
        call_off(session, happened.subject, happened.span, happened.kind, col(Visit.id).in_(gone))
    record(session, whole, happened)
    return steps


def _hardest_first(board: Board, down: list[Stay], told_on: date) -> list[Stay]:
    """Return visits in the order in which they look for a place: first those that have few."""
    free = {stay.visit: near_options(board, stay, told_on) for stay in down}
    return sorted(down, key=lambda stay: (free[stay.visit], -stay.minutes, stay.starts_at, stay.visit))


def _moved(session: WriteSession, board: Board, stay: Stay, told_on: date) -> Step:
    assert stay.visit is not None
    ruled_out: list[Ruled] = []
    before, there = spot(board, stay), fit(board, stay).extra_metres
    board.drop(stay.visit)
    found = options(board, stay, told_on, ruled_out)

    def put(option: Option) -> Visit:
        place = option.stay
        start_time = f"{place.starts_at.astimezone(BRUSSELS):%H:%M}"
        worker = board.colleagues[place.worker].number
        move = VisitMove(
            visit=stay.visit,
            day=place.day,
            start_time=start_time,
            minutes=stay.minutes,
            worker=worker,
            told_on=told_on,
        )
        return move_visit(session, move)

    tried = _first_saved(session, found, put, ruled_out)
    why_not = reasons(board, stay, ruled_out)
    if tried is None:
        return Step("unserved", stay.visit, stay.minutes, before, not_instead=why_not)
    return _step(board, tried, before, why_not, there)


def _served(session: WriteSession, board: Board, happened: Disturbance) -> list[Step]:
    """Find a place for each visit that an agreement asks for, spread evenly over the days."""
    agreement = agreements.by_number(session, happened.subject)
    member = get(session, Member, "member of this agreement", id=agreement.member_id)
    sites = members.sites_of(session, member)
    if not sites:
        raise Conflict(f"{member.number} has no site on file: record one first.")
    days = happened.span & Span.of(agreement.from_on, agreement.until_on)
    steps = []
    for window in _windows(days, happened.visits):
        day = window.from_on + timedelta(days=window.length // 2)
        starts_at = at(day, HALVES[0])
        ends_at = starts_at + timedelta(minutes=happened.minutes)
        stay = Stay(None, NOBODY, member.id, sites[0].id, agreement.id, day, starts_at, ends_at)
        steps.append(_new(session, board, stay, sites[0], window, happened.told_on))
    return steps


def _windows(days: Span, number: int) -> Iterator[Span]:
    """Yield the days cut into so many parts, as even as whole days can be."""
    cuts = [days.from_on + timedelta(days=days.length * each // number) for each in range(number + 1)]
    yield from (Span(start, end) for start, end in pairwise(cuts) if start < end)


def _new(session: WriteSession, board: Board, stay: Stay, site: Site, window: Span, told_on: date) -> Step:
    ruled_out: list[Ruled] = []
    agreed = board.agreements[stay.agreement or 0]

    def put(option: Option) -> Visit:
        place = option.stay
        visit = VisitCreate(
            worker=board.colleagues[place.worker].number,
            member=board.members[place.member].number,
            site=site.code,
            agreement=agreed.number,
            day=place.day,
            start_time=f"{place.starts_at.astimezone(BRUSSELS):%H:%M}",
            minutes=place.minutes,
            told_on=told_on,
        )
        return add_visit(session, visit)

    found = new_options(board, stay, Span(max(window.from_on, told_on), window.until_on), ruled_out)
    tried = _first_saved(session, found, put, ruled_out)
    before, why_not = spot(board, stay), reasons(board, stay, ruled_out)
    if tried is None:
        return Step("unserved", None, stay.minutes, before, not_instead=why_not)
    return _step(board, tried, before, why_not, 0)


def _first_saved(
    session: WriteSession, found: Iterable[Option], put: Callable[[Option], Visit], ruled_out: list[Ruled]
) -> tuple[Option, Visit] | None:
    """Take the first option that the gate would save; those before it are ruled out by what it says."""
    for option in islice(found, MOST_TRIED):
        rows: list[Visit] = []
        stops = stopped_by(session, lambda option=option, rows=rows: rows.append(put(option)), keep=True)  # type: ignore[misc]
        if not stops:
            return option, rows[0]
        ruled_out.append(Ruled(option.stay, stops[0]))
    return None


def _step(
    board: Board, tried: tuple[Option, Visit], before: Spot, why_not: tuple[Instead, ...], there: int
) -> Step:
    """Put a visit where it was found a place, and say so; `there` is what the place before added to the ways."""
    option, row = tried
    stay = stay_of(row)
    board.put(stay)
    board.known[stay.worker, stay.member] += 1
    return Step(
        option.kind,
        row.id,
        stay.minutes,
        before,
        spot(board, stay),
        option.fit,
        option.fit.extra_metres - there,
        not option.fit.known,
        why_not,
    )


def _moment(step: Step) -> tuple[date, str]:
    return step.before.day, step.before.hours
