"""What every request must be and every answer must say: this machine only, own pages only, no foreign code."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# There is no login yet: a page elsewhere must not reach this one through a name that points here.
LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]", "testserver"})
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
PDF = "application/pdf"
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self';"
    " object-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
# The viewer that a browser puts around a PDF is its own page, with styles and objects of its own.
PDF_POLICY = "frame-ancestors 'none'"


def protect(headers: MutableHeaders) -> None:
    """Add the headers of every answer, where the answer has not chosen its own."""
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    if headers.get("content-type") == PDF:
        headers["Content-Security-Policy"] = PDF_POLICY


def refusal(method: str, headers: Headers) -> Response | None:
    """Return the answer to a request that came by a foreign name or from a foreign page."""
    host = headers.get("host", "")
    if _name(host) not in LOOPBACK:
        return PlainTextResponse(
            f"basicplus answers on this machine only, as 127.0.0.1 or localhost; not as {host!r}.", 421
        )
    if method not in SAFE and _foreign(headers, host):
        return PlainTextResponse("A page of another site may not change anything here.", 403)
    return None


def _foreign(headers: Headers, host: str) -> bool:
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None and site not in ("same-origin", "none"):
        return True
    # Without a referrer, browsers write `null` as the origin of our own forms too: then the site decides.
    if origin == "null":
        return site != "same-origin"
    return origin is not None and urlsplit(origin).netloc != host


def _name(host: str) -> str:
    return host[: host.rfind("]") + 1] if host.startswith("[") else host.rsplit(":", 1)[0].lower()


class Shield:
    """ASGI middleware: refuses foreign requests, adds the headers to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                protect(MutableHeaders(scope=message))
            await send(message)

        refused = refusal(scope["method"], Headers(scope=scope))
        await (refused or self.app)(scope, receive, send_protected)
