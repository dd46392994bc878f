"""What is held of who is logged in, as a file of its own."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from basicplus import journal
from basicplus.clock import now
from basicplus.privacy import held_of, person_named, write_package
from basicplus.web.pages.account import Own
from basicplus.web.pages.frame import page

router = APIRouter()


@page(router, "/account/export", "anyone")
def export(request: Request) -> Response:
    """Send the caller everything that is held of it; the journal notes it."""
    own = Own(request)
    asked = own.principal.worker or own.principal.email or ""
    with own.reading() as (session, _):
        content = write_package(session, held_of(session, person_named(session, asked)), now())
    with own.writing() as (writing, user):
        journal.look(writing, "privacy export", person=user.email)
    headers = {"Content-Disposition": 'attachment; filename="my-data.zip"'}
    return Response(content, media_type="application/zip", headers=headers)
