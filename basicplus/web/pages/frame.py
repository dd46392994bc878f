"""What every page shares: its frame, its language, its links; and the page of an error."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.datastructures import URL, QueryParams

from basicplus import clock
from basicplus.assignments.recurrence import in_words
from basicplus.db import ReadSession
from basicplus.invoicing.documents import wording
from basicplus.web.assets import asset_url
from basicplus.web.desk import Desk, desk, groups_for
from basicplus.web.language import COOKIE, LANGUAGES, language_of, speech
from basicplus.web.pages import notices
from basicplus.web.pages.filters import saved
from basicplus.web.pages.forms import UNTRIED, Tried, attempt
from basicplus.web.pages.navigation import ENTRIES, Navigation, may_open, navigation, pages_of
from basicplus.web.pages.wording import asked_in_words, measured, options_in_words, pattern_in_words
from basicplus.web.reading.findings import finding_item
from basicplus.web.reading.listing import PAGE, Asked, Part
from basicplus.web.roles import Role, roles
from basicplus.web.sentences import field_said, said, written
from basicplus.web.sheets import sheet

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "theme"
CHOICES = ("lang", "theme")
"""What an address may ask once and a cookie keeps: no part of what a page shows."""
YEAR_SECONDS = 365 * 24 * 3600
Handler = TypeVar("Handler", bound=Callable[..., Any])


def page(router: APIRouter, path: str, *who: Role) -> Callable[[Handler], Handler]:
    """Register a page with the roles that may see it."""
    return router.get(path, response_class=HTMLResponse, include_in_schema=False, openapi_extra=roles(*who))


def post(router: APIRouter, path: str, *who: Role) -> Callable[[Handler], Handler]:
    """Register what a form of a page sends, with the roles that may send it."""
    return router.post(path, response_class=HTMLResponse, include_in_schema=False, openapi_extra=roles(*who))


@dataclass(frozen=True)
class View:
    """One request for a page of a group."""

    request: Request
    desk: Desk

    @property
    def language(self) -> str:
        """The language of the page."""
        return language_of(self.request)

    def reading(self) -> AbstractContextManager[ReadSession]:
        """Open a session that reads the group."""
        return self.desk.reading()

    def attempt(self, act: str, fields: Mapping[str, Any], *, dry_run: bool = False) -> Tried:
        """Do an act with the fields of a form; what to show again when it is not accepted."""
        return attempt(self.desk, act, fields, self.language, dry_run=dry_run)

    def render(self, template: str, section: str, **shown: Any) -> HTMLResponse:
        """Render a page of the group; `status` when it is not 200."""
        return render(self.request, template, group=self.desk.group, section=section, **shown)


async def view(request: Request, at_desk: Annotated[Desk, Depends(desk)]) -> View:
    """Return the view of the group that the path names."""
    return View(request, at_desk)


Viewed = Annotated[View, Depends(view)]


async def asked(q: str = "", sort: str = "", page: int = 1) -> Asked:
    """Read what part of a list a page is to show."""
    return Asked(q=q[:100], sort=sort, page=min(max(page, 1), 100_000), size=PAGE)


AskedPart = Annotated[Asked, Depends(asked)]


def render(
    request: Request,
    template: str,
    *,
    status: int = 200,
    group: str | None = None,
    section: str = "",
    **shown: Any,
) -> HTMLResponse:
    """Render a template in the reader's language; remember the language if it was chosen here."""
    code = language_of(request)
    t = speech(code)
    groups = groups_for(request)
    principal = getattr(request.state, "principal", None)
    context = {
        "t": t,
        "today": clock.today(),
        "languages": [(name, speech(name)("language.own"), _with(request.url, lang=name)) for name in LANGUAGES],
        "groups": groups,
        "group": group,
        "group_name": dict(groups).get(group or "", ""),
        "section": section,
        "principal": principal,
        "navigation": _navigation(request, group),
        "may_search": group is not None
        and principal is not None
        and may_open(principal, "/g/{group}/search", "office", pages_of(request.app)),
        "notice": notices.left(request, t),
        "theme": _theme(request),
        "themes": [(name, t(f"theme.{name}"), _with(request.url, theme=name)) for name in THEMES],
        "saved": saved(request, _with(request.url)),
        "untried": UNTRIED,
        "query": {name: value for name, value in request.query_params.items() if name not in CHOICES},
        "link": lambda **changes: _with(request.url, **changes),
    }
    response = HTMLResponse(environment().get_template(template).render(context | shown), status)
    response.headers["Content-Language"] = code
    if request.query_params.get("lang") in LANGUAGES:
        _keep(response, COOKIE, code)
    if request.query_params.get("theme") in THEMES:
        _keep(response, THEME_COOKIE, _theme(request))
    if context["notice"]:
        response.delete_cookie(notices.COOKIE)
    return response


