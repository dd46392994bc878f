"""What is held of a person, for the administrator who answers a request for it; the look is journaled."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from basicplus import journal
from basicplus.clock import now
from basicplus.privacy import held_of, person_named, write_package
from basicplus.web.api.shapes import GROUP, sends
from basicplus.web.desk import AtDesk
from basicplus.web.roles import roles

router = APIRouter(prefix=GROUP + "/privacy", tags=["privacy"])
ZIP = "application/zip"


@router.get("/export", response_class=Response, responses=sends(ZIP), openapi_extra=roles("admin"))
def get_export(
    desk: AtDesk,
    person: Annotated[str, Query(max_length=100, description="Number of a worker, or an e-mail address.")],
) -> Response:
    """Return everything that is held of a person, as a ZIP of JSON and an index; the journal notes the look."""
    with desk.reading() as session:
        content = write_package(session, held_of(session, person_named(session, person)), now())
    with desk.writing() as session:
        journal.look(session, "privacy export", person=person)
    headers = {"Content-Disposition": 'attachment; filename="person.zip"'}
    return Response(content, media_type=ZIP, headers=headers)
