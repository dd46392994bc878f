"""What was found holds until an act changes a table that it was found in, and no longer."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlmodel import SQLModel, func

from basicplus import assignments, members, staffing
from basicplus.access import UserSession
from basicplus.assignments import SignOff, planning
from basicplus.clock import month_of, year_span
from basicplus.db import Database, GroupSession, pick
from basicplus.members import Contact, Member
from basicplus.web.reading.memory import Changed, Memory, tables_in
from basicplus.web.reading.plan.conflicts import conflicts_found, conflicts_known
from tests import cast
from tests.conftest import templates as templates

QUESTION = "how many"
MONTH = month_of(cast.hours().day)


class Finder:
    """Counts the rows of tables, and how often it had to."""

    def __init__(self, *models: type[SQLModel]) -> None:
        self.memory: Memory[list[int]] = Memory()
        self.models = models
        self.times = 0

    def find(self, session: GroupSession) -> list[int]:
        self.times += 1
        return [session.rows(pick(func.count(model.id)))[0][0] for model in self.models]  # type: ignore[attr-defined]

    def __call__(self, database: Database) -> list[int]:
        with cast.reading(database) as session:
            return self.memory.found(session, QUESTION, lambda: self.find(session))


def test_an_act_that_changes_a_table_is_seen_and_one_that_does_not_is_not(database: Database) -> None:
    agreements = Finder(assignments.Agreement)
    assert agreements(database) == agreements(database) == [7]
    cast.do(database, cast.hours())
    assert (agreements(database), agreements.times) == ([7], 1)
    cast.agreed(database, "A-NEW")
    assert (agreements(database), agreements.times) == ([8], 2)


def test_a_row_that_is_written_once_is_seen(database: Database) -> None:
    signatures = Finder(SignOff)
    cast.log(database, cast.hours())
    cast.check(database, MONTH)
    assert signatures(database) == signatures(database) == [0]
    cast.sign(database, "M001")
    assert (signatures(database), signatures.times) == ([1], 2)


def test_what_was_found_with_the_help_of_what_was_known_is_forgotten_with_it(database: Database) -> None:
    inner, outer = Finder(Member), Finder(Contact)
    inner(database)

    def both(session: GroupSession) -> list[int]:
        outer.times += 1
        return inner.memory.found(session, QUESTION, lambda: inner.find(session))

    outer.find = both  # type: ignore[method-assign]
    assert outer(database) == outer(database) == [3]
    with cast.writing(database) as session:
        members.register(session, cast.member())
    assert (outer(database), outer.times) == ([4], 2)


def test_what_was_found_before_a_backup_was_put_back_is_not_remembered(database: Database) -> None:
    agreements = Finder(assignments.Agreement)
    agreements(database)
    [answer] = agreements.memory._found.values()
    answer.act = (answer.act[0] - 1, "another past")
    assert (agreements(database), agreements.times) == ([7], 2)


def renamed(database: Database) -> None:
    with cast.writing(database) as session:
        members.change_member(session, members.MemberChange(member="M002", name="Institut"))


@pytest.mark.parametrize(
    ("model", "act", "given"),
    [
        (Member, lambda database: cast.agreed(database, "A-NEW"), []),
        (Member, renamed, [{"member": {2}}]),
        (SignOff, lambda database: cast.sign(database, "M001"), []),
    ],
    ids=["another table", "a row", "a row that is written once"],
)
def test_what_was_found_is_mended_from_the_rows_that_changed(
    database: Database, model: type[SQLModel], act: Callable[[Database], None], given: list[dict[str, set[int]]]
) -> None:
    cast.log(database, cast.hours())
    cast.check(database, MONTH)
    finder, told = Finder(model), []

    def mend(found: list[int], changed: Changed) -> list[int]:
        told.append(changed)
        return [*found, 0]

    def ask() -> list[int]:
        with cast.reading(database) as session:
            return finder.memory.found(session, QUESTION, lambda: finder.find(session), mend)

    before = ask()
    act(database)
    assert ask() == ask() == ([*before, 0] if given else Finder(model)(database))
    assert told == given


def test_what_was_found_in_a_table_that_no_act_tells_of_is_not_remembered(database: Database) -> None:
    sessions = Finder(UserSession)
    assert (sessions(database), sessions(database), sessions.times) == ([0], [0], 2)


@pytest.mark.parametrize(
    "find",
    [
        lambda session: planning.conflicts_of(session, MONTH, cast.NEW_YEAR),
        lambda session: staffing.capacity_of(staffing.outlook(session, year_span(cast.YEAR)).staff),
    ],
    ids=["conflicts", "capacity"],
)
def test_every_table_that_is_read_is_among_those_that_are_watched(
    database: Database, find: Callable[[GroupSession], Any]
) -> None:
    read: set[str] = set()

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        # A table stands behind FROM or JOIN, or behind a comma in the list of FROM.
        for listed in re.findall(r"\b(?:FROM|JOIN) ([^()]*?)(?= WHERE| ORDER| GROUP| ON|\)|$)", flat(statement)):
            read.update(re.findall(r"(?:^|, |JOIN )\(?(\w+)", listed))

    memory: Memory[Any] = Memory()
    with cast.reading(database) as session:
        event.listen(Engine, "before_cursor_execute", note)
        try:
            memory.found(session, QUESTION, lambda: find(session))
        finally:
            event.remove(Engine, "before_cursor_execute", note)
        [answer] = memory._found.values()
    assert read - {"journal_entry"} <= answer.tables
    assert {"worker", "agreement", "visit"} <= read


def flat(statement: str) -> str:
    return " ".join(statement.split())


def test_a_table_is_found_wherever_a_statement_names_it() -> None:
    statement = "SELECT member.id FROM member, site LEFT OUTER JOIN (visit JOIN plan ON 1) WHERE EXISTS (SELECT 1)"
    assert tables_in(statement) == {"member", "site", "visit", "plan"}


def test_what_was_done_leaves_the_conflicts_of_a_plan_as_they_were(database: Database) -> None:
    with cast.reading(database) as session:
        found = conflicts_found(session, MONTH, cast.NEW_YEAR)
    cast.do(database, cast.hours())
    with cast.reading(database) as session:
        assert conflicts_known(session, MONTH, cast.NEW_YEAR) == found
    with cast.writing(database) as session:
        planning.add_visit(session, cast.visit())
    with cast.reading(database) as session:
        assert conflicts_known(session, MONTH, cast.NEW_YEAR) is None
