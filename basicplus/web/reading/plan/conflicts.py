"""The conflicts of a month, found once for each state of the records: the journal's length says which that is."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from threading import Lock
from typing import TypeAlias

from sqlmodel import func

from basicplus.assignments import planning
from basicplus.assignments.planning import Conflict
from basicplus.clock import Span
from basicplus.compliance.findings import Severity
from basicplus.db import GroupSession, pick
from basicplus.journal import JournalEntry

SEVERITIES: tuple[Severity, ...] = ("refuse", "warn", "note")
KEPT = 24
"""How many months are remembered."""
Key: TypeAlias = tuple[str, int, Span, date]
Mark: TypeAlias = int | tuple[str, date]
LONGEST = timedelta(days=31)
"""How many days of a finding are marked at most: the board is of a month."""


@dataclass
class Memory:
    """Conflicts by group, month and day, with the journal's length when they were found."""

    found: OrderedDict[Key, tuple[int, tuple[Conflict, ...]]] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def get(self, key: Key, length: int) -> tuple[Conflict, ...] | None:
        """Return what was found, if nothing was done since."""
        with self.lock:
            known = self.found.get(key)
        return known[1] if known and known[0] == length else None

    def put(self, key: Key, length: int, conflicts: tuple[Conflict, ...]) -> None:
        """Remember what was found, and forget the oldest."""
        with self.lock:
            self.found[key] = length, conflicts
            self.found.move_to_end(key)
            while len(self.found) > KEPT:
                self.found.popitem(last=False)


_memory = Memory()


def conflicts_known(session: GroupSession, span: Span, today: date) -> tuple[Conflict, ...] | None:
    """Return the conflicts of a span if they were found since the last act, else None: finding them takes a while."""
    return _memory.get(_key(session, span, today), _length(session))


def conflicts_found(session: GroupSession, span: Span, today: date) -> tuple[Conflict, ...]:
    """Return the conflicts of a span, as `planning.conflicts_of`."""
    key, length = _key(session, span, today), _length(session)
    found = _memory.get(key, length)
    if found is None:
        found = tuple(planning.conflicts_of(session, span, today))
        _memory.put(key, length, found)
    return found


def _key(session: GroupSession, span: Span, today: date) -> Key:
    return session.database.url, session.group(), span, today


def _length(session: GroupSession) -> int:
    [(length,)] = session.rows(pick(func.max(JournalEntry.seq)))
    return length or 0


def counted(conflicts: tuple[Conflict, ...]) -> dict[str, int]:
    """Return how many refusals, warnings and notes there are."""
    found = Counter(each.severity for each in conflicts)
    return {severity: found[severity] for severity in SEVERITIES}


def by_kind(conflicts: tuple[Conflict, ...]) -> list[tuple[str, int]]:
    """Return the kinds of conflicts with how many there are of each, the worst first."""
    order = {each.kind: SEVERITIES.index(each.severity) for each in reversed(conflicts)}
    return sorted(Counter(each.kind for each in conflicts).items(), key=lambda pair: (order[pair[0]], pair[0]))


def marks_of(conflicts: tuple[Conflict, ...] | None) -> dict[Mark, str]:
    """Return what is found at fault as the badges of a board: visits by id, a rule's days by worker and day."""
    marks: dict[Mark, str] = {}
    for each in conflicts or ():
        if each.severity == "note":
            continue
        kind, _, number = each.link.partition("/")
        if kind == "visits":
            _worse(marks, int(number), each)
        elif each.finding is not None:
            for day in _days(each.finding.span):
                _worse(marks, (number, day), each)
    return marks


def _days(span: Span) -> Iterable[date]:
    return Span(span.from_on, min(span.until_on, span.from_on + LONGEST)).days()


def _worse(marks: dict[Mark, str], mark: Mark, conflict: Conflict) -> None:
    marks[mark] = "stop" if conflict.severity == "refuse" else marks.get(mark, "warning")
