"""Sessions and tables: one group per session, one writer per group at a time, no commit past the gate.

Knows neither law nor journal: the gate that judges a commit is handed in when the database is opened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Literal, NoReturn, TypeVar

import sqlalchemy
from sqlalchemy import Connection, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import ORMExecuteState, UOWTransaction, with_loader_criteria
from sqlalchemy.orm.base import NO_VALUE
from sqlmodel import Session, SQLModel, select

from basicplus.errors import BasicplusError, Conflict, NotFound, invalid
from basicplus.rows import GroupRow as GroupRow
from basicplus.rows import OfGroup as OfGroup
from basicplus.rows import PassingRow as PassingRow
from basicplus.rows import SealedRow as SealedRow
from basicplus.rows import UtcInstant as UtcInstant
from basicplus.rows import row_sha256 as row_sha256

PATIENCE = 60
"""Seconds that a writer waits for its turn."""

ONE_BY_ONE = "Rows are written through the session, one by one, so that the gate sees them."

Row = TypeVar("Row", bound=GroupRow)
Columns = dict[str, Any] | None
"""What the columns of a row say; None where there is no such row."""


@dataclass(frozen=True)
class Change:
    """What one row was and is: column values before and after, None where the row did not or does not exist."""

    row: SQLModel
    before: Columns
    after: Columns

    def states(self) -> list[dict[str, Any]]:
        """Return the state before and the state after, as far as they exist."""
        return [state for state in (self.before, self.after) if state is not None]


@dataclass
class Unit:
    """What a writing session has done so far, and for whom."""

    actor: str
    reason: str | None
    despite: str | None = None
    first_states: dict[int, tuple[SQLModel, dict[str, Any] | None]] = field(default_factory=dict)
    sealed: list[SealedRow] = field(default_factory=list)
    acts: list[Any] = field(default_factory=list)
    first_seq: int | None = None
    verdict: dict[str, Any] | None = None
    passed: bool = False
    spent: bool = False

    def changes(self, since: Mapping[int, Columns] | None = None) -> list[Change]:
        """Return every row changed since the session began, or since a `mark`, with its state then and now."""
        known = since or {}
        present = ((key, row, before, _present(row)) for key, (row, before) in self.first_states.items())
        return [
            Change(row, known.get(key, before), after)
            for key, row, before, after in present
            if key not in known or known[key] != after
        ]

    def mark(self) -> dict[int, Columns]:
        """Return what every row changed so far says now, for `changes` to begin from."""
        return {key: _present(row) for key, (row, _) in self.first_states.items()}


def _refuse_bulk(*_args: Any, **_kwargs: Any) -> NoReturn:
    raise BasicplusError(ONE_BY_ONE)


class GroupSession(Session):
    """A session that sees the rows of one group only."""

    database: Database
    group_id: int | None

    def group(self) -> int:
        """Return the id of the session's group."""
        if self.group_id is None:
            raise BasicplusError("This session belongs to no group yet.")
        return self.group_id

    def rows(self, statement: Any) -> Sequence[Any]:
        """Return the rows of a `pick`."""
        return super().execute(statement).all()

    # No event tells the gate of these.
    bulk_save_objects = bulk_insert_mappings = bulk_update_mappings = _refuse_bulk


def pick(*columns: Any) -> Any:
    """Select single columns: the typed `select` of SQLModel stops at four of them."""
    return sqlalchemy.select(*columns)


class ReadSession(GroupSession):
    """A session that cannot write."""


class WriteSession(GroupSession):
    """A session whose commit passes the gate, while no other session writes to the same group."""

    unit: Unit


Gate = Callable[[WriteSession], None]


class Database:
    """An opened database. `gate` judges each commit: it raises to refuse, and writes the journal."""

    _begin: ClassVar[dict[str, str]] = {"read": "BEGIN", "write": "BEGIN IMMEDIATE"}
    _pragmas: ClassVar[tuple[str, ...]] = ("journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL")

    def __init__(self, url: str, gate: Gate) -> None:
        self.url = database_url(url)
        self.gate = gate
        self.engine = self._opened()
        # Writers that wait for their turn hold the connections of `engine`: were the state before a change read
        # through one of these, the writer whose turn it is could wait for those who wait for it.
        self._before = self._opened()

    def _opened(self) -> sqlalchemy.Engine:
        of_sqlite = self.url.startswith("sqlite")
        pool = {} if self.url.endswith(":memory:") else {"max_overflow": 25, "pool_timeout": PATIENCE}
        engine = create_engine(self.url, connect_args={"timeout": PATIENCE} if of_sqlite else {}, **pool)
        if of_sqlite:
            _tune_sqlite(engine, self._pragmas)
        return engine

    @contextmanager
    def reading(self, group: str | None = None) -> Iterator[ReadSession]:
        """Open a session that reads the records of a group (the only one, when `group` is None)."""
        with ReadSession(self.engine.execution_options(purpose="read"), expire_on_commit=False) as session:
            session.database = self
            session.group_id = find_group(session, group)
            yield session

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
    ) -> Iterator[WriteSession]:
        """Open a writing session; it commits on leaving, or leaves nothing behind on an error.

        The group is locked from here to the end, so what is read here is still true at the commit.
        `despite` is the reason to go ahead although a rule warns.
        With `new_group` the session founds a group and belongs to it from the first flush on. A `dry_run`
        passes the same gate as the commit would, and saves nothing.
        """
        with WriteSession(self.engine.execution_options(purpose="write"), expire_on_commit=False) as session:
            session.database, session.group_id = self, None
            session.unit = Unit(actor=actor, reason=reason, despite=despite)
            if not new_group:
                session.group_id = find_group(session, group)
                lock_group(session, session.group_id)
            try:
                yield session
                if dry_run:
                    _pass_the_gate(session)
                    session.rollback()
                else:
                    session.commit()
            except (IntegrityError, DataError) as error:
                raise contradiction(error) from error

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()
        self._before.dispose()


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
    """Write rows at once, past the gate: versions of rows it has just judged, passing rows, copies in memory.

    Nothing else may be written so. Versions are many, a year makes some 100,000, and they follow from changes
    that the session has noted already.
    """
    if rows:
        connection.execute(table.insert(), list(rows))


