"""Saves lines of a worker's own hours as typed: each for itself, never twice, never over what others changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from basicplus import clock
from basicplus.acts.doing import Asked, do_each
from basicplus.assignments.typed_times import clock_after, clock_typed, minutes_typed
from basicplus.clock import Span
from basicplus.db import GroupSession
from basicplus.errors import InvalidInput, invalid
from basicplus.web.amiss import error_in_words
from basicplus.web.desk import Desk
from basicplus.web.language import Speech, speech
from basicplus.web.reading.me.hours import HoursLine, my_hours
from basicplus.web.sentences import said

Status = Literal["saved", "same", "conflict", "invalid", "not_found", "locked", "refused", "warned"]
NEAR = (-7, 7)
"""How many days around a line the visits lie that a rule may speak of."""
KEPT: tuple[Status, ...] = ("saved", "same")


class TypedLine(BaseModel):
    """A line of hours as typed: `7.5`, `7h30` and `8:30` are understood; an end, or a duration.

    It names the entry or the planned visit that it is about, or neither for new hours. `seen` is what the line
    said when it was typed: where it says something else by now, nothing is saved and both are shown.
    """

    key: Annotated[str, Field(max_length=60)] = ""
    day: date
    entry: int | None = None
    visit: int | None = None
    kind: Literal["service", "travel", "training", "internal"] = "service"
    agreement: str | None = None
    site: str | None = None
    start: Annotated[str, Field(max_length=20)] = ""
    end: Annotated[str, Field(max_length=20)] = ""
    duration: Annotated[str, Field(max_length=20)] = ""
    note: Annotated[str | None, Field(max_length=200)] = None
    seen: str | None = None


class SavedLine(BaseModel):
    """What became of a line: `same` was there already, else `says` why; `line` is recorded."""

    key: str
    status: Status
    says: str = ""
    line: HoursLine | None = None


@dataclass(frozen=True)
class _Times:
    start: str
    end: str


def save_lines(
    desk: Desk, worker: str, lines: Sequence[TypedLine], language: str, despite: str | None = None
) -> list[SavedLine]:
    """Save lines of a worker, each in a commit of its own: one locked day does not stop the others (T4)."""
    t = speech(language)
    with desk.reading() as session:
        known = _recorded(session, worker, [line.day for line in lines])
    saved: dict[int, SavedLine] = {}
    asked: dict[int, Asked] = {}
    for place, line in enumerate(lines):
        found = _weighed(worker, line, known, t)
        if isinstance(found, SavedLine):
            saved[place] = found
        else:
            asked[place] = found
    done = do_each(
        desk.database,
        desk.group,
        desk.actor,
        asked.values(),
        despite=despite,
        language=language,
        scope=desk.scope_for(["worker"]),
    )
    for place, each in zip(asked, done, strict=True):
        status: Any = {"ok": "saved", "conflict": "locked"}.get(each.status, each.status)
        saved[place] = SavedLine(key=lines[place].key, status=status, says=said(each.says, t))
    results = [saved[place] for place in range(len(lines))]
    if not any(each.says for each in results):
        return results
    with desk.reading() as session:
        near = _recorded(session, worker, [line.day + timedelta(days=days) for line in lines for days in NEAR])
    return [each.model_copy(update={"says": _in_names(each.says, worker, near)}) for each in results]


def _in_names(says: str, worker: str, near: Iterable[HoursLine]) -> str:
    """Say whom a rule speaks of as the worker knows them: itself without its number, members by their names."""
    for number, name in {line.member: line.member_name for line in near if line.member}.items():
        says = re.sub(rf"(?<![\w-]){re.escape(number)}(?![\w-])", name.replace("\\", ""), says)
    return re.sub(rf" {re.escape(worker)}(?![\w-])", "", says)


def _recorded(session: GroupSession, worker: str, days: Iterable[date]) -> list[HoursLine]:
    listed = list(days)
    if not listed:
        return []
    span = Span(min(listed), Span.day(max(listed)).until_on)
    return my_hours(session, worker, span, clock.today()).lines


def _weighed(worker: str, line: TypedLine, known: list[HoursLine], t: Speech) -> SavedLine | Asked:
    """Return the act that saves a line, or what became of it where nothing is to be done."""
    current = _current(line, known)
    if current is None and (line.entry or line.visit):
        says = "Neither the plan nor your hours have this line any more: load the page again."
        return SavedLine(key=line.key, status="not_found", says=said(says, t))
    try:
        times = _times(line, current)
    except InvalidInput as error:
        return SavedLine(key=line.key, status="invalid", says=error_in_words(error, t), line=current)
    if current is None:
        current = next((each for each in known if _is_equal(each, line, times)), None)
    if current is not None and current.entry and _says_so(current, line, times):
        return SavedLine(key=line.key, status="same", line=current)
    if current is not None and line.seen is not None and line.seen != current.seen:
        return SavedLine(key=line.key, status="conflict", line=current)
    if current is not None and current.entry:
        given = {"entry": current.entry, "start_time": times.start, "end_time": times.end}
        return Asked("correct-hours", given | ({} if line.note is None else {"note": line.note}))
    return Asked("log-hours", _logged(worker, line, times, current))


def _logged(worker: str, line: TypedLine, times: _Times, planned: HoursLine | None) -> dict[str, Any]:
    about = (
        {"kind": "service", "visit": planned.visit, "agreement": planned.agreement, "site": planned.site}
        if planned
        else {"kind": line.kind, "agreement": line.agreement, "site": line.site}
    )
    given = {"worker": worker, "day": line.day, "start_time": times.start, "end_time": times.end}
    return given | {name: value for name, value in about.items() if value} | {"note": line.note or ""}


def _current(line: TypedLine, known: list[HoursLine]) -> HoursLine | None:
    """Return the recorded line that a line is about, or the visit that is not recorded yet."""
    for each in known:
        if (line.entry and each.entry == line.entry) or (line.visit and each.visit == line.visit):
            return each
    return None


def _times(line: TypedLine, current: HoursLine | None) -> _Times:
    """Return start and end; a duration counts from the start and before an end; what is not typed stays."""
    if not line.start and current is None:
        raise invalid("start", line.start, "the time at which it starts, as 8:30 or 8h30")
    start = clock_typed(line.start, "start") if line.start or current is None else current.start
    if line.duration:
        return _Times(start, clock_after(start, minutes_typed(line.duration)))
    if line.end:
        return _Times(start, clock_typed(line.end, "end"))
    if current is None:
        raise invalid("end", line.end, "the time at which it ends, or how long it lasts")
    return _Times(start, current.end)


def _says_so(current: HoursLine, line: TypedLine, times: _Times) -> bool:
    return (current.start, current.end) == (times.start, times.end) and line.note in (None, current.note)


def _is_equal(each: HoursLine, line: TypedLine, times: _Times) -> bool:
    """Say whether hours that are recorded are those of a line that was sent before."""
    same = (each.day, each.kind, each.agreement) == (line.day, line.kind, line.agreement or "")
    return bool(each.entry) and line.entry is None and same and _says_so(each, line, times)
