"""The users of the demonstration: one for each role, and one who is a worker and a member's signer too."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from basicplus import members
from basicplus.access import UserCreate, create_user, user_by_email
from basicplus.access.grants import AUDITOR_DAYS
from basicplus.access.users import choose_password
from basicplus.acts import act_named
from basicplus.db import Database, WriteSession
from basicplus.demo.group import ACTOR, GROUP, Cast, ServedMember
from basicplus.demo.workers import InventedWorker
from basicplus.members import ContactCreate

DOMAIN = "groupement.example"
Grants = tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class DemoUser:
    """A user of the demonstration: its address, its name, and what it may do."""

    email: str
    name: str
    language: str
    grants: Grants

    @property
    def may(self) -> str:
        """What it may do, in words."""
        return ", ".join(
            " ".join(str(grant[part]) for part in ("role", "worker", "member") if part in grant)
            + (" (signs)" if grant.get("may_sign") else "")
            for grant in self.grants
        )


def admit(database: Database, cast: Cast, today: date) -> tuple[str, list[DemoUser]]:
    """Create a user for each role, all with one password that nobody can guess; return it, and who they are."""
    password, users = secrets.token_urlsafe(12), list(_users(cast, today))
    with database.writing(GROUP, ACTOR) as session:
        for user in users:
            _admit(session, user, password)
        _name_contacts(session, users[-1])
    return password, users


def _users(cast: Cast, today: date) -> Iterator[DemoUser]:
    worker, member, colleague, other = _people(cast)
    from_on = date(cast.year, 1, 1)
    for role, name in (("coordinator", "Chantal Noël"), ("finance", "Paul Servais"), ("admin", "Ines Claes")):
        yield _user(role, name, "fr", {"role": role, "from_on": from_on})
    own = {"role": "worker", "worker": worker.number, "from_on": from_on}
    yield _user("worker", _name(worker), worker.language, own)
    signer = {"role": "member", "member": member.number, "may_sign": True, "from_on": from_on}
    yield _user("member", member.signer, member.language, signer)
    until_on = today + timedelta(days=AUDITOR_DAYS)
    yield _user("auditor", "Eva Janssens", "nl", {"role": "auditor", "from_on": today, "until_on": until_on})
    too = (own | {"worker": colleague.number}, signer | {"member": other.number})
    yield _user("both", _name(colleague), colleague.language, *too)


def _user(local: str, name: str, language: str, *grants: dict[str, Any]) -> DemoUser:
    return DemoUser(f"{local}@{DOMAIN}", name, language, grants)


def _name(worker: InventedWorker) -> str:
    return f"{worker.first_name} {worker.last_name}"


def _people(cast: Cast) -> tuple[InventedWorker, ServedMember, InventedWorker, ServedMember]:
    """Return a worker and a member that it serves, another worker, and another member."""
    here = {member.number: member for member in cast.members if member.left_on is None}
    lasting = [each for each in cast.agreements if each.until_on is None and each.member in here]
    worker, member = cast.workers[0], next(iter(here.values()))
    if lasting:
        worker = next(each for each in cast.workers if each.number == lasting[0].worker)
        member = here[lasting[0].member]
    colleague = next((each for each in cast.workers if each.number != worker.number), worker)
    other = next((each for each in here.values() if each.number != member.number), member)
    return worker, member, colleague, other


def _admit(session: WriteSession, user: DemoUser, password: str) -> None:
    given = {"email": user.email, "name": user.name, "language": user.language}
    create_user(session, UserCreate.model_validate(given))
    choose_password(session, user_by_email(session, user.email), password)
    grant_role = act_named("grant-role")
    for grant in user.grants:
        grant_role.run(session, grant_role.read({"email": user.email} | grant))


def _name_contacts(session: WriteSession, user: DemoUser) -> None:
    """Put the worker who keeps a member's accounts on the list of those who may sign for it."""
    number = next(grant["member"] for grant in user.grants if "member" in grant)
    for role in ("treasurer", "signer"):
        contact = ContactCreate.model_validate({"role": role, "name": user.name, "email": user.email})
        members.add_contact(session, number, contact)
