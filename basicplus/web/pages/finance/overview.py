"""The treasurer's first page: one figure for each question, each the link to its answer."""

from __future__ import annotations

from fastapi.responses import HTMLResponse

from basicplus.clock import today
from basicplus.web.pages.finance.frame import READERS, show
from basicplus.web.pages.frame import Viewed, page
from basicplus.web.reading.finance.overview import Overview, overview
from basicplus.web.reading.memory import Memory
from basicplus.web.section import Section

_found: Memory[Overview] = Memory()
router = Section(prefix="/g/{group}/finance")


@page(router, "", *READERS)
def overview_page(view: Viewed) -> HTMLResponse:
    """Show the figures of today."""
    with view.reading() as session:
        found = _found.found(session, today(), lambda: overview(session, today()))
        return show(view, "overview", "overview", found=found)
