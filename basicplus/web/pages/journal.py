"""The journal, page by page, searched by who, what, about what and when."""

from __future__ import annotations

from datetime import timedelta

from fastapi.responses import HTMLResponse

from basicplus.clock import parse_day
from basicplus.errors import invalid
from basicplus.web.pages.frame import AskedPart, Viewed, page
from basicplus.web.reading.journal import Sought, kinds_of_act, list_acts
from basicplus.web.section import Section

router = Section(prefix="/g/{group}/journal")


@page(router, "", "auditor", "admin")
def journal_page(
    view: Viewed,
    asked: AskedPart,
    actor: str = "",
    act: str = "",
    subject: str = "",
    from_on: str = "",
    last_on: str = "",
) -> HTMLResponse:
    """Show the acts, the latest first."""
    sought = Sought(
        actor=actor[:100],
        act=act[:60],
        subject=subject[:100],
        from_on=parse_day(from_on, "from_on") if from_on else None,
        until_on=parse_day(last_on, "last_on") + timedelta(days=1) if last_on else None,
    )
    if sought.from_on and sought.until_on and sought.until_on <= sought.from_on:
        raise invalid("last_on", last_on, f"a day not before from_on ({from_on})")
    with view.reading() as session:
        part, kinds = list_acts(session, asked, sought), kinds_of_act(session)
    return view.render("journal.html", "journal", part=part, kinds=kinds)
