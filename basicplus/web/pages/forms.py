"""How a page does acts: the form's fields into an act, and what to show again when it is not accepted."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData, UploadFile

from basicplus.acts import act_named
from basicplus.acts.doing import Done, do
from basicplus.compliance.gate import Refused, Warned, refusal
from basicplus.errors import BasicplusError, InvalidInput, Problem
from basicplus.web.amiss import error_in_words, in_words
from basicplus.web.desk import Desk
from basicplus.web.language import speech
from basicplus.web.pages.notices import leave_notice

MOST_TEXT = 6_000_000
"""Bytes of one field of a form at most: a file that a page carries along is one."""
REASON, DESPITE = "reason", "despite"
"""The two fields that every form may have: why, and why to go ahead although a rule warns."""
LAST = "last_on"
"""The last day of some days, as people write it; records keep the first day after."""


async def form_of(request: Request) -> AsyncIterator[FormData]:
    """Lend what a form sent, with its files, until the request is answered."""
    async with request.form(max_part_size=MOST_TEXT) as form:
        yield form


Form = Annotated[FormData, Depends(form_of)]


async def fields_of(form: Form) -> dict[str, Any]:
    """Return the fields of a form that were filled in; the last one of a name wins, a file comes in base64."""
    given = {name: value if isinstance(value, str) else await _file(value) for name, value in form.items()}
    return {name: value for name, value in given.items() if value not in ("", None)}


def every(name: str) -> Callable[[FormData], list[str]]:
    """Return the dependency that gives each value a form has under a name: the boxes that were ticked."""

    def values(form: Form) -> list[str]:
        return [value for value in form.getlist(name) if isinstance(value, str)]

    return values


async def _file(sent: UploadFile) -> dict[str, str] | None:
    """Return a file as acts take it; None where the reader chose none."""
    await sent.seek(0)
    content = await sent.read()
    return {"name": sent.filename, "content": b64encode(content).decode()} if sent.filename else None


Fields = Annotated[dict[str, Any], Depends(fields_of)]


@dataclass(frozen=True)
class Tried:
    """How an act went: done, or the sentence and the fields to show again; a rule that warns asks `despite`."""

    given: Mapping[str, Any]
    done: Done | None = None
    message: str = ""
    status: int = 200
    problems: tuple[Problem, ...] = ()
    warned: bool = False
    findings: tuple[Any, ...] = field(default=())

    def problem(self, name: str) -> str:
        """Return what is wrong with a field, or nothing."""
        return "; ".join(each.allowed for each in self.problems if each.field.split(".")[0] == name)

    def value(self, name: str, otherwise: object = "") -> Any:
        """Return what the reader had given for a field."""
        return self.given.get(name, otherwise)


UNTRIED = Tried({})
"""What a form shows before it was sent."""


def attempt(desk: Desk, act: str, fields: Mapping[str, Any], language: str, *, dry_run: bool = False) -> Tried:
    """Do an act with the fields of a form, past the gate as everywhere; nothing is lost when it is refused.

    A dry run passes the gate too and saves nothing. Of a last day, the act is told the day after.
    """
    found = act_named(act)
    asked = dict(fields) if LAST in found.model.model_fields else until_of(fields)
    # Some acts have a reason of their own, which their records keep: it stays theirs.
    reason = None if REASON in found.model.model_fields else asked.pop(REASON, None)
    # Work that is asked for keeps why to go ahead until a worker does it.
    despite = None if DESPITE in found.model.model_fields else asked.pop(DESPITE, None)
    desk.allow(found.roles, act)
    why: dict[str, Any] = {"reason": reason, "despite": despite, "dry_run": dry_run}
    try:
        given, scope = found.read(asked), desk.scope_for(found.roles)
        done = do(desk.database, desk.group, desk.actor, found, given, scope=scope, **why)
    except BasicplusError as error:
        return not_done(error, fields, language)
    return Tried(fields, done=done)


def not_done(error: BasicplusError, given: Mapping[str, Any], language: str) -> Tried:
    """Return what a form shows again after an error: the findings of a refusal, or what is wrong with a field."""
    if isinstance(error, Refused | Warned):
        said, is_warned = refusal(error.findings, language), isinstance(error, Warned)
        return Tried(given, message=said, status=error.status, warned=is_warned, findings=tuple(error.findings))
    t = speech(language)
    placed = [_placed(each, given) for each in error.problems] if isinstance(error, InvalidInput) else ()
    problems = in_words(placed, t)
    return Tried(given, message=error_in_words(error, t), status=error.status, problems=problems)


def _placed(problem: Problem, given: Mapping[str, Any]) -> Problem:
    """Return what is wrong with an input as a whole at the field its sentence begins with, as it was typed."""
    name = problem.allowed.partition(" ")[0] if problem.field == "input" else problem.field
    name = LAST if name == "until_on" and LAST in given else name
    return replace(problem, field=name) if name in given else problem


def until_of(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a form with the first day after in place of the last day that people write."""
    given = {name: value for name, value in fields.items() if name != LAST}
    last = fields.get(LAST, "")
    try:
        return given | ({"until_on": str(date.fromisoformat(last) + timedelta(days=1))} if last else {})
    except ValueError:
        return given | {"until_on": last}


def see_other(path: str, *, notice: str = "", **parts: object) -> RedirectResponse:
    """Send the browser on after a form was accepted, so that a reload does not send it again.

    `notice` is the key of a text that the next page shows once, with its parts filled in.
    """
    response = RedirectResponse(path, 303)
    if notice:
        leave_notice(response, notice, parts)
    return response
