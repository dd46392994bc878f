"""Agreements as papers: where each stands, the hours used of it, what a version changes, who signed."""

from __future__ import annotations

from typing import cast

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from sqlmodel import col, select

from basicplus import assignments, clock, conventions
from basicplus.conventions import AgreementSignature, Campaign
from basicplus.errors import invalid
from basicplus.invoicing.documents.content import Language
from basicplus.web.pages.frame import AskedPart, Viewed, page
from basicplus.web.reading.listing import arrange, one_of
from basicplus.web.reading.memory import Memory
from basicplus.web.reading.papers import STATES, StandingItem, standing_items
from basicplus.web.roles import roles

_standing: Memory[list[StandingItem]] = Memory()
router = APIRouter()


@page(router, "/standing", "coordinator", "finance", "auditor")
def standing_page(
    view: Viewed, asked: AskedPart, state: str = "", year: str = "", level: str = ""
) -> HTMLResponse:
    """Show where agreements stand, what ends soon, and the hours used of those of a year."""
    one_of("state", state, STATES)
    one_of("level", level, ("80", "100"))
    wanted = _year(year) if year else clock.today().year
    with view.reading() as session:
        asked_of = (clock.today(), wanted)
        found = _standing.found(session, asked_of, lambda: standing_items(session, *asked_of))
        campaigns = session.exec(select(Campaign).order_by(col(Campaign.internal_rules_version).desc())).all()
        running = [
            conventions.campaign_state(session, row.internal_rules_version, clock.today()) for row in campaigns[:1]
        ]
    shown = [each for each in found if state in ("", each.state) and each.used_percent >= int(level or 0)]
    part = arrange(
        shown,
        asked,
        lambda each: f"{each.number} {each.member} {each.member_name}",
        {
            "number": lambda each: (each.agreement, each.from_on),
            "ends": lambda each: (each.until_on or clock.FOREVER, each.number),
            "used": lambda each: (each.used_percent, each.number),
        },
    )
    return view.render("standing.html", "agreements", part=part, states=STATES, year=wanted, campaigns=running)


@page(router, "/{number}/paper", "coordinator", "finance", "auditor")
def paper_page(view: Viewed, number: str, version: int | None = None) -> HTMLResponse:
    """Show the versions of an agreement, what one of them changes, and who signed it."""
    with view.reading() as session:
        paper = conventions.paper_of(session, number, version, cast(Language, view.language))
        versions = assignments.versions_of(session, number)
        ids = [row.id for row in versions]
        signed = select(AgreementSignature).where(col(AgreementSignature.agreement_id).in_(ids))
        own = [
            each
            for each in conventions.standings(session, clock.today())
            if each.agreement == versions[0].number.partition(".")[0]
        ]
        signatures = session.exec(signed.order_by(col(AgreementSignature.id))).all()
    return view.render(
        "paper.html",
        "agreements",
        agreement=versions[0].number,
        shown=paper.content.number,
        why=paper.why,
        own=own,
        differences=conventions.redline(paper.before, paper.content) if paper.before else (),
        signatures=signatures,
        version=version,
    )


@router.get(
    "/{number}/paper.pdf",
    response_class=Response,
    include_in_schema=False,
    openapi_extra=roles("coordinator", "finance", "auditor"),
)
def paper_pdf(view: Viewed, number: str, version: int | None = None) -> Response:
    """Send the paper of an agreement, in the language of its member."""
    with view.reading() as session:
        paper = conventions.paper_of(session, number, version)
    name = {"Content-Disposition": f'inline; filename="{paper.content.number}.pdf"'}
    return Response(conventions.render(paper), media_type="application/pdf", headers=name)


def _year(text: str) -> int:
    if not (text.isdecimal() and 2000 <= int(text) <= 2100):
        raise invalid("year", text, "a year from 2000 to 2100")
    return int(text)
