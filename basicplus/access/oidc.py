"""Coming in through a provider of identities (OpenID Connect): code flow with PKCE, state and nonce.

The provider proves an e-mail address; who has no account with that address here stays out.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx2
import jwt
from sqlmodel import select

from basicplus.access import one_time
from basicplus.access.models import User
from basicplus.access.sessions import WrongPassword
from basicplus.config import Settings
from basicplus.db import Database
from basicplus.errors import BasicplusError, Conflict

LASTS = timedelta(minutes=10)
TIMEOUT_SECONDS, LEEWAY_SECONDS = 10.0, 60
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
ALGORITHMS = ["RS256", "ES256", "PS256", "EdDSA"]
"""Signatures with a key of two halves only: a provider's secret is no key to sign with."""
REFUSED = "The provider does not vouch for anybody who has an account here: ask an administrator."


class ProviderFailed(BasicplusError):
    """The provider of identities does not answer, or not as it must."""

    status = 502


@dataclass(frozen=True)
class Provider:
    """A provider of identities, and what this server is to it."""

    issuer: str
    client_id: str
    client_secret: str

    @classmethod
    def of_settings(cls) -> Provider:
        """Return the provider of the settings; Conflict where there is none."""
        settings = Settings()
        if not settings.oidc_issuer or not settings.oidc_client:
            raise Conflict("There is no provider of identities here: set BASICPLUS_OIDC_ISSUER and _OIDC_CLIENT.")
        parts = urlsplit(settings.oidc_issuer)
        if parts.scheme != "https" and parts.hostname not in LOOPBACK:
            raise Conflict("BASICPLUS_OIDC_ISSUER must begin with https://.")
        secret = settings.oidc_secret.get_secret_value() if settings.oidc_secret else ""
        return cls(settings.oidc_issuer.rstrip("/"), settings.oidc_client, secret)

    def told(self) -> dict[str, Any]:
        """Return what the provider says of itself; its name must be the one of the settings."""
        found = _json(httpx2.get, f"{self.issuer}/.well-known/openid-configuration")
        if str(found.get("issuer", "")).rstrip("/") != self.issuer:
            raise ProviderFailed("The provider of identities says it is another one.")
        return found


def begin(
    provider: Provider, database: Database, group_id: int, redirect: str, wanted: str, at: datetime
) -> tuple[str, str]:
    """Return where to send the browser, and the state that it must bring back."""
    nonce, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    body = {"nonce": nonce, "verifier": verifier, "next": wanted}
    state = one_time.give(database, group_id, "oidc", at, lasts=LASTS, body=body)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": redirect,
        "scope": "openid email",
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return f"{provider.told()['authorization_endpoint']}?{urlencode(asked)}", state


def finish(
    provider: Provider, database: Database, state: str, code: str, redirect: str, at: datetime
) -> tuple[User, str]:
    """Return the user whom the provider vouches for, and the page that was wanted; each state works once."""
    row = one_time.take(database, "oidc", state, at)
    kept = json.loads(row.body)
    told = provider.told()
    answer = _json(
        httpx2.post,
        told["token_endpoint"],
        auth=(provider.client_id, provider.client_secret),
        data={
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect,
            "code_verifier": kept["verifier"],
        },
    )
    claims = _proved(provider, str(answer.get("id_token", "")), _json(httpx2.get, told["jwks_uri"]))
    same = hmac.compare_digest(str(claims.get("nonce", "")).encode(), kept["nonce"].encode())
    email = str(claims.get("email", "")).strip().lower()
    if not same or claims.get("email_verified") is not True or not email:
        raise WrongPassword(REFUSED)
    with database.reading_as(row.group_id) as session:
        user = session.exec(select(User).where(User.email == email)).first()
    if user is None or user.disabled:
        raise WrongPassword(REFUSED)
    return user, kept["next"]


def _proved(provider: Provider, id_token: str, keys: dict[str, Any]) -> dict[str, Any]:
    """Return the claims of a token that the provider signed, for us, and that has not expired."""
    try:
        known = jwt.PyJWKSet.from_dict(keys).keys
        named = jwt.get_unverified_header(id_token).get("kid")
        key = next((each for each in known if each.key_id == named), known[0] if len(known) == 1 else None)
        if key is None:
            raise WrongPassword(REFUSED)
        claims: dict[str, Any] = jwt.decode(
            id_token,
            key.key,
            algorithms=ALGORITHMS,
            audience=provider.client_id,
            issuer=provider.issuer,
            leeway=LEEWAY_SECONDS,
            options={"require": ["exp", "iat", "sub", "nonce"]},
        )
    except jwt.PyJWTError:
        raise WrongPassword(REFUSED) from None
    return claims


def _json(call: Any, url: str, **sent: Any) -> dict[str, Any]:
    """Ask the provider something; ProviderFailed where it does not answer with an object."""
    try:
        answer = call(url, timeout=TIMEOUT_SECONDS, **sent)
        found = answer.raise_for_status().json()
    except (httpx2.HTTPError, ValueError) as error:
        raise ProviderFailed(f"The provider of identities does not answer: {type(error).__name__}.") from None
    if not isinstance(found, dict):
        raise ProviderFailed("The provider of identities answers something else than an object.")
    return found
