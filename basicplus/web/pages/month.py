"""The month cockpit of coordinators: check in bulk, send back, disputes, put before members, remind, lock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Annotated, Any

from fastapi import Depends
from fastapi.responses import HTMLResponse, Response

from basicplus import clock
from basicplus.errors import NotFound
from basicplus.web.pages.forms import UNTRIED, Fields, Tried, every, see_other
from basicplus.web.pages.frame import AskedPart, View, Viewed, page, post
from basicplus.web.pages.portal import Entries
from basicplus.web.reading import month as reading
from basicplus.web.reading.listing import PAGE, Part
from basicplus.web.section import Section

TURNS = ("worker", "coordinator", "member", "finance")
router = Section(prefix="/g/{group}/month")


Rows = Annotated[list[str], Depends(every("row"))]


@page(router, "", "coordinator", "finance", "auditor")
def latest(view: Viewed) -> Response:
    """Open the month before this one: the one to be closed."""
    last = clock.today().replace(day=1) - timedelta(days=1)
    return see_other(f"/g/{view.desk.group}/month/{last:%Y-%m}")


@page(router, "/{month}", "coordinator", "finance", "auditor")
def cockpit(
    view: Viewed, asked: AskedPart, month: str, state: str = "", turn: str = "", undo: str = ""
) -> HTMLResponse:
    """Show the assignments of a month, what holds billing up first."""
    return _cockpit(view, month, {"state": state, "turn": turn, "q": asked.q}, undo=undo, number=asked.page)


@post(router, "/{month}/check", "coordinator")
def check(view: Viewed, month: str, rows: Rows) -> Response:
    """Check all submitted lines of the rows chosen; the page after it offers to undo that."""
    entries = _lines(view, month, rows, "in")
    if rows and not entries:
        return see_other(_at(view, month), notice="month.none_in")
    tried = view.attempt("check-lines", {"entries": entries})
    if not tried.done:
        return _cockpit(view, month, {}, tried=tried, chosen=rows)
    undo = reading.as_ranges(entries)
    address = _at(view, month) + (f"?undo={undo}" if undo else "")
    return see_other(address, notice="month.checked_now", count=len(entries))


@post(router, "/{month}/uncheck", "coordinator")
def uncheck(view: Viewed, month: str, fields: Fields) -> Response:
    """Undo a check: the lines are submitted again."""
    entries = reading.from_ranges(fields.get("entries", ""))
    return _done(
        view, month, "uncheck-lines", {"entries": entries}, notice="month.unchecked_now", count=len(entries)
    )


@post(router, "/{month}/send", "coordinator")
def send(view: Viewed, month: str, rows: Rows) -> Response:
    """Put checked lines before their members: of the rows chosen, or of all."""
    given: dict[str, Any] = {"month": str(reading.month_asked(month))}
    if rows:
        with view.reading() as session:
            items = reading.month_page(session, reading.month_asked(month), clock.today()).items
        given["members"] = sorted({item.member for item in items if item.key in rows})
    return _done(view, month, "put-hours-before-members", given, notice="month.sent_now")


@post(router, "/{month}/follow-up", "coordinator")
def follow_up(view: Viewed, month: str) -> Response:
    """Ask for the e-mails that wait to be sent, and for the reminders that are due; go where their job is."""
    tried = view.attempt("ask-month-follow-up", {})
    if not tried.done:
        return _cockpit(view, month, {}, tried=tried)
    return see_other(f"/g/{view.desk.group}/jobs/{tried.done.result['id']}")


@post(router, "/{month}/close", "coordinator")
def close(view: Viewed, month: str) -> Response:
    """Close the month."""
    return _done(view, month, "close-month", {"month": f"{month}-01"}, notice="month.closed_now")


@post(router, "/{month}/reopen", "coordinator")
def reopen(view: Viewed, month: str, fields: Fields) -> Response:
    """Open the month again, with a reason."""
    given = {"month": f"{month}-01", "because": fields.get("reason", "")}
    return _done(view, month, "reopen-month", given, notice="month.reopened_now")


@page(router, "/{month}/disputes", "coordinator", "finance", "auditor")
def disputes(view: Viewed, month: str) -> HTMLResponse:
    """Show the disputed lines with their threads."""
    return _disputes(view, month)


@post(router, "/{month}/disputes/{entry}/answer", "coordinator")
def answer(view: Viewed, month: str, entry: int, fields: Fields) -> Response:
    """Answer in the thread of a disputed line."""
    tried = view.attempt("answer-dispute", {"entry": entry, "says": fields.get("says", "")})
    if not tried.done:
        return _disputes(view, month, about=entry, answering=tried)
    return see_other(_at(view, month, "/disputes"), notice="month.answered_now")


@post(router, "/{month}/disputes/{entry}/settle", "coordinator")
def settle(view: Viewed, month: str, entry: int, fields: Fields) -> Response:
    """Settle a disputed line with the times given."""
    with view.reading() as session:
        line = next(
            (each for each in reading.disputes_of(session, reading.month_asked(month)) if each.id == entry), None
        )
    if line is None:
        raise NotFound(f"There is no disputed line {entry} in {month}.")
    given = {"entry": entry, "says": fields.get("says", "")} | _instants(line.day, fields)
    tried = view.attempt("settle-dispute", given)
    if not tried.done:
        return _disputes(view, month, about=entry, settling=replace(tried, given=fields))
    return see_other(_at(view, month, "/disputes"), notice="month.settled_now")


@page(router, "/{month}/{agreement}/{worker}", "coordinator", "finance", "auditor")
def assignment(view: Viewed, month: str, agreement: str, worker: str) -> HTMLResponse:
    """Show the lines of an assignment with what was planned beside them."""
    return _assignment(view, month, agreement, worker)


@post(router, "/{month}/{agreement}/{worker}/check", "coordinator")
def check_some(view: Viewed, month: str, agreement: str, worker: str, entries: Entries) -> Response:
    """Check the lines chosen of an assignment."""
    tried = view.attempt("check-lines", {"entries": entries})
    if not tried.done:
        return _assignment(view, month, agreement, worker, tried=tried)
    return see_other(_at(view, month, f"/{agreement}/{worker}"), notice="month.checked_now", count=len(entries))


@post(router, "/{month}/{agreement}/{worker}/back", "coordinator")
def send_back(view: Viewed, month: str, agreement: str, worker: str, entries: Entries, fields: Fields) -> Response:
    """Send the lines chosen back to their worker, with a reason."""
    tried = view.attempt("send-back-lines", {"entries": entries, "why": fields.get("why", "")})
    if not tried.done:
        return _assignment(view, month, agreement, worker, tried=tried)
    return see_other(_at(view, month, f"/{agreement}/{worker}"), notice="month.sent_back_now", count=len(entries))


def _cockpit(
    view: View,
    month: str,
    filters: Mapping[str, str],
    *,
    undo: str = "",
    tried: Tried = UNTRIED,
    chosen: list[str] | None = None,
    number: int = 1,
) -> HTMLResponse:
    first = reading.month_asked(month)
    with view.reading() as session:
        shown = reading.month_page(session, first, clock.today(), **filters)
        rows = shown.items[(number - 1) * PAGE : number * PAGE]
        return view.render(
            "month.html",
            "month",
            status=tried.status,
            month=shown,
            part=Part(items=rows, total=len(shown.items), page=number, size=PAGE),
            last=None if shown.items else reading.last_month(session),
            before=first - timedelta(days=1),
            after=first + timedelta(days=31),
            turns=TURNS,
            undo=undo if reading.from_ranges(undo) else "",
            tried=tried,
            chosen=chosen or [],
            may_act="coordinator" in view.desk.principal.roles,
        )


def _disputes(
    view: View, month: str, *, about: int = 0, answering: Tried = UNTRIED, settling: Tried = UNTRIED
) -> HTMLResponse:
    first = reading.month_asked(month)
    with view.reading() as session:
        return view.render(
            "month_disputes.html",
            "month",
            status=max(answering.status, settling.status),
            month=first,
            lines=reading.disputes_of(session, first),
            about=about,
            answering=answering,
            settling=settling,
            may_act="coordinator" in view.desk.principal.roles,
        )


def _assignment(view: View, month: str, agreement: str, worker: str, *, tried: Tried = UNTRIED) -> HTMLResponse:
    first = reading.month_asked(month)
    with view.reading() as session:
        items = reading.month_page(session, first, clock.today()).items
        row = next((item for item in items if (item.agreement, item.worker) == (agreement, worker)), None)
        if row is None:
            raise NotFound(f"Worker {worker} has nothing under agreement {agreement} in {month}.")
        return view.render(
            "month_assignment.html",
            "month",
            status=tried.status,
            month=first,
            row=row,
            lines=reading.lines_of_assignment(session, first, agreement, worker),
            tried=tried,
            may_act="coordinator" in view.desk.principal.roles,
        )


def _done(view: View, month: str, act: str, given: Mapping[str, Any], *, notice: str, **parts: object) -> Response:
    tried = view.attempt(act, given)
    if not tried.done:
        return _cockpit(view, month, {}, tried=tried)
    return see_other(_at(view, month), notice=notice, **parts)


def _lines(view: View, month: str, rows: list[str], state: str) -> list[int]:
    first = reading.month_asked(month)
    with view.reading() as session:
        return reading.lines_in(reading.month_page(session, first, clock.today()).items, rows, state)


def _instants(day: date, fields: Mapping[str, str]) -> dict[str, str]:
    """Return the times of a form as instants; an end before the start is on the next day."""
    starts, ends = fields.get("starts_at", ""), fields.get("ends_at", "")
    last = day if ends > starts else day + timedelta(days=1)
    given = {"starts_at": (day, starts), "ends_at": (last, ends)}
    return {name: _instant(on, said) for name, (on, said) in given.items()}


def _instant(day: date, said: str) -> str:
    try:
        return clock.at(day, time.fromisoformat(said)).isoformat()
    except ValueError:
        return said


def _at(view: View, month: str, path: str = "") -> str:
    return f"/g/{view.desk.group}/month/{month}{path}"
