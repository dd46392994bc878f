"""Payments: bank files come in, what waits is matched, and what a person matched is taken back."""

from __future__ import annotations

import hashlib

from fastapi.responses import HTMLResponse, Response

from basicplus.clock import today
from basicplus.errors import invalid
from basicplus.invoicing import payments
from basicplus.web.pages.finance.frame import send, show
from basicplus.web.pages.finance.uploading import SentFile
from basicplus.web.pages.forms import UNTRIED, Tried, not_done, see_other
from basicplus.web.pages.frame import AskedPart, View, Viewed, page, post
from basicplus.web.reading.finance.payments import InQueue, brought, credits, queue
from basicplus.web.reading.listing import arrange, one_of
from basicplus.web.section import Section

router = Section(prefix="/g/{group}/finance/payments")
SORTS = {
    "-day": lambda row: (row.booked_on, row.id),
    "amount": lambda row: (row.amount_cents, row.id),
    "left": lambda row: (row.left_cents, row.id),
    "name": lambda row: (row.counterparty_name, row.id),
}


@page(router, "", "finance")
def payments_page(view: Viewed, file: str = "") -> HTMLResponse:
    """Show what waits to be matched, with proposals; what the last file brought; who paid too much."""
    return _payments(view, UNTRIED, file)


@post(router, "/file", "finance")
def import_file(view: Viewed, sent: SentFile) -> Response:
    """Import a bank file, whole and once."""
    if sent is None:
        nothing = invalid("file", "no file", "choose a CODA or camt.053 file")
        return _payments(view, not_done(nothing, {}, view.language))
    tried = send(view, "import-bank-file", {}, lambda _: {"file": sent.fields})
    if tried.done is None:
        return _payments(view, tried)
    if tried.done.journal_entry is None:
        return see_other(_root(view), notice="finance.file_known", name=sent.name)
    sha256 = hashlib.sha256(sent.content).hexdigest()
    return see_other(f"{_root(view)}?file={sha256}", notice="finance.file_imported", name=sent.name)


@post(router, "/sure", "finance")
def match_sure(view: Viewed) -> Response:
    """Accept every sure proposal of the queue, one after the other; what is refused stays in the queue."""
    with view.reading() as session:
        sure = [each for each in queue(session) if each.sure]
    tried = [view.attempt("match-payment", _accepted(each)) for each in sure]
    failed = next((each for each in tried if each.done is None), None)
    if failed is not None:
        return _payments(view, failed)
    return see_other(_root(view), notice="finance.matched_many", count=len(tried))


@page(router, "/movements", "finance")
def movements_page(view: Viewed, asked: AskedPart, left: str = "") -> HTMLResponse:
    """Show the movements of the account, all or those of which something is left."""
    one_of("left", left, ("1",))
    with view.reading() as session:
        rows = payments.waiting(session) if left else payments.movements(session)
    text = "{0.counterparty_name} {0.counterparty_iban} {0.ogm} {0.text} {0.booked_on}"
    part = arrange(rows, asked, lambda row: text.format(row), SORTS)
    return show(view, "movements", "payments", part=part)


def _payments(view: View, tried: Tried, file: str = "") -> HTMLResponse:
    with view.reading() as session:
        found = queue(session)
        waiting = [each for each in found if not each.is_aside]
        return show(
            view,
            "payments",
            "payments",
            status=tried.status,
            waiting=waiting,
            aside=[each for each in found if each.is_aside],
            sure=[each for each in waiting if each.sure],
            brought=brought(session, file) if file else None,
            credits=credits(session, today()),
            tried=tried,
        )


def _accepted(each: InQueue) -> dict[str, object]:
    assert each.sure is not None
    return {"movement": each.waiting.movement.id, "documents": each.sure.documents}


def _root(view: View) -> str:
    return f"/g/{view.desk.group}/finance/payments"
