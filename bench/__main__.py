"""Measures the monthly invoice run and what the gate costs per change as history grows.

`python -m bench [--members N] [--workers N] [--db URL] [--rounds N]`. Prints best and ratios; runs everything
in one process on one database, a temporary SQLite file unless --db names an empty PostgreSQL database.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlmodel import SQLModel, col, select

from basicplus import assignments, invoicing, members, workers
from basicplus.assignments import HoursCreate, TimeEntry, Visit, VisitCreate, timesheets
from basicplus.clock import month_of, parse_period, year_span
from basicplus.db import Database, WriteSession
from basicplus.demo import group as founding
from basicplus.demo import year as story
from basicplus.demo.group import ACTOR, GROUP
from basicplus.demo.invention import invent_agreements, invent_members, invent_workers
from basicplus.demo.progress import silently
from basicplus.invoicing.documents.content import DocumentContent
from basicplus.invoicing.documents.pdf import render_pdf
from basicplus.invoicing.documents.rendering import PDF
from basicplus.invoicing.documents.ubl import ubl
from basicplus.invoicing.press import pressing
from basicplus.members import Member
from basicplus.store import gate, open_store, upgrade
from basicplus.workers import EmploymentContract
from bench import neighbours
from bench.clock import clock

YEAR = 2025
HISTORIES = (5, 10)
AUDIT = "audit of the year"


def main() -> None:
    """Build a group of true size, measure, print."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="basicplus-bench-") as folder:
        url = arguments.db or str(Path(folder) / "bench.db")
        upgrade(url)
        database = open_store(url)
        cast = build(database, arguments.members, arguments.workers)
        print(
            f"Python {platform.python_version()}, {os.cpu_count()} cores, {database.engine.dialect.name};", end=" "
        )
        print(f"{len(cast.members)} members, {len(cast.workers)} workers, {len(cast.agreements)} agreements\n")
        _monthly_run(database, cast)
        _gate(database, cast, arguments.rounds, arguments.groups)
        database.close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--members", type=int, default=550)
    parser.add_argument("--workers", type=int, default=43)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--groups", type=int, default=20, help="groups in one database, for the last column")
    parser.add_argument("--db", default=None)
    return parser.parse_args()


def found(database: Database, members_count: int, workers_count: int) -> founding.Cast:
    """Found the group with members, workers, prices and agreements, before anybody works."""
    founding.found(database, YEAR)
    invented = [replace(m, billing_frequency="monthly") for m in invent_members(1, members_count, YEAR)]
    served = founding.enrol_invented(database, invented, YEAR, silently)
    people = invent_workers(1, workers_count, YEAR)
    founding.hire(database, people, silently)
    cast = founding.Cast(YEAR, 1, served, people, invent_agreements(1, served, people, YEAR))
    founding.sign_agreements(database, cast, founding.price(database, cast), silently)
    return cast


def build(database: Database, members_count: int, workers_count: int) -> founding.Cast:
    cast = found(database, members_count, workers_count)
    told = story.Told()
    for quarter in range(1, 5):
        told.visits += story.plan(database, parse_period(f"{YEAR}-Q{quarter}"))
    month = month_of(date(YEAR, 1, 1))
    story.fill_timesheets(database, cast, month)
    story.sign(database, cast, month, told)
    return cast


