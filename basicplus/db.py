"""Sessions and tables: one group per session, one writer per group at a time, no commit past the gate.

Knows neither law nor journal: the gate that judges a commit is handed in when the database is opened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, cached_property
from typing import Any, ClassVar, NoReturn, TypeVar

import sqlalchemy
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import ORMExecuteState, UOWTransaction
from sqlmodel import Session, SQLModel

from basicplus import walls
from basicplus.changes import Change as Change
from basicplus.changes import Columns as Columns
from basicplus.changes import Unit, state_before
from basicplus.engines import HASTE, PRAGMAS, opened
from basicplus.engines import database_url as database_url
from basicplus.engines import sqlite_file as sqlite_file
from basicplus.errors import BasicplusError, Conflict, NotFound, beyond, invalid
from basicplus.queries import of_group, one_row
from basicplus.queries import pick as pick
from basicplus.queries import prepared as prepared
from basicplus.queries import whole as whole
from basicplus.rows import AsideRow as AsideRow
from basicplus.rows import GroupRow as GroupRow
from basicplus.rows import OfGroup as OfGroup
from basicplus.rows import SealedRow as SealedRow
from basicplus.rows import UtcInstant as UtcInstant
from basicplus.rows import row_sha256 as row_sha256
from basicplus.scope import Reach, Scope, criteria

ONE_BY_ONE = "Rows are written through the session, one by one, so that the gate sees them."

Row = TypeVar("Row", bound=GroupRow)


def _refuse_bulk(*_args: Any, **_kwargs: Any) -> NoReturn:
    raise BasicplusError(ONE_BY_ONE)


class GroupSession(Session):
    """A session that sees the rows of one group only; of these, with a `scope`, only those that it reaches."""

    database: Database
    group_id: int | None
    scope: Scope | None = None

    def group(self) -> int:
        """Return the id of the session's group."""
        if self.group_id is None:
            raise BasicplusError("This session belongs to no group yet.")
        return self.group_id

    def rows(self, statement: Any, /, **values: Any) -> Sequence[Any]:
        """Return the rows of a `pick`; `values` are those of a statement that was `prepared` for them."""
        return super().execute(statement, values or None).all()

    @contextmanager
    def unscoped(self) -> Iterator[None]:
        """See the whole group for a moment: for what must not depend on who asks, as the gate and the journal."""
        scope, self.scope = self.scope, None
        walled = scope is not None and self.database.is_walled
        if walled:
            walls.lower(self.connection())
        try:
            yield
        finally:
            self.scope = scope
        if walled:
            walls.raise_(self.connection())

    def narrow(self, scope: Scope | None) -> None:
        """See, from here on, only the rows that a scope reaches."""
        self.scope = scope
        if scope is not None and self.database.is_walled:
            walls.tell(self.connection(), self.group(), scope)

    # No event tells the gate of these.
    bulk_save_objects = bulk_insert_mappings = bulk_update_mappings = _refuse_bulk


class ReadSession(GroupSession):
    """A session that cannot write."""


class WriteSession(GroupSession):
    """A session whose commit passes the gate, while no other session writes to the same group."""

    unit: Unit


class NoteSession(GroupSession):
    """A session that writes rows which are no records: past no gate, into no journal, waiting for no group."""


Gate = Callable[[WriteSession], None]


