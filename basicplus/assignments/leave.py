"""Leave beside the plan: which visits it meets, and approving it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from basicplus.assignments.models import Visit
from basicplus.assignments.planning.reading import visits_of
from basicplus.clock import BRUSSELS, Span
from basicplus.db import GroupSession, WriteSession, get
from basicplus.errors import Conflict
from basicplus.members.half_days import halves_of
from basicplus.workers import LeaveRequest, Worker, leave

HALF = {"morning": "am", "afternoon": "pm"}


def visits_met(session: GroupSession, request: LeaveRequest, worker_number: str) -> list[Visit]:
    """Return the visits that people know and that leave meets, in order of time."""
    visits = visits_of(session, Span(request.from_on, request.until_on), published=True, worker=worker_number)
    return _in_part(visits, request.part)


def approve_leave(session: WriteSession, request_id: int) -> LeaveRequest:
    """Approve leave: whole days become an absence, and their visits conflicts of the plan.

    An absence is of whole days, so a half-day is approved when no visit stands in it any more.
    """
    request = leave.request_by_id(session, request_id)
    worker = get(session, Worker, f"worker {request.worker_id}", id=request.worker_id)
    if request.part != "day" and (met := visits_met(session, request, worker.number)):
        raise Conflict(
            f"{worker.number} has a visit from {_clock(met[0].starts_at)} to {_clock(met[0].ends_at)} on"
            f" {met[0].day}, in that half-day: move it or cancel it first, then approve."
        )
    return leave.grant(session, request, worker.number)


def _in_part(visits: Sequence[Visit], part: str) -> list[Visit]:
    half = HALF.get(part)
    return [each for each in visits if half is None or half in halves_of(each.starts_at, each.ends_at)]


def _clock(instant: datetime) -> str:
    return f"{instant.astimezone(BRUSSELS):%H:%M}"