def _monthly_run(database: Database, cast: founding.Cast) -> None:
    """Issue January to every member: whole run, then its parts, each beside raw drawing and raw insertion."""
    period = parse_period(f"{YEAR}-01")
    contents: list[DocumentContent] = []

    def keep(documents: Sequence[DocumentContent]) -> Iterator[Mapping[str, bytes]]:
        contents.extend(documents)
        return iter([{PDF: b"%PDF"}] * len(contents))

    with clock() as without_pdf, database.writing(GROUP, ACTOR, dry_run=True) as session:
        issued = len(invoicing.issue_run(session, period, date(YEAR, 2, 7), render=keep))
    with clock() as drawing:
        sizes = [len(render_pdf(content)) for content in contents]
    with clock() as structuring:
        structured = [len(ubl(content)) for content in contents]
    with clock() as whole, database.writing(GROUP, ACTOR, dry_run=True) as session:
        invoicing.issue_run(session, period, date(YEAR, 2, 7))
    with (
        clock() as every_core,
        pressing() as render,
        database.writing(GROUP, ACTOR, dry_run=True) as session,
    ):
        invoicing.issue_run(session, period, date(YEAR, 2, 7), render=render)
    parts = without_pdf.seconds + drawing.seconds + structuring.seconds
    pdf, xml = (sum(each) / len(each) / 1024 for each in (sizes, structured))
    print(f"Monthly run: {issued} invoices, {pdf:.1f} kB of PDF and {xml:.1f} kB of UBL a document on average")
    for label, taken in (("one core", whole), ("every core", every_core)):
        print(f"  whole run, {label:<20}{taken.seconds:7.2f} s   {issued / taken.seconds:6.0f} a second")
    print(f"  of which records, rules, lock  {without_pdf.seconds:7.2f} s   {without_pdf.seconds / parts:6.0%}")
    print(f"  of which drawing               {drawing.seconds:7.2f} s   {drawing.seconds / parts:6.0%}")
    print(f"  of which UBL                   {structuring.seconds:7.2f} s   {structuring.seconds / parts:6.0%}\n")


def _gate(database: Database, cast: founding.Cast, rounds: int, groups: int) -> None:
    """Time one change of each kind and a full audit: at 1 year, with more groups beside, at 5 and 10 years."""
    changes = _changes(database, cast)
    columns = ["1 year", f"1 year, {groups} groups", *(f"{years} years, {groups} groups" for years in HISTORIES)]
    figures = {name: [] for name in (*changes, AUDIT)}  # type: dict[str, list[tuple[float, int]]]
    _measure(database, changes, rounds, figures)
    neighbours.add(database, groups - 1)
    _measure(database, changes, rounds, figures)
    have = 1
    for years in HISTORIES:
        for past in range(have, years):
            _add_a_year_of_history(database, past)
        have = years
        _measure(database, changes, rounds, figures)
    print(f"The gate: a change and its verdict; best of {rounds} in ms, times the first column, facts read")
    print(f"  {'':<20}" + "".join(f"{column:>28}" for column in columns))
    for name, measured in figures.items():
        cells = (f"{took * 1000:.1f} ({took / measured[0][0]:.2f}) {facts:6} facts" for took, facts in measured)
        print(f"  {name:<20}" + "".join(f"{cell:>28}" for cell in cells))


def _measure(
    database: Database,
    changes: dict[str, Callable[[WriteSession], object]],
    rounds: int,
    figures: dict[str, list[tuple[float, int]]],
) -> None:
    for name, change in changes.items():
        figures[name].append((_best_of(database, change, rounds), _facts_read(database, change)))
    with clock() as taken, database.reading(GROUP) as session:
        found = len(gate().audit(session, year_span(YEAR)))
    figures[AUDIT].append((taken.seconds, found))


def _facts_read(database: Database, change: Callable[[WriteSession], object]) -> int:
    """Count what the gate looks at for a change: it must not grow with history."""
    judge = gate()
    with database.writing(GROUP, ACTOR, despite="measured", dry_run=True) as session:
        change(session)
        session.flush()
        scope = judge.scope_of(session.unit.changes())
        return sum(
            len(found)
            for witness in judge.witnesses
            for found in vars(witness.testify(session, scope)).values()
            if isinstance(found, tuple)
        )