class Database:
    """An opened database. `gate` judges each commit: it raises to refuse, and writes the journal.

    `reach` says which rows of each table a session with a scope sees; of a table that it does not name, none.
    """

    _pragmas: ClassVar[tuple[str, ...]] = PRAGMAS

    def __init__(self, url: str, gate: Gate, reach: Reach | None = None) -> None:
        self.url = database_url(url)
        self.gate = gate
        self.reach = reach or {}
        self.engine = opened(self.url, self._pragmas)
        # Writers that wait for their turn hold the connections of `engine`: were the state before a change read
        # through one of these, the writer whose turn it is could wait for those who wait for it.
        self._before = opened(self.url, self._pragmas)
        self._hasty = opened(self.url, self._pragmas, HASTE)

    @cached_property
    def is_walled(self) -> bool:
        """Whether the database itself keeps narrow sessions from the rows of others."""
        return walls.stands(self.engine)

    @contextmanager
    def reading(self, group: str | None = None, *, scope: Scope | None = None) -> Iterator[ReadSession]:
        """Open a session that reads the records of a group (the only one, when `group` is None).

        With a `scope` it sees the rows that the scope reaches, and no others.
        """
        with ReadSession(self.engine.execution_options(purpose="read"), expire_on_commit=False) as session:
            session.database = self
            session.group_id = find_group(session, group)
            session.narrow(scope)
            yield session

    @contextmanager
    def noting(self, group_id: int, *, in_haste: bool = False) -> Iterator[NoteSession]:
        """Open a session that writes rows which are no records, and commits on leaving.

        One `in_haste` does not wait for a long writer: it fails with an OperationalError instead.
        """
        engine = self._hasty if in_haste else self.engine
        with NoteSession(engine.execution_options(purpose="write"), expire_on_commit=False) as session:
            session.database, session.group_id = self, group_id
            yield session
            session.commit()

    @contextmanager
    def before_the_change(self, group_id: int) -> Iterator[ReadSession]:
        """Open a session that reads what is recorded, while a writing session of the group has not committed."""
        with ReadSession(self._before.execution_options(purpose="read"), expire_on_commit=False) as session:
            session.database, session.group_id = self, group_id
            yield session

    @contextmanager
    def reading_as(self, group_id: int) -> Iterator[ReadSession]:
        """Open a reading session for a group known by its id."""
        with ReadSession(self.engine.execution_options(purpose="read"), expire_on_commit=False) as session:
            session.database, session.group_id = self, group_id
            yield session

    @contextmanager
    def writing(
        self,
        group: str | None,
        actor: str,
        reason: str | None = None,
        *,
        despite: str | None = None,
        new_group: bool = False,
        dry_run: bool = False,
        scope: Scope | None = None,
    ) -> Iterator[WriteSession]:
        """Open a writing session; it commits on leaving, or leaves nothing behind on an error.

        The group is locked from here to the end, so what is read here is still true at the commit.
        `despite` is the reason to go ahead although a rule warns.
        With `new_group` the session founds a group and belongs to it from the first flush on. A `dry_run`
        passes the same gate as the commit would, and saves nothing. With a `scope` it sees and writes the rows
        that the scope reaches.
        """
        with WriteSession(self.engine.execution_options(purpose="write"), expire_on_commit=False) as session:
            session.database, session.group_id = self, None
            session.unit = Unit(actor=actor, reason=reason, despite=despite)
            if not new_group:
                session.group_id = find_group(session, group)
                lock_group(session, session.group_id)
                session.narrow(scope)
            try:
                yield session
                if dry_run:
                    _pass_the_gate(session)
                    session.rollback()
                else:
                    session.commit()
            except (IntegrityError, DataError) as error:
                raise contradiction(error) from error
            except OverflowError as error:
                raise beyond(error) from error

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()
        self._before.dispose()
        self._hasty.dispose()


@contextmanager
def attempt(session: WriteSession) -> Iterator[None]:
    """Let a part of a session fail alone: on an error, what it did is undone and was never noted."""
    unit = session.unit
    states, sealed, acts = dict(unit.first_states), list(unit.sealed), list(unit.acts)
    savepoint = session.begin_nested()
    try:
        yield
        savepoint.commit()
    except (BasicplusError, IntegrityError, DataError) as error:
        savepoint.rollback()
        # A rollback leaves the session a spent unit of work; the one before goes on from where it was.
        unit.first_states, unit.sealed, unit.acts = states, sealed, acts
        session.unit = unit
        if isinstance(error, BasicplusError):
            raise
        raise contradiction(error) from error


def contradiction(error: IntegrityError | DataError) -> Conflict:
    """Say that the tables do not hold what was given: a key taken, a value that does not fit."""
    told = str(error.orig).splitlines()[0]
    return Conflict(f"This contradicts what is recorded already ({told}); nothing was saved.")


def append(connection: Connection, table: sqlalchemy.Table, rows: Sequence[dict[str, Any]]) -> None:
    """Write many rows at once, past the gate: versions of rows it has just judged, and copies in memory.

    Nothing else may be written so. Versions are many, a year makes some 100,000, and they follow from changes
    that the session has noted already.
    """
    if rows:
        connection.execute(table.insert(), list(rows))


def find_group(session: GroupSession, code: str | None) -> int:
    """Return the id of the group with this code, or of the only group there is."""
    found = session.connection().execute(text("SELECT id, code FROM employer_group ORDER BY code")).all()
    wanted = [row.id for row in found if code is None or row.code == code]
    if len(wanted) == 1:
        return int(wanted[0])
    if not found:
        raise NotFound("There is no group in this database yet: found one with `basicplus found`.")
    codes = ", ".join(row.code for row in found)
    if code is None:
        raise invalid("group", "nothing", f"name one with --group; groups here: {codes}")
    raise NotFound(f"There is no group {code!r} in this database; groups here: {codes}.")


def lock_group(session: WriteSession, group_id: int) -> None:
    """Wait until no other session writes to the group, then keep others out until the end.

    SQLite has one writer at a time anyway: BEGIN IMMEDIATE took its lock.
    """
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        connection.execute(text("SELECT id FROM employer_group WHERE id = :id FOR UPDATE"), {"id": group_id})