def overwrite(connection: Connection, row: type[PassingRow], columns: dict[str, Any], *wanted: Any) -> None:
    """Write columns of passing rows over, past the gate: nobody asks later what they said in between."""
    connection.execute(sqlalchemy.update(row).where(*wanted).values(columns))


def database_url(text_given: str) -> str:
    """Return a SQLAlchemy URL for a URL or a path of a SQLite file."""
    if "://" not in text_given:
        return f"sqlite:///{Path(text_given)}"
    if text_given.startswith(("postgres://", "postgresql://")):
        return "postgresql+psycopg://" + text_given.split("://", 1)[1]
    if not text_given.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise invalid("database", text_given, "give a SQLite file or a postgresql:// URL")
    return text_given


def sqlite_file(url: str) -> Path | None:
    """Return the file of a SQLite URL, None for other databases."""
    parsed = make_url(url)
    return Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None


def find_group(session: GroupSession, code: str | None) -> int:
    """Return the id of the group with this code, or of the only group there is."""
    found = session.connection().execute(text("SELECT id, code FROM employer_group ORDER BY code")).all()
    wanted = [row.id for row in found if code is None or row.code == code]
    if len(wanted) == 1:
        return int(wanted[0])
    codes = ", ".join(row.code for row in found) or "none yet"
    if code is None and found:
        raise invalid("group", "nothing", f"name one with --group; groups here: {codes}")
    raise NotFound(f"There is no group {code or ''!r} in this database; groups here: {codes}.")


def lock_group(session: WriteSession, group_id: int) -> None:
    """Wait until no other session writes to the group, then keep others out until the end.

    SQLite has one writer at a time anyway: BEGIN IMMEDIATE took its lock.
    """
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        connection.execute(text("SELECT id FROM employer_group WHERE id = :id FOR UPDATE"), {"id": group_id})


def get(session: GroupSession, model: type[Row], label: str, /, **where: object) -> Row:
    """Return the one row that has these values; `label` names it for the user if it is missing."""
    row = session.exec(select(model).filter_by(**where)).first()
    if row is None:
        raise NotFound(f"There is no {label} in this group.")
    return row


def _tune_sqlite(engine: Any, pragmas: tuple[str, ...]) -> None:
    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        purpose: Literal["read", "write"] = connection.get_execution_options().get("purpose", "write")
        connection.exec_driver_sql(Database._begin[purpose])


@cache
def _names(model: type[SQLModel]) -> tuple[str, ...]:
    return tuple(column.key for column in inspect(model).columns)


def _columns(row: SQLModel) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _names(type(row))}


def _present(row: SQLModel) -> Columns:
    return None if inspect(row).deleted or inspect(row).detached else _columns(row)


def _state_before(row: SQLModel) -> dict[str, Any]:
    committed = inspect(row).committed_state
    assert NO_VALUE not in committed.values(), "a column changed that was never read"
    return _columns(row) | {name: committed[name] for name in _names(type(row)) if name in committed}


@event.listens_for(GroupSession, "do_orm_execute")
def _scope(state: ORMExecuteState) -> None:
    """Keep every query inside the session's group, and bulk writes out of the business code."""
    if not state.is_select:
        raise BasicplusError(ONE_BY_ONE)
    session = state.session
    if not isinstance(session, GroupSession):
        raise BasicplusError("Rows of groups are read through a session of a group.")
    # A session that has not founded its group yet sees nobody's rows: there is no group 0.
    group_id = session.group_id or 0
    if not state.is_column_load:
        state.statement = state.statement.options(
            with_loader_criteria(OfGroup, lambda cls: cls.belongs_to(group_id), include_aliases=True)
        )


@event.listens_for(ReadSession, "before_flush")
def _no_writing(session: ReadSession, _context: UOWTransaction, _rows: object) -> None:
    if session.new or session.deleted or any(session.is_modified(row) for row in session.dirty):
        raise BasicplusError("A reading session cannot write; open a writing one.")


@event.listens_for(WriteSession, "before_flush")
def _note_changes(session: WriteSession, _context: UOWTransaction, _rows: object) -> None:
    unit = session.unit
    if unit.spent:
        raise BasicplusError("This session was rolled back and its lock is gone; open another to go on.")
    for row in session.new:
        if isinstance(row, GroupRow):
            row.group_id = session.group() if row.group_id is None else row.group_id
            _own_group_only(session, row.group_id)
        if isinstance(row, SealedRow):
            row.sha256 = row.seal()
            unit.sealed.append(row)
        unit.first_states.setdefault(id(row), (row, None))
    for row in [row for row in session.dirty if session.is_modified(row)] + list(session.deleted):
        if isinstance(row, SealedRow):
            raise BasicplusError(f"{type(row).__name__} {row.id} is sealed: it is never changed or deleted.")
        before = _state_before(row)
        if isinstance(row, GroupRow):
            _own_group_only(session, before["group_id"], row.group_id)
        unit.first_states.setdefault(id(row), (row, before))


def _own_group_only(session: WriteSession, *group_ids: int) -> None:
    if set(group_ids) != {session.group()}:
        raise BasicplusError("A session writes to its own group only.")


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
    session.database.gate(session)
    session.flush()
