"""Where agreements stand, their paper, what amendments change, campaigns, and the hours agreed for a year."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Query
from fastapi.responses import Response
from pydantic import BaseModel

from basicplus import conventions
from basicplus.clock import today
from basicplus.conventions import Difference, Envelope, Standing
from basicplus.invoicing.documents.content import Language
from basicplus.web.api.shapes import GROUP, LARGEST_NUMBER, OfYear, RowNumber, sends
from basicplus.web.desk import AtDesk
from basicplus.web.roles import roles
from basicplus.web.section import Section

router = Section(prefix=GROUP, tags=["agreements"])

VersionQuery = Annotated[
    int | None,
    Query(ge=1, le=LARGEST_NUMBER, description="Version; what waits for signatures, else the latest, by default."),
]
LanguageQuery = Annotated[Language | None, Query(description="The member's by default.")]


class CampaignItem(BaseModel):
    """An agreement in a campaign: where its amendment stands, and when it was reminded of."""

    standing: Standing
    reminded_on: date | None


class CampaignAnswer(BaseModel):
    """A campaign: its amendments, how many stand where, and the agreements in force without one."""

    internal_rules_version: int
    from_on: date
    lines: list[CampaignItem]
    counts: dict[str, int]
    left_out: list[str]


class EnvelopeItem(BaseModel):
    """The hours agreed for a year, in minutes, beside those worked and planned; `severity` from 80 % on."""

    envelope: Envelope
    severity: str | None


@router.get("/standings", openapi_extra=roles("coordinator", "finance", "auditor"))
def get_standings(desk: AtDesk, on: date | None = None, state: str = "") -> list[Standing]:
    """Return where every version of every agreement, and every open amendment, stands on a day."""
    with desk.reading() as session:
        return [each for each in conventions.standings(session, on or today()) if state in ("", each.state)]


@router.get("/standings/expiring", openapi_extra=roles("coordinator", "finance", "auditor"))
def get_expiring(
    desk: AtDesk, on: date | None = None, days: Annotated[int, Query(ge=1, le=3660)] = 90
) -> list[Standing]:
    """Return the agreements that end within so many days and that no signed version follows."""
    with desk.reading() as session:
        return conventions.expiring(session, on or today(), days)


@router.get("/agreements/{number}/redline", openapi_extra=roles("coordinator", "finance", "auditor"))
def get_redline(
    desk: AtDesk, number: str, version: VersionQuery = None, language: LanguageQuery = None
) -> list[Difference]:
    """Return what a version changes against the one before, in words; nothing for the first version."""
    with desk.reading() as session:
        paper = conventions.paper_of(session, number, version, language)
    return list(conventions.redline(paper.before, paper.content)) if paper.before else []


@router.get(
    "/agreements/{number}/pdf",
    response_class=Response,
    responses=sends("application/pdf"),
    openapi_extra=roles("coordinator", "finance", "auditor"),
)
def get_pdf(desk: AtDesk, number: str, version: VersionQuery = None, language: LanguageQuery = None) -> Response:
    """Return the paper of an agreement, or of an amendment with what it changes."""
    with desk.reading() as session:
        paper = conventions.paper_of(session, number, version, language)
    name = {"Content-Disposition": f'inline; filename="{paper.content.number}.pdf"'}
    return Response(conventions.render(paper), media_type="application/pdf", headers=name)


@router.get("/envelopes/{year}", openapi_extra=roles("coordinator", "finance", "auditor"))
def get_envelopes(desk: AtDesk, year: OfYear, alerts: bool = False) -> list[EnvelopeItem]:
    """Return the hours agreed for a year beside those worked and planned; `alerts` keeps those from 80 % on."""
    with desk.reading() as session:
        found = conventions.envelopes(session, year)
    return [EnvelopeItem(envelope=each, severity=each.severity) for each in found if each.severity or not alerts]


@router.get("/campaigns/{version}", openapi_extra=roles("coordinator", "auditor"))
def get_campaign(desk: AtDesk, version: RowNumber, on: date | None = None) -> CampaignAnswer:
    """Return where the campaign for a version of the internal rules stands."""
    with desk.reading() as session:
        state = conventions.campaign_state(session, version, on or today())
    lines = [CampaignItem(standing=each.standing, reminded_on=each.reminded_on) for each in state.lines]
    return CampaignAnswer(**vars(state) | {"lines": lines, "left_out": list(state.left_out)})
