"""Two ways into the Peppol network: a folder that an access point watches, and the HTTP API of one."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote, urlsplit

import httpx2

from basicplus.clock import now
from basicplus.errors import invalid
from basicplus.invoicing.delivery.outcome import AccessPoint, Outcome, Parcel, Status
from basicplus.invoicing.delivery.smtp import LOOPBACK

TIMEOUT_SECONDS = 30.0
PASSING = frozenset({408, 425, 429})
"""Answers of the 400s that say to come back later."""
NO_ENTRY = frozenset({401, 403})
REJECTED = "The access point refuses the document"
MEND = "Mend what it names, then `basicplus deliver retry`, or choose another channel with `change-channel`."


def access_point_of(url: str, secret: str = "") -> AccessPoint:
    """Return the access point of a setting: file:///folder, or https://... with a token."""
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.path:
        return FileDrop(Path(parts.path))
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return HttpAccessPoint(url.rstrip("/"), secret)
    raise invalid("BASICPLUS_ACCESS_POINT", parts.scheme or "?", "file:///folder, or https://host/path")


@dataclass(frozen=True)
class FileDrop:
    """A folder that another program empties: a file appears whole, the same bytes once while they lie there."""

    folder: Path

    def send(self, parcel: Parcel) -> Outcome:
        """Put the UBL into the folder, named by its number and its SHA-256, in one step."""
        ubl = parcel.ubl or b""
        number = re.sub(r"[^A-Za-z0-9-]+", "-", parcel.number)
        target = self.folder / f"{number}-{hashlib.sha256(ubl).hexdigest()[:16]}.xml"
        try:
            if not (target.exists() and target.read_bytes() == ubl):
                _write_whole(target, ubl)
        except OSError as error:
            return Outcome("later", f"{self.folder} cannot be written to: {error.strerror or error}.", down=True)
        return Outcome("sent", target.name)

    def status(self, reference: str) -> Status | None:
        """Know nothing: a folder does not answer."""


def _write_whole(target: Path, content: bytes) -> None:
    """Write beside the target, then rename: no reader ever sees half a file, no crash leaves one."""
    descriptor, beside = tempfile.mkstemp(prefix=".", suffix=".part", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).chmod(0o644)
        Path(beside).replace(target)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


@dataclass(frozen=True)
class HttpAccessPoint:
    """The HTTP API of an access point: POST the UBL once per SHA-256, ask later what became of it.

    `POST {url}/documents` answers with JSON `{"id": ..., "status": ...}`, `GET {url}/documents/{id}` with
    `{"status": "accepted" | "delivered" | "rejected", "detail": ...}`. The token goes into the header only.
    """

    url: str
    secret: str = field(default="", repr=False)
    timeout_seconds: float = TIMEOUT_SECONDS

    def send(self, parcel: Parcel) -> Outcome:
        """Send the UBL under the idempotency key of its bytes: sent twice, it is taken once."""
        ubl = parcel.ubl or b""
        headers = {
            "Content-Type": "application/xml",
            "Idempotency-Key": hashlib.sha256(ubl).hexdigest(),
            "Peppol-Receiver": parcel.address,
        }
        try:
            answer = self._ask("POST", "/documents", headers, ubl)
        except httpx2.HTTPError as error:
            return Outcome("later", f"The access point did not answer: {_told(error)}.", down=True)
        if answer.is_success:
            return _of_acceptance(answer)
        said = f"{answer.status_code} {_detail(answer)}".strip()
        if answer.status_code in NO_ENTRY:
            return Outcome("later", f"The access point lets nobody in: {said}. Check the token.", down=True)
        if answer.status_code >= 500 or answer.status_code in PASSING:
            return Outcome("later", f"The access point is busy: {said}.", wait=_retry_after(answer.headers, now()))
        return Outcome("failed", f"{REJECTED}: {said}. {MEND}")

    def status(self, reference: str) -> Status | None:
        """Ask what became of a document; None when there is no news yet."""
        try:
            answer = self._ask("GET", f"/documents/{quote(reference, safe='')}", {}, None)
        except httpx2.HTTPError as error:
            return Status("down", _told(error))
        told = _json(answer) if answer.is_success else {}
        detail = str(told.get("detail") or "")
        match told.get("status"):
            case "delivered":
                return Status("delivered", detail)
            case "rejected":
                return Status("failed", f"{REJECTED}: {detail or 'it does not say why'}. {MEND}")
            case _:
                return None

    def _ask(
        self, method: Literal["GET", "POST"], path: str, headers: Mapping[str, str], content: bytes | None
    ) -> httpx2.Response:
        entry = {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        with httpx2.Client(timeout=self.timeout_seconds, follow_redirects=False) as client:
            return client.request(method, self.url + path, headers={**headers, **entry}, content=content)


def _of_acceptance(answer: httpx2.Response) -> Outcome:
    told = _json(answer)
    if told.get("status") == "rejected":
        return Outcome("failed", f"{REJECTED}: {_detail(answer)}. {MEND}")
    return Outcome("sent", str(told.get("status") or "accepted"), reference=str(told.get("id") or ""))


def _json(answer: httpx2.Response) -> Mapping[str, Any]:
    try:
        told = answer.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _detail(answer: httpx2.Response) -> str:
    return str(_json(answer).get("detail") or answer.reason_phrase)[:300]


def _retry_after(headers: Mapping[str, str], at: datetime) -> timedelta | None:
    """Read Retry-After (RFC 9110): seconds, or an instant."""
    said = headers.get("Retry-After", "").strip()
    if said.isdigit():
        return timedelta(seconds=min(int(said), 10**6))
    try:
        return max(parsedate_to_datetime(said) - at, timedelta())
    except (TypeError, ValueError):
        return None


def _told(error: Exception) -> str:
    return str(error) or type(error).__name__
