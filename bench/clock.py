"""The clock of the measurements."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Taken:
    """How long something took, in seconds; zero until it is done."""

    seconds = 0.0


@contextmanager
def clock() -> Iterator[Taken]:
    """Measure what happens inside."""
    taken, started = Taken(), time.perf_counter()
    yield taken
    taken.seconds = time.perf_counter() - started
