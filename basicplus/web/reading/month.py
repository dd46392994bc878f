"""The month cockpit as pages and API show it: rows filtered and counted, an assignment's lines, the disputes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from pydantic import BaseModel
from sqlmodel import col, func

from basicplus import workers
from basicplus.assignments import TimeEntry, agreements
from basicplus.clock import month_of
from basicplus.db import GroupSession, pick
from basicplus.errors import invalid
from basicplus.invoicing.cockpit import BLOCKING, STATES, MonthRow, MonthState, month_state
from basicplus.web.reading.lines import LineItem, lines_where
from basicplus.web.reading.listing import folded
from basicplus.web.reading.memory import Memory

_states: Memory[tuple[MonthState, list[MonthItem]]] = Memory()
LONGEST_RANGES = 1800
"""Characters of ids that an address carries to be undone: a longer list is not offered for undoing."""


class MonthItem(BaseModel):
    """An assignment in a month: its state, whose turn it is, minutes, and for how many days it waits."""

    agreement: str
    profession: str
    member: str
    member_name: str
    worker: str
    worker_name: str
    state: str
    turn: str
    blocks: bool
    planned_minutes: int
    worked_minutes: int
    days_waiting: int
    missing_days: list[date]
    lines: dict[str, list[int]]
    answer_until_on: date | None
    is_to_call: bool

    @property
    def key(self) -> str:
        """What a form names the row by."""
        return f"{self.agreement} {self.worker}"


class MonthPage(BaseModel):
    """A month: its period, how many assignments are in each state, those asked for, and the notices to send."""

    month: date
    period: str
    counters: dict[str, int]
    blocking: int
    items: list[MonthItem]
    untold: int


def month_asked(text: str) -> date:
    """Read a month written as 2025-03; return its first day."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise invalid("month", text, "a month written as 2025-03") from None


def month_page(
    session: GroupSession, month: date, today: date, state: str = "", turn: str = "", q: str = ""
) -> MonthPage:
    """Return the assignments of a month, what holds billing up first, filtered by state, turn and words."""
    if state not in ("", "blocking", *STATES):
        raise invalid("state", state, f"one of blocking, {', '.join(STATES)}")
    found, rows = _states.found(session, (month, today), lambda: _found(session, month, today))
    wanted = folded(q)
    items = [
        item
        for item in rows
        if state in ("", item.state) or (state == "blocking" and item.blocks)
        if turn in ("", item.turn)
        if not wanted or wanted in folded(f"{item.key} {item.member} {item.member_name} {item.worker_name}")
    ]
    return MonthPage(
        month=found.month,
        period=found.period,
        counters=dict(found.counters),
        blocking=sum(found.counters[name] for name in BLOCKING),
        items=items,
        untold=found.untold,
    )


def _found(session: GroupSession, month: date, today: date) -> tuple[MonthState, list[MonthItem]]:
    """Return the state of a month, with its assignments as pages show them."""
    state = month_state(session, month, today)
    return state, [_item(row, today) for row in state.rows]


def last_month(session: GroupSession) -> date | None:
    """Return the last month that has hours; None where there are none."""
    [(day,)] = session.rows(pick(func.max(TimeEntry.day)))
    return day.replace(day=1) if day else None


def lines_of_assignment(session: GroupSession, month: date, agreement: str, worker: str) -> list[LineItem]:
    """Return the lines of a worker under an agreement, in all its versions, in a month."""
    ids = [row.id for row in agreements.versions_of(session, agreement)]
    span = month_of(month)
    return lines_where(
        session,
        col(TimeEntry.agreement_id).in_(ids),
        TimeEntry.worker_id == workers.by_number(session, worker).id,
        TimeEntry.day >= span.from_on,
        TimeEntry.day < span.until_on,
    )


def disputes_of(session: GroupSession, month: date) -> list[LineItem]:
    """Return the disputed lines of a month, with what was said of each."""
    span = month_of(month)
    return lines_where(
        session, TimeEntry.state == "disputed", TimeEntry.day >= span.from_on, TimeEntry.day < span.until_on
    )


def lines_in(items: Iterable[MonthItem], keys: Iterable[str], state: str) -> list[int]:
    """Return the ids of the lines in a state, of the rows that have these keys."""
    wanted = set(keys)
    return sorted(line for item in items if item.key in wanted for line in item.lines.get(state, ()))


def as_ranges(ids: Iterable[int]) -> str:
    """Write ids short, as `3-7,9`; nothing when they are too many for an address."""
    ranges: list[list[int]] = []
    for number in sorted(ids):
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    said = ",".join(f"{first}-{last}" if last > first else str(first) for first, last in ranges)
    return said if len(said) <= LONGEST_RANGES else ""


def from_ranges(text: str) -> list[int]:
    """Read ids written as `3-7,9`; what is none is left out, and no more than 5,000 are read."""
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        if first.isdecimal() and (last or first).isdecimal():
            found += range(int(first), min(int(last or first), int(first) + 5000) + 1)
    return found[:5000]


def _item(row: MonthRow, today: date) -> MonthItem:
    said = {name: getattr(row, name) for name in MonthItem.model_fields if hasattr(row, name)}
    said |= {"lines": dict(row.lines), "days_waiting": row.days_waiting(today), "blocks": row.state in BLOCKING}
    return MonthItem(**said)