def get(session: GroupSession, model: type[Row], label: str, /, **where: object) -> Row:
    """Return the one row that has these values; `label` names it for the user if it is missing."""
    said = {name: value for name, value in where.items() if value is not None}
    query = one_row(model, frozenset(said), frozenset(where.keys() - said.keys()))
    row: Row | None = session.exec(query, params=said).first()
    if row is None:
        raise NotFound(f"There is no {label} in this group.")
    return row


@cache
def _models() -> dict[sqlalchemy.Table, type[SQLModel]]:
    """Return the class of each table."""
    mappers = SQLModel._sa_registry.mappers
    return {
        mapper.local_table: mapper.class_ for mapper in mappers if isinstance(mapper.local_table, sqlalchemy.Table)
    }


@event.listens_for(GroupSession, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    """Keep every query inside the session's group, and bulk writes out of the business code."""
    if not state.is_select:
        raise BasicplusError(ONE_BY_ONE)
    session = state.session
    if not isinstance(session, GroupSession):
        raise BasicplusError("Rows of groups are read through a session of a group.")
    # A session that has not founded its group yet sees nobody's rows: there is no group 0.
    group_id = session.group_id or 0
    if not state.is_column_load:
        state.statement = of_group(state.statement, group_id)
        if session.scope is not None:
            narrow = criteria(state.statement, _models(), session.database.reach, session.scope)
            state.statement = state.statement.options(*narrow)


@event.listens_for(ReadSession, "before_flush")
def _no_writing(session: ReadSession, _context: UOWTransaction, _rows: object) -> None:
    if session.new or session.deleted or any(session.is_modified(row) for row in session.dirty):
        raise BasicplusError("A reading session cannot write; open a writing one.")


@event.listens_for(NoteSession, "before_flush")
def _no_records(session: NoteSession, _context: UOWTransaction, _rows: object) -> None:
    for row in [*session.new, *session.dirty, *session.deleted]:
        if not isinstance(row, AsideRow):
            raise BasicplusError(
                f"{type(row).__name__} is a record: it is written in a writing session, past the gate."
            )
        row.group_id = session.group() if row.group_id is None else row.group_id


@event.listens_for(WriteSession, "before_flush")
def _note_changes(session: WriteSession, _context: UOWTransaction, _rows: object) -> None:
    unit = session.unit
    if unit.spent:
        raise BasicplusError("This session was rolled back and its lock is gone; open another to go on.")
    for row in session.new:
        if isinstance(row, GroupRow):
            row.group_id = session.group() if row.group_id is None else row.group_id
            _own_group_only(session, row.group_id)
            _own_rows_only(session, row)
        if isinstance(row, SealedRow):
            row.sha256 = row.seal()
            unit.sealed.append(row)
        unit.first_states.setdefault(id(row), (row, None))
    for row in [row for row in session.dirty if session.is_modified(row)] + list(session.deleted):
        if isinstance(row, SealedRow):
            raise BasicplusError(f"{type(row).__name__} {row.id} is sealed: it is never changed or deleted.")
        before = state_before(row)
        if isinstance(row, GroupRow):
            _own_group_only(session, before["group_id"], row.group_id)
            _own_rows_only(session, row)
        unit.first_states.setdefault(id(row), (row, before))


def _own_group_only(session: WriteSession, *group_ids: int) -> None:
    if set(group_ids) != {session.group()}:
        raise BasicplusError("A session writes to its own group only.")


@event.listens_for(WriteSession, "before_flush")
def _write_in_front(session: WriteSession, _context: UOWTransaction, _rows: object) -> None:
    """Policies are for reading: what is written was looked at here."""
    if session.scope is not None and session.database.is_walled:
        walls.lower(session.connection())


@event.listens_for(WriteSession, "after_flush")
def _read_behind(session: WriteSession, _context: UOWTransaction) -> None:
    if session.scope is not None and session.database.is_walled:
        walls.raise_(session.connection())


def _own_rows_only(session: WriteSession, row: GroupRow) -> None:
    """Refuse a row of a worker or a member that a narrow session does not reach: a service forgot to look."""
    owners = {name: getattr(row, name, None) for name in ("worker_id", "member_id")}
    if session.scope is not None and any(owners.values()):
        mine = owners["worker_id"] in session.scope.workers or owners["member_id"] in session.scope.members
        if not mine:
            raise NotFound(f"There is no such {type(row).__name__} among the rows that you reach.")


@event.listens_for(WriteSession, "after_rollback")
def _forget(session: WriteSession) -> None:
    """After a rollback nothing was done, and the group is no longer locked: the session is spent."""
    session.unit = Unit(actor=session.unit.actor, reason=session.unit.reason, spent=True)


@event.listens_for(WriteSession, "before_commit")
def _pass_the_gate(session: WriteSession) -> None:
    if session.in_nested_transaction():
        return
    if session.unit.passed:
        raise BasicplusError("A writing session commits once, on leaving: its group is locked no longer.")
    session.unit.passed = True
    session.flush()
    with session.unscoped():
        session.database.gate(session)
        session.flush()
