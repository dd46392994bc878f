"""Every act as a call of its own, and the simulation of a batch of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from basicplus.acts import REGISTRY, Act
from basicplus.acts.doing import do
from basicplus.acts.files import acts_in
from basicplus.acts.simulation import Outcome, simulate
from basicplus.acts.telling import as_json
from basicplus.errors import InvalidInput
from basicplus.web.api.shapes import GROUP, REFUSALS, FieldProblem
from basicplus.web.desk import AtDesk, AtWritingDesk
from basicplus.web.language import language_of_api
from basicplus.web.once import SHOWN_ONCE
from basicplus.web.roles import roles

router = APIRouter(tags=["acts"])


class ActItem(BaseModel):
    """An act: what it does, who may do it, where to send it, the shape of its fields, and an example."""

    act: str
    says: str
    roles: list[str]
    path: str
    shape: str
    example: dict[str, Any]


class Verdict(BaseModel):
    """The rules that looked at the change, what they warned of, and how many findings stand around it."""

    rules: list[str] = []
    standing: int = 0
    warned: list[str] = []
    despite: str | None = None
    waivers: list[str] = []


class ActDone(BaseModel):
    """An act that was done: its first journal entry (none if it changed nothing) and how many, the verdict."""

    act: str
    journal_entry: int | None
    entries: int
    verdict: Verdict
    result: dict[str, int | str]


class BatchCreate(BaseModel):
    """Acts to simulate, each with its name in `act` beside its fields."""

    acts: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=1000)]
    despite: Annotated[str | None, Field(max_length=500, description="Why to go ahead although a rule warns.")] = (
        None
    )
    on: Annotated[date | None, Field(description="Day on which the curve begins; today if nothing is said.")] = (
        None
    )


class StepItem(BaseModel):
    """How one act went before the rules looked: ok, invalid, not_found or conflict."""

    line: int
    act: str
    status: str
    problems: list[FieldProblem]


class StaffItem(BaseModel):
    """Workers under contract, in heads and in full-time equivalents."""

    heads: int
    fte: float


class PointItem(BaseModel):
    """The staff from a day on, before and after the acts, and the limits that day."""

    from_on: date
    before: StaffItem
    after: StaffItem
    warning_from: int | None
    maximum: int | None


class DaysItem(BaseModel):
    """Days in [from_on, until_on)."""

    from_on: date
    until_on: date | None


class DifferenceItem(DaysItem):
    """A finding that appears or goes."""

    rule: str
    severity: str
    subject: str
    sentence: str


class SimulationItem(BaseModel):
    """What the acts would do; `outcome` is saved, warned, refused or invalid, `says` what to do then."""

    outcome: Outcome
    would_be_saved: bool
    says: str
    refused: list[str]
    warned: list[str]
    standing: list[str]
    steps: list[StepItem]
    on: date
    curve: list[PointItem]
    over_the_maximum: list[DaysItem]
    near_the_maximum: list[DaysItem]
    authorisation_ends_on: date | None
    appears: list[DifferenceItem]
    goes: list[DifferenceItem]


@router.get("/acts", openapi_extra=roles("coordinator", "finance", "worker", "auditor", "admin"))
def list_acts() -> list[ActItem]:
    """Return everything that a user can change, act by act."""
    return [
        ActItem(
            act=act.name,
            says=act.says,
            roles=list(act.roles),
            path=f"/api{GROUP}/acts/{act.name}",
            shape=f"/openapi.json#/components/schemas/{act.model.__name__}",
            example=dict(act.example),
        )
        for act in REGISTRY.values()
    ]


@router.post(GROUP + "/simulations", openapi_extra=roles("coordinator", "finance", "auditor"))
def simulate_acts(request: Request, desk: AtDesk, batch: BatchCreate) -> SimulationItem:
    """Say what a batch of acts would do, with the verdict of doing it; nothing is saved."""
    asked = acts_in(batch.acts, "acts")
    result = simulate(desk.database, desk.group, asked, despite=batch.despite, on=batch.on)
    return SimulationItem(**as_json(result, language_of_api(request)))


def _call(act: Act) -> Callable[..., ActDone]:
    def call(desk: AtWritingDesk, given: Any) -> ActDone:
        done = do(
            desk.database,
            desk.group,
            desk.actor,
            act,
            given,
            reason=desk.reason,
            despite=desk.despite,
            scope=desk.scope_for(act.roles),
            first=partial(desk.check_unchanged, named=vars(given)),
        )
        return ActDone(**vars(done))

    # What differs from call to call is the shape of the body, and the sentence that describes it.
    call.__annotations__["given"], call.__doc__ = act.model, act.says
    return call


def _known_fields(act: Act) -> Callable[..., Any]:
    async def known_fields(request: Request) -> None:
        body = await request.json()
        if isinstance(body, dict) and (problems := act.unknown(body)):
            raise InvalidInput(*problems)

    return known_fields


for _act in REGISTRY.values():
    router.add_api_route(
        f"{GROUP}/acts/{_act.name}",
        _call(_act),
        methods=["POST"],
        status_code=201,
        name=_act.name,
        responses=REFUSALS,
        dependencies=[Depends(_known_fields(_act))],
        openapi_extra=roles(*_act.roles) | ({SHOWN_ONCE: True} if _act.shown_once else {}),
    )
