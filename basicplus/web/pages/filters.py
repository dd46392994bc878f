"""Searches that a reader keeps by name: in a cookie of their own browser, none of the group's records."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, dataclass

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from basicplus.web.desk import AtDesk
from basicplus.web.pages.forms import Fields, see_other
from basicplus.web.roles import roles

COOKIE, YEAR_SECONDS = "filters", 365 * 24 * 3600
MOST, NAME, ADDRESS = 12, 40, 200
"""How many are kept, and how long a name and an address may be: a cookie holds little."""
router = APIRouter()


@dataclass(frozen=True)
class Filter:
    """A search of a list: the address that shows it, and how its reader calls it."""

    url: str
    name: str


@dataclass(frozen=True)
class Saved:
    """The searches kept for the list that is shown, and the address of the present one."""

    here: str
    kept: tuple[Filter, ...]

    @property
    def is_kept(self) -> bool:
        """Whether the present search is among them."""
        return any(each.url == self.here for each in self.kept)


def saved(request: Request, here: str) -> Saved:
    """Return the searches kept for the page at `here`, an address without what only cookies keep."""
    path = here.partition("?")[0]
    return Saved(here, tuple(each for each in _kept(request) if each.url.partition("?")[0] == path))


@router.post("/g/{group}/filters", include_in_schema=False, openapi_extra=roles("coordinator", "finance", "admin"))
def keep_filter(request: Request, at: AtDesk, fields: Fields) -> Response:
    """Keep a search by name, or forget one; the latest are kept."""
    url = fields.get("url") or fields.get("forget", "")
    if not url.startswith(f"/g/{at.group}/") or len(url) > ADDRESS:
        return see_other(f"/g/{at.group}")
    kept = [each for each in _kept(request) if each.url != url]
    name = fields.get("name", "").strip()[:NAME]
    if not name:
        return _with_cookie(see_other(url, notice="saved.forgotten"), kept)
    return _with_cookie(see_other(url, notice="saved.kept"), [*kept, Filter(url, name)][-MOST:])


def _with_cookie(response: RedirectResponse, kept: list[Filter]) -> RedirectResponse:
    written = base64.urlsafe_b64encode(json.dumps([asdict(each) for each in kept]).encode()).decode()
    response.set_cookie(COOKIE, written, max_age=YEAR_SECONDS, httponly=True, samesite="lax")
    return response


def _kept(request: Request) -> list[Filter]:
    try:
        rows = json.loads(base64.urlsafe_b64decode(request.cookies.get(COOKIE, "").encode()) or "[]")
        found = [Filter(str(row["url"]), str(row["name"])) for row in rows]
        return [each for each in found if each.url.startswith("/g/")]
    except (ValueError, KeyError, TypeError):  # A cookie is the reader's: it may hold anything.
        return []
