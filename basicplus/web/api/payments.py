"""What is open and what was paid; movements of the bank account, which name payers, are for finance alone."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import Response
from pydantic import BaseModel

from basicplus import members
from basicplus.clock import Span, today
from basicplus.db import GroupSession
from basicplus.invoicing import payments
from basicplus.invoicing.documents.rendering import PDF
from basicplus.invoicing.documents.statement import Statement, render_statement
from basicplus.invoicing.payments.account import account_statement
from basicplus.invoicing.payments.ageing import Ageing, ageing
from basicplus.invoicing.payments.queue import MovementLine, PaymentLine, Waiting
from basicplus.invoicing.payments.receivables import State
from basicplus.web.api.shapes import GROUP, sends
from basicplus.web.desk import AtDesk, Desk
from basicplus.web.roles import roles
from basicplus.web.section import Section

router = Section(prefix=GROUP, tags=["payments"])
OnDay = Annotated[date | None, Query(description="The day asked about; today if not given.")]
FromDay = Annotated[date | None, Query(description="First day; 1 January of the last day if not given.")]
UntilDay = Annotated[date | None, Query(description="First day after; tomorrow if not given.")]


class ReceivableItem(BaseModel):
    """A document on a day, in cents; on a credit note, which the group owes, every amount is negative."""

    number: str
    kind: str
    issue_on: date
    due_on: date
    ogm: str | None
    total_cents: int
    paid_cents: int
    set_off_cents: int
    written_off_cents: int
    credited_cents: int
    open_cents: int
    state: State


class AccountOfMember(BaseModel):
    """What is open of a member's documents on a day, what was paid, and what it paid too much."""

    on: date
    open_cents: int
    credit_left_cents: int
    documents: list[ReceivableItem]
    payments: list[PaymentLine]


@router.get("/receivables", openapi_extra=roles("finance", "auditor"))
def get_receivables(desk: AtDesk, on: OnDay = None) -> list[ReceivableItem]:
    """Return every document as it stands at the end of a day, with what is open of it."""
    with desk.reading() as session:
        return _receivables(session, on or today(), None)


@router.get("/receivables/ageing", openapi_extra=roles("finance", "auditor"))
def get_ageing(desk: AtDesk, on: OnDay = None) -> Ageing:
    """Return what members owe by days of delay, the largest debtor first, and the share of the largest few."""
    with desk.reading() as session:
        return ageing(session, on or today())


@router.get("/payments", openapi_extra=roles("finance", "auditor"))
def get_payments(
    desk: AtDesk, document: Annotated[str, Query(description="Number of a document.")] = ""
) -> list[PaymentLine]:
    """Return the ledger of payments, with what was taken back and why."""
    with desk.reading() as session:
        return payments.payments(session, document=document)


@router.get("/payments/movements", openapi_extra=roles("finance"))
def get_movements(desk: AtDesk) -> list[MovementLine]:
    """Return the movements of the group's account, and what is left of each."""
    with desk.reading() as session:
        return payments.movements(session)


@router.get("/payments/queue", openapi_extra=roles("finance"))
def get_queue(desk: AtDesk) -> list[Waiting]:
    """Return the movements that wait, each with proposals and their reasons, the likeliest first."""
    with desk.reading() as session:
        return payments.queue(session)


@router.get("/members/{number}/account", openapi_extra=roles("finance", "auditor", "member"))
def get_account(desk: AtDesk, number: str, on: OnDay = None) -> AccountOfMember:
    """Return what one member owes and paid: a member sees its own."""
    day = on or today()
    with desk.reading() as session:
        member = members.by_number(session, number)
        found = _receivables(session, day, [member.id])
        return AccountOfMember(
            on=day,
            open_cents=sum(each.open_cents for each in found),
            credit_left_cents=payments.credit_left(session, member.id, day),
            documents=found,
            payments=[line for line in payments.payments(session, member=number) if line.booked_on <= day],
        )


@router.get("/members/{number}/statement", openapi_extra=roles("finance", "auditor", "member"))
def get_statement(desk: AtDesk, number: str, from_on: FromDay = None, until_on: UntilDay = None) -> dict[str, Any]:
    """Return the account of one member with the balance after each movement: a member sees its own."""
    return _statement(desk, number, from_on, until_on).told()


@router.get(
    "/members/{number}/statement.pdf",
    response_class=Response,
    responses=sends(PDF),
    openapi_extra=roles("finance", "auditor", "member"),
)
def get_statement_pdf(desk: AtDesk, number: str, from_on: FromDay = None, until_on: UntilDay = None) -> Response:
    """Return the same as a letter."""
    found = _statement(desk, number, from_on, until_on)
    name = f"{found.buyer.number}-{found.made_on}"
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return Response(render_statement(found), media_type=PDF, headers=headers)


def _statement(desk: Desk, number: str, from_on: date | None, until_on: date | None) -> Statement:
    last_on = until_on - timedelta(days=1) if until_on else today()
    span = Span(from_on or date(last_on.year, 1, 1), last_on + timedelta(days=1))
    with desk.reading() as session:
        return account_statement(session, number, span, last_on)


def _receivables(session: GroupSession, on: date, chosen: list[int] | None) -> list[ReceivableItem]:
    return [
        ReceivableItem(**asdict(each), open_cents=each.open_cents, state=each.state)
        for each in payments.receivables(session, on, chosen)
    ]
