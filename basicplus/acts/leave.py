"""Acts on leave: ask, withdraw, approve, refuse, report an illness and take note of it."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

import basicplus.assignments.leave as granting
from basicplus.acts.act import COORDINATOR, Act, ActRole
from basicplus.db import WriteSession
from basicplus.workers import leave

OWN: tuple[ActRole, ...] = ("coordinator", "worker")


class Request(BaseModel):
    """A leave request by its id."""

    request: Annotated[int, Field(description="id of the request")]


class Refusal(Request):
    """A leave request, and why it is refused: the worker reads it."""

    why: Annotated[str, Field(min_length=1, max_length=300)]


def withdraw(session: WriteSession, given: Request) -> object:
    """Take back leave that nobody has decided on yet."""
    return leave.withdraw(session, leave.request_by_id(session, given.request))


def approve(session: WriteSession, given: Request) -> object:
    """Approve leave: its whole days become an absence, the visits on them conflicts of the plan."""
    return granting.approve_leave(session, given.request)


def refuse(session: WriteSession, given: Refusal) -> object:
    """Refuse leave, and say why to the worker."""
    return leave.refuse(session, leave.request_by_id(session, given.request), given.why)


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
