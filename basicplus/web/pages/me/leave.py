"""My leave: ask for it, take it back, report an illness, and what is taken and planned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from basicplus import clock
from basicplus.web.pages.forms import UNTRIED, Fields, Tried, see_other
from basicplus.web.pages.frame import page, post
from basicplus.web.pages.me.mine import Mine, Own
from basicplus.web.reading.me.leave import leave_year, my_leave
from basicplus.workers.models import LEAVE_KINDS, LEAVE_PARTS

router = APIRouter(prefix="/g/{group}/me/leave")
LAST, FIRST = "last_on", "from_on"


@page(router, "", "worker")
def leave(own: Own) -> HTMLResponse:
    """Show the requests of the worker, and the form for another one."""
    return _shown(own)


@post(router, "", "worker")
def ask(own: Own, fields: Fields) -> Response:
    """Ask for leave."""
    return _done(own, "ask-leave", fields, notice="me.was_asked")


@post(router, "/illness", "worker")
def illness(own: Own, fields: Fields) -> Response:
    """Report an illness."""
    return _done(own, "report-illness", fields, notice="me.was_reported")


@post(router, "/{request}/withdraw", "worker")
def withdraw(own: Own, request: int) -> Response:
    """Take a request back."""
    with own.view.reading() as session:
        own_requests = {item.id for item in my_leave(session, own.number)}
    tried = own.view.attempt("withdraw-leave", {"request": request if request in own_requests else 0})
    if not tried.done:
        return _shown(own, tried, about="withdraw")
    return see_other(f"{own.path}/leave", notice="me.was_withdrawn")


def until_of(fields: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a form with the first day after the leave: people write its last day."""
    given = {name: value for name, value in fields.items() if name != LAST}
    last = fields.get(LAST, "")
    try:
        return given | ({"until_on": str(date.fromisoformat(last) + timedelta(days=1))} if last else {})
    except ValueError:
        return given | {"until_on": last}


def _done(own: Mine, act: str, fields: Mapping[str, str], notice: str) -> Response:
    tried = own.view.attempt(act, {**until_of(fields), "worker": own.number})
    if not tried.done:
        return _shown(own, tried, fields, about=act)
    return see_other(f"{own.path}/leave", notice=notice)


def _shown(
    own: Mine, tried: Tried = UNTRIED, fields: Mapping[str, str] | None = None, about: str = ""
) -> HTMLResponse:
    today = clock.today()
    with own.view.reading() as session:
        return own.render(
            "leave",
            status=tried.status,
            requests=my_leave(session, own.number),
            year=leave_year(session, own.number, today.year, today),
            kinds=LEAVE_KINDS,
            parts_of_day=LEAVE_PARTS,
            tried=tried,
            about=about,
            given=fields or {},
        )
