"""Reminders: what a day's would say, those written, their steps; a member sees its own, the acts change them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import Response

from basicplus.clock import today
from basicplus.invoicing import reminders
from basicplus.invoicing.documents.rendering import PDF
from basicplus.invoicing.reminders import Preview, ReminderLine
from basicplus.web.api.shapes import GROUP, RowNumber, sends
from basicplus.web.desk import AtDesk
from basicplus.web.roles import roles
from basicplus.web.section import Section

router = Section(prefix=GROUP, tags=["reminders"])


@router.get("/reminders", openapi_extra=roles("finance", "auditor"))
def get_reminders(desk: AtDesk) -> list[ReminderLine]:
    """Return the reminders that were written, and what became of each."""
    with desk.reading() as session:
        return reminders.reminders(session)


@router.get("/reminders/preview", openapi_extra=roles("finance", "auditor"))
def get_preview(
    desk: AtDesk, on: Annotated[date | None, Query(description="The day; today if not given.")] = None
) -> Preview:
    """Return the reminders that `remind` would write on a day, and why other late documents are left out."""
    with desk.reading() as session:
        return reminders.preview(session, on or today())


@router.get("/reminders/steps", openapi_extra=roles("finance", "auditor"))
def get_steps(desk: AtDesk) -> list[dict[str, Any]]:
    """Return the steps: the group's own, or the house's."""
    with desk.reading() as session:
        return [asdict(step) for step in reminders.steps_of(session)]


@router.get("/reminders/stops", openapi_extra=roles("finance", "auditor"))
def get_stops(desk: AtDesk) -> list[dict[str, Any]]:
    """Return for whom and for which documents reminders rest, or rested, and why."""
    with desk.reading() as session:
        return [asdict(stop) for stop in reminders.stops_of(session)]


@router.get(
    "/reminders/{number}/pdf",
    response_class=Response,
    responses=sends(PDF),
    openapi_extra=roles("finance", "auditor"),
)
def get_letter(desk: AtDesk, number: RowNumber) -> Response:
    """Return a reminder as a letter."""
    with desk.reading() as session:
        content = reminders.render_letter(reminders.letter_of(session, number))
    headers = {"Content-Disposition": f'inline; filename="reminder-{number}.pdf"'}
    return Response(content, media_type=PDF, headers=headers)


@router.get("/members/{number}/reminders", openapi_extra=roles("member", "finance", "auditor"))
def get_reminders_of_member(desk: AtDesk, number: str) -> list[ReminderLine]:
    """Return the reminders of one member: a member sees its own."""
    with desk.reading() as session:
        return reminders.reminders(session, number)
