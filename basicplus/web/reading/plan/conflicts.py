"""The conflicts of a month: found once for each state of the records, counted, and as badges of the board."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import TypeAlias

from basicplus.assignments import planning
from basicplus.assignments.planning import Conflict
from basicplus.clock import Span
from basicplus.compliance.findings import Severity
from basicplus.db import GroupSession
from basicplus.web.reading.memory import Memory

SEVERITIES: tuple[Severity, ...] = ("refuse", "warn", "note")
Mark: TypeAlias = int | tuple[str, date]
LONGEST = timedelta(days=31)
"""How many days of a finding are marked at most: the board is of a month."""


_memory: Memory[tuple[Conflict, ...]] = Memory()


def conflicts_known(session: GroupSession, span: Span, today: date) -> tuple[Conflict, ...] | None:
    """Return the conflicts of a span if they were found and still hold; finding them takes a while."""
    return _memory.known(session, (span, today))


def conflicts_found(session: GroupSession, span: Span, today: date) -> tuple[Conflict, ...]:
    """Return the conflicts of a span, as `planning.conflicts_of`."""
    return _memory.found(session, (span, today), lambda: tuple(planning.conflicts_of(session, span, today)))


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
