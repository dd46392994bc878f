"""`basicplus serve`: the web application on this machine."""

from __future__ import annotations

import gc
from typing import Annotated

import typer
import uvicorn

from basicplus.app import create_app
from basicplus.cli.opening import actor, opened
from basicplus.cli.output import DbOption, console

LOOPBACK = "127.0.0.1"


def serve(
    db: DbOption = None,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port to listen on.")] = 8000,
) -> None:
    """Show the group in a browser, on this machine only: there is no login yet, so nobody else may come in.

    Example: basicplus serve --db demo/basicplus.db --port 8000
    """
    with opened(db) as database:
        console.print(f"basicplus on http://{LOOPBACK}:{port} (API reference at /docs). Stop with Ctrl+C.")
        console.print("Only this machine can reach it: without a login, anyone who could would see everything.")
        application = create_app(database, actor=actor())
        # What the start left is there for good: to look through it for cycles, again and again, would cost a
        # request now and then 0.2 s.
        gc.collect()
        gc.freeze()
        uvicorn.run(application, host=LOOPBACK, port=port, log_level="warning")
