"""Somebody is placed at a member under an agreement: the days and the rhythm are ticked, not written as a rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response

from basicplus.acts import act_named
from basicplus.errors import BasicplusError, invalid
from basicplus.web.pages.forms import UNTRIED, Fields, Tried, every, not_done, see_other
from basicplus.web.pages.frame import View, Viewed, page, post
from basicplus.web.pages.inputs import typed
from basicplus.web.reading.placing import place_for

ACT = "assign"
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WEEKS = {"1": 1, "2": 2, "3": 3, "4": 4}
MONTHLY = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
RHYTHMS = (*WEEKS, *MONTHLY)
Days = Annotated[list[str], Depends(every("weekday"))]
router = APIRouter()


@page(router, "/{number}/place", "coordinator")
def place_page(view: Viewed, number: str) -> HTMLResponse:
    """Offer to place a worker under an agreement: who, where, on which days, from when."""
    return _shown(view, number, UNTRIED)


@post(router, "/{number}/place", "coordinator")
def place(view: Viewed, number: str, chosen: Days, fields: Fields) -> Response:
    """Place a worker under an agreement; the next draft of the plan has the visits."""
    try:
        rule = _rule(fields.get("rhythm", ""), chosen)
    except BasicplusError as error:
        return _shown(view, number, not_done(error, fields, view.language), chosen)
    given: dict[str, Any] = {name: value for name, value in fields.items() if name not in ("rhythm", "weekday")}
    tried = view.attempt(ACT, typed(act_named(ACT), given) | {"agreement": number, "rule": rule})
    if tried.done is None:
        return _shown(view, number, replace(tried, given=fields), chosen)
    return see_other(f"/g/{view.desk.group}/agreements/{number}", notice="placing.done")


def _rule(rhythm: str, days: Sequence[str]) -> str:
    """Return the rule of RFC 5545 for a rhythm and the weekdays that were ticked."""
    if rhythm not in RHYTHMS:
        raise invalid("rhythm", rhythm, f"one of {', '.join(RHYTHMS)}")
    wanted = [day for day in WEEKDAYS if day in days]
    if not wanted:
        raise invalid("weekday", "nothing", "at least one day of the week")
    if rhythm in MONTHLY:
        return f"FREQ=MONTHLY;BYDAY={','.join(f'{MONTHLY[rhythm]}{day}' for day in wanted)}"
    interval = f";INTERVAL={rhythm}" if rhythm != "1" else ""
    return f"FREQ=WEEKLY{interval};BYDAY={','.join(wanted)}"


def _shown(view: View, number: str, tried: Tried, chosen: Sequence[str] = ()) -> HTMLResponse:
    with view.reading() as session:
        found = place_for(session, number)
    offered: Mapping[str, object] = {"weekdays": WEEKDAYS, "rhythms": RHYTHMS, "chosen": chosen}
    return view.render(
        "placing.html", "agreements", status=tried.status, agreement=number, place=found, tried=tried, **offered
    )
