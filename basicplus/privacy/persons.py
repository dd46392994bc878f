"""Who somebody is in the records: a worker by number, and whatever bears the same e-mail address."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import SQLModel, col, func, select

from basicplus.access import User
from basicplus.db import GroupSession
from basicplus.errors import NotFound
from basicplus.members import Contact
from basicplus.workers import Worker


@dataclass(frozen=True)
class Person:
    """A person: how it was asked for, its names, and the rows that are itself."""

    asked: str
    names: tuple[str, ...]
    rows: tuple[SQLModel, ...]

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers and addresses by which the journal knows it."""
        found = [getattr(row, "number", None) or getattr(row, "email", "") for row in self.rows]
        return tuple(dict.fromkeys(each for each in found if each))


def person_named(session: GroupSession, asked: str) -> Person:
    """Return the person with a worker's number or an e-mail address; NotFound where there is none.

    A worker asked for by number is also the user and the contact with the worker's address.
    """
    worker = session.exec(select(Worker).where(Worker.number == asked.strip())).first()
    email = (worker.email if worker else asked).strip().lower()
    rows: list[SQLModel] = [worker] if worker else []
    for table in (Worker, Contact, User):
        if email:
            rows += session.exec(
                select(table).where(func.lower(table.email) == email).order_by(col(table.id))
            ).all()
    distinct = tuple({(type(row).__name__, row.id): row for row in rows}.values())  # type: ignore[attr-defined]
    if not distinct:
        raise NotFound(f"Nobody has the number or the e-mail address {asked!r} here.")
    names = tuple(dict.fromkeys(str(row.name) for row in distinct))  # type: ignore[attr-defined]
    return Person(asked.strip(), names, distinct)
