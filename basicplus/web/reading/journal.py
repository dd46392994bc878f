"""The journal as screens and API show it: acts, not their details."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from pydantic import BaseModel
from sqlalchemy import or_
from sqlmodel import col, func

from basicplus.clock import at
from basicplus.db import GroupSession, pick
from basicplus.journal import JournalEntry
from basicplus.web.reading.listing import Asked, Part, order

SORTS = ("-seq",)


class ActItem(BaseModel):
    """One act: who did what, when and why; `sha256` ties it to every act before it."""

    seq: int
    at: datetime
    actor: str
    act: str
    subject: str
    reason: str | None
    sha256: str


class Sought(BaseModel):
    """What acts are looked for: by whom, of which kind, about what, on the Brussels days [from_on, until_on)."""

    actor: str = ""
    act: str = ""
    subject: str = ""
    from_on: date | None = None
    until_on: date | None = None

    def conditions(self) -> list[Any]:
        """Return the conditions that an entry meets."""
        words = {"actor": self.actor, "subject": self.subject}
        found: list[Any] = [
            col(getattr(JournalEntry, name)).icontains(word, autoescape=True)
            for name, word in words.items()
            if word
        ]
        if self.act:
            found.append(col(JournalEntry.act) == self.act)
        if self.from_on is not None:
            found.append(col(JournalEntry.at) >= at(self.from_on, time()))
        if self.until_on is not None:
            found.append(col(JournalEntry.at) < at(self.until_on, time()))
        return found


def kinds_of_act(session: GroupSession) -> list[str]:
    """Return the kinds of act that the journal holds, in order."""
    return [act for (act,) in session.rows(pick(JournalEntry.act).distinct().order_by(col(JournalEntry.act)))]


def list_acts(session: GroupSession, asked: Asked, sought: Sought | None = None) -> Part[ActItem]:
    """Return the acts asked for, the latest first; words are looked for in act, subject and actor."""
    _, descending = order(asked, SORTS)
    wanted: list[Any] = [
        or_(
            col(JournalEntry.act).icontains(word, autoescape=True),
            col(JournalEntry.subject).icontains(word, autoescape=True),
            col(JournalEntry.actor).icontains(word, autoescape=True),
        )
        for word in asked.q.split()
    ]
    wanted += sought.conditions() if sought else []
    names = list(ActItem.model_fields)
    query = (
        pick(*(getattr(JournalEntry, name) for name in names))
        .where(*wanted)
        .order_by(col(JournalEntry.seq).desc() if descending else col(JournalEntry.seq))
        .limit(asked.size)
        .offset((asked.page - 1) * asked.size)
    )
    items = [ActItem(**dict(zip(names, row, strict=True))) for row in session.rows(query)]
    total = session.rows(pick(func.count(col(JournalEntry.id))).where(*wanted))[0][0]
    return Part(items=items, total=total, page=asked.page, size=asked.size)
