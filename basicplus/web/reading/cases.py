"""The cases that audits opened, as lists show them."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel

from basicplus import watch
from basicplus.db import GroupSession
from basicplus.watch.models import GRAVITY
from basicplus.web.reading.listing import Asked, Part, arrange, one_of

CASE_STATES = ("open", "closed", "waived")


class CaseItem(BaseModel):
    """A finding with its life: since when it is known, who looks after it, when it was last found."""

    id: int
    rule: str
    severity: str
    subject: str
    sentence: str
    state: str
    owner: str | None
    opened_on: date
    seen_on: date
    gone_on: date | None


def case_items(session: GroupSession, asked: Asked, state: str = "open", severity: str = "") -> Part[CaseItem]:
    """Return the cases in a state (all for nothing), the gravest and oldest first."""
    one_of("state", state, CASE_STATES)
    one_of("severity", severity, tuple(GRAVITY))
    items = [
        CaseItem(**case.model_dump(include=set(CaseItem.model_fields)))
        for case in watch.list_cases(session, state or None)
        if severity in ("", case.severity)
    ]
    return arrange(
        items,
        asked,
        lambda item: f"{item.rule} {item.subject} {item.sentence} {item.owner or ''}",
        {
            "severity": lambda item: (GRAVITY[item.severity], item.opened_on, item.id),
            "rule": lambda item: (item.rule, item.id),
            "owner": lambda item: (item.owner or "~", item.id),
            "opened": lambda item: (item.opened_on, item.id),
        },
    )
