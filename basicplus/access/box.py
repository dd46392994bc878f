"""Secrets that must be read back: stored encrypted under the key of BASICPLUS_SECRET_KEY, or not at all."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken

from basicplus.config import Settings
from basicplus.errors import Conflict

SHORTEST = 32
MISSING = (
    "Secrets are stored under a key, and there is none here: set BASICPLUS_SECRET_KEY to 32 random letters or"
    " more, and keep it where the database is not."
)


def closed(secret: str) -> str:
    """Return a secret as it may be stored; Conflict where no key is set."""
    return _box().encrypt(secret.encode()).decode()


def opened(stored: str) -> str:
    """Return the secret that was stored; Conflict where it was stored under another key."""
    try:
        return _box().decrypt(stored.encode()).decode()
    except InvalidToken:
        raise Conflict("This secret was stored under another BASICPLUS_SECRET_KEY: set that one again.") from None


def _box() -> Fernet:
    key = Settings().secret_key
    if key is None or len(key.get_secret_value()) < SHORTEST:
        raise Conflict(MISSING)
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.get_secret_value().encode()).digest()))
