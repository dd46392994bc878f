"""How many requests a token may make: counted in memory, each process for itself."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from threading import Lock

from basicplus.access.attempts import TooMany

REQUESTS = 600


class Pace:
    """How many requests each token made within the minute: a program may ask often, and not without end."""

    def __init__(self, most: int = REQUESTS) -> None:
        self._most, self._minute = most, 0
        self._made: Counter[int] = Counter()
        self._lock = Lock()

    def admit(self, token: int, at: datetime) -> None:
        """Count a request of a token; refuse it where the minute had too many."""
        with self._lock:
            if (minute := int(at.timestamp()) // 60) != self._minute:
                self._minute = minute
                self._made.clear()
            self._made[token] += 1
            if self._made[token] > self._most:
                raise TooMany(f"A token makes {self._most} requests a minute at most: go on in the next one.")
