"""The portal of a member: sign the month, see and pay the invoice; then planning, agreements, documents."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from fastapi.responses import HTMLResponse, Response

from basicplus import clock, conventions, groups, liability
from basicplus.db import GroupSession
from basicplus.invoicing import explain
from basicplus.invoicing.documents.rendering import PDF
from basicplus.liability.solidarity import MemberExposure
from basicplus.members import Member
from basicplus.web.language import speech
from basicplus.web.pages.forms import UNTRIED, Fields, Tried, every, see_other
from basicplus.web.pages.frame import View, Viewed, page, post
from basicplus.web.reading import portal
from basicplus.web.roles import roles
from basicplus.web.section import Section

router = Section(prefix="/g/{group}/portal/{member}")
MEMBER = roles("member")


async def entries_of(chosen: Annotated[list[str], Depends(every("entry"))]) -> list[int]:
    """Read the lines that a form chose."""
    return [int(value) for value in chosen if value.isdecimal()]


Entries = Annotated[list[int], Depends(entries_of)]


def own(view: View, session: GroupSession, number: str) -> Member:
    """Return the member whose portal this is; who is neither of it nor a coordinator finds nothing there."""
    view.desk.own_member(number)
    return portal.own_member(session, number)


def may_sign(view: View, session: GroupSession, member: Member) -> bool:
    """Tell whether who is here may sign for the member: the service asks the same."""
    return view.desk.principal.name in portal.signers_of(session, member)


def exposure_of(session: GroupSession, number: str) -> MemberExposure:
    """Return what the member answers for: its share is of debts and weights that it does not see itself."""
    with session.unscoped():
        return liability.exposure_of_member(session, number, clock.today()).exposure


@page(router, "", "member")
def home(view: Viewed, member: str) -> HTMLResponse:
    """Show the two things to do: sign the month, see the invoice."""
    today = clock.today()
    with view.reading() as session:
        mine = own(view, session, member)
        documents, waiting = portal.invoices_of(session, mine, today), portal.months_to_sign(session, mine)
        return view.render(
            "portal_home.html",
            "to_do",
            member=mine,
            months=[each for each in waiting if each.open_lines],
            disputed=sum(len(each.disputed) for each in waiting),
            to_pay=sorted((each for each in documents if each.open_cents > 0), key=lambda each: each.due_on),
            last=documents[0] if documents else None,
            signed=portal.signed_months(session, mine)[:1],
        )


@page(router, "/sign", "member")
def sign_page(view: Viewed, member: str) -> HTMLResponse:
    """Show the lines to sign, and the disputed ones."""
    return _sign_page(view, member)


@post(router, "/sign", "member")
def sign(view: Viewed, member: str, fields: Fields, entries: Entries) -> Response:
    """Sign the lines chosen of a month."""
    if not entries:
        t = speech(view.language)
        nothing = Tried(fields, message=t("portal.choose_some"), status=422)
        return _sign_page(view, member, signing=nothing, chosen=entries)
    given = {"member": member, "month": fields.get("month", ""), "entries": entries}
    tried = view.attempt("sign-lines", given)
    if not tried.done:
        return _sign_page(view, member, signing=tried, chosen=entries)
    return see_other(_at(view, member, "/sign"), notice="portal.signed_now", count=len(entries))


@post(router, "/sign/{entry}/dispute", "member")
def dispute(view: Viewed, member: str, entry: int, fields: Fields) -> Response:
    """Dispute one line with a reason."""
    tried = view.attempt("dispute-line", {"member": member, "entry": entry, "why": fields.get("why", "")})
    if not tried.done:
        return _sign_page(view, member, about=entry, tried=tried)
    return see_other(_at(view, member, "/sign#disputed"), notice="portal.disputed_now")


@post(router, "/sign/{entry}/answer", "member")
def answer(view: Viewed, member: str, entry: int, fields: Fields) -> Response:
    """Answer about a disputed line."""
    tried = view.attempt("answer-as-member", {"member": member, "entry": entry, "says": fields.get("says", "")})
    if not tried.done:
        return _sign_page(view, member, about=entry, tried=tried)
    return see_other(_at(view, member, "/sign#disputed"), notice="portal.answered_now")


def _sign_page(
    view: View,
    member: str,
    *,
    signing: Tried = UNTRIED,
    chosen: list[int] | None = None,
    about: int = 0,
    tried: Tried = UNTRIED,
) -> HTMLResponse:
    with view.reading() as session:
        mine = own(view, session, member)
        return view.render(
            "portal_sign.html",
            "to_sign",
            status=max(signing.status, tried.status),
            member=mine,
            months=portal.months_to_sign(session, mine),
            signed=portal.signed_months(session, mine),
            may_sign=may_sign(view, session, mine),
            signers=portal.signers_of(session, mine),
            signing=signing,
            chosen=chosen,
            about=about,
            tried=tried,
        )


@page(router, "/invoices", "member")
def invoices(view: Viewed, member: str) -> HTMLResponse:
    """List the member's documents: those to pay first."""
    with view.reading() as session:
        mine = own(view, session, member)
        found = portal.invoices_of(session, mine, clock.today())
        return view.render("portal_invoices.html", "our_invoices", member=mine, invoices=found)


