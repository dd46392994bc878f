"""The journal, page by page."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from basicplus.web.pages.frame import AskedPart, Viewed, page
from basicplus.web.reading.journal import list_acts

router = APIRouter(prefix="/g/{group}/journal")


@page(router, "", "auditor", "admin")
def journal_page(view: Viewed, asked: AskedPart) -> HTMLResponse:
    """Show the acts, the latest first."""
    with view.reading() as session:
        return view.render("journal.html", "journal", part=list_acts(session, asked))
