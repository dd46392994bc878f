"""Who the law lets go, by name, with every reason that is over; and the people of whom an export can be asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import col

from basicplus.compliance.law import belgian_law
from basicplus.db import GroupSession, pick
from basicplus.members import Contact, Member
from basicplus.privacy import Due, due
from basicplus.workers import Worker


@dataclass(frozen=True)
class Leaving:
    """A person who may be let go: its name, the page where it stands, and why it was kept so long."""

    due: Due
    name: str
    path: str


def leaving(session: GroupSession, today: date) -> list[Leaving]:
    """Return whom the law lets go on a day, with their names."""
    found = due(session, belgian_law(), today)
    workers, contacts = _workers(session, found), _contacts(session, found)
    return [
        Leaving(each, *(workers if each.table == "worker" else contacts)[each.row_id])  # One row each.
        for each in found
    ]


def _workers(session: GroupSession, found: list[Due]) -> dict[int, tuple[str, str]]:
    ids = [each.row_id for each in found if each.table == "worker"]
    query = pick(Worker.id, Worker.number, Worker.first_name, Worker.last_name).where(col(Worker.id).in_(ids))
    return {row: (f"{first} {last}", f"workers/{number}") for row, number, first, last in session.rows(query)}


def _contacts(session: GroupSession, found: list[Due]) -> dict[int, tuple[str, str]]:
    ids = [each.row_id for each in found if each.table == "contact"]
    query = pick(Contact.id, Contact.name, Member.number, Member.name)
    query = query.join(Member, col(Member.id) == Contact.member_id).where(col(Contact.id).in_(ids))
    return {row: (f"{name} ({member})", f"members/{number}") for row, name, number, member in session.rows(query)}
