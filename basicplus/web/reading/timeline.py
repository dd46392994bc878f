"""A worker's contracts, absences and certificates over time, as bars; a table beside them says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from basicplus.clock import Span
from basicplus.web.reading.workers import WorkerDetail

WIDTH, ROW, HEAD = 900, 26, 22
AHEAD = timedelta(days=365)
SMALLEST = 3.0


@dataclass(frozen=True)
class Piece:
    """A bar: its days, what is written in it, and its kind (contract, away, paper)."""

    x: float
    width: float
    row: int
    kind: str
    says: str
    from_on: date
    until_on: date | None


@dataclass(frozen=True)
class Timeline:
    """Bars in rows, the first day of each year with its place, and today's."""

    width: int
    height: int
    pieces: tuple[Piece, ...]
    years: tuple[tuple[int, float], ...]
    today_x: float


def timeline_of(worker: WorkerDetail, today: date, hours: Sequence[str]) -> Timeline | None:
    """Return the bars of a worker, a year ahead of today; `hours` are the weekly hours of the terms, in order.

    None where there is no contract.
    """
    terms = [term for contract in worker.contracts for term in contract.terms]
    if not terms:
        return None
    days = Span(min(term.from_on for term in terms), today + AHEAD)
    bars = [("contract", 0, term.from_on, term.until_on, says) for term, says in zip(terms, hours, strict=True)]
    bars += [("away", 1, each.from_on, each.until_on, "") for each in worker.absences]
    bars += [
        ("paper", 2 + place, each.from_on, each.until_on, each.name)
        for place, each in enumerate(worker.qualifications)
    ]
    pieces = tuple(_piece(days, *bar) for bar in bars if days.overlaps(Span.of(bar[2], bar[3])))
    rows = 1 + max(piece.row for piece in pieces)
    years = tuple(
        (year, _x(days, date(year, 1, 1))) for year in range(days.from_on.year + 1, days.until_on.year + 1)
    )
    return Timeline(WIDTH, HEAD + ROW * rows, pieces, years, _x(days, today))


def _piece(days: Span, kind: str, row: int, from_on: date, until_on: date | None, says: str) -> Piece:
    shown = Span.of(from_on, until_on) & days
    x = _x(days, shown.from_on)
    return Piece(x, max(_x(days, shown.until_on) - x, SMALLEST), row, kind, says, from_on, until_on)


def _x(days: Span, day: date) -> float:
    return round(WIDTH * (day - days.from_on).days / days.length, 1)
