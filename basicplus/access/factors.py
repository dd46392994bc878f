"""Second factors: the codes of an authenticator, the codes that stand in for it, and who must have one."""

from __future__ import annotations

import hmac
import secrets
from datetime import date, datetime, timedelta
from typing import Annotated

import pyotp
from pydantic import BaseModel, Field
from sqlmodel import col, select

from basicplus import journal
from basicplus.access import box, passwords
from basicplus.access.grants import holds_on
from basicplus.access.models import Grant, User
from basicplus.access.proofs import Authenticator, FactorRule, Passkey, RecoveryCode
from basicplus.access.sessions import WrongPassword, wait_after
from basicplus.access.users import UserNamed, user_by_email
from basicplus.clock import today
from basicplus.db import Database, GroupSession, NoteSession, WriteSession
from basicplus.errors import Conflict, invalid

STEP_SECONDS, SKEW = 30, 1
"""A code holds for 30 seconds; the one before and the one after are accepted too (RFC 6238, 5.2)."""
CODES = 10
STAFF = frozenset({"coordinator", "finance", "auditor", "admin"})
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


class FactorRequirement(BaseModel):
    """From a day on, whether staff come in with a second factor only."""

    required: bool = True
    from_on: Annotated[date, Field(default_factory=today)]


def require_factor(session: WriteSession, given: FactorRequirement) -> FactorRule:
    """Say from which day on staff come in with a second factor only, or no longer."""
    row = session.exec(select(FactorRule).where(FactorRule.from_on == given.from_on)).first()
    row = row or FactorRule(from_on=given.from_on, required=given.required)
    row.required = given.required
    session.add(row)
    journal.record(session, "require second factor", "group", from_on=given.from_on, required=given.required)
    return row


def reset_factor(session: WriteSession, given: UserNamed) -> dict[str, int | str]:
    """Take a user's authenticator, codes and passkeys away: it sets up others when it comes in again."""
    user = user_by_email(session, given.email)
    taken = 0
    for table in (Authenticator, RecoveryCode, Passkey):
        for row in session.exec(select(table).where(table.user_id == user.id)):
            session.delete(row)
            taken += 1
    journal.record(session, "reset second factor", user.email)
    return {"count": taken}


def is_required(session: GroupSession, user: User, day: date) -> bool:
    """Say whether a user must have a second factor on a day: staff, where the group says so."""
    latest = select(FactorRule).where(FactorRule.from_on <= day).order_by(col(FactorRule.from_on).desc())
    rule = session.exec(latest).first()
    if rule is None or not rule.required:
        return False
    held = session.exec(select(Grant).where(Grant.user_id == user.id, *holds_on(day)))
    return any(grant.role in STAFF for grant in held)


def has_factor(session: GroupSession, user: User) -> bool:
    """Say whether a user has a second factor."""
    found = authenticator_of(session, user)
    return (found is not None and found.confirmed_at is not None) or bool(passkeys_of(session, user))


def authenticator_of(session: GroupSession, user: User) -> Authenticator | None:
    """Return the authenticator of a user, confirmed or not."""
    return session.exec(select(Authenticator).where(Authenticator.user_id == user.id)).first()


def passkeys_of(session: GroupSession, user: User) -> list[Passkey]:
    """Return the passkeys of a user, in the order in which they were added."""
    return list(session.exec(select(Passkey).where(Passkey.user_id == user.id).order_by(col(Passkey.id))))


def begin_authenticator(database: Database, user: User, issuer: str) -> tuple[str, str]:
    """Return the secret for a new authenticator and its otpauth address; it counts once it is confirmed."""
    secret = pyotp.random_base32()
    stored = box.closed(secret)
    with database.noting(user.group_id) as session:
        row = authenticator_of(session, user)
        if row is not None and row.confirmed_at is not None:
            raise Conflict("There is an authenticator already: remove that one first.")
        row = row or Authenticator(user_id=user.id, secret=stored)
        row.secret, row.last_step = stored, 0
        session.add(row)
    return secret, _totp(secret).provisioning_uri(name=user.email, issuer_name=issuer)


