"""Agreements: the list, and an agreement's page."""

from __future__ import annotations

from fastapi.responses import HTMLResponse
from sqlmodel import col

from basicplus import assignments, clock
from basicplus.assignments import Agreement, Visit, planning
from basicplus.assignments.models import BASES
from basicplus.web.pages.frame import AskedPart, Viewed, page
from basicplus.web.pages.papers import router as papers
from basicplus.web.pages.placing import router as placing
from basicplus.web.reading.agreements import (
    agreement_detail,
    assignments_where,
    lines_billed,
    list_agreements,
    state_of,
    tariffs_of,
)
from basicplus.web.reading.presences import visits_where
from basicplus.web.section import Section
from basicplus.workers.models import PROFESSIONS

SHOWN = 30
router = Section(prefix="/g/{group}/agreements")
router.include_router(papers)
router.include_router(placing)


@page(router, "", "coordinator", "finance", "auditor")
def agreements_list(
    view: Viewed, asked: AskedPart, basis: str = "", profession: str = "", state: str = ""
) -> HTMLResponse:
    """Show the agreements, searched and filtered."""
    with view.reading() as session:
        part = list_agreements(session, asked, clock.today(), basis, profession, state)
        return view.render("agreements.html", "agreements", part=part, bases=BASES, professions=PROFESSIONS)


@page(router, "/{number}", "coordinator", "finance", "auditor")
def agreement_page(view: Viewed, number: str) -> HTMLResponse:
    """Show one agreement: its terms, who comes when, what was billed on it."""
    today = clock.today()
    with view.reading() as session:
        agreement = agreement_detail(session, number)
        versions = assignments.versions_of(session, number)
        mine = (col(Visit.agreement_id) == Agreement.id) & col(Agreement.id).in_([row.id for row in versions])
        drafted = planning.standing(published=False)
        ahead = visits_where(session, drafted, mine, Visit.day >= today, Visit.state == "planned")
        last = visits_where(session, drafted, mine, Visit.day < today, newest_first=True)
        return view.render(
            "agreement.html",
            "agreements",
            agreement=agreement,
            state=state_of(agreement, today),
            today=today,
            tariffs=tariffs_of(session, agreement.pool_id),
            assignments=assignments_where(session, Agreement.id == versions[0].id),
            ahead=ahead[:SHOWN],
            ahead_total=len(ahead),
            last=last[0] if last else None,
            lines=lines_billed(session, number),
        )
