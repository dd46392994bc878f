"""A sentence that the page after a form shows once: kept in a short-lived cookie, as a key and its parts."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import Response

from basicplus.web.language import Speech

COOKIE = "notice"
SECONDS = 60


def leave_notice(response: Response, key: str, parts: Mapping[str, object]) -> None:
    """Leave a notice for the next page."""
    written = json.dumps([key, {name: str(value) for name, value in parts.items()}])
    kept = base64.urlsafe_b64encode(written.encode()).decode()
    response.set_cookie(COOKIE, kept, max_age=SECONDS, httponly=True, samesite="lax")


def left(request: Request, t: Speech) -> str:
    """Return the notice that the page before left, in the reader's language; nothing if there is none."""
    kept = request.cookies.get(COOKIE, "")
    try:
        key, parts = json.loads(base64.urlsafe_b64decode(kept.encode())) if kept else ("", {})
        if not key:
            return ""
        return t(key, **parts) if parts else t.texts[key].format()
    except (ValueError, LookupError, TypeError, AttributeError):  # A cookie is the reader's: it may hold anything.
        return ""
