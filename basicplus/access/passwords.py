"""Passwords and tokens: which passwords are accepted, what is kept of them; knows no database and no web.

Argon2id for passwords (RFC 9106, second recommended option: 64 MiB, three passes); a token of 256 random bits
needs no slow hash, there is nothing to guess.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from functools import cache
from threading import BoundedSemaphore

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from basicplus.config import Settings
from basicplus.errors import InvalidInput, Problem, invalid

SHORTEST, LONGEST = 12, 200
TOKEN_BYTES = 32
_at_once = BoundedSemaphore(os.cpu_count() or 1)
"""A hash takes 64 MiB and a processor: more at once than there are processors would only fill the memory."""


def share_with(processes: int) -> None:
    """Take no more than this process's part of the processors, where so many processes share them."""
    global _at_once
    _at_once = BoundedSemaphore(max((os.cpu_count() or 1) // processes, 1))


@cache
def _hasher() -> PasswordHash:
    return PasswordHash((Argon2Hasher(memory_cost=Settings().password_kib),))


@cache
def _nobody() -> str:
    return _hasher().hash(secrets.token_urlsafe(TOKEN_BYTES))


def accepted(password: str, *names: str) -> str:
    """Return a password that may be used; `names` are what everybody knows of its user."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise InvalidInput(
            Problem(
                "password", f"{len(password)} characters", f"{SHORTEST} to {LONGEST} characters: a sentence does"
            )
        )
    plain = password.strip().lower()
    if plain in {known for name in names for known in (name.lower(), name.lower().replace(" ", ""))}:
        raise InvalidInput(Problem("password", "the name or the address", "something that nobody can guess"))
    if len(set(plain)) < 4:
        raise InvalidInput(Problem("password", "the same few characters", "something that nobody can guess"))
    return password


def hashed(password: str) -> str:
    """Return what is kept of a password."""
    return _hasher().hash(password)


def proves(password: str, kept: str | None) -> bool:
    """Tell whether a password is the one of which this is kept; as slow where nothing is kept."""
    if len(password) > LONGEST:
        return False
    with _at_once:
        proved = _hasher().verify(password, kept or _nobody())
    return proved and kept is not None


def new_token() -> str:
    """Return a token that nobody can guess."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def sum_of(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def address(text: str) -> str:
    """Return an e-mail address as it is kept: without spaces around it, in small letters."""
    found = text.strip().lower()
    local, at, host = found.rpartition("@")
    if not (local and at and "." in host) or any(sign.isspace() for sign in found):
        raise invalid("email", text, "an e-mail address, as name@school.example")
    return found
