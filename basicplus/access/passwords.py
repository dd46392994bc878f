"""Passwords and tokens: which passwords are accepted, what is kept of them; knows no database and no web.

Argon2id for passwords (RFC 9106, second recommended option: 64 MiB, three passes); a token of 256 random bits
needs no slow hash, there is nothing to guess.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from threading import get_native_id

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from basicplus.config import Settings
from basicplus.errors import InvalidInput, Problem, invalid

SHORTEST, LONGEST = 12, 200
TOKEN_BYTES = 32
BEHIND = 5
"""How much a hash steps back behind what else wants the processors, as `nice` counts."""


@cache
def _proving() -> ThreadPoolExecutor:
    """Return where passwords are proved.

    A hash takes 64 MiB and a processor: more at once than there are processors would only fill the memory. When
    all come in at the same time, pages go before.
    """
    return ThreadPoolExecutor(os.cpu_count() or 1, "password", _step_back)


def _step_back() -> None:
    if sys.platform == "linux":  # Elsewhere a thread has no priority of its own.
        os.setpriority(os.PRIO_PROCESS, get_native_id(), BEHIND)


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
    proved = _proving().submit(_hasher().verify, password, kept or _nobody()).result()
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
