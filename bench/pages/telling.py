"""How the measurements of pages are taken and told: to the answer, computing, queries, size."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from bench.clock import clock


@dataclass(frozen=True)
class Answer:
    """One answer: seconds until it was whole, seconds computed for it, its queries, and what it was."""

    seconds: float
    cpu_seconds: float
    queries: int
    response: Any


class Counted:
    """How many statements were sent to the database."""

    queries = 0


@contextmanager
def counting() -> Iterator[Counted]:
    """Count the statements that are sent inside, by whichever thread."""
    counted = Counted()

    def one_more(*_args: Any) -> None:
        counted.queries += 1

    event.listen(Engine, "before_cursor_execute", one_more)
    try:
        yield counted
    finally:
        event.remove(Engine, "before_cursor_execute", one_more)


def timed(ask: Callable[[], Any]) -> Answer:
    """Ask once, and measure."""
    with counting() as counted, clock() as taken:
        response = ask()
    return Answer(taken.seconds, taken.cpu_seconds, counted.queries, response)


def late(values: Sequence[float]) -> float:
    """Return the value that 95 in a hundred do not pass."""
    return sorted(values)[min(len(values) - 1, 95 * len(values) // 100)]


def middle(values: Sequence[float]) -> float:
    """Return the value in the middle."""
    return sorted(values)[len(values) // 2]


def tell(what: str, answers: Sequence[Answer], more: str = "") -> None:
    """Print a line of figures."""
    if not answers:
        print(f"{what:<44}nothing measured; {more}")
        return
    wall, computed = ([1000 * each for each in map(attrgetter(by), answers)] for by in ("seconds", "cpu_seconds"))
    size = max(len(answer.response.content) for answer in answers) / 1000
    print(
        f"{what:<44}p50 {middle(wall):6.1f}, p95 {late(wall):6.1f} ms,"
        f" computing {middle(computed):6.1f} and {late(computed):6.1f} ms,"
        f" {answers[-1].queries:3} queries, {size:4.0f} kB ({len(answers)} times{more and f'; {more}'})",
        flush=True,
    )