def error_page(request: Request, kind: str, status: int, detail: str) -> HTMLResponse:
    """Render the page that says what went wrong and where to go instead."""
    try:
        parts = request.url.path.split("/")
        group = parts[2] if parts[1] == "g" and len(parts) > 2 else None
        known = {code for code, _ in groups_for(request)}
        section = parts[3] if len(parts) > 4 and parts[3] in {entry.key for entry in ENTRIES} else ""
        return render(
            request,
            "error.html",
            status=status,
            group=group if group in known else None,
            section=section,
            kind=kind,
            number=status,
            detail=detail,
        )
    except Exception:  # A page about an error must not fail for want of the database.
        t = speech(language_of(request))
        return HTMLResponse(f"<!doctype html><title>{t('app')}</title><p>{t(f'error.{kind}')}</p>", status)


@cache
def environment() -> Environment:
    """Return the templates; everything they show is escaped, and a missing name is an error."""
    found = Environment(
        loader=PackageLoader("basicplus.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {
        "worded": lambda codes, t, family: [(code, t(f"{family}.{code}")) for code in codes],
        "said": said,
        "field_said": field_said,
        "written": written,
        "as_is": lambda values: [(value, value) for value in values],
    }
    found.globals |= {
        "asked_in_words": asked_in_words,
        "asset": asset_url,
        "enterprise_number": wording.enterprise_number,
        "finding_item": finding_item,
        "icon": icon,
        "iban": wording.iban,
        "measured": measured,
        "options_in_words": options_in_words,
        "pattern_in_words": pattern_in_words,
        "rule_in_words": in_words,
        "sheet": sheet,
        "window": window,
    }
    return found


def window(part: Part[Any]) -> list[int | None]:
    """Return the page numbers to offer: first, last and the nearest ones; None stands for a gap."""
    near = {1, part.pages, *range(part.page - 1, part.page + 2)}
    offered: list[int | None] = []
    for number in sorted(number for number in near if 1 <= number <= part.pages):
        if offered and offered[-1] is not None and number - offered[-1] > 1:
            offered.append(None)
        offered.append(number)
    return offered


def icon(name: str) -> Markup:
    """Draw a picture of the sprite beside a text that says the same."""
    return Markup('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>').format(
        asset_url("icons.svg"), name
    )


def _navigation(request: Request, group: str | None) -> Navigation | None:
    principal = getattr(request.state, "principal", None)
    if group is None or principal is None:
        return None
    return navigation(principal, group, request.url.path, pages_of(request.app))


def _theme(request: Request) -> str:
    wishes = (request.query_params.get("theme"), request.cookies.get(THEME_COOKIE))
    return next((wish for wish in wishes if wish in THEMES), "auto")


def _keep(response: HTMLResponse, cookie: str, value: str) -> None:
    response.set_cookie(cookie, value, max_age=YEAR_SECONDS, httponly=True, samesite="lax")


def _with(url: URL, **changes: object) -> str:
    """Return this page's address with some parameters changed; an empty one is left out."""
    kept = {name: value for name, value in QueryParams(url.query).items() if name not in CHOICES}
    kept |= {name: str(value) for name, value in changes.items()}
    query = urlencode({name: value for name, value in kept.items() if value})
    return f"{url.path}?{query}" if query else url.path
