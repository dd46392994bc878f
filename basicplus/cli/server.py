"""`basicplus serve`: the web application."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Annotated

import typer

from basicplus.cli.opening import actor, opened
from basicplus.cli.output import DbOption, console
from basicplus.errors import invalid

LOOPBACK = "127.0.0.1"
ENDING_SECONDS = 10


def serve(
    db: DbOption = None,
    host: Annotated[str, typer.Option("--host", help="Address to listen on; this machine only if not given.")] = (
        LOOPBACK
    ),
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port to listen on.")] = 8000,
    without_login: Annotated[
        bool, typer.Option("--open", help="No login: whoever sits at this machine may do everything.")
    ] = False,
    worker: Annotated[
        bool, typer.Option("--worker/--no-worker", help="Start a worker for long work beside it.")
    ] = True,
    processes: Annotated[
        int | None,
        typer.Option(
            "--processes",
            min=1,
            max=64,
            help="How many serve side by side; two where there are two cores or more.",
        ),
    ] = None,
) -> None:
    """Show the group in a browser, after a login; the first user comes from `basicplus users add --role admin`.

    Who reaches it by another name than this machine's own says so in BASICPLUS_HOSTS (names with commas between).

    Example: basicplus serve --db demo/basicplus.db --port 8000
    """
    if without_login and host != LOOPBACK:
        raise invalid("--open", f"--host {host}", f"leave --host out: without a login, only {LOOPBACK} is safe")
    # The whole web takes seconds to come up: other commands do without.
    from basicplus.cli.serving import serve_application, usual_processes

    with opened(db) as database:
        console.print(f"basicplus on http://{host}:{port} (API reference at /docs). Stop with Ctrl+C.")
        if without_login:
            console.print(
                "[bold red]OPEN: no login.[/] Every program and person at this machine may do everything."
            )
        else:
            console.print("Log in with your address and password; `basicplus users list` shows who may.")
        url = database.url
    with working_beside(url) if worker else nullcontext():
        serve_application(url, actor() if without_login else "", host, port, processes or usual_processes())


@contextmanager
def working_beside(url: str) -> Iterator[None]:
    """Run a worker for long work beside the server: a process of its own, so that no page waits for a plan.

    It ends with the server, at the next step of its job, which another worker takes up again.
    """
    # The address may hold a password: the environment is not shown to everybody, as arguments are.
    started = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "basicplus.cli", "jobs", "work", "--beside", str(os.getpid())],
        env=os.environ | {"BASICPLUS_DB": url},
        stdout=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        started.terminate()
        try:
            started.wait(ENDING_SECONDS)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()
