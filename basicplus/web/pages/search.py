"""The search across everything that the reader may see: records by number or name, pages by name."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from basicplus.web.language import speech
from basicplus.web.pages.frame import AskedPart, Viewed, page
from basicplus.web.pages.navigation import may_open, navigation, pages_of
from basicplus.web.reading.listing import holds
from basicplus.web.reading.search import search

router = APIRouter()


@page(router, "/g/{group}/search", "coordinator", "finance", "auditor", "admin")
def search_page(view: Viewed, asked: AskedPart) -> Response:
    """Show what was found; a number that names one thing exactly opens it at once."""
    principal, pages, t = view.desk.principal, pages_of(view.request.app), speech(view.language)
    with view.reading() as session:
        found = search(session, asked.q)
    found = [
        hits for hits in found if may_open(principal, f"/g/{{group}}/{hits.section}/{{number}}", "office", pages)
    ]
    exact = [(hits.section, hit.number) for hits in found for hit in hits.hits if hit.number == asked.q.strip()]
    if len(exact) == 1:
        return RedirectResponse(f"/g/{view.desk.group}/{exact[0][0]}/{exact[0][1]}", 303)
    links = navigation(principal, view.desk.group, view.request.url.path, pages).links
    named = [link for link in links if asked.q.strip() and holds(t(f"nav.{link.key}"), asked.q)]
    return _shown(view, asked.q, found, named)


def _shown(view: Viewed, q: str, found: object, named: object) -> HTMLResponse:
    return view.render("search.html", "search", q=q, found=found, named=named)
