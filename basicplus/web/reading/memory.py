"""What takes a while to find is found once for as long as the tables it was found in say the same."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from threading import Lock
from typing import Any, Generic, TypeVar

from sqlalchemy import bindparam, event
from sqlalchemy.engine import Engine
from sqlmodel import SQLModel, col, func

from basicplus.db import GroupSession, ReadSession, SealedRow, pick, prepared
from basicplus.history.rows import models, versioned
from basicplus.journal import JournalEntry
from basicplus.versions import RowVersion, table_of

Found = TypeVar("Found")
KEPT = 24
"""How many answers are remembered."""
_reading: ContextVar[set[str] | None] = ContextVar("reading", default=None)
"""The tables that what is being found has read so far."""
Changed = Mapping[str, AbstractSet[int]]
"""The ids of the rows that acts changed, by table."""
Mend = Callable[[Found, Changed], Found | None]
Act = tuple[int, str]
"""The number and the hash of an act in the journal: the hash stands for all acts before it too."""


@dataclass
class _Answer(Generic[Found]):
    """What was found, the tables it was found in, and the last act of which it is known that it left them so."""

    found: Found
    tables: frozenset[str]
    act: Act


class Memory(Generic[Found]):
    """Answers by group and question: each holds until an act changes one of the tables that it was found in.

    Which tables these are is not declared: every statement that finding sends is looked at. An answer is the same
    for all who see the whole group; for others, and where records are being changed, nothing is remembered.
    """

    def __init__(self) -> None:
        self._found: OrderedDict[Hashable, _Answer[Found]] = OrderedDict()
        self._lock, self._finding = Lock(), Lock()

    def known(self, session: GroupSession, question: Hashable) -> Found | None:
        """Return what was found and still holds; None, if nothing was or it does not."""
        with self._lock:
            answer = self._found.get(_key(session, question))
        if answer is None or not _is_plain(session):
            return None
        act = _last_act(session)
        if answer.act != act and _is_changed(session, answer):
            return None
        answer.act = max(answer.act, act)
        _add_to_reading(answer.tables)
        return answer.found

    def found(
        self,
        session: GroupSession,
        question: Hashable,
        find: Callable[[], Found],
        mend: Mend[Found] | None = None,
    ) -> Found:
        """Return what was found and still holds, else find it now and remember it.

        `mend` makes what was found right again from the rows that changed since; None says that it cannot.
        One at a time: two who look for the same at once would each take twice as long.
        """
        if not _is_plain(session):
            return find()
        known = self.known(session, question)
        if known is not None:
            return known
        with self._finding:
            known = self.known(session, question)
            return self._find(session, question, find, mend) if known is None else known

    def _find(
        self, session: GroupSession, question: Hashable, find: Callable[[], Found], mend: Mend[Found] | None
    ) -> Found:
        # The last act of before: what is recorded while it is being found may be in the answer, or not.
        act = _last_act(session)
        tables: set[str] = set()
        with _noting(tables):
            found = self._mended(session, question, mend) if mend else None
            if found is None:
                found = find()
        answer = _Answer(found, frozenset(tables), act)
        _add_to_reading(answer.tables)
        if not answer.tables <= _told_tables():
            return answer.found
        with self._lock:
            self._found[_key(session, question)] = answer
            self._found.move_to_end(_key(session, question))
            while len(self._found) > KEPT:
                self._found.popitem(last=False)
        return answer.found

    def _mended(self, session: GroupSession, question: Hashable, mend: Mend[Found]) -> Found | None:
        with self._lock:
            before = self._found.get(_key(session, question))
        changed = _changed_rows(session, before) if before else None
        if before is None or changed is None:
            return None
        _add_to_reading(before.tables)
        return mend(before.found, changed)


def _is_plain(session: GroupSession) -> bool:
    """Tell whether a session reads the whole group as it is recorded: no part of it, no draft, no other day's."""
    is_recalled = session.database.url.endswith(":memory:")
    return isinstance(session, ReadSession) and session.scope is None and not is_recalled


