"""Whatever is tried in whatever order: no refusal stands that was not there before; simulating is doing (T17).

100 changes on SQLite and 50 on PostgreSQL. For more, or others:
`BASICPLUS_TEST_CHANGES=200 BASICPLUS_TEST_SEED=7 pytest tests/acts/test_any_sequence.py`.
"""

from __future__ import annotations

import os
from collections import Counter
from datetime import date

from sqlalchemy import text

from basicplus import members, workers
from basicplus.acts.doing import Asked
from basicplus.acts.files import ActsFile, import_acts
from basicplus.acts.simulation import Simulation, simulate
from basicplus.clock import Span
from basicplus.compliance.findings import Finding, worsened
from basicplus.compliance.gate import Refused, Warned, refusal
from basicplus.db import Database
from basicplus.errors import InvalidInput
from basicplus.store import gate
from tests import cast
from tests.acts.changes import Changes

SEED = int(os.environ.get("BASICPLUS_TEST_SEED", "2026"))
STEPS = {"sqlite": 100, "postgresql": 50}
STAFF = 49
EVER = Span(date(2014, 2, 1))


def done(database: Database, acts: list[Asked], despite: str | None) -> tuple[str, str]:
    """Do a change; return how it ended and what was said."""
    try:
        with cast.writing(database, despite=despite) as session:
            import_acts(session, ActsFile("changes", "", acts))
    except Refused as error:
        return "refused", str(error)
    except Warned as error:
        return "warned", str(error)
    except InvalidInput as error:
        return "invalid", str(error)
    return "saved", ""


def foretold(simulation: Simulation) -> tuple[str, str]:
    """Return how a simulation says that doing it ends, and what is said then."""
    said = {
        "refused": refusal(simulation.verdict.refused, "en"),
        "warned": refusal(simulation.verdict.warned, "en"),
        "invalid": "\n".join(str(problem) for step in simulation.steps for problem in step.problems),
        "saved": "",
    }
    return simulation.outcome, said[simulation.outcome]


def audit(database: Database) -> list[Finding]:
    """Run every rule on the whole group, ever."""
    with cast.reading(database) as session:
        return gate().audit(session, EVER)


def populate(database: Database) -> None:
    """Bring the staff near the maximum, and register two candidates; a contract of W003 is too short of old."""
    with cast.writing(database, despite="the group grows") as session:
        for number in range(4, STAFF + 1):
            workers.register(session, cast.worker(f"W{number:03d}"))
            workers.hire(session, cast.contract(f"W{number:03d}"))
        members.register(session, cast.member("M004"))
        members.register(session, cast.member("M005"))
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE contract_terms SET week_minutes = 1020 WHERE week_minutes = 1140"))


def test_no_sequence_of_changes_adds_a_breach_and_each_is_foretold(database: Database) -> None:
    populate(database)
    steps = int(os.environ.get("BASICPLUS_TEST_CHANGES", STEPS[database.engine.dialect.name]))
    changes, before, ends = Changes(SEED, STAFF), audit(database), Counter[str]()
    for step in range(steps):
        acts, despite = changes.draw()
        told = simulate(database, cast.GROUP, acts, despite=despite, on=date(2025, 1, 1))
        ended = done(database, acts, despite)
        assert (step, acts, ended) == (step, acts, foretold(told))
        after = audit(database) if ended[0] == "saved" else before
        assert (step, acts, worsened(before, after)) == (step, acts, [])
        before, ends[ended[0]] = after, ends[ended[0]] + 1
    assert {"saved", "refused", "invalid"} <= set(ends), ends
