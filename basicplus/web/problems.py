"""Errors as answers: problem+json for programs, a friendly page for people, never a traceback."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from sqlalchemy.exc import DataError
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException

from basicplus.access import NotLoggedIn
from basicplus.compliance.gate import Refused, Warned, refusal
from basicplus.errors import BasicplusError, InvalidInput, NotFound, beyond, field_problems, invalid
from basicplus.web.amiss import error_in_words
from basicplus.web.language import language_of, language_of_api, speech
from basicplus.web.once import Again, answer_again
from basicplus.web.pages.frame import error_page
from basicplus.web.reading.findings import finding_item
from basicplus.web.security import protect

MEDIA_TYPE = "application/problem+json"
# The kinds of problem; /docs explains each.
KINDS = {
    "refused": "A rule of law refuses the change; nothing was saved.",
    "warned": "A rule warns of the change; nothing was saved. Send it again with `despite`, your reason.",
    "invalid": "Some fields cannot be accepted; nothing was saved.",
    "not-found": "There is no such thing here.",
    "conflict": "The records do not allow it in their present state.",
    "changed": "It does not read any more as the tag in `If-Match` says; nothing was saved. Read it again.",
    "failed": "Something went wrong on our side; nothing was saved.",
    "login": "Nobody is logged in here, or not any more.",
    "request": "The request cannot be answered as it is.",
}


def install(app: FastAPI) -> None:
    """Have every error of the application answered here."""
    app.add_exception_handler(BasicplusError, _of_basicplus)
    app.add_exception_handler(RequestValidationError, _of_fields)
    app.add_exception_handler(Again, answer_again)
    app.add_exception_handler(OverflowError, _of_what_is_too_large)
    app.add_exception_handler(DataError, _of_what_no_column_holds)
    app.add_exception_handler(HTTPException, _of_http)
    app.add_exception_handler(Exception, _of_a_bug)


def _of_basicplus(request: Request, error: Exception) -> Response:
    assert isinstance(error, BasicplusError)
    if isinstance(error, Refused | Warned):
        language = language_of_api(request) if _is_program(request) else language_of(request)
        findings = [finding_item(finding, language).model_dump(mode="json") for finding in error.findings]
        kind = "refused" if isinstance(error, Refused) else "warned"
        return answer(request, kind, error.status, refusal(error.findings, language), findings=findings)
    if isinstance(error, InvalidInput):
        return refused_fields(request, error)
    if isinstance(error, NotLoggedIn):
        return _to_the_login(request, str(error))
    if isinstance(error, NotFound):
        return answer(request, "not-found", error.status, _told(request, error), **_instead(request))
    kind = {409: "conflict", 412: "changed"}.get(error.status, "request")
    response = answer(request, kind, error.status, _told(request, error))
    if error.status == 429:
        response.headers["Retry-After"] = "60"
    return response


def refused_fields(request: Request, error: InvalidInput) -> Response:
    """Answer that fields cannot be accepted."""
    return answer(request, "invalid", error.status, _told(request, error), errors=_listed(error.problems))


def _told(request: Request, error: BasicplusError) -> str:
    """Return the sentence of an error: in English for programs, in the reader's language on a page."""
    return str(error) if _is_program(request) else error_in_words(error, speech(language_of(request)))


def _is_program(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def _to_the_login(request: Request, detail: str) -> Response:
    """Send a person to the login, and from there back to the page; programs are told, with 401."""
    if _is_program(request):
        response = answer(request, "login", 401, detail)
        response.headers["WWW-Authenticate"] = "Session"
        return response
    wanted = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    login = "/login" if request.method != "GET" else f"/login?{urlencode({'next': wanted})}"
    if request.headers.get("hx-request"):
        return Response(status_code=401, headers={"HX-Redirect": login})
    return RedirectResponse(login, 303)


def _of_fields(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return refused_fields(request, InvalidInput(*field_problems(error.errors(), skip=1)))


def _of_what_is_too_large(request: Request, error: Exception) -> Response:
    assert isinstance(error, OverflowError)
    return refused_fields(request, beyond(error))


def _of_what_no_column_holds(request: Request, error: Exception) -> Response:
    """Answer to what a query cannot even ask for: PostgreSQL has no text with the letter NUL in it."""
    assert isinstance(error, DataError)
    return refused_fields(request, invalid("input", str(error.orig).splitlines()[0], "text and numbers"))


def _of_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        nothing = NotFound(f"There is nothing at {request.url.path}.")
        return answer(request, "not-found", 404, _told(request, nothing), **_instead(request))
    response = answer(request, "request", error.status_code, str(error.detail))
    response.headers.update(error.headers or {})
    return response


def _of_a_bug(request: Request, _error: Exception) -> Response:
    # The server's log has the traceback; the reader has no use for it. This answer bypasses the shield.
    response = answer(request, "failed", 500, "The error was written to the log of the server.")
    protect(MutableHeaders(raw=response.raw_headers))
    return response


def answer(request: Request, kind: str, status: int, detail: str, **more: Any) -> Response:
    """Answer with a problem: JSON below /api, a page elsewhere."""
    if not _is_program(request):
        return error_page(request, kind, status, detail)
    body = {"type": f"/docs#problem-{kind}", "title": KINDS[kind], "status": status, "detail": detail}
    return JSONResponse(body | more, status, media_type=MEDIA_TYPE)


def _instead(request: Request) -> dict[str, Any]:
    """Say where to look instead: the list that holds the thing, or the description of the API."""
    parts = request.url.path.split("/")
    known = parts[4] if len(parts) > 5 and parts[1:3] == ["api", "groups"] else None
    return {"see": "/".join(parts[:5]) if known else "/api/groups" if len(parts) > 3 else "/docs"}


def _listed(problems: Any) -> list[dict[str, str]]:
    return [{"field": item.field, "found": item.found, "allowed": item.allowed} for item in problems]
