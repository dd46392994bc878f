"""`basicplus serve`: several processes are one server, with one worker beside them, and end together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from basicplus.access.attempts import FAILURES
from basicplus.app import create_app
from basicplus.cli.serving import STARTS_WITHIN
from basicplus.db import Database
from tests.access.people import ORIGIN, admit

NOEL = "noel@group.example"
WRONG = {"email": NOEL, "password": "something else"}


@pytest.fixture
def address(database: Database) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A server of two processes on a free port, and its first process."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "basicplus.cli", "serve", "--port", str(port), "--processes", "2"]
    environment = os.environ | {"BASICPLUS_DB": database.url}
    serving = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}", serving
    finally:
        serving.kill()
        serving.wait()


def test_two_processes_share_their_limits_have_one_worker_and_end_together(
    database: Database, address: tuple[str, subprocess.Popen[bytes]]
) -> None:
    admit(database, NOEL, {"role": "coordinator"})
    url, serving = address
    until = time.monotonic() + STARTS_WITHIN
    while len(servers := started_by(serving.pid, "spawn_main")) < 2 or not answers(url):
        assert time.monotonic() < until
        time.sleep(0.2)
    assert [log_in(url) for _ in range(FAILURES + 2)] == [401] * FAILURES + [429] * 2
    workers = started_by(serving.pid, "jobs work")
    assert (len(servers), len(workers)) == (2, 1)
    serving.send_signal(signal.SIGTERM)
    assert serving.wait(60) == 0
    assert not [each for each in (*servers, *workers) if Path(f"/proc/{each}").exists()]


def test_failures_at_one_process_count_at_another(database: Database) -> None:
    admit(database, NOEL, {"role": "coordinator"})
    one, other = (TestClient(create_app(database), headers=ORIGIN) for _ in range(2))
    for _ in range(FAILURES // 2):
        assert [client.post("/login", data=WRONG).status_code for client in (one, other)] == [401, 401]
    assert [client.post("/login", data=WRONG).status_code for client in (one, other)] == [429, 429]


def answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/login", trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


def log_in(url: str) -> int:
    """Try to log in, over a connection of its own."""
    return httpx.post(f"{url}/login", data=WRONG, headers={"Origin": url}, trust_env=False).status_code


def started_by(process: int, what: str) -> list[str]:
    """Return the processes that one has started, by what stands in their command."""
    numbers = Path(f"/proc/{process}/task/{process}/children").read_text("utf-8").split()
    return [each for each in numbers if what in command_of(each)]


def command_of(process: str) -> str:
    return Path(f"/proc/{process}/cmdline").read_text("utf-8").replace("\0", " ")
