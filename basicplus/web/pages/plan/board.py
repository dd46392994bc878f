"""The board of a month: workers, professions or members by days; on a phone, the agenda of a week."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi.responses import HTMLResponse
from markupsafe import Markup

from basicplus import clock
from basicplus.assignments.planning import Conflict
from basicplus.db import GroupSession
from basicplus.web.callers import is_phone
from basicplus.web.pages.frame import View, Viewed, page
from basicplus.web.pages.plan.agenda import agenda
from basicplus.web.pages.plan.asked import WEEK, PlanAsked, PlanOf
from basicplus.web.pages.plan.rows import BADGES, STATES, Ink, gone, rows
from basicplus.web.reading.listing import PAGE
from basicplus.web.reading.plan.board import BY_MEMBER, VIEWS, lines_of
from basicplus.web.reading.plan.conflicts import conflicts_known, counted, marks_of
from basicplus.web.reading.plan.days import head_days
from basicplus.web.reading.plan.state import PlanState, Touched, state_of
from basicplus.web.section import Section
from basicplus.workers.models import PROFESSIONS

SECTION = "plan"
router = Section(prefix="/g/{group}/plan")


@page(router, "", "coordinator", "auditor")
def board_page(view: Viewed, asked: PlanOf) -> HTMLResponse:
    """Show the board of a month, and the agenda of one of its weeks where there is little room.

    A phone is sent the agenda alone, unless it asks for the table: it would wait for much that it does not show.
    """
    has_table = asked.table or asked.choosing or not is_phone(view.request)
    with view.reading() as session:
        asked = asked.settled(session, clock.today())
        known = conflicts_known(session, asked.days, clock.today())
        lines = lines_of(session, asked.board_days, asked.view, asked.filters, marks_of(known))
        head = head_days(session, asked.board_days, view.language)
        shown = lines[(asked.page - 1) * PAGE : asked.page * PAGE] if asked.view == BY_MEMBER else lines
        return view.render(
            "plan/board.html",
            SECTION,
            **tools(session, view, asked, known),
            head=head,
            has_table=has_table,
            rows=rows(shown, head, ink_of(view, asked)) if has_table else "",
            lines=len(lines),
            pages=-(-len(lines) // PAGE) if asked.view == BY_MEMBER else 1,
            agenda=agenda(lines, head, asked.week_days, ink_of(view, asked), asked.query()),
            weeks=_weeks(asked),
            views=VIEWS,
            professions=PROFESSIONS,
            badges=BADGES,
            states=STATES,
        )


def tools(
    session: GroupSession, view: View, asked: PlanAsked, known: tuple[Conflict, ...] | None
) -> dict[str, Any]:
    """Return what the tool bar of the board shows; `known` are the conflicts, where they were found."""
    state: PlanState | None = state_of(session, asked.days)
    return {
        "asked": asked,
        "plan": state,
        "counts": None if known is None else counted(known),
        "can_edit": can_edit(view),
    }


def can_edit(view: View) -> bool:
    """Say whether who looks may change the plan."""
    return "coordinator" in view.desk.acting


def ink_of(view: View, asked: PlanAsked) -> Ink:
    """Return what the rows of a board are written with."""
    base = f"/g/{view.desk.group}/plan"
    query = f"month={asked.days.from_on:%Y-%m}"
    return Ink(base, view.language, asked.view, query, asked.choosing and can_edit(view), asked.by_week)


def changed_rows(
    session: GroupSession, view: View, asked: PlanAsked, touched: Touched, known: tuple[Conflict, ...] | None
) -> Markup:
    """Write the rows of a board that an edit concerns, as they are now."""
    by_member = asked.view == BY_MEMBER
    lines = lines_of(session, asked.board_days, asked.view, asked.filters, marks_of(known))
    wanted = set(touched.members if by_member else touched.workers)
    lines = [line for line in lines if line.number in wanted]
    left = wanted - {line.number for line in lines}
    plain = Ink(**vars(ink_of(view, asked)) | {"view": BY_MEMBER if by_member else VIEWS[0]})
    written = rows(lines, head_days(session, asked.board_days, view.language), plain)
    return written + Markup("".join(gone(number) for number in sorted(left)))  # noqa: S704 - `gone` escapes.


def _weeks(asked: PlanAsked) -> tuple[date, date]:
    """Return a day of the week before and of the week after."""
    assert asked.week is not None
    monday = asked.week_days.until_on - WEEK
    return min(asked.week, monday) - WEEK, asked.week_days.until_on
