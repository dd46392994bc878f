"""Acts on leave: ask, withdraw, approve, refuse, call off, report an illness and take note of it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, Field

import basicplus.assignments.leave as granting
from basicplus.acts.act import COORDINATOR, Act, ActRole
from basicplus.clock import brussels_day, now
from basicplus.db import WriteSession
from basicplus.workers import leave

OWN: tuple[ActRole, ...] = ("coordinator", "worker")


class Request(BaseModel):
    """A leave request by its id."""

    request: Annotated[int, Field(description="id of the request")]


class Refusal(Request):
    """A leave request, and why it is refused: the worker reads it."""

    why: Annotated[str, Field(min_length=1, max_length=300)]


class BackRequest(Request):
    """Approved leave, and the first day that is to be called off: the first one not over if none is said."""

    from_on: date | None = None
    at: AwareDatetime = Field(default_factory=now)


class KeptLeave(Request):
    """Leave that stands although its worker asked to have it called off, and why."""

    why: Annotated[str, Field(max_length=300, description="the worker reads it")] = ""


class CalledOff(Request):
    """Approved leave, the first day that is called off, and what was agreed about it."""

    from_on: Annotated[date | None, Field(description="nothing: the day that the worker asked for, else all")] = (
        None
    )
    why: Annotated[str, Field(max_length=300, description="needed where the worker did not ask")] = ""


def withdraw(session: WriteSession, given: Request) -> object:
    """Take back leave that nobody has decided on yet."""
    return leave.withdraw(session, leave.request_by_id(session, given.request))


def approve(session: WriteSession, given: Request) -> object:
    """Approve leave: its whole days become an absence, the visits on them conflicts of the plan."""
    return granting.approve_leave(session, given.request)


def refuse(session: WriteSession, given: Refusal) -> object:
    """Refuse leave, and say why to the worker."""
    return leave.refuse(session, leave.request_by_id(session, given.request), given.why)


def ask_back(session: WriteSession, given: BackRequest) -> object:
    """Ask to have approved leave called off from a day on; it stands until the coordinator does it."""
    request = leave.request_by_id(session, given.request)
    return leave.ask_back(session, request, brussels_day(given.at), given.from_on)


def keep(session: WriteSession, given: KeptLeave) -> object:
    """Let leave stand that its worker asked to have called off."""
    return leave.keep_leave(session, leave.request_by_id(session, given.request), given.why)


def call_off(session: WriteSession, given: CalledOff) -> object:
    """Call approved leave off from a day on: the absence ends, visits given away stay where they are."""
    return leave.call_off(session, leave.request_by_id(session, given.request), given.from_on, given.why)


def note_illness(session: WriteSession, given: Request) -> object:
    """Take note of an illness that was reported."""
    return leave.note_illness(session, leave.request_by_id(session, given.request))


ASKED = {"worker": "W900", "kind": "annual_leave", "at": "2026-02-02T09:00+01:00"}
ACTS = (
    Act(
        "ask-leave",
        leave.LeaveRequestCreate,
        leave.ask,
        OWN,
        ASKED | {"from_on": "2026-04-07", "until_on": "2026-04-11", "note": "Vacances de printemps"},
    ),
    Act("approve-leave", Request, approve, COORDINATOR, {"request": 1}),
    Act(
        "ask-leave-back",
        BackRequest,
        ask_back,
        OWN,
        {"request": 1, "from_on": "2026-04-10", "at": "2026-03-02T09:00+01:00"},
    ),
    Act("keep-leave", KeptLeave, keep, OWN, {"request": 1, "why": "Un collègue vous remplace déjà"}),
    Act(
        "call-off-leave",
        CalledOff,
        call_off,
        COORDINATOR,
        {"request": 1, "from_on": "2026-04-10", "why": "Convenu ensemble le 3 mars"},
    ),
    Act("refuse-leave", Refusal, refuse, COORDINATOR, {"request": 2, "why": "Deux collègues sont absents"}),
    Act("withdraw-leave", Request, withdraw, OWN, {"request": 3}),
    Act(
        "report-illness",
        leave.IllnessCreate,
        leave.report_illness,
        OWN,
        {"worker": "W900", "from_on": "2026-05-11", "until_on": "2026-05-13", "at": "2026-05-11T07:30+02:00"},
    ),
    Act("note-illness", Request, note_illness, COORDINATOR, {"request": 4}),
)