@router.get("/invoices/{number}.pdf", response_class=Response, include_in_schema=False, openapi_extra=MEMBER)
def invoice_pdf(view: Viewed, member: str, number: str) -> Response:
    """Send the PDF of a document of the member."""
    with view.reading() as session:
        file = portal.own_file(session, own(view, session, member), number, PDF)
    headers = {"Content-Disposition": f'inline; filename="{number}.pdf"', "ETag": f'"{file.content_sha256}"'}
    return Response(file.content, media_type=PDF, headers=headers)


@router.get("/invoices/{number}/qr.svg", response_class=Response, include_in_schema=False, openapi_extra=MEMBER)
def invoice_qr(view: Viewed, member: str, number: str) -> Response:
    """Draw the QR code that pays what is open of a document."""
    with view.reading() as session:
        drawn = portal.qr_code(session, own(view, session, member), number, clock.today())
    return Response(drawn, media_type="image/svg+xml")


@page(router, "/invoices/{number}", "member")
def invoice(view: Viewed, member: str, number: str) -> HTMLResponse:
    """Show a document: how to pay it, and why it asks what it asks."""
    with view.reading() as session:
        mine = own(view, session, member)
        return view.render(
            "portal_invoice.html",
            "our_invoices",
            member=mine,
            payable=portal.payable(session, mine, number, clock.today()),
            why=explain.why(session, number, member),
        )


@page(router, "/planning", "member")
def planning(view: Viewed, member: str) -> HTMLResponse:
    """Show who comes when and where in the next weeks."""
    with view.reading() as session:
        mine = own(view, session, member)
        found = portal.planned_visits(session, mine, clock.today())
        email = groups.current(session).email
        return view.render("portal_planning.html", "our_planning", member=mine, visits=found, email=email)


@page(router, "/agreements", "member")
def agreements(view: Viewed, member: str) -> HTMLResponse:
    """Show the member's agreements."""
    today = clock.today()
    with view.reading() as session:
        mine = own(view, session, member)
        found = portal.agreements_of(session, mine, today)
        return view.render("portal_agreements.html", "our_agreements", member=mine, agreements=found)


@router.get("/agreements/{number}.pdf", response_class=Response, include_in_schema=False, openapi_extra=MEMBER)
def agreement_pdf(view: Viewed, member: str, number: str) -> Response:
    """Send the paper of an agreement of the member."""
    with view.reading() as session:
        own_number = portal.own_agreement_number(session, own(view, session, member), number)
        paper = conventions.paper_of(session, own_number)
    headers = {"Content-Disposition": f'inline; filename="{number}.pdf"'}
    return Response(conventions.render(paper), media_type=PDF, headers=headers)


@page(router, "/documents", "member")
def documents(view: Viewed, member: str) -> HTMLResponse:
    """Show the member's papers, what it answers for, and who may sign."""
    today = clock.today()
    with view.reading() as session:
        mine = own(view, session, member)
        issued = portal.invoices_of(session, mine, today)
        return view.render(
            "portal_documents.html",
            "our_documents",
            member=mine,
            invoices=issued,
            years=sorted({each.issue_on.year for each in issued}, reverse=True),
            agreements=portal.agreements_of(session, mine, today),
            people=portal.people_of(session, mine),
            exposure=exposure_of(session, member),
            email=groups.current(session).email,
        )


def _at(view: View, member: str, path: str) -> str:
    return f"/g/{view.desk.group}/portal/{member}{path}"
