"""The planner as a whole: cut into professions, search them in helper processes, put the boards together."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from basicplus.errors import invalid
from basicplus.planner import crew
from basicplus.planner.checking import check, unserved_cost
from basicplus.planner.crew import Job, Report
from basicplus.planner.first_fit import first_fit
from basicplus.planner.instance import Instance
from basicplus.planner.placing import Times, cost_of, plan_of, times_of
from basicplus.planner.plan import Assignment, Plan
from basicplus.planner.problem import Board, Problem, problems_of

PROCESSES = 2
GRACE = 1.5


@dataclass(frozen=True)
class Stage:
    """What a stage of the planner reached: the cost after it, and when, in seconds from the start."""

    name: str
    seconds: float
    cost: float


@dataclass(frozen=True)
class Progress:
    """Where the planner is: the cost of the best plan so far, and a bound that no plan is below, if known yet."""

    stage: str
    seconds: float
    cost: float
    bound: float | None

    @property
    def gap(self) -> float | None:
        """Return how far the cost is above the bound, as a share of the bound."""
        return self.cost / self.bound - 1 if self.bound else None


@dataclass(frozen=True)
class Outcome:
    """The plan found, its cost and parts by `check`, the bound, and what each stage reached."""

    plan: Plan
    cost: float
    components: dict[str, float]
    bound: float
    stages: tuple[Stage, ...]

    @property
    def gap(self) -> float | None:
        """Return how far the cost is above the bound, as a share of the bound."""
        return self.cost / self.bound - 1 if self.bound else None


def solve(
    instance: Instance,
    *,
    seconds: float = 60.0,
    seed: int = 1,
    start: Plan | None = None,
    pinned: Iterable[Assignment] = (),
    progress: Callable[[Progress], None] | None = None,
    steps: int | None = None,
    processes: int = PROCESSES,
) -> Outcome:
    """Plan an instance within a time, or with so many steps (large moves for each profession).

    A start plan is improved. A pinned demand keeps its worker, and its times if it names any. The search ends
    early, with the best plan so far, on KeyboardInterrupt. The same seed and steps give the same plan; bounded by
    time, the search is cut at another place each time. With no processes, all is done in this one, one profession
    after the other. Raises InvalidInput if a pin breaks a hard rule.
    """
    pins = tuple(pinned)
    _accept(instance, pins)
    began_at = time.time()
    problems = problems_of(instance, pins)
    given = (*(start.assignments if start else ()), *pins)
    starts = {each.profession: times_of(each, given) for each in problems}
    run = _Run(instance, problems, starts, began_at, progress or (lambda _: None))
    run.begin()
    jobs = _shares(problems, starts, seed, run.began_at + seconds - _margin(instance), steps, processes)
    if not problems:
        run.bound = run.cost
    elif not processes:
        run.search_here(jobs)
    else:
        run.search(jobs, None if steps is not None else run.began_at + seconds)
    return run.outcome()


class _Run:
    """One run: the best board of each profession as reports come in."""

    def __init__(
        self,
        instance: Instance,
        problems: list[Problem],
        starts: Mapping[str, Mapping[int, Times]],
        began_at: float,
        tell: Callable[[Progress], None],
    ) -> None:
        self.instance, self.problems, self.starts = instance, problems, starts
        self.began_at, self._tell = began_at, tell
        self.boards: dict[str, Board] = {}
        self.costs: dict[str, float] = {}
        self.stages: list[Stage] = []
        self.bound: float | None = None
        self._bounds: dict[str, float] = {}
        self._reached: dict[str, set[str]] = {"built": set(), "searched": set()}
        searched = {each for problem in problems for each in problem.demands}
        self._beyond = unserved_cost(instance, [each for each in instance.demands if each.id not in searched])

    def begin(self) -> None:
        """Make a first plan that is there whatever happens."""
        for problem in self.problems:
            board = first_fit(problem, self.starts[problem.profession])
            self.boards[problem.profession], self.costs[problem.profession] = board, cost_of(problem.facts, board)
        self._note("first fit")

    def search(self, jobs: list[Job], ends_at: float | None) -> None:
        """Search in helper processes, which find the bound meanwhile; end in time, or when the user interrupts."""
        with _crew(jobs) as (reports, stop):
            try:
                self._listen(reports, ends_at)
            except KeyboardInterrupt:
                stop()
                self._listen(reports, time.time() + GRACE)

    def search_here(self, jobs: list[Job]) -> None:
        """Search in this process, job by job."""
        for job in jobs:
            for report in crew.reports_of(job, threading.Event()):
                self._take(report)

    def _listen(self, reports: queue.Queue[Report | None], ends_at: float | None) -> None:
        """Take reports until everything is searched in time; without a time, until the processes end."""
        while ends_at is None or len(self._reached["searched"]) < len(self.problems):
            left = None if ends_at is None else ends_at - time.time()
            try:
                report = reports.get(timeout=left if left is None else max(0.01, left))
            except queue.Empty:
                return
            if report is None:
                return
            self._take(report)

    def _take(self, report: Report) -> None:
        name = report.profession
        if report.board is None:
            self._bounds[name] = report.cost
            if len(self._bounds) == len(self.problems):
                self.bound = self._beyond + sum(self._bounds.values())
            return
        if report.cost < self.costs[name] or report.stage == "built":
            self.costs[name], self.boards[name] = report.cost, report.board
        if report.stage in self._reached:
            self._reached[report.stage].add(name)
            if len(self._reached[report.stage]) == len(self.problems):
                self._note({"built": "built one by one", "searched": "searched"}[report.stage])
        self._say("searching")

    @property
    def cost(self) -> float:
        return self._beyond + sum(self.costs.values())

    def _note(self, stage: str) -> None:
        self.stages.append(Stage(stage, round(time.time() - self.began_at, 2), round(self.cost, 2)))
        self._say(stage)

    def _say(self, stage: str) -> None:
        self._tell(Progress(stage, time.time() - self.began_at, self.cost, self.bound))

    def outcome(self) -> Outcome:
        """Put the boards together and judge the plan by the plain definitions."""
        plan = plan_of(self.instance, [(each, self.boards[each.profession]) for each in self.problems])
        checked = check(self.instance, plan)
        if checked.violations:
            raise RuntimeError(f"the planner broke a rule: {checked.violations[0]}")
        return Outcome(plan, checked.cost, checked.components, self.bound or 0.0, tuple(self.stages))


@contextmanager
def _crew(jobs: list[Job]) -> Iterator[tuple[queue.Queue[Report | None], Callable[[], None]]]:
    """Run each job in a process of its own; yield the queue of their reports (None: all are done) and a stop."""
    reports: queue.Queue[Report | None] = queue.Queue()
    children = [_child() for _ in jobs]
    still = list(children)

    def listen(child: subprocess.Popen[bytes]) -> None:
        while child.stdout and (report := crew.receive(child.stdout)) is not None:
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
            crew.send(child.stdin, job)  # type: ignore[arg-type]
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


def bound(instance: Instance, progress: Callable[[str, float], None] | None = None) -> float:
    """Return a cost that no plan of an instance can be below; tell the bound of each profession as it is found."""
    from basicplus.planner.relaxation import bounds

    problems = problems_of(instance)
    searched = {each for problem in problems for each in problem.demands}
    total = unserved_cost(instance, [each for each in instance.demands if each.id not in searched])
    for problem in problems:
        value = max(bounds(problem.facts), default=0.0)
        total += value
        if progress:
            progress(problem.profession, value)
    return total


def _shares(
    problems: list[Problem],
    starts: Mapping[str, Mapping[int, Times]],
    seed: int,
    ends_at: float,
    steps: int | None,
    processes: int,
) -> list[Job]:
    """Share the professions out, the largest first, each to the process that has least."""
    shares: list[list[Problem]] = [[] for _ in range(min(max(1, processes), len(problems)))]
    for problem in sorted(problems, key=lambda each: -each.size):
        min(shares, key=lambda share: sum(each.size for each in share)).append(problem)
    jobs = [
        Job(tuple(share), tuple(starts[each.profession] for each in share), seed, ends_at, steps)
        for share in shares
    ]
    return [*jobs, Job(tuple(problems), (), seed, ends_at)]


def _accept(instance: Instance, pins: tuple[Assignment, ...]) -> None:
    """Refuse pins that break a hard rule."""
    violations = check(instance, Plan(instance=instance.name, assignments=pins)).violations
    if violations:
        first = violations[0]
        raise invalid("pinned", first.says, f"pins must keep the hard rules; this breaks {first.rule}")


def _margin(instance: Instance) -> float:
    """Return the seconds that judging and writing the plan will take, and a little more."""
    return 0.6 + len(instance.demands) / 2000
