"""Let people go: the names of a worker or a contact, in the row and in what it was; logged, never undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel
from sqlmodel import col, select

from basicplus import journal
from basicplus.clock import today
from basicplus.compliance.law import belgian_law
from basicplus.db import GroupSession, WriteSession, get
from basicplus.errors import invalid
from basicplus.history.letting_go import LetGo, forget
from basicplus.members import Contact
from basicplus.privacy.retention import GONE, Due, due
from basicplus.workers import Worker

SAID_NOW: dict[str, tuple[Any, dict[str, Any]]] = {
    "worker": (
        Worker,
        {
            "first_name": GONE,
            "last_name": GONE,
            "email": "",
            "home_postal_code": "",
            "home_city": "",
            "home_latitude": None,
            "home_longitude": None,
        },
    ),
    "contact": (Contact, {"name": GONE, "email": GONE}),
}
"""What a row says of a person once the person was let go."""


class RetentionRun(BaseModel):
    """Whom to let go: those named of the people who are due; all of them, if nobody is named."""

    only: list[str] = []


@dataclass(frozen=True)
class LogLine:
    """One line of the deletion log."""

    subject: str
    columns: list[str]
    rule: str
    confirmed: str
    keep_until_on: date
    let_go_on: date
    journal_entry: int


def let_go(session: WriteSession, given: RetentionRun) -> dict[str, int | str]:
    """Let the people go whom the law lets go today: their names and addresses, in every version; it is logged."""
    day = today()
    found = {each.subject: each for each in due(session, belgian_law(), day)}
    if unknown := sorted(set(given.only) - found.keys()):
        raise invalid("only", ", ".join(unknown), f"people who are due: {', '.join(found) or 'none today'}")
    chosen = [each for subject, each in found.items() if subject in (given.only or found)]
    for each in chosen:
        _forget(session, each, day)
    journal.record(session, "let go", "retention", people=len(chosen), due=len(found))
    return {"count": len(chosen)}


def _forget(session: WriteSession, each: Due, day: date) -> None:
    model, said_now = SAID_NOW[each.table]
    forget(session, get(session, model, each.subject, id=each.row_id), said_now)
    session.add(
        LetGo(
            journal_seq=journal.first_seq(session),
            table_name=each.table,
            row_id=each.row_id,
            subject=each.subject,
            columns=",".join(said_now),
            rule=each.last.rule,
            confirmed=each.confirmed,
            keep_until_on=each.last.keep_until_on,
            let_go_on=day,
        )
    )


def log(session: GroupSession) -> list[LogLine]:
    """Return the deletion log, in the order in which it was written."""
    return [
        LogLine(
            row.subject,
            row.columns.split(","),
            row.rule,
            row.confirmed,
            row.keep_until_on,
            row.let_go_on,
            row.journal_seq,
        )
        for row in session.exec(select(LetGo).order_by(col(LetGo.id)))
    ]
