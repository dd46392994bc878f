"""What takes a while to find is found once for each state of the records, told by the last act of the journal."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

from sqlmodel import col

from basicplus.db import GroupSession, pick
from basicplus.journal import LOOK, JournalEntry

Found = TypeVar("Found")
KEPT = 24
"""How many answers are remembered."""


class Memory(Generic[Found]):
    """Answers by group and question, each with the last act of the journal then: another, and it is forgotten.

    For pages of those who see the whole group: an answer is the same for all of them.
    """

    def __init__(self) -> None:
        self._found: OrderedDict[Hashable, tuple[int, Found]] = OrderedDict()
        self._lock, self._finding = Lock(), Lock()

    def known(self, session: GroupSession, question: Hashable) -> Found | None:
        """Return what was found since the last act; None, if nothing was."""
        with self._lock:
            known = self._found.get(_key(session, question))
        return known[1] if known and known[0] == _length(session) else None

    def found(self, session: GroupSession, question: Hashable, find: Callable[[], Found]) -> Found:
        """Return what was found since the last act, else find it now and remember it.

        One at a time: two who look for the same at once would each take twice as long.
        """
        known = self.known(session, question)
        if known is not None:
            return known
        with self._finding:
            known = self.known(session, question)
            return self._find(session, question, find) if known is None else known

    def _find(self, session: GroupSession, question: Hashable, find: Callable[[], Found]) -> Found:
        length, answer = _length(session), find()
        with self._lock:
            self._found[_key(session, question)] = length, answer
            self._found.move_to_end(_key(session, question))
            while len(self._found) > KEPT:
                self._found.popitem(last=False)
        return answer


def _key(session: GroupSession, question: Hashable) -> Hashable:
    return session.database.url, session.group(), question


def _length(session: GroupSession) -> int:
    """Return the number of the last act that was more than an auditor's look: this one changes nothing."""
    last = pick(JournalEntry.seq).where(JournalEntry.act != LOOK).order_by(col(JournalEntry.seq).desc()).limit(1)
    return next((seq for (seq,) in session.rows(last)), 0)
