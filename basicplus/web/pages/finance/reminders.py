"""Reminders: who would get which letter today and why others get none; written; rested with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi.responses import HTMLResponse, Response

from basicplus.clock import FOREVER, parse_day, today
from basicplus.errors import NotFound
from basicplus.invoicing import reminders
from basicplus.invoicing.documents.rendering import PDF
from basicplus.web.pages.finance.frame import READERS, ask, day_after, send, show
from basicplus.web.pages.forms import UNTRIED, Fields, Tried, see_other
from basicplus.web.pages.frame import AskedPart, View, Viewed, page, post
from basicplus.web.reading.listing import Asked, arrange
from basicplus.web.roles import roles
from basicplus.web.section import Section

router = Section(prefix="/g/{group}/finance/reminders")
SORTS = {
    "-total": lambda row: (row.total_cents, row.buyer.number),
    "number": lambda row: row.buyer.number,
    "step": lambda row: (row.step, row.buyer.number),
}


@page(router, "", *READERS)
def reminders_page(view: Viewed, asked: AskedPart, on: str = "") -> HTMLResponse:
    """Show the letters of a day, the late documents that they leave out, steps and stops."""
    return _reminders(view, asked, on, UNTRIED)


@page(router, "/written", *READERS)
def written_page(view: Viewed, asked: AskedPart) -> HTMLResponse:
    """Show the letters that were written, and what became of each."""
    sorts = {"-written": lambda row: row.id, "number": lambda row: (row.member, row.id)}
    with view.reading() as session:
        part = arrange(reminders.reminders(session), asked, lambda row: f"{row.member} {row.name}", sorts)
    return show(view, "reminders_written", "reminders", part=part)


@router.get("/{member}/pdf", response_class=Response, include_in_schema=False, openapi_extra=roles(*READERS))
def letter_pdf(view: Viewed, member: str, on: str = "", number: int = 0) -> Response:
    """Send a letter as it would be written today, or as it was written under its number."""
    with view.reading() as session:
        if number:
            letter = reminders.letter_of(session, number)
        else:
            found = reminders.preview(session, parse_day(on, "on") if on else today()).letters
            letters = [each for each in found if each.buyer.number == member]
            if not letters:
                raise NotFound(f"No reminder is due to {member} on that day.")
            [letter] = letters
    return Response(reminders.render_letter(letter), media_type=PDF)


@post(router, "/write", "finance")
def write(view: Viewed, asked: AskedPart, fields: Fields) -> Response:
    """Write the letters of a day."""
    tried = send(view, "remind", fields)
    if tried.done is None:
        return _reminders(view, asked, fields.get("on", ""), tried)
    count = tried.done.result.get("count", 0)
    return see_other(f"{_root(view)}/written", notice="finance.reminded", count=count)


@post(router, "/send", "finance")
def send_written(view: Viewed, asked: AskedPart, fields: Fields) -> Response:
    """Ask for the letters that were written to be sent."""
    tried, job = ask(view, "ask-reminder-sending", fields, {})
    return see_other(job) if job else _reminders(view, asked, "", tried)


@post(router, "/stop", "finance")
def stop(view: Viewed, asked: AskedPart, fields: Fields) -> Response:
    """Let the reminders of a member or of a document rest, for a reason."""
    tried = send(view, "stop-reminders", fields, _stop)
    if tried.done is None:
        return _reminders(view, asked, "", tried)
    return see_other(_root(view), notice="finance.stopped")


@post(router, "/resume", "finance")
def resume(view: Viewed, asked: AskedPart, fields: Fields) -> Response:
    """Remind a member, or of a document, again from today on."""
    tried = send(view, "resume-reminders", fields | {"on": str(today())})
    if tried.done is None:
        return _reminders(view, asked, "", tried)
    return see_other(_root(view), notice="finance.resumed")


def _reminders(view: View, asked: Asked, on: str, tried: Tried) -> HTMLResponse:
    day = parse_day(on, "on") if on else today()
    with view.reading() as session:
        found = reminders.preview(session, day)
        steps, stops = reminders.steps_of(session), reminders.stops_of(session)
    part = arrange(found.letters, asked, lambda row: f"{row.buyer.number} {row.buyer.name}", SORTS)
    return show(
        view,
        "reminders",
        "reminders",
        status=tried.status,
        found=found,
        part=part,
        steps=steps,
        stops=[each for each in stops if each.days.until_on > day],
        forever=FOREVER,
        tried=tried,
    )


def _stop(given: Mapping[str, str]) -> dict[str, Any]:
    until_on = day_after(given, "until_on")
    return {name: value for name, value in given.items() if name != "until_on"} | (
        {"until_on": until_on} if until_on else {}
    )


def _root(view: View) -> str:
    return f"/g/{view.desk.group}/finance/reminders"
