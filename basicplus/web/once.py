"""Calls with an `Idempotency-Key`: the request is read and summed, the answer kept, or said again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from basicplus import idempotency
from basicplus.clock import now
from basicplus.db import Database
from basicplus.idempotency import KeyedCall

KEY, REPLAYED = "Idempotency-Key", "Idempotency-Replayed"
SHOWN_ONCE = "x-shown-once"
"""Says of a route that its answer holds a secret, which is not kept: `openapi_extra={SHOWN_ONCE: True}`."""


class Again(Exception):
    """The call was done before: this is what was answered."""

    def __init__(self, call: KeyedCall) -> None:
        self.call = call


@dataclass
class Keyed:
    """A request that carries a key, and the row that keeps it once the caller is known."""

    key: str
    request_sha256: str
    call: KeyedCall | None = None
    answer: list[Message] = field(default_factory=list)

    @property
    def status(self) -> int:
        """The status of the answer."""
        return int(self.answer[0]["status"])

    @property
    def body(self) -> bytes:
        """The body of the answer."""
        return b"".join(part.get("body", b"") for part in self.answer[1:])


def begin(request: Request, database: Database, group: str, principal: str) -> None:
    """Note the key of a request, if it has one, before it is done; raise Again where it was done before."""
    keyed: Keyed | None = getattr(request.state, "keyed", None)
    if keyed is None:
        return
    call = idempotency.begin(
        database, group, principal=principal, key=keyed.key, request_sha256=keyed.request_sha256, at=now()
    )
    if call.status is not None:
        raise Again(call)
    keyed.call = call


def answer_again(_request: Request, again: Exception) -> Response:
    """Answer what was answered before, and say so."""
    assert isinstance(again, Again)
    assert again.call.status is not None
    headers = {REPLAYED: "true"}
    return Response(again.call.body, again.call.status, headers, media_type="application/json")


class Once:
    """ASGI middleware: keeps the answers to calls that carry a key and changed something, before they are sent."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = Headers(scope=scope).get(KEY) if scope["type"] == "http" and scope["method"] == "POST" else None
        if key is None or not scope["path"].startswith("/api/"):
            await self.app(scope, receive, send)
            return
        asked = Request(scope, receive)
        body = await asked.body()
        keyed = Keyed(key, _sum_of(scope, body))
        scope.setdefault("state", {})["keyed"] = keyed

        async def receive_again() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def keep(message: Message) -> None:
            keyed.answer.append(message)

        await self.app(scope, receive_again, keep)
        if keyed.call is not None:
            database = scope["app"].state.database
            await run_in_threadpool(partial(_settle, database, keyed, keyed.call, scope.get("route")))
        for message in keyed.answer:
            await send(message)


def _settle(database: Database, keyed: Keyed, call: KeyedCall, route: object) -> None:
    """Keep the answer to a call, or free its key where nothing was changed; after an error of ours, neither."""
    if keyed.status >= 500:
        return
    if keyed.status >= 400:
        idempotency.free(database, call)
        return
    secret = SHOWN_ONCE in (getattr(route, "openapi_extra", None) or {})
    idempotency.answered(database, call, keyed.status, None if secret else keyed.body.decode())


def _sum_of(scope: Scope, body: bytes) -> str:
    """Return the SHA-256 of what is asked: where, with which parameters, with which body."""
    place = f"{scope['path']}?{scope['query_string'].decode('latin-1')}\n"
    return hashlib.sha256(place.encode() + body).hexdigest()
