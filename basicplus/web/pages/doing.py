"""Every act as a form of its own: for what has no page, and for links that fill in what they know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fastapi.responses import HTMLResponse, Response

from basicplus.acts import REGISTRY, Act
from basicplus.acts.jobs import ACTS, ASK
from basicplus.errors import NotFound
from basicplus.web.language import speech
from basicplus.web.pages.forms import Fields, Tried, see_other
from basicplus.web.pages.frame import View, Viewed, page, post
from basicplus.web.pages.inputs import inputs, typed
from basicplus.web.pages.prefilled import began_with, changed, changes_nothing, shown
from basicplus.web.reading.choices import choices, last_number
from basicplus.web.reading.said import said_today, settled_fields
from basicplus.web.roles import Role
from basicplus.web.section import Section

BACK = "back"
WORK = [act for act in ACTS if act.name.startswith(ASK)]
STAFF: tuple[Role, ...] = ("coordinator", "finance", "admin")
MADE = {"register-member": "members", "register-worker": "workers", "agree": "agreements"}
"""Acts that make something with a page of its own, which is where one goes on, and the section of it."""
router = Section(prefix="/g/{group}/do")


@page(router, "", *STAFF)
def acts_page(view: Viewed, q: str = "") -> HTMLResponse:
    """Show the acts that the reader may do, searched."""
    words, names = q.casefold().split(), speech(view.language)
    found = [
        act
        for act in REGISTRY.values()
        if view.desk.acting & set(act.roles)
        and all(word in f"{act.name} {names.word('do_name', act.name)} {act.says}".casefold() for word in words)
    ]
    return view.render("acts.html", "admin", acts=found)


@page(router, "/{name}", *STAFF)
def act_page(view: Viewed, name: str) -> HTMLResponse:
    """Show the form of an act; the parameters of the address fill in its fields."""
    return _form(view, _act(view, name), Tried(dict(view.request.query_params)))


@post(router, "/{name}", *STAFF)
def do_act(view: Viewed, name: str, fields: Fields) -> Response:
    """Do an act; go back to where its form was called from, or on to what it made."""
    act = _act(view, name)
    back = str(fields.pop(BACK, ""))
    home = f"/g/{view.desk.group}"
    target = back if back.startswith(f"{home}/") else f"{home}/do"
    if changes_nothing(act, fields):
        return see_other(target, notice="do.nothing")
    tried = view.attempt(name, typed(act, changed(act, fields)))
    if tried.done is None:
        return _form(view, act, replace(tried, given=fields | {BACK: back}), sent=fields)
    if act in WORK:
        target = f"{home}/jobs/{tried.done.result['id']}"
    if name in MADE:
        target = f"{home}/{MADE[name]}/{fields['number']}"
    if tried.done.journal_entry is None:
        return see_other(target, notice="do.nothing")
    return see_other(target, notice="do.done", seq=tried.done.journal_entry)


def _act(view: View, name: str) -> Act:
    if name not in REGISTRY:
        raise NotFound(f"There is no act {name!r}.")
    view.desk.allow(REGISTRY[name].roles, name)
    return REGISTRY[name]


def _form(view: View, act: Act, tried: Tried, sent: Mapping[str, Any] | None = None) -> HTMLResponse:
    with view.reading() as session:
        settled = settled_fields(session, act, tried.given)
        found = [field for field in inputs(act) if field.name not in settled]
        named = choices(session, [field.name for field in found if field.kind == "text"])
        last = last_number(session, act.name)
        was = said_today(session, act, tried.given) if sent is None else began_with(sent)
    about = {field.name: tried.value(field.name) for field in found if field.required} if was else {}
    return view.render(
        "act.html",
        "admin",
        status=tried.status,
        act=act,
        fields=shown(act, found, was, sent),
        named=named,
        last=last,
        tried=tried,
        was=was,
        about=about,
    )
