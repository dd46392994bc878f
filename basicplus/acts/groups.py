"""Acts on the group itself."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from basicplus import assignments, groups
from basicplus.acts.act import COORDINATOR, Act
from basicplus.db import WriteSession


class ClosingDayCreate(BaseModel):
    """A day on which nobody works, and why."""

    day: date
    label: Annotated[str, Field(min_length=1, max_length=100)]


def close_day(session: WriteSession, given: ClosingDayCreate) -> object:
    """Close the whole group on a day: plans drafted from now on have no visit then."""
    return assignments.close(session, given.day, given.label)


ACTS = (
    Act(
        "authorise",
        groups.AuthorisationCreate,
        groups.authorise,
        ("admin",),
        {"reference": "AM-2026", "joint_committee": "337", "granted_on": "2025-12-01", "from_on": "2026-01-01"},
    ),
    Act("close-day", ClosingDayCreate, close_day, COORDINATOR, {"day": "2026-05-15", "label": "Pont"}),
)
