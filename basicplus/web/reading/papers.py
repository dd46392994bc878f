"""Where agreements stand, beside the hours used of them, as lists show it."""

from __future__ import annotations

from datetime import date
from typing import get_args

from pydantic import BaseModel

from basicplus import conventions
from basicplus.conventions.standing import State
from basicplus.db import GroupSession

STATES: tuple[str, ...] = get_args(State)
OVER = ("replaced", "ended", "expired")


class StandingItem(BaseModel):
    """A version of an agreement: its state, who has still to sign, and the hours used of its year in percent."""

    agreement: str
    number: str
    member: str
    member_name: str
    state: str
    from_on: date
    until_on: date | None
    days: int | None
    missing: tuple[str, ...]
    agreed_minutes: int
    worked_minutes: int
    planned_minutes: int
    used_percent: int


def standing_items(session: GroupSession, today: date, year: int) -> list[StandingItem]:
    """Return every version that is not over, with the hours of a year; what is over has none."""
    used = {each.agreement: each for each in conventions.envelopes(session, year)}
    items = []
    for each in conventions.standings(session, today):
        envelope = used.get(each.agreement) if each.state not in OVER else None
        items.append(
            StandingItem(
                **{name: getattr(each, name) for name in StandingItem.model_fields if hasattr(each, name)},
                agreed_minutes=envelope.agreed_minutes if envelope else 0,
                worked_minutes=envelope.worked_minutes if envelope else 0,
                planned_minutes=envelope.planned_minutes if envelope else 0,
                used_percent=envelope.foreseen_percent if envelope else 0,
            )
        )
    return items
