"""A passkey stands in for a code: made by a device, signed by it for this server alone, each challenge once."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from fastapi.testclient import TestClient
from webauthn.helpers import bytes_to_base64url

from basicplus.access.proofs import Passkey
from basicplus.db import Database
from basicplus.store import open_store
from tests import cast
from tests.access import people
from tests.conftest import Templates

EMAIL = "chantal@group.example"
SITE, ORIGIN = "testserver", "http://testserver"


@dataclass
class Device:
    """A device that makes one passkey and signs with it, as WebAuthn has it (attestation `none`, ES256)."""

    origin: str = ORIGIN
    site: str = SITE
    signed: int = 0
    number: bytes = b"a device of the test"
    key: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()))

    def make(self, options: dict[str, Any]) -> str:
        """Make a passkey; return what a browser sends of it."""
        point = self.key.public_key().public_numbers()
        x, y = point.x.to_bytes(32, "big"), point.y.to_bytes(32, "big")
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        attested = bytes(16) + len(self.number).to_bytes(2, "big") + self.number + public
        made = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": self._about(0x45) + attested})
        client = self._client("webauthn.create", options)
        return self._told({"clientDataJSON": client, "attestationObject": made})

    def sign(self, options: dict[str, Any]) -> str:
        """Sign a challenge; return what a browser sends of it."""
        self.signed += 1
        about, client = self._about(0x05), self._client("webauthn.get", options)
        signature = self.key.sign(about + sha256(client).digest(), ECDSA(SHA256()))
        return self._told({"clientDataJSON": client, "authenticatorData": about, "signature": signature})

    def _about(self, flags: int) -> bytes:
        return sha256(self.site.encode()).digest() + bytes([flags]) + self.signed.to_bytes(4, "big")

    def _client(self, kind: str, options: dict[str, Any]) -> bytes:
        return json.dumps({"type": kind, "challenge": options["challenge"], "origin": self.origin}).encode()

    def _told(self, response: dict[str, bytes]) -> str:
        told = {name: bytes_to_base64url(value) for name, value in response.items()}
        number = bytes_to_base64url(self.number)
        return json.dumps({"id": number, "rawId": number, "type": "public-key", "response": told})


@pytest.fixture(scope="module")
def with_user(sqlite_templates: Templates) -> Iterator[str]:
    for url in sqlite_templates.fresh(sqlite_templates.cast):
        database = open_store(url)
        people.admit(database, EMAIL, {"role": "coordinator"})
        database.close()
        yield url


@pytest.fixture
def url(with_user: str, sqlite_templates: Templates) -> Iterator[str]:
    yield from sqlite_templates.fresh(with_user)


def options_in(text: str) -> dict[str, Any]:
    found = re.search(r'data-options="([^"]+)"', text)
    assert found
    return json.loads(html.unescape(found[1]))  # type: ignore[no-any-return]


def added(database: Database, device: Device) -> TestClient:
    """Add the passkey of a device to the user's account; return the browser in which it was done."""
    browser = people.logged_in(database, EMAIL)
    options = options_in(browser.get("/account/keys").text)
    fields = {"name": "phone", "credential": device.make(options)}
    answer = browser.post("/account/keys/passkeys", data=fields)
    assert answer.status_code == 303, answer.text
    return browser


def at_the_step(database: Database) -> tuple[TestClient, dict[str, Any]]:
    browser = people.browser(database)
    answer = browser.post("/login", data={"email": EMAIL, "password": people.PASSWORD})
    assert answer.headers["location"] == "/login/step"
    return browser, options_in(browser.get("/login/step").text)


def step(browser: TestClient, credential: str) -> int:
    return browser.post("/login/step/passkey", data={"credential": credential}).status_code


def test_a_device_that_signs_lets_its_user_in_once(database: Database) -> None:
    device = Device()
    added(database, device)
    browser, options = at_the_step(database)
    assert [each["id"] for each in options["allowCredentials"]] == [bytes_to_base64url(device.number)]
    signed = device.sign(options)
    assert (step(browser, signed), browser.get("/account").status_code) == (303, 200)
    other, _ = at_the_step(database)
    assert step(other, signed) == 401
    with cast.reading(database) as session:
        passkey = session.get_one(Passkey, 1)
    assert (passkey.sign_count, passkey.last_used_at is not None) == (1, True)


@pytest.mark.parametrize(
    "device",
    [Device(), Device(origin="https://evil.example"), Device(site="evil.example")],
    ids=["another key", "another origin", "another site"],
)
def test_another_key_or_another_site_does_not_do(database: Database, device: Device) -> None:
    mine = Device()
    added(database, mine)
    if device.origin != ORIGIN or device.site != SITE:
        device.key = mine.key
    browser, options = at_the_step(database)
    assert step(browser, device.sign(options)) == 401


def test_a_copied_device_that_counts_behind_does_not_do(database: Database) -> None:
    device = Device()
    added(database, device)
    device.signed = 5
    assert step(*signed_in(database, device)) == 303
    device.signed = 3
    assert step(*signed_in(database, device)) == 401


def signed_in(database: Database, device: Device) -> tuple[TestClient, str]:
    browser, options = at_the_step(database)
    return browser, device.sign(options)


@pytest.mark.parametrize("credential", ["", "{}", "[]", '{"response": {"clientDataJSON": "e30"}}', "x"])
def test_what_no_device_sends_is_refused(database: Database, credential: str) -> None:
    browser = added(database, Device())
    fields = {"name": "phone", "credential": credential}
    assert browser.post("/account/keys/passkeys", data=fields).status_code == 422
    other, _ = at_the_step(database)
    assert step(other, credential) == 401


def test_a_user_removes_a_passkey_of_its_own(database: Database) -> None:
    browser = added(database, Device())
    assert browser.post("/account/keys/passkeys/remove", data={"passkey": "7"}).status_code == 404
    assert browser.post("/account/keys/passkeys/remove", data={"passkey": "1"}).status_code == 303
    assert people.logged_in(database, EMAIL).get("/account").status_code == 200