def pending_authenticator(session: GroupSession, user: User, issuer: str) -> tuple[str, str] | None:
    """Return the secret of an authenticator that is not confirmed yet, and its otpauth address."""
    row = authenticator_of(session, user)
    if row is None or row.confirmed_at is not None:
        return None
    secret = box.opened(row.secret)
    return secret, _totp(secret).provisioning_uri(name=user.email, issuer_name=issuer)


def confirm_authenticator(session: WriteSession, user: User, code: str, at: datetime) -> list[str]:
    """Confirm an authenticator by a code of it; return the recovery codes, which are shown this once."""
    row = authenticator_of(session, user)
    if row is None or row.confirmed_at is not None:
        raise Conflict("There is no authenticator to confirm: begin again.")
    step = _step_of(row, code, at)
    if step is None:
        raise invalid("code", code, "the six digits that the app shows now; check the clock of the phone")
    row.confirmed_at, row.last_step = at, step
    session.add(row)
    for old in session.exec(select(RecoveryCode).where(RecoveryCode.user_id == user.id)):
        session.delete(old)
    session.flush()
    codes = [_code() for _ in range(CODES)]
    for each in codes:
        session.add(RecoveryCode(user_id=user.id, code_sha256=passwords.sum_of(_plain(each))))
    journal.record(session, "add authenticator", user.email)
    return codes


def remove_authenticator(session: WriteSession, user: User, day: date) -> None:
    """Remove a user's authenticator and recovery codes; refused where it is required and there is no passkey."""
    row = authenticator_of(session, user)
    if row is None:
        raise Conflict("There is no authenticator to remove.")
    if is_required(session, user, day) and not passkeys_of(session, user):
        raise Conflict("Your roles come in with a second factor only: add another one first.")
    session.delete(row)
    for old in session.exec(select(RecoveryCode).where(RecoveryCode.user_id == user.id)):
        session.delete(old)
    journal.record(session, "remove authenticator", user.email)


def prove_code(database: Database, user: User, code: str, at: datetime) -> None:
    """Accept a code of a user's authenticator or a recovery code, once; WrongPassword, and a wait, otherwise."""
    with database.noting(user.group_id) as session:
        row = session.exec(select(Authenticator).where(Authenticator.user_id == user.id).with_for_update()).first()
        waits = row is None or (row.locked_until_at is not None and row.locked_until_at > at)
        proved = not waits and row is not None and (_accept(session, row, code, at))
        if row is not None and not waits:
            row.failures = 0 if proved else row.failures + 1
            wait = wait_after(row.failures)
            row.locked_until_at = at + wait if wait else None
            session.add(row)
    if not proved:
        raise WrongPassword(
            "This code does not open anything: it was used, is too old, or too many were tried. Take the next one."
        )


def _accept(session: NoteSession, row: Authenticator, code: str, at: datetime) -> bool:
    if (step := _step_of(row, code, at)) is not None:
        row.last_step = step
        return True
    query = select(RecoveryCode).where(
        RecoveryCode.user_id == row.user_id,
        RecoveryCode.code_sha256 == passwords.sum_of(_plain(code)),
        col(RecoveryCode.used_at).is_(None),
    )
    if (found := session.exec(query.with_for_update()).first()) is None:
        return False
    found.used_at = at
    session.add(found)
    return True


def _step_of(row: Authenticator, code: str, at: datetime) -> int | None:
    """Return the step of a code that has not been used, or None."""
    given, totp = "".join(code.split()), _totp(box.opened(row.secret))
    now_step = int(at.timestamp()) // STEP_SECONDS
    for step in range(max(now_step - SKEW, row.last_step + 1), now_step + SKEW + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), given.encode()):
            return step
    return None


def _totp(secret: str) -> pyotp.TOTP:
    return pyotp.TOTP(secret, interval=STEP_SECONDS)


def _code() -> str:
    """Return a recovery code: 50 bits, in two halves."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(12))
    return f"{letters[:6]}-{letters[6:]}"


def _plain(code: str) -> str:
    return "".join(sign for sign in code.lower() if sign.isalnum())


LASTS = timedelta(minutes=10)
"""How long somebody who gave the password may take for the second step."""
