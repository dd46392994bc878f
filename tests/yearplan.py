"""Plan the year after that of a demonstration on a copy of it, publish it, and judge it again."""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import col, func, select

from basicplus import assignments, planner, staffing
from basicplus.assignments import Plan
from basicplus.clock import Span, at, year_span
from basicplus.compliance.findings import Finding
from basicplus.compliance.gate import gate_of
from basicplus.db import Database
from basicplus.demo.group import ACTOR, GROUP, replace_holidays
from basicplus.store import open_store

NOON = datetime.min.time().replace(hour=12)
JUDGED = ("WT-", "HOL-")


def main() -> None:
    """Plan, apply, publish and judge a year; exit code 1 if a rule of working time or holidays is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database", type=Path, help="SQLite file of a demonstration; it is not changed")
    parser.add_argument("--seconds", type=float, default=60, help="how long the planner searches")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="where the planned copy is left, for tests.disturbances")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = open_store(str(shutil.copy(given.database, given.keep or Path(folder) / "copy.db")))
        refused = _plan_and_judge(database, given.seconds, given.seed)
        database.close()
    raise SystemExit(1 if refused else 0)


def _plan_and_judge(database: Database, seconds: float, seed: int) -> list[Finding]:
    with database.reading(GROUP) as session:
        last = session.exec(select(func.max(col(Plan.until_on)))).one()
    span = year_span(last.year)
    with _timed("draft from the assignments"):
        replace_holidays(database, span.from_on.year)
        with database.writing(GROUP, ACTOR) as session:
            drafted = assignments.draft(session, span)
    print(f"  {drafted.visits} visits drafted from assignments")
    with _timed("problem read from the records"), database.reading(GROUP) as session:
        problem = staffing.year_problem(session, span)
        standing = staffing.standing_visits(session, problem)
    found = problem.instance
    print(f"  {len(found.workers)} workers, {len(found.demands)} demands, {len(problem.notes)} notes")
    with _timed("planner"):
        outcome = planner.solve(found, seconds=seconds, seed=seed, start=staffing.as_plan(problem, standing))
    _tell(outcome, staffing.proposal_of(problem, outcome.plan, standing))
    told_on = span.from_on - timedelta(days=21)
    with _timed("put into the draft, past the gate"), database.writing(GROUP, ACTOR) as session:
        applied = staffing.apply_plan(session, outcome.plan, span, told_on)
    print(f"  {applied.kept} stay, {applied.added} new, {applied.moved} moved, {applied.taken_out} taken out")
    print(f"  left out by rules: {dict(Counter(each.rule for each in applied.left_out))}")
    with _timed("published"), database.writing(GROUP, ACTOR) as session:
        assignments.publish(session, assignments.plan_of(session, span.from_on), at(told_on, NOON))
    return _judge(database, span)


def _tell(outcome: planner.Outcome, proposal: staffing.Proposal) -> None:
    for stage in outcome.stages:
        print(f"  {stage.name}: cost {stage.cost:,.0f} after {stage.seconds:.1f} s")
    print(f"  visits {proposal.visits_before} -> {proposal.visits}")
    print(f"  kilometres {proposal.km_before:,.0f} -> {proposal.km:,.0f}")
    print(f"  unserved {proposal.unserved_half_days} half-days; changed faces {proposal.changed_faces}")


def _judge(database: Database, span: Span) -> list[Finding]:
    """Read every visit, contract and absence of the year from the stored rows and run all rules on them again."""
    with _timed("judged again from the stored rows"), database.reading(GROUP) as session:
        findings = gate_of(session).audit(session, span)
        visits = len(assignments.visits_of(session, span, published=True))
    judged = [each for each in findings if each.rule.startswith(JUDGED)]
    counted = Counter((each.rule, each.severity) for each in judged)
    print(f"  {visits} published visits; findings of {' and '.join(JUDGED)} rules: {dict(counted)}")
    return [each for each in judged if each.severity == "refuse"]


@contextmanager
def _timed(what: str) -> Iterator[None]:
    started = time.monotonic()
    yield
    print(f"{what}: {time.monotonic() - started:.1f} s")


if __name__ == "__main__":
    main()
