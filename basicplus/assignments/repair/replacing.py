"""Who could make a visit instead: every worker of the profession, with what stops them or how good they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from pydantic import Field

from basicplus.assignments.models import Visit
from basicplus.assignments.planning.moves import Edit, VisitId, VisitMove, move_visit
from basicplus.assignments.planning.reading import visit_by_id
from basicplus.assignments.repair.board import Board, Stay
from basicplus.assignments.repair.fit import Fit, fit
from basicplus.assignments.repair.judging import stopped_by
from basicplus.assignments.repair.reading import board_of, stay_of
from basicplus.assignments.repair.stops import Stop, stops
from basicplus.clock import Span
from basicplus.db import WriteSession
from basicplus.errors import Conflict

LIMIT = 5


@dataclass(frozen=True)
class Candidate:
    """A worker for a visit, with what stops it, or how good it would be.

    One that is `judged` and has no stops would be saved as it is. The gate is asked about the best ones only.
    """

    worker: str
    name: str
    fit: Fit
    stops: tuple[Stop, ...] = ()
    judged: bool = False

    @property
    def possible(self) -> bool:
        """Say whether the gate would save it."""
        return self.judged and not self.stops


class VisitReplace(Edit):
    """A visit that another worker makes: the best one whom the gate allows, if none is named."""

    visit: VisitId
    worker: Annotated[str | None, Field(description="number of the worker; the best candidate unless given")] = (
        None
    )


def replacements(session: WriteSession, visit_id: int, limit: int = LIMIT, *, told_on: date) -> list[Candidate]:
    """Return who could make a visit instead, the best first; then who was not asked about, and who cannot.

    Each one that nothing obvious stops is tried in the session past the gate and undone again, until `limit` of
    them would be saved. Those beyond are not `judged`. Nothing of it stays.
    """
    visit = visit_by_id(session, visit_id)
    board, stay = board_of(session, Span.day(visit.day)), stay_of(visit)
    free = sorted(_whole(board, stay), key=_order)
    judged = [each for each in free if each.stops]
    waiting = [each for each in free if not each.stops]
    possible = 0
    for number, candidate in enumerate(waiting):
        if possible == limit:
            return _ranked(judged + waiting[number:])
        move = VisitMove(visit=visit_id, worker=candidate.worker, told_on=told_on)
        found = stopped_by(session, lambda move=move: move_visit(session, move), keep=False)  # type: ignore[misc]
        possible += not found
        judged.append(replace(candidate, stops=tuple(found), judged=True))
    return _ranked(judged)


def replace_visit(session: WriteSession, given: VisitReplace) -> Visit:
    """Give a visit to another worker in the draft: to the one named, else to the best whom the gate allows."""
    number = given.worker
    if number is None:
        found = replacements(session, given.visit, 1, told_on=given.told_on)
        if not found or not found[0].possible:
            raise Conflict(f"Nobody can make visit {given.visit} instead: look at its candidates for the reasons.")
        number = found[0].worker
    return move_visit(session, VisitMove(visit=given.visit, worker=number, told_on=given.told_on))


def _whole(board: Board, stay: Stay) -> Iterable[Candidate]:
    """Return everybody of the profession but the worker of the visit, with what the board says."""
    agreed, own = board.agreements.get(stay.agreement or 0), board.colleagues[stay.worker]
    for colleague in board.of_profession(agreed.profession if agreed else own.profession):
        if colleague.id != stay.worker:
            place = replace(stay, worker=colleague.id)
            yield Candidate(colleague.number, colleague.name, fit(board, place), tuple(stops(board, place)))


def _ranked(candidates: list[Candidate]) -> list[Candidate]:
    return sorted(candidates, key=lambda each: (not each.possible, bool(each.stops), *_order(each)))


def _order(candidate: Candidate) -> tuple[object, ...]:
    return (len(candidate.stops), *candidate.fit.order, candidate.worker)
