"""The one address for people without a login: a calendar, by the token that is in it."""

from __future__ import annotations

import hashlib
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from basicplus.clock import today
from basicplus.feeds import read_feed
from basicplus.web.api.shapes import sends
from basicplus.web.reads import known_to
from basicplus.web.roles import roles
from basicplus.web.section import Section

router = Section(prefix="/feeds", tags=["feeds"])
MEDIA_TYPE = "text/calendar; charset=utf-8"


ANSWERS: dict[int | str, dict[str, Any]] = sends(MEDIA_TYPE) | {
    304: {"description": "The reader has it as it is."},
    404: {"description": "There is no such calendar, or it was revoked: a page that says so."},
    422: {"description": "The address cannot be read: a page that says why."},
}


@router.get("/{token}.ics", response_class=Response, responses=ANSWERS, openapi_extra=roles("public"))
def get_feed(request: Request, token: str) -> Response:
    """Return the calendar that a token opens; 304 where the reader has it, 404 once it is revoked."""
    file = read_feed(request.app.state.database, token, today())
    etag = f'"{hashlib.sha256(file.content).hexdigest()}"'
    headers = {
        "ETag": etag,
        "Last-Modified": format_datetime(file.changed_at, usegmt=True),
        "Cache-Control": "private, no-cache",
    }
    if _has_it(request, etag, file.changed_at):
        return Response(status_code=304, headers=headers)
    return Response(file.content, media_type=MEDIA_TYPE, headers=headers)


def _has_it(request: Request, etag: str, changed_at: datetime) -> bool:
    """Say whether the reader has the file as it is; its sum counts before its day (RFC 9110, 13.2.2)."""
    if "if-none-match" in request.headers:
        return known_to(request.headers, etag)
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
        return changed_at.replace(microsecond=0) <= since
    except (TypeError, ValueError):
        return False
