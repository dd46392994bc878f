"""A routing service with the API of OSRM: how far and how long it is by road, from one place to others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import httpx2

from basicplus.assignments.travel.journeys import Journey, Place
from basicplus.errors import BasicplusError

TIMEOUT_SECONDS = 10.0


class NoRoute(BasicplusError):
    """The routing service did not answer, or its answer cannot be used."""

    status = 502


@dataclass(frozen=True)
class Router:
    """The HTTP API of a routing service: GET {url}/table/v1/driving/... and {url}/route/v1/driving/..."""

    url: str
    timeout_seconds: float = TIMEOUT_SECONDS

    def table(self, start: Place, ends: Sequence[Place]) -> list[Journey | None]:
        """Return the journeys from one place to others, None where there is no road; one call for all of them.

        A service whose tables hold no distances is asked for each way. Raises NoRoute.
        """
        told = self._ask("table", (start, *ends), sources=0, annotations="duration,distance")
        if "distances" not in told:
            return [self.route(start, end) for end in ends]
        metres, seconds = (_row(told, name, len(ends) + 1)[1:] for name in ("distances", "durations"))
        return [_journey(*pair) for pair in zip(metres, seconds, strict=True)]

    def route(self, start: Place, end: Place) -> Journey | None:
        """Return the journey between two places, None where there is no road. Raises NoRoute."""
        told = self._ask("route", (start, end), overview="false")
        routes = told.get("routes")
        if not isinstance(routes, list) or not all(isinstance(each, dict) for each in routes):
            raise NoRoute("The routing service answers without routes.")
        return _journey(routes[0].get("distance"), routes[0].get("duration")) if routes else None

    def _ask(self, service: str, places: Sequence[Place], **asked: str | int) -> dict[str, Any]:
        points = ";".join(f"{place.longitude:.6f},{place.latitude:.6f}" for place in places)
        address = f"{self.url.rstrip('/')}/{service}/v1/driving/{points}"
        try:
            answer = httpx2.get(address, params=asked, timeout=self.timeout_seconds)
            told = answer.json()
        except httpx2.HTTPError as error:
            raise NoRoute(f"The routing service did not answer: {error or type(error).__name__}.") from error
        except ValueError as error:
            raise NoRoute(f"The routing service answers {answer.status_code}, and no JSON.") from error
        if not isinstance(told, dict) or told.get("code") not in ("Ok", "NoRoute"):
            said = told.get("code") or answer.status_code if isinstance(told, dict) else answer.status_code
            raise NoRoute(f"The routing service refuses the question: {said}.")
        return told if told["code"] == "Ok" else told | {"routes": []}


def _row(told: dict[str, Any], name: str, length: int) -> list[Any]:
    table = told.get(name)
    row = table[0] if isinstance(table, list) and table else None
    if not isinstance(row, list) or len(row) != length:
        raise NoRoute(f"The routing service answers without a row of {length} {name}.")
    return row


def _journey(metres: object, seconds: object) -> Journey | None:
    if isinstance(metres, int | float) and isinstance(seconds, int | float):
        return Journey(round(metres), ceil(seconds / 60))
    return None
