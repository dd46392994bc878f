"""My hours: as planned in one tap, corrected line by line, handed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError

from basicplus import clock
from basicplus.clock import month_of
from basicplus.errors import InvalidInput, field_problems
from basicplus.web.amiss import error_in_words
from basicplus.web.language import Speech, speech
from basicplus.web.my_hours import KEPT, SavedLine, TypedLine, save_lines
from basicplus.web.pages.forms import DESPITE, UNTRIED, Fields, Tried, see_other
from basicplus.web.pages.frame import page, post
from basicplus.web.pages.me.mine import Mine, Own
from basicplus.web.reading.me.hours import HoursDay, disputed_days, drafts_of, my_hours
from basicplus.web.reading.me.week import monday_of, week_of
from basicplus.web.section import Section

router = Section(prefix="/g/{group}/me/hours")
OWN_KINDS = ("service", "travel", "training", "internal")
NEW = "new"
ACT_OF = {"planned": "prefill-hours", "submit": "submit-hours"}


@page(router, "", "worker")
def hours(own: Own, day: date | None = None) -> HTMLResponse:
    """Show the hours of the week of a day."""
    return _shown(own, day or clock.today())


@post(router, "/planned", "worker")
def as_planned(own: Own, fields: Fields) -> Response:
    """Record the hours of some days as planned."""
    return _acted(own, "planned", fields, notice="me.was_planned")


@post(router, "/submit", "worker")
def submit(own: Own, fields: Fields) -> Response:
    """Hand in the hours of some days."""
    return _acted(own, "submit", fields, notice="me.was_submitted")


@post(router, "/answer", "worker")
def answer(own: Own, fields: Fields) -> Response:
    """Answer about a line that a member disputes."""
    day = _day(fields)
    tried = own.view.attempt("answer-as-worker", {name: fields.get(name, "") for name in ("entry", "says")})
    return _back(own, day, notice="portal.answered_now") if tried.done else _shown(own, day, tried)


@post(router, "/delete", "worker")
def delete(own: Own, fields: Fields) -> Response:
    """Take a draft away."""
    day = _day(fields)
    tried = own.view.attempt("delete-hours", {"entry": fields.get("entry", "")})
    return _back(own, day, notice="me.was_saved") if tried.done else _shown(own, day, tried)


@post(router, "/line", "worker")
def save_line(own: Own, fields: Fields) -> Response:
    """Save one line: corrected, or new."""
    given = dict(fields)
    despite = given.pop(DESPITE, None)
    return _saved(own, _day(fields), [_typed(given, speech(own.view.language))], despite)


@post(router, "/grid", "worker")
def save_grid(own: Own, fields: Fields) -> Response:
    """Save the durations typed into the cells of the week; those that cannot be saved say why."""
    day = _day(fields)
    today = clock.today()
    with own.view.reading() as session:
        known = {line.key: line for line in my_hours(session, own.number, week_of(day), today).lines}
    lines = [
        TypedLine(
            key=key,
            day=known[key].day,
            entry=known[key].entry,
            visit=known[key].visit,
            duration=fields[f"cell.{key}"],
            seen=fields.get(f"seen.{key}"),
        )
        for key in known
        if f"cell.{key}" in fields
    ]
    return _saved(own, day, lines, fields.get(DESPITE))


def _typed(fields: Mapping[str, str], t: Speech) -> TypedLine | SavedLine:
    try:
        return TypedLine.model_validate(fields)
    except ValidationError as error:
        says = error_in_words(InvalidInput(*field_problems(error.errors())), t)
        return SavedLine(key=fields.get("key", NEW), status="invalid", says=says)


def _saved(own: Mine, day: date, lines: Sequence[TypedLine | SavedLine], despite: str | None) -> Response:
    typed = [line for line in lines if isinstance(line, TypedLine)]
    results = [line for line in lines if isinstance(line, SavedLine)]
    results += save_lines(own.view.desk, own.number, typed, own.view.language, despite)
    unsaved = {each.key: each for each in results if each.status not in KEPT}
    if not unsaved:
        return _back(own, day, notice="me.was_saved")
    kept = {line.key: line for line in typed if line.key in unsaved}
    return _shown(own, day, results=unsaved, typed=kept, status=409)


def _acted(own: Mine, form: str, fields: Mapping[str, str], notice: str) -> Response:
    asked = {name: value for name, value in fields.items() if name != "day"}
    tried = own.view.attempt(ACT_OF[form], {**asked, "worker": own.number})
    # A whole month is handed in from one of its weeks: the page stays there, and begins with what was done.
    day = _day({"day": fields.get("day") or fields.get("from_on", "")})
    if not tried.done:
        return _shown(own, day, tried, again=form)
    place = "content" if form == "submit" else f"day-{day}"
    count = tried.done.result.get("count", 0)
    return see_other(f"{own.path}/hours?day={day}#{place}", notice=notice, count=count)


def _today_first(days: Sequence[HoursDay], today: date) -> list[HoursDay]:
    """Return the days of the present week from today back, then those to come; of another week, in order."""
    if today not in {each.day for each in days}:
        return list(days)
    return [each for each in reversed(days) if each.day <= today] + [each for each in days if each.day > today]


def _back(own: Mine, day: date, notice: str) -> Response:
    return see_other(f"{own.path}/hours?day={day}#day-{day}", notice=notice)


def _day(fields: Mapping[str, str]) -> date:
    """Return the day that a form is about; today where it says none."""
    try:
        return date.fromisoformat(fields.get("day", ""))
    except ValueError:
        return clock.today()


def _shown(
    own: Mine,
    day: date,
    tried: Tried = UNTRIED,
    *,
    results: Mapping[str, SavedLine] | None = None,
    typed: Mapping[str, TypedLine] | None = None,
    again: str = "",
    status: int = 200,
) -> HTMLResponse:
    today, week = clock.today(), week_of(day)
    with own.view.reading() as session:
        found = my_hours(session, own.number, week, today)
        disputed = disputed_days(session, own.number)
        month_drafts = drafts_of(session, own.number, month_of(day))
    return own.render(
        "hours",
        status=max(status, tried.status),
        hours=found,
        disputed=disputed,
        ordered=_today_first(found.days, today),
        month=month_of(day),
        month_drafts=month_drafts,
        kinds=OWN_KINDS,
        tried=tried,
        again=again,
        results=results or {},
        typed=typed or {},
        previous=monday_of(day) - timedelta(days=7),
        following=monday_of(day) + timedelta(days=7),
        until_today=min(week.until_on, today + timedelta(days=1)),
    )
