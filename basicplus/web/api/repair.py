"""A disturbed plan: who could make a visit instead, and the smallest change after what happened; saves nothing."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel

from basicplus.acts.repair import candidates, proposal
from basicplus.assignments.calendars import Language
from basicplus.assignments.repair import Candidate, Disturbance
from basicplus.assignments.repair.wording import candidate_in_words, proposal_as_json
from basicplus.clock import today
from basicplus.web.api.shapes import GROUP, REFUSALS, RowNumber
from basicplus.web.desk import AtDesk, AtWritingDesk
from basicplus.web.roles import roles
from basicplus.web.section import Section

router = Section(prefix=GROUP, tags=["plan"])
In = Annotated[Language, Query(description="Language of the sentences: fr, nl, de or en.")]


class CandidateItem(BaseModel):
    """A worker for a visit; `possible` where saving it would pass every rule, `judged` where that was tried."""

    worker: str
    name: str
    possible: bool
    judged: bool
    rules: list[str]
    distance_metres: int | None
    extra_metres: int
    visits_in_a_year: int
    room_minutes: int
    says: str

    @classmethod
    def of(cls, candidate: Candidate, language: Language) -> CandidateItem:
        """Return a candidate as programs read it."""
        return cls(
            worker=candidate.worker,
            name=candidate.name,
            possible=candidate.possible,
            judged=candidate.judged,
            rules=[stop.rule for stop in candidate.stops if stop.rule],
            distance_metres=candidate.fit.distance_metres,
            extra_metres=candidate.fit.extra_metres,
            visits_in_a_year=candidate.fit.known,
            room_minutes=candidate.fit.room_minutes,
            says=candidate_in_words(candidate, language),
        )


@router.get("/visits/{visit_id}/candidates", openapi_extra=roles("coordinator"))
def get_candidates(
    desk: AtDesk,
    visit_id: RowNumber,
    limit: Annotated[int, Query(ge=1, le=20, description="How many to try past the gate.")] = 5,
    told_on: Annotated[date | None, Query(description="First day on which people can be told; today.")] = None,
    language: In = "fr",
) -> list[CandidateItem]:
    """Return who could make a visit instead, the best first, with reasons in words."""
    found = candidates(desk.database, desk.group, visit_id, limit, told_on=told_on or today())
    return [CandidateItem.of(each, language) for each in found]


@router.post("/plan/repairs/simulations", responses=REFUSALS, openapi_extra=roles("coordinator"))
def propose_repair(desk: AtWritingDesk, happened: Disturbance, language: In = "fr") -> dict[str, Any]:
    """Return the smallest change to the plan after a disturbance; the act `repair-plan` saves it."""
    return proposal_as_json(proposal(desk.database, desk.group, happened, despite=desk.despite), language)
