"""The worker: takes up one job after the other, in the name of who asked, and records what came of it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from threading import Event

from basicplus.clock import now
from basicplus.compliance.gate import Refused, Warned, refusal
from basicplus.db import Database, pick
from basicplus.errors import BasicplusError
from basicplus.groups import Group
from basicplus.jobs.kinds import Kind, Outcome, read
from basicplus.jobs.models import Job, State
from basicplus.jobs.pulse import Pulse, Stopped
from basicplus.jobs.schedule import ACTOR, request_due, scheduled
from basicplus.jobs.service import claim, finish, name_of, release, unfinished

IDLE = 2.0
"""Seconds between two looks for work."""
log = logging.getLogger(__name__)


def work(
    database: Database,
    kinds: Mapping[str, Kind],
    *,
    ending: Event,
    once: bool = False,
    idle: float = IDLE,
    is_alone: Callable[[], bool] = lambda: False,
) -> int:
    """Do what waits, and what is due by itself, until `ending` is set; `once` ends when nothing waits.

    Return how many jobs were taken up. `is_alone` says that whoever started this worker has gone.
    """
    done = 0
    while not ending.is_set() and not is_alone():
        taken = sum(_next(database, code, kinds, ending) for code in _codes(database))
        done += taken
        if not taken:
            if once:
                break
            ending.wait(idle)
    return done


def _codes(database: Database) -> list[str]:
    with database.engine.execution_options(purpose="read").connect() as connection:
        return list(connection.execute(pick(Group.code).order_by(Group.code)).scalars())


def _next(
    database: Database,
    code: str,
    kinds: Mapping[str, Kind],
    ending: Event,
) -> bool:
    """Take up one job of a group, if there is one."""
    at = now()
    with database.reading(code) as session:
        is_due = any(due.next_at <= at and due.kind in kinds for due in scheduled(session, at))
        waits = any(job.kind in kinds for job in unfinished(session, at))
    if is_due:
        with database.writing(code, ACTOR) as session:
            request_due(session, at, kinds)
    if not (is_due or waits):
        return False
    with database.writing(code, ACTOR) as session:
        job = claim(session, kinds)
    if job is None:
        return False
    _do(database, code, job, kinds[job.kind], ending)
    return True


def _do(
    database: Database,
    code: str,
    job: Job,
    kind: Kind,
    ending: Event,
) -> None:
    try:
        with database.reading(code) as session:
            given = read(session, job, kind)
        with Pulse(database, job, ending) as pulse:
            outcome = kind.run(database, code, job, given, pulse.step)
        _end(database, code, job, "done", outcome)
    except Stopped as stopped:
        if stopped.why == "cancelled":
            _end(database, code, job, "cancelled", Outcome())
        elif stopped.why == "ending":
            with database.writing(code, ACTOR) as session:
                release(session, job)
    except (Refused, Warned) as error:
        _end(database, code, job, "failed", Outcome(), refusal(error.findings, "fr"))
    except BasicplusError as error:
        _end(database, code, job, "failed", Outcome(), str(error))
    except Exception:
        log.exception("%s of %s failed", name_of(job), code)
        told = "Something went wrong on our side. What was not saved is as before; the server's log says more."
        _end(database, code, job, "failed", Outcome(), told)


def _end(database: Database, code: str, job: Job, state: State, outcome: Outcome, error: str = "") -> None:
    """Record the end of a job, unless another worker has taken it over: then it is that one's to end."""
    try:
        with database.writing(code, ACTOR) as session:
            finish(session, job, state, outcome, error)
    except BasicplusError as lost:
        log.warning("%s of %s: %s", name_of(job), code, lost)
