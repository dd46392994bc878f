"""My leave: ask for it, take it back, report an illness, and what is taken and planned."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi.responses import HTMLResponse, Response

from basicplus import clock
from basicplus.web.pages.forms import UNTRIED, Fields, Tried, see_other
from basicplus.web.pages.frame import page, post
from basicplus.web.pages.me.mine import Mine, Own
from basicplus.web.reading.me.leave import leave_year, my_leave
from basicplus.web.section import Section
from basicplus.workers.models import LEAVE_KINDS, LEAVE_PARTS

router = Section(prefix="/g/{group}/me/leave")


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
    return _changed(own, "withdraw-leave", request, {}, notice="me.was_withdrawn")


@post(router, "/{request}/back", "worker")
def ask_back(own: Own, request: int, fields: Fields) -> Response:
    """Ask to have approved leave called off."""
    return _changed(own, "ask-leave-back", request, fields, notice="me.was_asked_back")


@post(router, "/{request}/keep", "worker")
def keep(own: Own, request: int) -> Response:
    """Keep leave that was to be called off."""
    return _changed(own, "keep-leave", request, {}, notice="me.was_kept")


def _changed(own: Mine, act: str, request: int, fields: Mapping[str, str], notice: str) -> Response:
    with own.view.reading() as session:
        own_requests = {item.id for item in my_leave(session, own.number)}
    tried = own.view.attempt(act, {**fields, "request": request if request in own_requests else 0})
    if not tried.done:
        return _shown(own, tried, about="request")
    return see_other(f"{own.path}/leave#content", notice=notice)


def _done(own: Mine, act: str, fields: Mapping[str, str], notice: str) -> Response:
    tried = own.view.attempt(act, {**fields, "worker": own.number})
    if not tried.done:
        return _shown(own, tried, about=act)
    return see_other(f"{own.path}/leave#content", notice=notice)


def _shown(own: Mine, tried: Tried = UNTRIED, about: str = "") -> HTMLResponse:
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
        )
