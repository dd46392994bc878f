"""How often one address may fail to log in: counted in memory, forgotten after a quarter of an hour."""

from __future__ import annotations

from collections import Counter, OrderedDict
from datetime import datetime, timedelta
from threading import Lock

from basicplus.errors import BasicplusError

FAILURES, WITHIN, REMEMBERED = 20, timedelta(minutes=15), 10_000
REQUESTS = 600


class TooMany(BasicplusError):
    """Somebody at this address failed too often."""

    status = 429


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


class Throttle:
    """The failures of each address; of the addresses, only the last ones are remembered."""

    def __init__(self) -> None:
        self._failed: OrderedDict[str, list[datetime]] = OrderedDict()
        self._lock = Lock()

    def admit(self, address: str, at: datetime) -> None:
        """Refuse an address from which too many attempts failed."""
        with self._lock:
            if len(self._recent(address, at)) >= FAILURES:
                raise TooMany("Too many attempts failed from this address: try again in a quarter of an hour.")

    def failed(self, address: str, at: datetime) -> None:
        """Count an attempt that failed."""
        with self._lock:
            self._failed[address] = [*self._recent(address, at), at]
            self._failed.move_to_end(address)
            while len(self._failed) > REMEMBERED:
                self._failed.popitem(last=False)

    def _recent(self, address: str, at: datetime) -> list[datetime]:
        return [each for each in self._failed.get(address, ()) if each > at - WITHIN]
