"""Helper processes of the planner: each reads its share of the professions, searches, reports boards as it goes.

They talk pickle over pipes of their own with the process that started them.
"""

from __future__ import annotations

import os
import pickle
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
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


Reports = queue.Queue[Report | None]


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
    """Read one object from a pipe of our own, None at its end."""
    try:
        return pickle.load(stream)  # noqa: S301 - only ever our own process at the other end
    except (EOFError, pickle.UnpicklingError):  # it was ended in the middle of a word
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


@contextmanager
def started(jobs: list[Job]) -> Iterator[tuple[Reports, Callable[[], None]]]:
    """Run each job in a process of its own; yield the queue of their reports (None: all are done) and a stop."""
    reports: Reports = queue.Queue()
    children = [_child() for _ in jobs]
    still = list(children)

    def listen(child: subprocess.Popen[bytes]) -> None:
        while child.stdout and (report := receive(child.stdout)) is not None:
            reports.put(report)
        still.remove(child)
        if not still:
            reports.put(None)

    def stop() -> None:
        for child in children:
            with suppress(OSError):
                child.stdin.close()  # type: ignore[union-attr]

    ears = [threading.Thread(target=listen, args=(child,), daemon=True) for child in children]
    try:
        for child, job, ear in zip(children, jobs, ears, strict=True):
            send(child.stdin, job)  # type: ignore[arg-type]
            ear.start()
        yield reports, stop
    finally:
        stop()
        for child, ear in zip(children, ears, strict=True):
            child.kill()
            child.wait()
            ear.join()
            child.stdout.close()  # type: ignore[union-attr]


def _child() -> subprocess.Popen[bytes]:
    """Start a helper process with our own code; Ctrl-C does not reach it, the end of its input does."""
    command = [sys.executable, "-c", "from basicplus.planner.crew import main; main()"]
    here = str(Path(__file__).parents[2])
    path = os.pathsep.join(each for each in (here, os.environ.get("PYTHONPATH")) if each)
    around = {**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.Popen(  # noqa: S603 - our own module, by the interpreter that runs us
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=around, start_new_session=True
    )
