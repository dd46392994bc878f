"""A real server for the measurements: `basicplus serve` on a copy, as a process of its own, with its worker."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

STARTS_WITHIN = 300


@dataclass(frozen=True)
class Served:
    """Where a server answers, and the number of its first process, which starts those that serve."""

    address: str
    process: int

    def cpu_seconds(self) -> float:
        """Return how long the server's processes computed so far, without the worker for long work."""
        started = Path(f"/proc/{self.process}/task/{self.process}/children").read_text("utf-8").split()
        serving = [each for each in started if b"jobs" not in Path(f"/proc/{each}/cmdline").read_bytes()]
        return sum(map(_computed_by, (str(self.process), *serving)))


def _computed_by(process: str) -> float:
    said = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(said[11]) + int(said[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(database: Path) -> Iterator[Served]:
    """Serve a database on a free port of this machine until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "basicplus.cli", "serve", "--db", str(database), "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield Served(f"http://127.0.0.1:{port}", server.pid)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(STARTS_WITHIN)


def _wait_for(port: int) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"no server answers on port {port} after {STARTS_WITHIN} s")
