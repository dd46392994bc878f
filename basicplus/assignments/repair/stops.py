"""What stops a worker from being somewhere, found cheaply, without asking the gate."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from basicplus.assignments.calendars.special import left_out
from basicplus.assignments.recurrence import Occurrence
from basicplus.assignments.repair.board import Board, Colleague, Stay, home_of
from basicplus.clock import minutes_between
from basicplus.compliance.findings import Finding

RULES = {"holidays": "WT-11", "strikes": "GE-10"}
"""The rules behind what is special about a day."""
MOST_MINUTES_FROM_HOME = 120
"""How long the way from home to a visit may be: a house figure."""


@dataclass(frozen=True)
class Stop:
    """One reason why not: the key of its sentence with its numbers, and the rule behind it, if there is one.

    What the gate said carries its `finding`, and the rule's own sentence.
    """

    key: str
    rule: str = ""
    numbers: Mapping[str, int | str] = field(default_factory=dict)
    finding: Finding | None = None


Check = Callable[[Board, Colleague, Stay], Iterator[Stop]]


def stops(board: Board, stay: Stay) -> list[Stop]:
    """Return what stops a visit from being so, as far as the board tells: the gate is asked after it.

    The visit itself, if it stands on the board elsewhere, does not stop itself.
    """
    colleague = board.colleagues[stay.worker]
    return [stop for check in (*OF_DAY, *AT_TIME) for stop in check(board, colleague, stay)]


def stop_of_day(board: Board, stay: Stay) -> Stop | None:
    """Return the first thing that stops a visit from being on that day at any time, None if nothing does."""
    return _first(board, stay, OF_DAY)


def stop_at_time(board: Board, stay: Stay) -> Stop | None:
    """Return the first thing that stops a visit from being at that time of a day on which nothing else does."""
    return _first(board, stay, AT_TIME)


def _first(board: Board, stay: Stay, checks: Iterable[Check]) -> Stop | None:
    colleague = board.colleagues[stay.worker]
    return next((stop for check in checks for stop in check(board, colleague, stay)), None)


def _agreed(board: Board, colleague: Colleague, stay: Stay) -> Iterator[Stop]:
    """The agreement holds on that day, asks for this profession, and for nobody else by name."""
    agreed = board.agreements.get(stay.agreement or 0)
    if agreed is None:
        return
    if stay.day not in agreed.span:
        yield Stop("agreement", numbers={"agreement": agreed.number, "days": str(agreed.span)})
    if agreed.profession != colleague.profession:
        yield Stop("profession", numbers={"asked": agreed.profession, "found": colleague.profession})
    if agreed.worker not in (None, colleague.id):
        named = board.colleagues.get(agreed.worker or 0)
        yield Stop("named", numbers={"agreement": agreed.number, "named": named.number if named else "-"})


def _open(board: Board, colleague: Colleague, stay: Stay) -> Iterator[Stop]:
    """There is a plan, and nothing is special about the day that would leave the visit out of a draft."""
    if board.plan_of(stay.day) is None:
        yield Stop("no_plan")
    agreed = board.agreements.get(stay.agreement or 0)
    reason = left_out(
        board.calendars.of(colleague.id, stay.member),
        Occurrence(stay.day, stay.starts_at, stay.ends_at),
        school_weeks_only=agreed is not None and agreed.school_weeks_only,
    )
    if reason is not None:
        yield Stop(reason, RULES.get(reason, ""), {"member": board.members[stay.member].number})


def _employed(_board: Board, colleague: Colleague, stay: Stay) -> Iterator[Stop]:
    """A contract is in force."""
    if not colleague.terms_on(stay.day):
        spans = ", ".join(str(contract.span) for contract in colleague.contracts) or "-"
        yield Stop("contract", "GE-11", {"contracts": spans})


def _scheduled(_board: Board, colleague: Colleague, stay: Stay) -> Iterator[Stop]:
    """Who has a usual week is asked within it (WT-12)."""
    usual = [each for terms in colleague.terms_on(stay.day) for each in terms.usual]
    first, last = stay.clock
    inside = sum(
        max(0, min(last, end) - max(first, start))
        for weekday, start, end in usual
        if weekday == stay.day.weekday()
    )
    if usual and inside < last - first:
        yield Stop("schedule", "WT-12", {"minutes": last - first - inside})


def _free(board: Board, colleague: Colleague, stay: Stay) -> Iterator[Stop]:
    """The worker is nowhere else then (PLAN-01), and can come from the visit before and reach the one after."""
    for other in board.of_day("worker", colleague.id, stay.day, stay.visit):
        member = board.members[other.member].number
        if other.starts_at < stay.ends_at and stay.starts_at < other.ends_at:
            yield Stop("overlap", "PLAN-01", {"member": member, "hours": other.hours})
        elif needed := _late(board, *sorted((other, stay), key=lambda each: each.starts_at)):
            yield Stop("travel", "WT-04", {"member": member, "hours": other.hours, "minutes": needed})


def _near(board: Board, colleague: Colleague, stay: Stay) -> Iterator[Stop]:
    """The way from home is not longer than the group asks of anybody."""
    way = board.way(home_of(colleague.id), stay.site)
    if way is not None and way.minutes > MOST_MINUTES_FROM_HOME:
        yield Stop("far", numbers={"minutes": way.minutes, "most": MOST_MINUTES_FROM_HOME})


def _late(board: Board, before: Stay, after: Stay) -> int | None:
    """Return the minutes of the way between two visits where they are more than lie between them."""
    way = board.way(before.site, after.site) if before.site != after.site else None
    return way.minutes if way and way.minutes > minutes_between(before.ends_at, after.starts_at) else None


def _room(board: Board, colleague: Colleague, stay: Stay) -> Iterator[Stop]:
    """What the contract agrees on a week is not planned already."""
    room = board.room_minutes(colleague, stay.day, stay.visit)
    if room < stay.minutes and colleague.terms_on(stay.day):
        yield Stop("room", numbers={"room": max(0, room), "agreed": colleague.week_minutes_on(stay.day)})


OF_DAY: tuple[Check, ...] = (_agreed, _open, _employed, _near)
AT_TIME: tuple[Check, ...] = (_scheduled, _free, _room)
