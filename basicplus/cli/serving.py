"""One or several processes that serve the same application, and end together."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
from functools import partial
from multiprocessing import connection, parent_process
from threading import Thread
from types import FrameType
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from basicplus.app import create_app
from basicplus.config import Settings
from basicplus.store import open_store
from basicplus.web.language import LANGUAGES, speech
from basicplus.web.pages.frame import environment
from basicplus.web.pages.navigation import pages_of

STARTS_WITHIN = 300
"""Seconds that a process may keep silent, as while it starts, before another takes its place."""
ENDS_WITHIN = 30
"""Seconds that the requests under way have when the server is stopped."""


def usual_processes() -> int:
    """Return how many processes serve where nobody says: two, so that one long page does not make all wait."""
    return min(os.cpu_count() or 1, 2)


def serve_application(url: str, actor: str, host: str, port: int, processes: int) -> None:
    """Serve the application for a database until stopped; with an `actor` it is open to everybody at this machine.

    What several processes must agree on is in the database. Each remembers what it found for itself.
    """
    made = partial(application, url, actor)
    config = uvicorn.Config(
        made,
        factory=True,
        host=host,
        port=port,
        workers=processes,
        log_level="warning",
        timeout_graceful_shutdown=ENDS_WITHIN,
        timeout_worker_healthcheck=STARTS_WITHIN,
    )
    if processes > 1:
        Multiprocess(config, sockets=[config.bind_socket()]).run()
        return
    signal.signal(signal.SIGTERM, _end)
    uvicorn.Server(config).run()


def application(url: str, actor: str) -> FastAPI:
    """Return the application in a process of its own, which ends when the one that started it is gone."""
    if (parent := parent_process()) is not None:
        Thread(target=_end_after, args=(parent.sentinel,), daemon=True).start()
    database = open_store(url)
    return warm(create_app(database, actor=actor, hosts=() if actor else Settings().hosts.split(",")))


def warm(app: FastAPI) -> FastAPI:
    """Read routes, templates and texts before anybody waits for them: together they take some seconds."""
    for name in environment().list_templates():
        environment().get_template(name)
    for code in LANGUAGES:
        speech(code)
    pages_of(app)
    # The server's own loop runs in this thread already.
    asking = Thread(target=lambda: asyncio.run(_look_at(app, "/login")))
    asking.start()
    asking.join()
    # What the start left is there for good: to look through it for cycles, again and again, would cost a
    # request now and then 0.2 s and more.
    gc.collect()
    gc.freeze()
    return app


async def _look_at(app: FastAPI, path: str) -> None:
    """Ask the application for a page, as a server would."""
    asked = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b""}
    came = {
        "headers": [(b"host", b"localhost")],
        "scheme": "http",
        "http_version": "1.1",
        "client": ("localhost", 0),
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(_message: Any) -> None:
        pass

    await app(asked | came, receive, send)


def _end_after(sentinel: int) -> None:
    connection.wait([sentinel])
    os.kill(os.getpid(), signal.SIGTERM)


def _end(_number: int, _frame: FrameType | None) -> None:
    """End as a program does that has nothing left to do: what stands beside the server is ended too."""
    sys.exit(0)
