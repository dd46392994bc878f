"""The copy of a database that pages are measured on: planned around today, a month to close, people who log in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from dateutil.relativedelta import relativedelta
from sqlmodel import col, func

from basicplus import members
from basicplus.access import Role, User, UserCreate, create_user, user_by_email
from basicplus.access.grants import AUDITOR_DAYS
from basicplus.access.sessions import open_session
from basicplus.access.users import choose_password
from basicplus.acts import act_named
from basicplus.assignments import Plan, TimeEntry, Visit, planning
from basicplus.clock import Span, at, now, today
from basicplus.db import Database, WriteSession, get, pick
from basicplus.members import ContactCreate, Member
from basicplus.store import open_store, upgrade
from basicplus.web.desk import groups_of
from basicplus.workers import Worker

ACTOR = "bench"
PASSWORD = "fifty people at their work"
MONTHS = 3
AT_WORK: Mapping[Role, int] = {
    "worker": 25,
    "member": 16,
    "coordinator": 4,
    "finance": 3,
    "auditor": 1,
    "admin": 1,
}
"""Fifty people at the end of a month: those who work somewhere, those who sign for it, and the office."""


@dataclass(frozen=True)
class Person:
    """Somebody who logs in: in one role, as a worker or for a member."""

    email: str
    role: Role
    number: str = ""


@dataclass(frozen=True)
class Stage:
    """A prepared copy, opened: `month` is this one, planned and published; hours of `last` wait for members."""

    file: Path
    database: Database
    group: str
    month: Span
    last: Span

    def people(self) -> list[Person]:
        """Return who is at work."""
        with self.database.reading(self.group) as session:
            rows = session.rows(pick(User.email).where(col(User.email).endswith(f"@{ACTOR}.example")))
        found = [(email, *email.split("@")[0].split("-")) for (email,) in rows]
        return [Person(email, role, number.upper()) for email, role, number in sorted(found)]

    def one_as(self, role: Role) -> Person:
        """Return the first who has a role."""
        return next(person for person in self.people() if person.role == role)

    def token_of(self, person: Person) -> str:
        """Open a session for somebody, as the login does, and return its token."""
        with self.database.reading(self.group) as session:
            user = get(session, User, "such user", email=person.email)
        return open_session(self.database, user, ACTOR, now()).token


def opened(given: Path, folder: Path, kept: Path | None) -> Stage:
    """Copy a database and set the stage on the copy; a stage that is kept in a file is set once."""
    copy = folder / "bench.db"
    if kept is not None and kept.exists():
        shutil.copyfile(kept, copy)
        return _stage(copy)
    shutil.copyfile(given, copy)
    upgrade(str(copy))
    stage = _stage(copy)
    _set(stage)
    if kept is not None:
        stage.database.close()
        shutil.copyfile(copy, kept)
        return _stage(copy)
    return stage


def _stage(copy: Path) -> Stage:
    database = open_store(str(copy))
    month = today().replace(day=1)
    last = Span(month - relativedelta(months=1), month)
    return Stage(copy, database, groups_of(database)[0][0], Span(month, month + relativedelta(months=1)), last)


def _set(stage: Stage) -> None:
    """Plan the months around today, hand in and check the hours of the last one, and let people in."""
    with _writing(stage) as session:
        [(planned,)] = session.rows(pick(func.max(Plan.until_on)))
        first = max(stage.last.from_on, planned)
        told_at: datetime = at(first - timedelta(days=30), time(9))
        span = Span(first, stage.last.from_on + relativedelta(months=MONTHS))
        planning.publish(session, planning.draft(session, span).plan, told_at)
    days = {"from_on": stage.last.from_on, "until_on": stage.last.until_on}
    for (worker,) in _rows(stage, pick(Worker.number).join(Visit, col(Visit.worker_id) == Worker.id).distinct()):
        for act in ("prefill-hours", "submit-hours"):
            _do(stage, act, days | {"worker": worker})
    _do(stage, "check-hours", days)
    _do(stage, "put-hours-before-members", {"month": stage.last.from_on})
    for person in _invited(stage):
        with _writing(stage) as session:
            _let_in(session, person, today())


def _writing(stage: Stage) -> Any:
    return stage.database.writing(stage.group, ACTOR, despite="measured")


def _rows(stage: Stage, query: Any) -> Sequence[Any]:
    with stage.database.reading(stage.group) as session:
        return session.rows(query)


def _do(stage: Stage, name: str, fields: Mapping[str, Any]) -> None:
    act = act_named(name)
    with _writing(stage) as session:
        act.run(session, act.read(dict(fields)))


def _invited(stage: Stage) -> Iterator[Person]:
    """Name the people: workers with visits this month, members with hours to sign, and the office."""
    planned = col(Visit.day).between(stage.month.from_on, stage.month.until_on)
    waiting = col(TimeEntry.day).between(stage.last.from_on, stage.last.until_on)
    of_role = {
        "worker": pick(Worker.number).join(Visit, col(Visit.worker_id) == Worker.id).where(planned),
        "member": pick(Member.number).join(TimeEntry, col(TimeEntry.member_id) == Member.id).where(waiting),
    }
    for role, count in AT_WORK.items():
        if role in of_role:
            found = sorted(number for (number,) in _rows(stage, of_role[role].distinct()))[:count]
        else:
            found = [str(each) for each in range(1, count + 1)]
        yield from (Person(f"{role}-{number.lower()}@{ACTOR}.example", role, number) for number in found)


def _let_in(session: WriteSession, person: Person, day: date) -> None:
    given = {"email": person.email, "name": person.email.split("@")[0]}
    create_user(session, UserCreate.model_validate(given))
    choose_password(session, user_by_email(session, person.email), PASSWORD)
    grant: dict[str, Any] = {"email": person.email, "role": person.role, "from_on": day}
    if person.role in ("worker", "member"):
        grant[person.role] = person.number
    if person.role == "member":
        grant["may_sign"] = True
        contact = {"role": "signer", "name": given["name"], "email": person.email}
        members.add_contact(session, person.number, ContactCreate.model_validate(contact))
    if person.role == "auditor":
        grant["until_on"] = day + timedelta(days=AUDITOR_DAYS)
    act = act_named("grant-role")
    act.run(session, act.read(grant))
