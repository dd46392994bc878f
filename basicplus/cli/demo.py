"""`basicplus demo`: a group of true size, and its year, from one command."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path
from typing import Annotated

import typer

from basicplus import clock, exports, verification
from basicplus.cli.output import (
    JsonOption,
    bar,
    console,
    euros,
    lines,
    print_json,
    print_table,
    quiet,
)
from basicplus.db import sqlite_file
from basicplus.demo import group as founding
from basicplus.demo import users
from basicplus.demo import year as story
from basicplus.demo.invention import invent_agreements, invent_members, invent_workers
from basicplus.demo.progress import Progress, silently
from basicplus.errors import Conflict
from basicplus.invoicing.press import pressing
from basicplus.store import open_store, upgrade


def demo(
    members: Annotated[int, typer.Option("--members", min=1, help="Member associations to invent.")] = 550,
    workers: Annotated[int, typer.Option("--workers", min=1, help="Workers to invent; the law allows 50.")] = 43,
    year: Annotated[int, typer.Option("--year", min=2015, max=2100, help="The year to run.")] = 2025,
    seed: Annotated[int, typer.Option("--seed", help="Another seed is another group.")] = 1,
    directory: Annotated[Path, typer.Option("--dir", help="Folder for the database and the documents.")] = Path(
        "demo"
    ),
    members_file: Annotated[
        Path | None, typer.Option("--members-file", help="Take the members from this register instead.")
    ] = None,
    db: Annotated[
        str | None,
        typer.Option("--db", metavar="URL", help="A new database for it; else one in --dir."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Build the demonstration group and run its year: plan, hours, signatures, costs, invoices, settlement.

    Example: basicplus demo --members 50 --workers 6 --dir small
    """
    started = time.monotonic()
    url = db or str(directory / "basicplus.db")
    _make_room(url, directory)
    upgrade(url)
    progress: Progress = silently if as_json else lines if quiet() else bar
    database = open_store(url)
    founding.found(database, year)
    if members_file is not None:
        served = founding.enrol_register(database, members_file, year, progress)
    else:
        served = founding.enrol_invented(database, invent_members(seed, members, year), year, progress)
    people = invent_workers(seed, workers, year)
    founding.hire(database, people, progress)
    cast = founding.Cast(year, seed, served, people, invent_agreements(seed, served, people, year))
    founding.sign_agreements(database, cast, founding.price(database, cast), progress)
    with pressing() as render:
        told = story.live(database, cast, progress, render)
    password, admitted = users.admit(database, cast, clock.today())
    with database.reading(founding.GROUP) as session:
        written = exports.export_documents(session, year, directory / "documents")
        proof = exports.export_at_cost(session, year)
        (directory / f"at-cost-{year}.json").write_text(json.dumps(proof, indent=1, ensure_ascii=False), "utf-8")
        verified = verification.verify(session, founding.GROUP, directory / "documents")
    database.close()
    facts = {
        "members": len(served),
        "workers": len(people),
        "agreements": len(cast.agreements),
        "visits planned": told.visits,
        "visits cancelled": told.cancelled,
        "hours entries": told.entries,
        "monthly signatures": told.sign_offs,
        "disputes settled": told.disputes,
        "cost entries": told.cost_entries,
        "social and tax debts": told.debts,
        "invoices": told.invoices,
        "credit notes": told.credit_notes,
        "settlement documents": told.settlements,
        "after a late cost": told.late_settlements,
        "bank movements": told.bank_movements,
        "bank movements that wait": told.bank_movements_waiting,
    }
    if as_json:
        print_json(
            {
                "facts": facts,
                "billed_cents": told.billed_cents,
                "by_period": told.by_period,
                "database": url,
                "documents": str(directory / "documents"),
                "password": password,
                "users": {user.email: user.may for user in admitted},
                "verified": verified.ok,
                "problems": verified.problems,
                "seconds": round(time.monotonic() - started, 1),
            }
        )
    else:
        print_table(
            f"The year {year} of the demonstration group", ["what", "count"], list(facts.items()), right=[1]
        )
        console.print(
            f"\nBilled in all: {euros(told.billed_cents)} EUR, which is what the year cost, to the cent."
        )
        console.print(f"Database:   {url}")
        console.print(f"Documents:  {directory / 'documents'} ({written} PDF)")
        console.print(
            f"Proof:      {directory / f'at-cost-{year}.json'}"
            " (check it: python3 basicplus/evidence/verify_at_cost.py FILE)"
        )
        console.print(f"Took {time.monotonic() - started:.0f} s.")
        if members_file is not None:
            console.print("These are real associations: keep this database and its documents to yourself.")
        if verified.ok:
            console.print("[bold green]Verified: everything holds.[/]")
        for problem in verified.problems[:20]:
            console.print(f"[bold red]{problem['check']}[/]: {problem['problem']}", soft_wrap=True)
        print_table(
            "\nWho may log in",
            ["address", "name", "is"],
            [(user.email, user.name, user.may) for user in admitted],
        )
        console.print(f"All with the password [bold]{password}[/], which is shown this once.")
        shown = "make serve, or " if url == "demo/basicplus.db" else ""
        console.print(f"\nLook at it: {shown}basicplus serve --db {url}", soft_wrap=True)
    raise typer.Exit(0 if verified.ok else 1)


def _make_room(url: str, directory: Path) -> None:
    """Replace an earlier demonstration; touch no other database."""
    directory.mkdir(parents=True, exist_ok=True)
    file = sqlite_file(url) if "://" in url else Path(url)
    if file is not None and file.exists():
        if file.resolve() != (directory / "basicplus.db").resolve():
            raise Conflict(f"{file} exists: the demonstration is built in a new database only.")
        for old in (file, file.with_name(file.name + "-wal"), file.with_name(file.name + "-shm")):
            old.unlink(missing_ok=True)
        shutil.rmtree(directory / "documents", ignore_errors=True)
