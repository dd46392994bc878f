"""A helper process of the planner: reads its share of the professions, searches, reports boards as it goes.

It talks pickle over its own pipes, to the process that started it.
"""

from __future__ import annotations

import os
import pickle
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any
from zlib import crc32

from basicplus.planner.placing import Times
from basicplus.planner.problem import Board, Problem

BETWEEN_BOARDS = 1.0
COURTESY = 5


@dataclass(frozen=True)
class Job:
    """What one process searches, and until when (time.time); with steps, that many large moves instead.

    Without starts it is to find bounds instead, beside the others.
    """

    problems: tuple[Problem, ...]
    starts: tuple[Mapping[int, Times], ...]
    seed: int
    ends_at: float
    steps: int | None = None


@dataclass(frozen=True)
class Report:
    """The best board of a profession so far, or a bound of its cost; `stage` says what was done for it."""

    profession: str
    stage: str
    cost: float
    board: Board | None = None
    rounds: int = 0


def reports_of(job: Job, stopped: threading.Event) -> Iterator[Report]:
    """Do a job, and yield its reports as they come."""
    return work(job, stopped) if job.starts else price(job, stopped)


def price(job: Job, stopped: threading.Event) -> Iterator[Report]:
    """Yield bounds of the professions, better and better, the quick ones of all first."""
    from basicplus.planner.relaxation import bounds

    better = [(problem.profession, bounds(problem.facts)) for problem in job.problems]
    while better and not stopped.is_set():
        for name, values in tuple(better):
            value = next(values, None)
            if value is None:
                better.remove((name, values))
            elif not stopped.is_set():
                yield Report(name, "bound", value)


def work(job: Job, stopped: threading.Event) -> Iterator[Report]:
    """Search until time or steps are over, or somebody stops it; yield the best boards as they come."""
    from basicplus.planner.annealing import anneal, anneal_steps, begin, passing

    searches = []
    for problem, start in zip(job.problems, job.starts, strict=True):
        searches.append(begin(problem, job.seed + crc32(problem.profession.encode()), start))
        yield Report(problem.profession, "built", searches[-1].best_cost, searches[-1].best)
    clock = passing(time.time(), job.ends_at)
    slices = anneal_steps(searches, job.steps) if job.steps is not None else anneal(searches, clock)
    told: dict[str, tuple[float, float]] = {}
    for current in slices:
        if stopped.is_set():
            break
        name = current.problem.profession
        at, cost = told.get(name, (0.0, 0.0))
        if time.time() > at + BETWEEN_BOARDS and current.best_cost != cost:
            told[name] = time.time(), current.best_cost
            yield Report(name, "searching", current.best_cost, current.best, current.rounds)
    for each in searches:
        yield Report(each.problem.profession, "searched", each.best_cost, each.best, each.rounds)


def send(stream: IO[bytes], what: Any) -> None:
    """Write one object to a pipe."""
    pickle.dump(what, stream, protocol=pickle.HIGHEST_PROTOCOL)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """Read one object from a pipe of our own; None at its end."""
    try:
        return pickle.load(stream)  # noqa: S301 - only ever our own process at the other end
    except EOFError:
        return None


def main() -> None:
    """Do the job on standard input; its end, or anything more on it, is the sign to stop."""
    inward, outward = sys.stdin.buffer, sys.stdout.buffer
    job, stopped = receive(inward), threading.Event()

    def listen() -> None:
        os.read(inward.fileno(), 1)
        stopped.set()

    threading.Thread(target=listen, daemon=True).start()
    if not job.starts:
        with suppress(OSError, AttributeError):
            os.nice(COURTESY)
    for report in reports_of(job, stopped):
        send(outward, report)
