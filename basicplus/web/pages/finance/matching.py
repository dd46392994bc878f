"""One movement of the account: what it pays, what it may pay, matched and taken back by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi.responses import HTMLResponse, Response

from basicplus.clock import FOREVER
from basicplus.errors import InvalidInput, invalid
from basicplus.invoicing import payments
from basicplus.web.pages.finance.frame import cents, send, show
from basicplus.web.pages.forms import UNTRIED, Fields, Tried, see_other
from basicplus.web.pages.frame import View, Viewed, page, post
from basicplus.web.reading.finance.payments import names_of, open_documents, repayable
from basicplus.web.section import Section

router = Section(prefix="/g/{group}/finance/payments/{movement}")
SHOWN = 60
"""So many open documents are offered; a search finds the others."""
PART = "cents-"


@page(router, "", "finance")
def movement_page(view: Viewed, movement: int, q: str = "") -> HTMLResponse:
    """Show a movement, the rows of the ledger that it made, and the open documents that it may pay."""
    return _movement(view, movement, q, UNTRIED)


@post(router, "/match", "finance")
def match(view: Viewed, movement: int, fields: Fields) -> Response:
    """Match a movement to the documents for which an amount was typed."""
    tried = send(view, "match-payment", fields, lambda given: _match(movement, given))
    if tried.done is None:
        return _movement(view, movement, fields.get("q", ""), tried)
    return see_other(f"/g/{view.desk.group}/finance/payments", notice="finance.matched")


@post(router, "/refund", "finance")
def refund(view: Viewed, movement: int, fields: Fields) -> Response:
    """Say which document money that went out pays back."""
    tried = send(view, "refund", fields, lambda given: _refund(movement, given))
    if tried.done is None:
        return _movement(view, movement, fields.get("q", ""), tried)
    return see_other(f"/g/{view.desk.group}/finance/payments", notice="finance.refunded")


@post(router, "/undo", "finance")
def undo(view: Viewed, movement: int, fields: Fields) -> Response:
    """Take a row of the ledger back, with a reason."""
    tried = send(view, "undo-payment", fields)
    if tried.done is None:
        return _movement(view, movement, "", tried)
    return see_other(f"/g/{view.desk.group}/finance/payments/{movement}", notice="finance.undone")


def _movement(view: View, movement: int, q: str, tried: Tried) -> HTMLResponse:
    with view.reading() as session:
        line = payments.movement_line(session, movement)
        proposals = next((each.proposals for each in payments.queue(session, movement)), ())
        found = open_documents(session, FOREVER, q[:100], line.left_cents) if line.left_cents > 0 else []
        owed = repayable(session, q[:100]) if line.left_cents < 0 else []
        return show(
            view,
            "movement",
            "payments",
            status=tried.status,
            line=line,
            paid=payments.payments(session, movement=movement),
            proposals=proposals,
            names=names_of(session, [number for each in proposals for number in each.documents]),
            documents=found[:SHOWN],
            owed=owed[:SHOWN],
            more=max(0, len(found) + len(owed) - SHOWN),
            tried=tried,
        )


def _refund(movement: int, given: Mapping[str, str]) -> dict[str, Any]:
    """Read what is paid back: a document, and an amount above zero or all that the money reaches."""
    if not given.get("document"):
        raise invalid("document", "nothing", "choose the document that is paid back")
    typed = cents(given, "amount_cents")
    amount = {} if typed is None else {"amount_cents": typed}
    return {"movement": movement, "document": given["document"], **amount}


def _part(given: Mapping[str, str], name: str) -> int | None:
    """Read the amount beside one document; what is wrong names the document."""
    try:
        return cents(given, name)
    except InvalidInput as error:
        number, allowed = name.removeprefix(PART), error.problems[0].allowed
        raise invalid("amount_cents", given[name], f"for {number}: {allowed}") from None


def _match(movement: int, given: Mapping[str, str]) -> dict[str, Any]:
    """Read which documents are paid: an amount for each, or a tick for all that is open as far as it reaches."""
    documents = {name.removeprefix(PART): _part(given, name) for name in given if name.startswith(PART)}
    documents |= {given["document"]: None} if given.get("document") else {}
    if not documents:
        raise invalid("documents", "nothing", "type an amount beside at least one document")
    reason = {"reason": given["reason"]} if given.get("reason") else {}
    return {"movement": movement, "documents": documents, **reason}
