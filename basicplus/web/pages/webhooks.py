"""The addresses that hear of what happens: which ones, of what, how the sending goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import Depends
from fastapi.responses import HTMLResponse, Response

from basicplus.errors import NotFound
from basicplus.web.pages.forms import UNTRIED, Fields, Tried, every, see_other
from basicplus.web.pages.frame import View, Viewed, page, post
from basicplus.web.section import Section
from basicplus.webhooks import WebhookLine, deliveries_of, webhooks_of

TOPICS: Mapping[str, tuple[str, ...]] = {
    "all": ("*",),
    "invoices": ("issue*", "credit"),
    "payments": ("*payment*", "import bank file"),
    "hours": ("* hours", "*dispute*"),
    "plan": ("publish plan",),
    "members": ("admit member", "end membership"),
    "workers": ("hire", "amend contract", "end contract"),
}
"""What an address may hear of, by the names of acts in the journal; the page says it in words."""
STEPS = ("disable", "enable", "delete")
Topics = Annotated[list[str], Depends(every("topic"))]
router = Section(prefix="/g/{group}/admin/webhooks")


@page(router, "", "admin")
def webhooks_page(view: Viewed) -> HTMLResponse:
    """Show the addresses that hear of what happens, and how sending to them goes."""
    return _list(view, UNTRIED)


@post(router, "", "admin")
def create(view: Viewed, chosen: Topics, fields: Fields) -> Response:
    """Let an address hear of some acts from now on; its secret is shown this once."""
    others = [each.strip() for each in str(fields.get("others", "")).split(",") if each.strip()]
    events = [pattern for topic in chosen for pattern in TOPICS.get(topic, ())] + others
    tried = view.attempt("create-webhook", {"url": fields.get("url", ""), "events": events})
    if tried.done is None:
        return _list(view, Tried(fields, **_went(tried)), chosen)
    made = tried.done.result
    return _one(view, int(made["id"]), UNTRIED, secret=str(made["secret"]))


@page(router, "/{number}", "admin")
def webhook_page(view: Viewed, number: int) -> HTMLResponse:
    """Show one address: of what it hears, and what was sent to it last."""
    return _one(view, number, UNTRIED)


@post(router, "/{number}/{step}", "admin")
def change(view: Viewed, number: int, step: str) -> Response:
    """Send nothing to an address for a while, send to it again, or end it."""
    if step not in STEPS:
        raise NotFound(f"A webhook cannot be changed by {step!r}: {', '.join(STEPS)}.")
    tried = view.attempt(f"{step}-webhook", {"webhook": number})
    if tried.done is None:
        return _one(view, number, tried)
    home = f"/g/{view.desk.group}/admin/webhooks"
    return see_other(home if step == "delete" else f"{home}/{number}", notice="webhooks.saved")


def _went(tried: Tried) -> dict[str, Any]:
    return {name: value for name, value in vars(tried).items() if name != "given"}


def _list(view: View, tried: Tried, chosen: Sequence[str] = ()) -> HTMLResponse:
    with view.reading() as session:
        lines = webhooks_of(session)
    return view.render(
        "webhooks.html",
        "admin",
        status=tried.status,
        webhooks=[(line, *_heard(line.events)) for line in lines],
        topics=tuple(TOPICS),
        chosen=chosen,
        tried=tried,
    )


def _one(view: View, number: int, tried: Tried, secret: str = "") -> HTMLResponse:
    with view.reading() as session:
        found: WebhookLine | None = next((line for line in webhooks_of(session) if line.id == number), None)
        if found is None:
            raise NotFound(f"There is no webhook {number} in this group.")
        deliveries = deliveries_of(session, number)
    topics, others = _heard(found.events)
    return view.render(
        "webhook.html",
        "admin",
        status=tried.status,
        webhook=found,
        topics=topics,
        others=others,
        deliveries=deliveries,
        secret=secret,
        tried=tried,
    )


def _heard(events: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the topics that the patterns of an address make up, and the patterns that are left."""
    topics = [name for name, patterns in TOPICS.items() if set(patterns) <= set(events)]
    said = {pattern for name in topics for pattern in TOPICS[name]}
    return topics, [pattern for pattern in events if pattern not in said]
