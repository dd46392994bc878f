"""How good it would be that a worker makes a visit: known there, near, with room; pure figures in order."""

from __future__ import annotations

from dataclasses import dataclass

from basicplus.assignments.repair.board import Board, Stay, home_of, tour


@dataclass(frozen=True)
class Fit:
    """What speaks for and against a worker for a visit that nothing stops.

    `distance_metres` is the way from the visit before on that day, or from home; None where nobody knows it.
    `extra_metres` and `extra_minutes` are what the day's tour from home and back grows by. `known` counts the
    worker's visits at the member in the year before; `room_minutes` is what is left of the contract that week
    after the visit. In the `same_pool` the price stays: the worker's cost goes where that of the agreement does.
    `lapsed` is a certificate that the worker holds no more; `beside` counts the other visits under the agreement
    on that day.
    """

    distance_metres: int | None
    extra_metres: int
    extra_minutes: int
    known: int
    room_minutes: int
    speaks: bool
    same_pool: bool
    lapsed: str = ""
    beside: int = 0

    @property
    def order(self) -> tuple[bool, bool, bool, bool, int, int]:
        """The better, the smaller: certified, known to the member, of its language, of the same cost, near."""
        likes = (self.lapsed == "", self.known > 0, self.speaks, self.same_pool)
        return (*(not liked for liked in likes), self.extra_metres, -self.room_minutes)  # type: ignore[return-value]


def fit(board: Board, stay: Stay) -> Fit:
    """Return how good a visit would be for the worker whom it names."""
    colleague, served = board.colleagues[stay.worker], board.members[stay.member]
    others = board.of_day("worker", stay.worker, stay.day, stay.visit)
    before = 1 + sum(each.starts_at <= stay.starts_at for each in others)
    sites = [home_of(stay.worker), *(each.site for each in others), home_of(stay.worker)]
    old, new = (tour(each, board.way) for each in (sites, [*sites[:before], stay.site, *sites[before:]]))
    start = board.way(sites[before - 1], stay.site)
    agreed = board.agreements.get(stay.agreement or 0)
    return Fit(
        distance_metres=start.metres if start else None,
        extra_metres=new.metres - old.metres,
        extra_minutes=new.minutes - old.minutes,
        known=board.known[stay.worker, stay.member],
        room_minutes=board.room_minutes(colleague, stay.day, stay.visit) - stay.minutes,
        speaks=colleague.language == served.language,
        same_pool=agreed is None or colleague.profession == agreed.profession != "dedicated",
        lapsed=colleague.lapsed_on(stay.day),
        beside=sum(
            each.agreement == stay.agreement for each in board.of_day("member", stay.member, stay.day, stay.visit)
        ),
    )
