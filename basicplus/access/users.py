"""Users: create, disable, let them choose a password; each is journaled, and no secret is."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field, ValidationError
from sqlmodel import col, select

from basicplus import journal
from basicplus.access import passwords
from basicplus.access.models import Credential, User, UserSession
from basicplus.clock import now
from basicplus.db import GroupSession, NoteSession, WriteSession, get
from basicplus.errors import Conflict, InvalidInput, field_problems

RESET_DAYS = 7
Email = Annotated[str, Field(max_length=100), AfterValidator(passwords.address)]


class UserCreate(BaseModel):
    """A person who may come in: e-mail address, name, and the language of its screens."""

    email: Email
    name: Annotated[str, Field(min_length=1, max_length=120)]
    language: Literal["fr", "nl", "de", "en"] = "fr"


class UserNamed(BaseModel):
    """A user, by e-mail address."""

    email: Email


def user_by_email(session: GroupSession, email: str) -> User:
    """Return the user with an e-mail address."""
    return get(session, User, f"user {email}", email=email.strip().lower())


def create_user(session: WriteSession, given: UserCreate) -> dict[str, int | str]:
    """Create a user, and tell the address at which it chooses its password: the token in it is shown this once."""
    if session.exec(select(User).where(User.email == given.email)).first() is not None:
        raise Conflict(f"There is a user {given.email} already: grant it what it is to do, or enable it.")
    user = User(**given.model_dump())
    session.add(user)
    session.flush()
    token = passwords.new_token()
    session.add(Credential(user_id=user.id, reset_sha256=passwords.sum_of(token), reset_until_at=now() + _RESET))
    journal.record(session, "create user", user.email, name=user.name)
    return {"id": user.id, "email": user.email, "path": f"/password/{token}"}


def reset_password(session: WriteSession, given: UserNamed) -> dict[str, int | str]:
    """Take a user's password and sessions away, and tell the address at which it chooses another, once."""
    user = user_by_email(session, given.email)
    token = passwords.new_token()
    credential = credential_of(session, user)
    credential.password_hash, credential.failures, credential.locked_until_at = None, 0, None
    credential.reset_sha256, credential.reset_until_at = passwords.sum_of(token), now() + _RESET
    session.add(credential)
    end_sessions(session, user)
    journal.record(session, "reset password", user.email)
    return {"id": user.id, "email": user.email, "path": f"/password/{token}"}


def disable_user(session: WriteSession, given: UserNamed) -> User:
    """Keep a user out from now on: its sessions end, what it was granted stays as it is."""
    user = user_by_email(session, given.email)
    if user.disabled:
        raise Conflict(f"{user.email} is disabled already.")
    user.disabled = True
    session.add(user)
    end_sessions(session, user)
    journal.record(session, "disable user", user.email)
    return user


def enable_user(session: WriteSession, given: UserNamed) -> User:
    """Let a disabled user in again, with what it is granted today."""
    user = user_by_email(session, given.email)
    if not user.disabled:
        raise Conflict(f"{user.email} is not disabled.")
    user.disabled = False
    session.add(user)
    journal.record(session, "enable user", user.email)
    return user


def log_out_everywhere(session: WriteSession, given: UserNamed) -> dict[str, int | str]:
    """End every session of a user: each of its browsers asks for the password again."""
    user = user_by_email(session, given.email)
    ended = end_sessions(session, user)
    journal.record(session, "log out everywhere", user.email, sessions=ended)
    return {"count": ended}


def choose_password(session: WriteSession, user: User, password: str) -> None:
    """Set a password that a user chose, and end its sessions; whoever calls has made sure that it is the user."""
    credential = credential_of(session, user)
    credential.password_hash = passwords.hashed(passwords.accepted(password, user.email, user.name))
    credential.reset_sha256 = credential.reset_until_at = credential.locked_until_at = None
    credential.failures = 0
    session.add(credential)
    end_sessions(session, user)
    journal.record(session, "choose password", user.email)


def change_own(session: WriteSession, user: User, name: str, language: str) -> None:
    """Change how a user is called, and the language of its screens."""
    try:
        given = UserCreate.model_validate({"email": user.email, "name": name.strip(), "language": language})
    except ValidationError as error:
        raise InvalidInput(*field_problems(error.errors())) from None
    user.name, user.language = given.name, given.language
    session.add(user)
    journal.record(session, "change user", user.email, name=user.name, language=user.language)


def credential_of(session: GroupSession, user: User) -> Credential:
    """Return how a user proves who it is."""
    return get(session, Credential, f"credential of {user.email}", user_id=user.id)


def end_sessions(session: WriteSession | NoteSession, user: User, at: datetime | None = None) -> int:
    """End the sessions of a user; return how many."""
    running = select(UserSession).where(UserSession.user_id == user.id, col(UserSession.revoked_at).is_(None))
    found = session.exec(running).all()
    for each in found:
        each.revoked_at = at or now()
        session.add(each)
    return len(found)


_RESET = timedelta(days=RESET_DAYS)
