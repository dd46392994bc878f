"""The witnesses: each reads its own tables and those below it, so what a change left alone is not read again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import event

from basicplus import assignments
from basicplus.clock import year_span
from basicplus.compliance.gate import Refused, Scope, gate_of
from basicplus.db import Database
from basicplus.store import WITNESSES
from basicplus.versions import table_of
from tests import cast

READ = re.compile(r'\b(?:FROM|JOIN) "?(\w+)"?|, "?(\w+)"? (?=[,\n]|WHERE)')


def everything(session: Any) -> Scope:
    """Return the scope of an audit of a year, with members and workers named."""
    scope = Scope(group=True)
    scope.all_on(year_span(2025))
    scope.count_heads(year_span(2025))
    scope.audited = year_span(2025)
    return scope


def test_a_witness_reads_no_table_of_a_witness_above_it(database: Database) -> None:
    cast.log(database, cast.hours())
    owner = {table_of(table).name: place for place, witness in enumerate(WITNESSES) for table in witness.tables}
    read: dict[str, set[str]] = {}

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        read[asked.name] |= {name for found in READ.findall(statement) for name in found if name in owner}

    with cast.reading(database) as session:
        event.listen(database.engine, "before_cursor_execute", note)
        for scope in (everything(session), Scope(workers={1: year_span(2025)}, members={1: year_span(2025)})):
            for asked in WITNESSES:
                read.setdefault(asked.name, set())
                asked.testify(session, scope)
        event.remove(database.engine, "before_cursor_execute", note)
    above = {
        witness.name: [table for table in sorted(read[witness.name]) if owner[table] < place]
        for place, witness in enumerate(WITNESSES)
    }
    assert above == {witness.name: [] for witness in WITNESSES}
    assert read["assignments"] >= {"visit", "time_entry", "agreement", "worker", "member", "plan", "site"}
    assert read["workers"] == {
        "employment_contract",
        "worker",
        "contract_terms",
        "pay_scale",
        "working_time_scheme",
    }


def test_what_a_change_cannot_have_touched_is_not_read_again_and_says_the_same(database: Database) -> None:
    first: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        first.extend(name for name, _ in READ.findall(statement)[:1])

    event.listen(database._before, "before_cursor_execute", note)
    with pytest.raises(Refused), cast.writing(database) as session:  # noqa: PT012
        assignments.add_visit(session, cast.visit(minutes=600))
        session.flush()
        gate, changes = gate_of(session), list(session.unit.changes())
        after = list(gate.testimonies(session, gate.scope_of(changes)))
        assert first == []
        gate.verdict(session)
        assert set(first) == {"agreement", "visit", "time_entry"}
        below = [witness.name for witness in WITNESSES].index("assignments") + 1
        with database.before_the_change(session.group()) as earlier:
            before = list(gate.testimonies(earlier, gate.scope_of(changes)))
        assert [said.facts for said in before[below:]] == [said.facts for said in after[below:]]
        assert before[below - 1].facts != after[below - 1].facts
