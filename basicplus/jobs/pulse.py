"""The pulse of a running job: a thread that says how far it is, and hears whether it is to stop.

The work only leaves its figures here: on SQLite a second writer would wait for the transaction of the first, and
the work may be inside of one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event, Thread
from types import TracebackType
from typing import Self

from sqlalchemy.exc import OperationalError

from basicplus.clock import now
from basicplus.db import Database, get
from basicplus.errors import BasicplusError
from basicplus.jobs.models import Job
from basicplus.jobs.passing import beat

INTERVAL = 1.0
"""Seconds between two looks."""
QUIET = timedelta(seconds=10)
"""How long the pulse says nothing where nothing has changed."""

Step = Callable[[int, int, str], None]
"""How work tells how far it is: done, total (0 where nobody knows), and a word for it."""


class Stopped(BasicplusError):
    """A job is not to go on: `why` is cancelled, taken (by another worker) or ending (this worker does)."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"This job does not go on: {why}.")


class Pulse:
    """Says that a worker lives while it is open; `step` raises Stopped where the job is not to go on."""

    def __init__(self, database: Database, job: Job, ending: Event) -> None:
        self._database, self._group_id = database, job.group_id
        self._job_id, self._claim = job.id, job.claim
        self._ending, self._over = ending, Event()
        self._at, self._said = (0, 0, ""), (0, 0, "")
        self._said_at = now()
        self._stop = ""
        self._thread = Thread(target=self._run, name=f"pulse of job {job.id}", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def step(self, done: int, total: int, words: str = "") -> None:
        """Tell how far the work is; raise Stopped where it is not to go on."""
        self._at = (done, total, words)
        if self._ending.is_set():
            raise Stopped("ending")
        if self._stop:
            raise Stopped(self._stop)

    def look(self, at: datetime) -> None:
        """Say how far the job is, if that is news, and hear whether it is to stop."""
        with self._database.noting(self._group_id, in_haste=True) as session:
            job = get(session, Job, f"job {self._job_id}", id=self._job_id)
            mine = job.claim == self._claim
            self._stop = "taken" if not mine else "cancelled" if job.is_to_stop else ""
            told = self._at
            if mine and (told != self._said or at - self._said_at >= QUIET):
                beat(session, job.id, at, *told)
                self._said, self._said_at = told, at

    def _run(self) -> None:
        over = False
        while not over:
            over = self._over.wait(INTERVAL)
            try:
                self.look(now())
            except OperationalError:
                continue  # Somebody writes, the work itself perhaps: the next look says it.