def _changes(database: Database, cast: founding.Cast) -> dict[str, Callable[[WriteSession], object]]:
    with database.reading(GROUP) as session:
        visit, member = (
            session.exec(
                select(Visit, Member)
                .join(Member, col(Member.id) == Visit.member_id)
                .where(Visit.day >= date(YEAR, 6, 2))
                .order_by(col(Visit.day))
            ).first()
            or _nothing()
        )
        worker = next(person for person in cast.workers if person.number == f"W{visit.worker_id:03d}")
    agreement = next(row for row in cast.agreements if row.member == member.number)
    site = next(row.site for row in cast.members if row.number == member.number)
    contract = workers.ContractCreate(
        number="CT-BENCH",
        worker=worker.number,
        from_on=date(YEAR, 7, 1),
        week_minutes=2280,
        signed_on=date(YEAR, 6, 1),
        purpose_clause=True,
    )
    evening = {"day": date(YEAR, 6, 3), "start_time": "19:00"}
    return {
        "hire": lambda session: workers.hire(session, contract),
        "amend a contract": lambda session: workers.amend(
            session, f"CT-{cast.workers[-1].number}", date(YEAR, 11, 3), 1140, date(YEAR, 10, 1), "variable"
        ),
        "admit a member": lambda session: members.join(
            session,
            _candidate(session),
            date(YEAR, 6, 1),
            acknowledged_on=date(YEAR, 5, 5),
            internal_rules_version=1,
        ),
        "plan a visit": lambda session: assignments.add_visit(
            session,
            VisitCreate(
                worker=worker.number,
                member=member.number,
                site=site,
                agreement=agreement.number,
                minutes=60,
                **evening,
            ),
        ),
        "log hours": lambda session: timesheets.log(
            session,
            HoursCreate(worker=agreement.worker, agreement=agreement.number, end_time="20:00", **evening),
        ),
    }


def _candidate(session: WriteSession) -> str:
    return members.register(
        session,
        members.MemberCreate(
            number="M-BENCH",
            name="Association de mesure",
            enterprise_number="1000000021",
            street="Rue du Banc 1",
            postal_code="5000",
            city="Namur",
        ),
    ).number


def _best_of(database: Database, change: Callable[[WriteSession], object], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        with clock() as taken, database.writing(GROUP, ACTOR, despite="measured", dry_run=True) as session:
            change(session)
        times.append(taken.seconds)
    return min(times)


def _add_a_year_of_history(database: Database, past: int) -> None:
    """Copy the year's visits, hours and contracts `past` years back, behind the services' backs."""
    with database.reading(GROUP) as session:
        group_id = session.group()
    with database.engine.execution_options(purpose="write").begin() as connection:
        for model in (Visit, TimeEntry, EmploymentContract):
            table = SQLModel.metadata.tables[str(model.__tablename__)]
            mine = _of_the_year(table) & (table.c.group_id == group_id)
            rows = connection.execute(sqlalchemy.select(table).where(mine)).mappings()
            connection.execute(table.insert(), [_moved(dict(row), past) for row in rows])
    if database.engine.dialect.name == "sqlite":
        # A year of rows in the write-ahead log would slow every read until it is folded in.
        with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")


def _of_the_year(table: sqlalchemy.Table) -> sqlalchemy.ColumnElement[bool]:
    if "day" in table.c:
        return (table.c.day >= date(YEAR, 1, 1)) & (table.c.day < date(YEAR + 1, 1, 1))
    return table.c.until_on.is_(None)


def _moved(row: dict[str, Any], past: int) -> dict[str, Any]:
    del row["id"]
    if "day" not in row:
        ended = {"from_on": date(YEAR - past - 1, 1, 6), "until_on": date(YEAR - past, 1, 1)}
        return row | ended | {"number": f"{row['number']}-{past}"}
    shift = timedelta(days=364 * past)
    row |= {name: row[name] - shift for name in ("day", "starts_at", "ends_at")}
    if "kind" in row:
        row |= {"state": "checked", "visit_id": None, "sign_off_id": None, "invoice_line_id": None}
    return row


def _nothing() -> tuple[Visit, Member]:
    raise SystemExit("The group is too small to measure.")


if __name__ == "__main__":
    main()
