"""What is special about each day for the group, a member and a worker."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from basicplus.assignments.calendars import Language
from basicplus.clock import today
from basicplus.web.api.presences import FromOn, OfMember, OfWorker, UntilOn
from basicplus.web.api.shapes import GROUP
from basicplus.web.desk import AtDesk
from basicplus.web.reading.calendar import CalendarDayItem, calendar_days
from basicplus.web.reading.presences import span_asked
from basicplus.web.roles import roles
from basicplus.web.section import Section

router = Section(prefix=GROUP + "/calendar", tags=["calendar"])


@router.get("", openapi_extra=roles("coordinator", "auditor"))
def get_calendar(
    desk: AtDesk,
    from_on: FromOn = None,
    until_on: UntilOn = None,
    worker: OfWorker = "",
    member: OfMember = "",
    language: Annotated[Language, Query(description="Language of the names.")] = "fr",
) -> list[CalendarDayItem]:
    """Return what is special about each day of a span; why a worker is absent is never said."""
    span = span_asked(from_on, until_on, today())
    with desk.reading() as session:
        return calendar_days(session, span, language, worker, member)
