"""The coordinator's inbox: leave that is asked for, illness that was reported, and the visits that it meets."""

from __future__ import annotations

from fastapi.responses import HTMLResponse, Response

from basicplus.web.pages.forms import UNTRIED, Fields, Tried, see_other
from basicplus.web.pages.frame import View, Viewed, page, post
from basicplus.web.reading.me.leave import inbox
from basicplus.web.section import Section

router = Section(prefix="/g/{group}/leave")


@page(router, "", "coordinator")
def leave_inbox(view: Viewed) -> HTMLResponse:
    """Show what waits for a decision, and what was decided last."""
    return _shown(view)


@post(router, "/{request}/approve", "coordinator")
def approve(view: Viewed, request: int, fields: Fields) -> Response:
    """Approve leave, and say how many visits now need somebody else."""
    with view.reading() as session:
        met = sum(len(item.visits) for item in inbox(session) if item.id == request)
    return _decided(view, "approve-leave", request, fields, notice="leave.was_approved", count=met)


@post(router, "/{request}/refuse", "coordinator")
def refuse(view: Viewed, request: int, fields: Fields) -> Response:
    """Refuse leave, with the reason."""
    return _decided(view, "refuse-leave", request, {"why": "", **fields}, notice="leave.was_refused")


@post(router, "/{request}/note", "coordinator")
def note(view: Viewed, request: int, fields: Fields) -> Response:
    """Take note of an illness."""
    return _decided(view, "note-illness", request, fields, notice="leave.was_noted")


@post(router, "/{request}/call-off", "coordinator")
def call_off(view: Viewed, request: int, fields: Fields) -> Response:
    """Call approved leave off."""
    return _decided(view, "call-off-leave", request, fields, notice="leave.was_called_off")


@post(router, "/{request}/keep", "coordinator")
def keep(view: Viewed, request: int, fields: Fields) -> Response:
    """Let leave stand that its worker asked to have called off."""
    return _decided(view, "keep-leave", request, fields, notice="leave.was_kept")


def _decided(view: View, act: str, request: int, fields: dict[str, str], notice: str, **parts: object) -> Response:
    tried = view.attempt(act, {**fields, "request": request})
    if not tried.done:
        return _shown(view, tried, request)
    return see_other(f"/g/{view.desk.group}/leave", notice=notice, **parts)


def _shown(view: View, tried: Tried = UNTRIED, about: int | None = None) -> HTMLResponse:
    with view.reading() as session:
        return view.render(
            "leave.html",
            "leave",
            status=tried.status,
            waiting=inbox(session),
            decided=inbox(session, decided=True),
            tried=tried,
            about=about,
        )
