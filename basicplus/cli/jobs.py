"""`basicplus jobs ...`: the worker that does long work, what it did, and what runs by itself."""

from __future__ import annotations

import logging
import os
import signal
from threading import Event
from typing import Annotated

import typer

from basicplus import jobs
from basicplus.cli.opening import actor, opened
from basicplus.cli.output import DbOption, GroupOption, JsonOption, console, print_json, print_table
from basicplus.clock import now
from basicplus.work import KINDS

app = typer.Typer(
    help="Long work: runs, imports, plans, packs. Ask for it with `basicplus do ask-...`; a worker does it.",
    no_args_is_help=True,
)
JobArgument = Annotated[int, typer.Argument(metavar="JOB", help="Id of the job.")]


@app.command(epilog="Example: basicplus jobs work --db postgresql://user@host/basicplus")
def work(
    once: Annotated[bool, typer.Option("--once", help="End when nothing waits.")] = False,
    beside: Annotated[
        int | None, typer.Option("--beside", hidden=True, help="End when this process has ended.")
    ] = None,
    db: DbOption = None,
) -> None:
    """Do the work that waits, and what is due by itself, until stopped. Several may run at once.

    Stopped in the middle of a job, it puts the job back; killed, another worker takes it up after five minutes.
    """
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s")
    ending = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    with opened(db) as database:
        done = jobs.work(
            database,
            KINDS,
            ending=ending,
            once=once,
            is_alone=lambda: beside is not None and os.getppid() != beside,
        )
    console.print(f"{done} jobs were taken up.")


@app.command("list", epilog="Example: basicplus jobs list --json")
def list_(db: DbOption = None, group: GroupOption = None, as_json: JsonOption = False) -> None:
    """List the jobs, the latest first."""
    with opened(db) as database, database.reading(group) as session:
        found = jobs.list_jobs(session)
    if as_json:
        print_json([job.model_dump(exclude={"group_id", "claim"}) for job in found])
        return
    rows = [
        (job.id, job.kind, job.state, job.asked_by, f"{job.asked_at:%Y-%m-%d %H:%M}", job.error) for job in found
    ]
    print_table("Jobs", ["id", "work", "state", "asked by", "at (UTC)", "what went wrong"], rows, right=[0])


@app.command(epilog="Example: basicplus jobs show 12")
def show(job: JobArgument, db: DbOption = None, group: GroupOption = None, as_json: JsonOption = False) -> None:
    """Show one job: how far it is, and what it made. Exit 1 when it failed."""
    with opened(db) as database, database.reading(group) as session:
        found, pulse = jobs.job_by_id(session, job), jobs.pulse_of(session, job)
    progress = {"done": pulse.done, "total": pulse.total, "words": pulse.words}
    told = found.model_dump(exclude={"group_id", "claim", "fields", "result"}) | {
        "fields": jobs.fields_of(found),
        "result": jobs.result_of(found),
        "progress": progress,
    }
    if as_json:
        print_json(told)
    else:
        print_table(f"Job {job}", ["", ""], list(told.items()))
    raise typer.Exit(1 if found.state == "failed" else 0)


@app.command(epilog="Example: basicplus jobs due")
def due(db: DbOption = None, group: GroupOption = None, as_json: JsonOption = False) -> None:
    """List what runs by itself: how often, when it ran last, when it is due next; `do schedule-job` changes it."""
    with opened(db) as database, database.reading(group) as session:
        found = jobs.scheduled(session, now())
    if as_json:
        print_json(
            [
                {
                    "kind": each.kind,
                    "every": each.every,
                    "next_at": each.next_at,
                    "last": each.last.finished_at if each.last else None,
                    "last_state": each.last.state if each.last else None,
                }
                for each in found
            ]
        )
        return
    rows = [
        (
            each.kind,
            each.every,
            f"{each.next_at:%Y-%m-%d %H:%M}",
            f"{each.last.scheduled_on} {each.last.state}" if each.last else "-",
        )
        for each in found
    ]
    print_table("Runs by itself", ["work", "every", "next (UTC)", "last"], rows)


@app.command(epilog="Example: basicplus jobs cancel 12")
def cancel(job: JobArgument, db: DbOption = None, group: GroupOption = None, as_json: JsonOption = False) -> None:
    """Give up a job; what it has saved stays."""
    with opened(db) as database, database.writing(group, actor()) as session:
        state = jobs.cancel(session, job).state
    if as_json:
        print_json({"job": job, "state": state})
        return
    console.print(f"Job {job} is cancelled." if state == "cancelled" else f"Job {job} stops at its next step.")
