"""What every request must be and every answer must say: known names only, own pages only, no foreign code."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from basicplus.web.sheets import sheets_allowed

# A page elsewhere must not reach this one through a name that points here.
LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]", "testserver"})
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
COOKIES = ("__Host-basicplus", "basicplus")
"""The names of the cookie that holds a session: where it is secure, and on this machine itself."""
PDF = "application/pdf"
POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; object-src 'none'; frame-ancestors 'none'"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
}
TRANSPORT = "max-age=31536000"
# The viewer that a browser puts around a PDF is its own page, with styles and objects of its own.
PDF_POLICY = "frame-ancestors 'none'"


def protect(headers: MutableHeaders, *, encrypted: bool = False) -> None:
    """Add the headers of every answer, where the answer has not chosen its own."""
    if headers.get("content-type", "").startswith("text/html"):
        headers.setdefault("Content-Security-Policy", f"{POLICY}; style-src {sheets_allowed()}")
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    if encrypted:
        headers.setdefault("Strict-Transport-Security", TRANSPORT)
    if headers.get("content-type") == PDF:
        headers["Content-Security-Policy"] = PDF_POLICY


def refusal(method: str, headers: Headers, hosts: Collection[str] = ()) -> Response | None:
    """Return the answer to a request that came by a foreign name or from a foreign page."""
    host = headers.get("host", "")
    if not (is_loopback(host) or name_of(host) in hosts):
        known = ", ".join(["127.0.0.1", "localhost", *hosts])
        return PlainTextResponse(f"basicplus answers as {known}; not as {host!r} (BASICPLUS_HOSTS).", 421)
    if method not in SAFE and (_foreign(headers, host) or _unproved(headers)):
        return PlainTextResponse("A page of another site may not change anything here.", 403)
    return None


def is_loopback(host: str) -> bool:
    """Tell whether a request names this machine itself: nothing leaves it, so nothing needs to be encrypted."""
    return name_of(host) in LOOPBACK


def _unproved(headers: Headers) -> bool:
    """Tell whether a request rides on the cookie of a session, and no browser says from which page it comes."""
    rides = any(part.strip().split("=")[0] in COOKIES for part in headers.get("cookie", "").split(";"))
    return rides and "sec-fetch-site" not in headers and "origin" not in headers


def _foreign(headers: Headers, host: str) -> bool:
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None and site not in ("same-origin", "none"):
        return True
    # Without a referrer, browsers write `null` as the origin of our own forms too: then the site decides.
    if origin == "null":
        return site != "same-origin"
    return origin is not None and urlsplit(origin).netloc != host


def name_of(host: str) -> str:
    """Return the name in a Host header, without its port."""
    return host[: host.rfind("]") + 1] if host.startswith("[") else host.rsplit(":", 1)[0].lower()


class Shield:
    """ASGI middleware: refuses foreign requests, adds the headers to every answer."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str] = ()) -> None:
        self.app = app
        self.hosts = frozenset(host.strip().lower() for host in hosts if host.strip())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        encrypted = not is_loopback(headers.get("host", ""))

        async def send_protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                protect(MutableHeaders(scope=message), encrypted=encrypted)
            await send(message)

        refused = refusal(scope["method"], headers, self.hosts)
        await (refused or self.app)(scope, receive, send_protected)
