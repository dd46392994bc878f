"""The people in the records: what is held of one of them, whom the law lets go, and the log of who went."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from fastapi.responses import HTMLResponse, Response

from basicplus import clock, journal
from basicplus.errors import BasicplusError
from basicplus.privacy import held_of, log, person_named, write_package
from basicplus.web.language import speech
from basicplus.web.pages.forms import UNTRIED, Fields, Tried, every, not_done, see_other
from basicplus.web.pages.frame import View, Viewed, page, post
from basicplus.web.reading.listing import PAGE
from basicplus.web.reading.privacy import leaving
from basicplus.web.section import Section

Chosen = Annotated[list[str], Depends(every("only"))]
router = Section(prefix="/g/{group}/admin/privacy")


@page(router, "", "admin", "auditor")
def privacy_page(view: Viewed, person: str = "") -> HTMLResponse:
    """Show whom the law lets go, the deletion log, and where to ask for what is held of a person."""
    return _shown(view, exporting=Tried({"person": person[:100]}))


@post(router, "/export", "admin")
def export(view: Viewed, fields: Fields) -> Response:
    """Send everything that is held of a person; the journal notes the look."""
    asked = str(fields.get("person", ""))[:100]
    try:
        with view.reading() as session:
            content = write_package(session, held_of(session, person_named(session, asked)), clock.now())
    except BasicplusError as error:
        return _shown(view, exporting=not_done(error, fields, view.language))
    with view.desk.writing() as writing:
        journal.look(writing, "privacy export", person=asked)
    headers = {"Content-Disposition": 'attachment; filename="person.zip"'}
    return Response(content, media_type="application/zip", headers=headers)


@post(router, "/let-go", "admin")
def let_go(view: Viewed, chosen: Chosen, fields: Fields) -> Response:
    """Let the people go who were ticked: their names go for good, and the log says under which rule."""
    if not chosen or "sure" not in fields:
        t = speech(view.language)
        said = t("privacy.not_sure") if chosen else t("privacy.nobody_ticked")
        return _shown(view, letting=Tried(fields, message=said, status=422), chosen=chosen)
    tried = view.attempt("let-go", {"only": chosen})
    if tried.done is None:
        return _shown(view, letting=tried, chosen=chosen)
    count = tried.done.result["count"]
    return see_other(f"/g/{view.desk.group}/admin/privacy", notice="privacy.gone", count=count)


def _shown(
    view: View, exporting: Tried = UNTRIED, letting: Tried = UNTRIED, chosen: list[str] | None = None
) -> HTMLResponse:
    with view.reading() as session:
        found, went = leaving(session, clock.today()), log(session)
    return view.render(
        "privacy.html",
        "admin",
        status=max(exporting.status, letting.status),
        leaving=found,
        log=went[::-1][:PAGE],
        gone=len(went),
        exporting=exporting,
        letting=letting,
        chosen=chosen or [],
        may_act="admin" in view.desk.acting,
    )
