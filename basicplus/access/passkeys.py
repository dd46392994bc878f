"""Passkeys (WebAuthn): the public half of a key that a device keeps; a signature stands in for a code.

The challenge is a one-time token: it is signed once, soon, for the user to whom it was given.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import NoResultFound
from sqlmodel import select
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from basicplus import journal
from basicplus.access import factors, one_time
from basicplus.access.models import User
from basicplus.access.proofs import Passkey
from basicplus.access.sessions import WrongPassword
from basicplus.clock import brussels_day
from basicplus.db import Database, GroupSession, WriteSession, get
from basicplus.errors import BasicplusError, Conflict, invalid

PURPOSE, MOST = "passkey", 10
STRANGE = (WebAuthnException, LookupError, ValueError, TypeError, NoResultFound)
"""What goes wrong with an answer that no device of the user gave."""
WRONG = "This device did not prove the key of this account: try again, or take another way."


@dataclass(frozen=True)
class Site:
    """What a device signs for: the name of this server, and the origin of its pages."""

    name: str
    origin: str


def making(database: Database, session: GroupSession, user: User, site: Site, at: datetime) -> str:
    """Return what a device needs to make a passkey for a user, as JSON."""
    challenge = one_time.give(database, user.group_id, PURPOSE, at, lasts=factors.LASTS, user_id=user.id)
    options = generate_registration_options(
        rp_id=site.name,
        rp_name="basicplus",
        user_id=f"{user.group_id}:{user.id}".encode(),
        user_name=user.email,
        user_display_name=user.name,
        challenge=challenge.encode(),
        exclude_credentials=_known(session, user),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.PREFERRED
        ),
    )
    return options_to_json(options)


def add_passkey(
    session: WriteSession, user: User, name: str, credential: str, challenge: bytes, site: Site, at: datetime
) -> Passkey:
    """Keep the passkey that a device made for a user by signing a challenge."""
    if len(factors.passkeys_of(session, user)) >= MOST:
        raise Conflict(f"There are {MOST} passkeys already: remove one first.")
    if not 1 <= len(name.strip()) <= 100:
        raise invalid("name", name, "1 to 100 letters that tell the device")
    try:
        made = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.name,
            expected_origin=site.origin,
        )
    except STRANGE:
        raise WrongPassword(WRONG) from None
    row = Passkey(
        user_id=user.id,
        name=name.strip(),
        credential_id=bytes_to_base64url(made.credential_id),
        public_key=bytes_to_base64url(made.credential_public_key),
        sign_count=made.sign_count,
        created_at=at,
    )
    session.add(row)
    journal.record(session, "add passkey", user.email, name=row.name)
    return row


def remove_passkey(session: WriteSession, user: User, number: int, at: datetime) -> None:
    """Remove a passkey of a user; refused where a second factor is required and there is no other."""
    row = get(session, Passkey, f"passkey {number}", id=number, user_id=user.id)
    authenticator = factors.authenticator_of(session, user)
    others = len(factors.passkeys_of(session, user)) > 1 or (authenticator and authenticator.confirmed_at)
    if factors.is_required(session, user, brussels_day(at)) and not others:
        raise Conflict("Your roles come in with a second factor only: add another one first.")
    session.delete(row)
    journal.record(session, "remove passkey", user.email, name=row.name)


def asking(database: Database, session: GroupSession, user: User, site: Site, at: datetime) -> str | None:
    """Return what a device needs to sign with a passkey of a user, as JSON; None where it has none."""
    if not (known := _known(session, user)):
        return None
    challenge = one_time.give(database, user.group_id, PURPOSE, at, lasts=factors.LASTS, user_id=user.id)
    options = generate_authentication_options(
        rp_id=site.name, challenge=challenge.encode(), allow_credentials=known
    )
    return options_to_json(options)


def prove_passkey(database: Database, user: User, credential: str, site: Site, at: datetime) -> None:
    """Accept what a device signed with a passkey of a user; WrongPassword otherwise."""
    try:
        challenge = challenge_of(database, user, credential, at)
        named = str(json.loads(credential)["id"])
        with database.noting(user.group_id) as session:
            row = session.exec(
                select(Passkey).where(Passkey.user_id == user.id, Passkey.credential_id == named).with_for_update()
            ).one()
            proved = verify_authentication_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=site.name,
                expected_origin=site.origin,
                credential_public_key=base64url_to_bytes(row.public_key),
                credential_current_sign_count=row.sign_count,
            )
            row.sign_count, row.last_used_at = proved.new_sign_count, at
            session.add(row)
    except STRANGE:
        raise WrongPassword(WRONG) from None


def _known(session: GroupSession, user: User) -> list[PublicKeyCredentialDescriptor]:
    found = factors.passkeys_of(session, user)
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(row.credential_id)) for row in found]


def challenge_of(database: Database, user: User, credential: str, at: datetime) -> bytes:
    """Use up the challenge that a device signed, and return it; WrongPassword where it is not this user's."""
    try:
        signed = json.loads(base64url_to_bytes(json.loads(credential)["response"]["clientDataJSON"]))
        challenge = base64url_to_bytes(str(signed["challenge"]))
        row = one_time.take(database, PURPOSE, challenge.decode(), at)
    except (BasicplusError, *STRANGE):
        raise WrongPassword(WRONG) from None
    if row.user_id != user.id:
        raise WrongPassword(WRONG)
    return challenge
