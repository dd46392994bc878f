"""What the API reads out: lists in pages with `Link` headers, and an `ETag` that spares sending it again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, get_origin
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from basicplus.errors import InvalidInput, Problem
from basicplus.web.matching import tag_of
from basicplus.web.problems import refused_fields
from basicplus.web.reading.listing import PAGE, Part

LARGEST, LAST_PAGE = 500, 100_000
"""How many items a page holds at most, and the number of the last page that may be asked for."""
JSON = "application/json"


def is_list(route: object) -> bool:
    """Say whether a route answers with a plain list, which is paged here; a `Part` pages itself."""
    return get_origin(getattr(route, "response_model", None)) is list


def is_part(route: object) -> bool:
    """Say whether a route answers with a page of a list."""
    model = getattr(route, "response_model", None)
    return isinstance(model, type) and issubclass(model, Part)


def known_to(headers: Headers, etag: str) -> bool:
    """Say whether the reader has what a tag names (RFC 9110, 13.1.2)."""
    known = headers.get("if-none-match", "")
    return known.strip() == "*" or etag in {each.strip().removeprefix("W/") for each in known.split(",")}


class Reads:
    """ASGI middleware: pages, counts and tags what the API answers to a GET."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith("/api/"):
            await self.app(scope, receive, send)
            return
        held: list[Message] = []

        async def hold(message: Message) -> None:
            held.append(message)

        await self.app(scope, receive, hold)
        if held[0]["status"] != 200:
            for message in held:
                await send(message)
            return
        body = b"".join(part.get("body", b"") for part in held[1:])
        await self._answer(Request(scope), MutableHeaders(scope=held[0]), body)(scope, receive, send)

    def _answer(self, request: Request, headers: MutableHeaders, body: bytes) -> Response:
        try:
            body = _paged(request, headers, body)
        except InvalidInput as error:
            return refused_fields(request, error)
        etag = headers.setdefault("ETag", tag_of(body))
        headers.setdefault("Cache-Control", "private, no-cache")
        status = 304 if known_to(request.headers, etag) else 200
        answer = Response(None if status == 304 else body, status)
        kept = {name: value for name, value in headers.items() if name != "content-length"}
        answer.headers.update(kept)
        return answer


def _paged(request: Request, headers: MutableHeaders, body: bytes) -> bytes:
    """Return the page of a list that is asked for, and say in the headers how long the list is."""
    route = request.scope.get("route")
    if headers.get("content-type") != JSON or not (is_list(route) or is_part(route)):
        return body
    whole = json.loads(body)
    if is_part(route):
        _tell(request, headers, whole["page"], whole["size"], whole["total"])
        return body
    headers["X-Total-Count"] = str(len(whole))
    if not {"page", "size"} & set(request.query_params):
        return body
    page, size = _number(request, "page", 1, LAST_PAGE), _number(request, "size", PAGE, LARGEST)
    _tell(request, headers, page, size, len(whole))
    return json.dumps(whole[(page - 1) * size : page * size], ensure_ascii=False, separators=(",", ":")).encode()


def _number(request: Request, name: str, usual: int, most: int) -> int:
    given = request.query_params.get(name, str(usual))
    if not given.isascii() or not given.isdigit() or not 1 <= int(given[:9]) <= most:
        raise InvalidInput(Problem(name, given, f"a whole number from 1 to {most}"))
    return int(given)


def _tell(request: Request, headers: MutableHeaders, page: int, size: int, total: int) -> None:
    """Say how long the list is and where its other pages are (RFC 8288)."""
    headers["X-Total-Count"] = str(total)
    headers["Link"] = ", ".join(_links(request, page, size, max(1, -(-total // size))))


def _links(request: Request, page: int, size: int, pages: int) -> Iterator[str]:
    asked = [(name, value) for name, value in parse_qsl(request.url.query) if name not in ("page", "size")]
    others: dict[str, Any] = {"first": 1, "prev": page - 1, "next": page + 1, "last": pages}
    for rel, number in others.items():
        if 1 <= number <= pages:
            query = urlencode([*asked, ("page", number), ("size", size)])
            yield f'<{request.url.path}?{query}>; rel="{rel}"'
