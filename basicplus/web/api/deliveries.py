"""The way of documents to their buyers: lists for the office, a member's own; the acts change it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request

from basicplus import members
from basicplus.web.api.shapes import GROUP
from basicplus.web.desk import AtDesk
from basicplus.web.language import language_of_api
from basicplus.web.reading import deliveries as reading
from basicplus.web.roles import roles
from basicplus.web.section import Section

router = Section(prefix=GROUP, tags=["deliveries"])


@router.get("/deliveries", openapi_extra=roles("finance", "auditor"))
def get_deliveries(
    request: Request,
    desk: AtDesk,
    state: Annotated[str, Query(description="queued, sent, delivered, failed, bounced or cancelled")] = "",
    channel: Annotated[str, Query(description="peppol, email, portal or post")] = "",
    member: Annotated[str, Query(description="Number of a member.")] = "",
) -> list[reading.DeliveryItem]:
    """Return deliveries with their channel, the rule that led to it, and what went wrong."""
    with desk.reading() as session:
        return reading.deliveries(session, language_of_api(request), state, channel, member)


@router.get("/invoices/{number}/delivery", openapi_extra=roles("finance", "auditor"))
def get_document_way(request: Request, desk: AtDesk, number: str) -> reading.DocumentWay:
    """Return a document's state, its deliveries, and everything that happened to them."""
    with desk.reading() as session:
        return reading.document_way(session, number, language_of_api(request))


@router.get("/members/{number}/deliveries", openapi_extra=roles("member", "finance", "auditor"))
def get_ways_of_member(request: Request, desk: AtDesk, number: str) -> list[reading.WayItem]:
    """Return how a member's documents went to it, by which rule, and their state."""
    with desk.reading() as session:
        members.by_number(session, number)
        return reading.ways_of_member(session, number, language_of_api(request))
