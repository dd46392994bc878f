"""Invoice runs: choose a period, look at what would be billed and why not, approve, issue."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Depends
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from basicplus import invoicing
from basicplus.clock import Period, parse_day, parse_period, today
from basicplus.errors import Conflict, invalid
from basicplus.invoicing.documents.pdf import render_pdf
from basicplus.invoicing.documents.rendering import PDF
from basicplus.invoicing.runs.previewing import REASONS
from basicplus.web.pages.finance.frame import AT_ONCE, ask, periods_ended, send, show
from basicplus.web.pages.forms import UNTRIED, Fields, Tried, every, see_other
from basicplus.web.pages.frame import AskedPart, View, Viewed, page, post
from basicplus.web.reading.finance.overview import without_tariff
from basicplus.web.reading.finance.runs import going, latest_run, members_in_run, shown_of
from basicplus.web.reading.listing import Asked, arrange, one_of
from basicplus.web.roles import Role, roles
from basicplus.web.section import Section

router = Section(prefix="/g/{group}/finance/runs")
READS: tuple[Role, ...] = ("coordinator", "finance", "auditor")
SORTS = {
    "number": lambda row: row.member,
    "name": lambda row: row.name,
    "total": lambda row: (row.total_cents, row.member),
    "unsigned": lambda row: (row.unsigned_minutes + row.disputed_minutes, row.member),
}


Chosen = Annotated[list[str], Depends(every("member"))]


@page(router, "", *READS)
def runs_list(view: Viewed, period: str = "", issue_on: str = "") -> Response:
    """Show the runs there are; or go to the period that was chosen."""
    if period:
        day = f"?issue_on={parse_day(issue_on, 'issue_on')}" if issue_on else ""
        return RedirectResponse(f"{view.request.url.path}/{parse_period(period).name}{day}", 303)
    with view.reading() as session:
        runs = invoicing.list_runs(session)
    spans = {run.period: parse_period(run.period).span for run in runs}
    return show(view, "runs", "runs", runs=runs, spans=spans, periods=periods_ended(today()))


@page(router, "/{period}", *READS)
def run_page(
    view: Viewed, asked: AskedPart, period: str, issue_on: str = "", reason: str = "", held: str = ""
) -> HTMLResponse:
    """Show what a run of a period would bill, who is held up and why, and how far the run is."""
    return _run(view, asked, parse_period(period), _day(issue_on), reason, bool(held))


@page(router, "/{period}/{member}", *READS)
def draft_page(view: Viewed, period: str, member: str, issue_on: str = "") -> HTMLResponse:
    """Show the draft of a member's document, what is missing of it, and who must act."""
    with view.reading() as session:
        draft = invoicing.preview_member(session, parse_period(period), member, _day(issue_on))
    return show(view, "draft", "runs", draft=draft, period=period, member=member)


@router.get(
    "/{period}/{member}/pdf", response_class=Response, include_in_schema=False, openapi_extra=roles(*READS)
)
def draft_pdf(view: Viewed, period: str, member: str, issue_on: str = "") -> Response:
    """Send the draft as a PDF that says so."""
    with view.reading() as session:
        draft = invoicing.preview_member(session, parse_period(period), member, _day(issue_on))
    return Response(render_pdf(draft.document), media_type=PDF)


@post(router, "/{period}/open", "finance")
def open_run(view: Viewed, asked: AskedPart, period: str, fields: Fields) -> Response:
    """Open a run of the period."""
    tried = send(view, "open-run", fields | {"period": period})
    return _next(view, asked, period, tried, notice="finance.run_opened")


@post(router, "/{period}/approve", "finance")
def approve(view: Viewed, asked: AskedPart, period: str, fields: Fields, chosen: Chosen) -> Response:
    """Approve everybody who is ready, everybody but those ticked, or only those ticked."""
    how = fields.pop("how", "all")
    tried = send(view, "approve-run", fields, lambda _: {"period": period, **_whom(how, chosen)})
    return _next(view, asked, period, tried, chosen, notice="finance.run_approved")


@post(router, "/{period}/issue", "finance")
def issue(view: Viewed, asked: AskedPart, period: str, fields: Fields) -> Response:
    """Issue what is approved: a few documents at once, many by a job."""
    with view.reading() as session:
        run = latest_run(session, period)
    if run is not None and run.members.get("approved", 0) > AT_ONCE:
        tried, job = ask(view, "ask-invoice-run", fields, {"period": period})
        return see_other(job) if job else _run(view, asked, parse_period(period), None, "", False, tried)
    tried = send(view, "issue-run", fields, lambda _: {"period": period, "documents": AT_ONCE})
    return _next(view, asked, period, tried, notice="finance.run_issued")


@post(router, "/{period}/send", "finance")
def send_documents(view: Viewed, asked: AskedPart, period: str, fields: Fields) -> Response:
    """Ask for the documents of the period to be sent."""
    tried, job = ask(view, "ask-delivery", fields, {"period": period})
    return see_other(job) if job else _run(view, asked, parse_period(period), None, "", False, tried)


@post(router, "/{period}/cancel", "finance")
def cancel(view: Viewed, asked: AskedPart, period: str, fields: Fields) -> Response:
    """Give up what the run has not issued yet."""
    tried = send(view, "cancel-run", fields, lambda _: {"period": period})
    return _next(view, asked, period, tried, notice="finance.run_cancelled")


def _whom(how: str, chosen: list[str]) -> dict[str, list[str]]:
    """Say whom to approve; both ways to choose need a choice."""
    if how not in ("only", "but"):
        return {}
    if not chosen:
        raise invalid("member", "nobody", "tick at least one member in the list")
    return {"only" if how == "only" else "without": chosen}


def _next(
    view: View, asked: Asked, period: str, tried: Tried, chosen: list[str] | None = None, *, notice: str
) -> Response:
    """Go back to the run with what was done; or show it again with what was refused."""
    if tried.done is None:
        return _run(view, asked, parse_period(period), None, "", False, tried, chosen)
    count = tried.done.result.get("count", 0)
    path = view.request.url.path.rpartition("/")[0]
    return see_other(path, notice=notice, count=count)


def _run(
    view: View,
    asked: Asked,
    period: Period,
    issue_on: date | None,
    reason: str,
    held: bool,
    tried: Tried = UNTRIED,
    chosen: list[str] | None = None,
) -> HTMLResponse:
    one_of("reason", reason, REASONS)
    with view.reading() as session:
        run = latest_run(session, period.name)
        running = run is not None and run.state in ("open", "approved", "issuing")
        day = run.issue_on if run and running else issue_on or max(period.span.until_on, today())
        try:
            preview = invoicing.preview(session, period, day)
        except Conflict:
            if not (pools := without_tariff(session, period.span.from_on.year)):
                raise
            return show(view, "run_unpriced", "runs", period=period, year=period.span.from_on.year, pools=pools)
        inside = members_in_run(session, period.name) if run else {}
    rows = shown_of(preview.members, reason, held)
    part = arrange(rows, asked, lambda row: f"{row.member} {row.name}", SORTS)
    return show(
        view,
        "run",
        "runs",
        status=tried.status,
        period=period,
        run=run,
        running=running,
        day=day,
        preview=preview,
        inside=inside,
        part=part,
        going=going(preview, inside),
        held=sum(bool(row.lines and not row.goes) for row in preview.members),
        tried=tried,
        chosen=chosen or [],
    )


def _day(text: str) -> date | None:
    return parse_day(text, "issue_on") if text else None
