"""What a repair proposes: a step for each visit that cannot be as planned, with its reasons; plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from basicplus.assignments.repair.board import Board, Stay
from basicplus.assignments.repair.fit import Fit
from basicplus.assignments.repair.options import Kind, Ruled
from basicplus.assignments.repair.stops import Stop
from basicplus.clock import Span

OWN_REASONS, OTHER_REASONS = 3, 8
"""How many reasons are kept: on other days of the worker, and of others."""


@dataclass(frozen=True)
class Spot:
    """Who is at whose place, and when; nobody, for a visit that was asked for only."""

    worker: str
    worker_name: str
    member: str
    member_name: str
    day: date
    hours: str


@dataclass(frozen=True)
class Instead:
    """Who could not make the visit on a day, and what stops it first."""

    worker: str
    day: date
    hours: str
    stop: Stop


@dataclass(frozen=True)
class Step:
    """One visit that cannot be as planned: where it goes and why there, or that it is not served.

    `visit` is its id in the draft from now on. `metres` is by how much the ways of the day, or days, grow. A
    `new_face` is a worker who was not at the member in the year before. `not_instead` are smaller changes, and
    what stops them.
    """

    kind: Kind | Literal["unserved"]
    visit: int | None
    minutes: int
    before: Spot
    after: Spot | None = None
    fit: Fit | None = None
    metres: int = 0
    new_face: bool = False
    not_instead: tuple[Instead, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """The smallest change that was found to a plan after a disturbance of `kind` about `subject`."""

    kind: str
    subject: str
    days: Span
    steps: tuple[Step, ...]

    @property
    def moved(self) -> int:
        """How many visits go elsewhere, or are new."""
        return sum(step.after is not None for step in self.steps)

    @property
    def unserved(self) -> int:
        """How many visits are not served."""
        return len(self.steps) - self.moved

    @property
    def unserved_minutes(self) -> int:
        """The minutes that are not served."""
        return sum(step.minutes for step in self.steps if step.after is None)

    @property
    def faces(self) -> int:
        """How many visits another worker makes."""
        return sum(step.kind in ("other_worker", "both") for step in self.steps)

    @property
    def metres(self) -> int:
        """By how much all ways grow, by the visits that are served."""
        return sum(step.metres for step in self.steps if step.after is not None)


def spot(board: Board, stay: Stay) -> Spot:
    """Return a visit with the names that people know."""
    colleague, served = board.colleagues.get(stay.worker), board.members[stay.member]
    number, name = (colleague.number, colleague.name) if colleague else ("", "")
    return Spot(number, name, served.number, served.name, stay.day, stay.hours)


def reasons(board: Board, stay: Stay, ruled_out: list[Ruled]) -> tuple[Instead, ...]:
    """Return what stops smaller changes: other days of the worker, then others, the nearest days first."""

    def order(instead: Instead) -> tuple[int, date, str]:
        return abs((instead.day - stay.day).days), instead.day, instead.worker

    own, others = (
        [
            Instead(board.colleagues[each.stay.worker].number, each.stay.day, each.stay.hours, each.stop)
            for each in ruled_out
            if (each.stay.worker == stay.worker) is mine
        ]
        for mine in (True, False)
    )
    return (*sorted(own, key=order)[:OWN_REASONS], *sorted(others, key=order)[:OTHER_REASONS])