def _key(session: GroupSession, question: Hashable) -> Hashable:
    return session.database.url, session.group(), question


@contextmanager
def _noting(tables: set[str] | None) -> Iterator[None]:
    """Add the tables that are read inside to these; with None, to none."""
    before = _reading.set(tables)
    try:
        yield
    finally:
        _reading.reset(before)


def _add_to_reading(tables: frozenset[str]) -> None:
    """Count what an answer was found in as read by what is being found with its help."""
    reading = _reading.get()
    if reading is not None:
        reading |= tables


@event.listens_for(Engine, "before_cursor_execute")
def _note_tables(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
    reading = _reading.get()
    if reading is not None:
        reading |= tables_in(statement)


@lru_cache(maxsize=2000)
def tables_in(statement: str) -> frozenset[str]:
    """Return the tables that a statement may read: those whose names are among its words."""
    return frozenset(re.findall(r"\w+", statement)) & frozenset(SQLModel.metadata.tables)


@cache
def _told_tables() -> frozenset[str]:
    """Return the tables of which acts tell what they changed: what was found in others is not remembered."""
    told = [*versioned(), *(model for model in models() if issubclass(model, SealedRow))]
    return frozenset(table_of(model).name for model in told)


@cache
def _last() -> Any:
    return prepared(pick(JournalEntry.seq, JournalEntry.sha256).order_by(col(JournalEntry.seq).desc()).limit(1))


def _last_act(session: GroupSession) -> Act:
    with _noting(None):
        return next(((row.seq, row.sha256) for row in session.rows(_last())), (0, ""))


def _is_changed(session: GroupSession, answer: _Answer[Any]) -> bool:
    """Tell whether an act changed a row of the tables of an answer since it was found.

    Where its act is not in the journal as it was, this is another past: a backup was put back.
    """
    (seq, sha256), tables = answer.act, sorted(answer.tables)
    with _noting(None):
        [(stands, *last)] = session.rows(_changes_in(tuple(tables)), group=session.group(), seq=seq, tables=tables)
    return stands != sha256 or any(each is not None and each > seq for each in last)


def _changed_rows(session: GroupSession, answer: _Answer[Any]) -> Changed | None:
    """Return the rows of the tables of an answer that acts changed since; None where nobody can tell.

    Of rows that are written once no act tells which they are.
    """
    (seq, sha256), tables = answer.act, tuple(sorted(answer.tables))
    with _noting(None):
        [(stands, _, *sealed)] = session.rows(_changes_in(tables), group=session.group(), seq=seq, tables=tables)
        if stands != sha256 or any(each is not None and each > seq for each in sealed):
            return None
        changed: dict[str, set[int]] = {}
        for table, row_id in session.rows(_rows_since(), group=session.group(), seq=seq, tables=tables):
            changed.setdefault(table, set()).add(row_id)
    return changed


@cache
def _rows_since() -> Any:
    return prepared(
        pick(RowVersion.table_name, RowVersion.row_id).where(
            RowVersion.group_id == bindparam("group"),
            RowVersion.journal_seq > bindparam("seq"),
            col(RowVersion.table_name).in_(bindparam("tables", expanding=True)),
        )
    )


@cache
def _changes_in(tables: tuple[str, ...]) -> Any:
    """Return what finds the hash of an act, the last act after it in some tables, and the last of sealed rows."""
    group: Any = bindparam("group")
    act = pick(JournalEntry.sha256).where(JournalEntry.group_id == group, JournalEntry.seq == bindparam("seq"))
    told = {table_of(model).name: model for model in models()}
    version = pick(func.max(RowVersion.journal_seq)).where(
        RowVersion.group_id == group,
        RowVersion.journal_seq > bindparam("seq"),
        col(RowVersion.table_name).in_(bindparam("tables", expanding=True)),
    )
    sealed = [model for table in tables if issubclass(model := told[table], SealedRow)]
    newest = [pick(row.journal_seq).where(row.group_id == group).order_by(col(row.id).desc()) for row in sealed]
    return prepared(pick(*(each.limit(1).scalar_subquery() for each in (act, version, *newest))))
