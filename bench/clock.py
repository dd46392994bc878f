"""The clock of the measurements, and a fixed piece of work that shows how steady the machine is meanwhile."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Taken:
    """How long something took, in seconds, and how long this process computed; zero until it is done."""

    seconds = 0.0
    cpu_seconds = 0.0


@contextmanager
def clock() -> Iterator[Taken]:
    """Measure what happens inside."""
    taken, started, computed = Taken(), time.perf_counter(), time.process_time()
    yield taken
    taken.seconds = time.perf_counter() - started
    taken.cpu_seconds = time.process_time() - computed


def fixed_work() -> Taken:
    """Compute the same thing as ever: put between measurements, its spread is the machine's, not theirs."""
    with clock() as taken:
        sums: dict[int, int] = {}
        for number in range(250_000):
            sums[number % 5_000] = sums.get(number % 777, 0) + number
    return taken
