"""The steps of the reminders: when each comes, from which amount on, what it claims, and its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, get_args

from fastapi.responses import HTMLResponse, Response

from basicplus.errors import Problem
from basicplus.invoicing import reminders
from basicplus.invoicing.documents.content import Language
from basicplus.invoicing.reminders.texts import PLACES, text_of
from basicplus.web.pages.finance.frame import READERS, cents, send, show
from basicplus.web.pages.forms import UNTRIED, Fields, Tried, see_other
from basicplus.web.pages.frame import View, Viewed, page, post
from basicplus.web.section import Section

router = Section(prefix="/g/{group}/finance/reminders/steps")
MOST = 9
CODES: tuple[Language, ...] = get_args(Language)


@page(router, "", *READERS)
def steps_page(view: Viewed) -> HTMLResponse:
    """Show the steps and their words, in a form for who may change them."""
    return _steps(view, UNTRIED)


@post(router, "", "finance")
def set_steps(view: Viewed, fields: Fields) -> Response:
    """Set all steps; one without days after the due day is left out."""
    tried = send(
        view, "set-reminder-steps", fields, lambda given: {"steps": [_step(given, n) for n in _set(given)]}
    )
    if tried.done is None:
        return _steps(view, _placed(tried, _set(fields)))
    return see_other(f"/g/{view.desk.group}/finance/reminders", notice="finance.steps_set")


def _steps(view: View, tried: Tried) -> HTMLResponse:
    with view.reading() as session:
        steps = reminders.steps_of(session)
    offered = [
        *steps,
        *([reminders.Step(len(steps) + 1, after_days=0, wait_days=14)] if len(steps) < MOST else []),
    ]
    as_is = {name: f"{{{name}}}" for name in PLACES}
    return show(
        view,
        "reminder_steps",
        "reminders",
        status=tried.status,
        steps=offered,
        usual={
            (step.position, code): text_of(replace(step, texts=None), code, as_is)
            for step in offered
            for code in CODES
        },
        codes=CODES,
        places=as_is.values(),
        tried=tried,
    )


def _set(given: Mapping[str, str]) -> list[int]:
    """Return the places of the form at which a step is filled in."""
    return [n for n in range(1, MOST + 1) if given.get(f"after_days-{n}", "").strip()]


def _step(given: Mapping[str, str], n: int) -> dict[str, Any]:
    step: dict[str, Any] = {
        "after_days": given[f"after_days-{n}"],
        "least_cents": cents(given, f"least_cents-{n}") or 0,
    }
    if given.get(f"wait_days-{n}"):
        step["wait_days"] = given[f"wait_days-{n}"]
    step |= {name: f"{name}-{n}" in given for name in ("claims_interest", "claims_lump_sum")}
    texts = {
        code: {name: given[f"{name}-{code}-{n}"] for name in ("subject", "body") if f"{name}-{code}-{n}" in given}
        for code in CODES
    }
    return step | {"texts": {code: text for code, text in texts.items() if text}}


def _placed(tried: Tried, places: list[int]) -> Tried:
    """Name the fields of the form in what is wrong with them."""
    return replace(tried, problems=tuple(replace(each, field=_field(each, places)) for each in tried.problems))


def _field(problem: Problem, places: list[int]) -> str:
    """Return the field of the form: the shape of the input counts steps from zero, their service from one."""
    root, *rest = problem.field.split(".")
    if root != "steps" or not rest:
        return problem.field
    place = places[int(rest[0]) - (0 if problem.kind else 1)]
    return "-".join([rest[-1], *rest[2:-1], str(place)])
