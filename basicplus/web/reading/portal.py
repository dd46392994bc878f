"""What a member's people see of it: its lines, documents, planning, agreements and contacts, and of nothing else.

Each query asks for the member; no pay, no reason of an absence and no home address is ever selected.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from pydantic import BaseModel
from sqlmodel import col, select

from basicplus import members
from basicplus.assignments import Agreement, Plan, SignOff, TimeEntry, Visit, planning, timesheets
from basicplus.clock import Span
from basicplus.db import GroupSession, pick
from basicplus.errors import NotFound
from basicplus.invoicing.documents.content import DocumentContent
from basicplus.invoicing.documents.ogm import format_ogm
from basicplus.invoicing.documents.payment import epc_payload, transfer_of
from basicplus.invoicing.documents.qr import dark_runs
from basicplus.invoicing.documents.wording import iban
from basicplus.invoicing.models import Document, Invoice
from basicplus.invoicing.payments.receivables import receivables
from basicplus.members import Contact, Member, Site
from basicplus.web.reading.lines import SEEN_BY_MEMBERS, LineItem, lines_where
from basicplus.workers import Worker

AHEAD_DAYS = 56
QUIET_MODULES = 4
"""White modules around a QR code."""


class MonthToSign(BaseModel):
    """The lines of a month that a member has to answer, and those that it disputes."""

    month: date
    lines: list[LineItem]

    @property
    def open_lines(self) -> list[LineItem]:
        """The lines to sign or dispute."""
        return [line for line in self.lines if line.state == "checked"]

    @property
    def disputed(self) -> list[LineItem]:
        """The lines that are discussed."""
        return [line for line in self.lines if line.state == "disputed"]

    @property
    def answer_until_on(self) -> date | None:
        """The first of the last days to answer, where silence approves."""
        return min((line.answer_until_on for line in self.open_lines if line.answer_until_on), default=None)


class SignedMonth(BaseModel):
    """An approval that was given: by whom and when; `is_tacit` when by silence."""

    month: date
    signed_by: str
    signed_at: datetime
    entries: int
    minutes: int
    is_tacit: bool


class InvoiceToPay(BaseModel):
    """A document of the member; `open_cents` below zero is owed to it."""

    number: str
    kind: str
    from_on: date
    until_on: date
    issue_on: date
    due_on: date
    total_cents: int
    open_cents: int
    state: str


class Payable(BaseModel):
    """A document as it was issued, with what is still to pay and how."""

    item: InvoiceToPay
    iban: str
    beneficiary: str
    communication: str
    is_to_pay: bool


class PlannedVisit(BaseModel):
    """Who comes when and where."""

    day: date
    starts_at: datetime
    ends_at: datetime
    worker_name: str
    profession: str
    site_name: str


class OwnAgreement(BaseModel):
    """An agreement in the version that holds, or the last one."""

    number: str
    profession: str
    basis: str
    volume_minutes: int
    from_on: date
    until_on: date | None
    signed_on: date | None
    tacit_days: int | None


class Person(BaseModel):
    """Somebody at the member, and in which role."""

    name: str
    role: str
    email: str


def own_member(session: GroupSession, number: str) -> Member:
    """Return the member whose pages these are."""
    return members.by_number(session, number)


def signers_of(session: GroupSession, member: Member) -> list[str]:
    """Return the names of those who may sign."""
    return [person.name for person in people_of(session, member) if person.role == "signer"]


def people_of(session: GroupSession, member: Member) -> list[Person]:
    """Return the contacts of a member: signers first."""
    rows = session.exec(select(Contact).where(Contact.member_id == member.id).order_by(col(Contact.id)))
    found = [Person(name=row.name, role=row.role, email=row.email) for row in rows]
    return sorted(found, key=lambda person: person.role != "signer")


def months_to_sign(session: GroupSession, member: Member) -> list[MonthToSign]:
    """Return the months with lines to answer or disputed ones, the oldest first."""
    waiting = (TimeEntry.member_id == member.id, col(TimeEntry.state).in_(("checked", "disputed")))
    lines = lines_where(session, *waiting, kinds=SEEN_BY_MEMBERS)
    rows = session.exec(select(TimeEntry).where(TimeEntry.member_id == member.id, TimeEntry.state == "checked"))
    until = {each.line.id: each.answer_until_on for each in timesheets.announced(session, rows)}
    by_month: dict[date, list[LineItem]] = {}
    for line in lines:
        line.answer_until_on = until.get(line.id)
        by_month.setdefault(line.day.replace(day=1), []).append(line)
    return [MonthToSign(month=month, lines=own) for month, own in sorted(by_month.items())]


def signed_months(session: GroupSession, member: Member) -> list[SignedMonth]:
    """Return the approvals of a member, the latest first."""
    # Ordered here: asked for the last ids, SQLite goes through those of all members.
    rows = sorted(session.exec(select(SignOff).where(SignOff.member_id == member.id)), key=lambda row: -row.id)
    return [SignedMonth(**row.model_dump(), is_tacit=row.notice_id is not None) for row in rows[:24]]


def invoices_of(session: GroupSession, member: Member, today: date) -> list[InvoiceToPay]:
    """Return the documents of a member: those to pay first, then the latest."""
    query = pick(Invoice.id, Invoice.from_on, Invoice.until_on).where(Invoice.member_id == member.id)
    spans = {invoice_id: Span(from_on, until_on) for invoice_id, from_on, until_on in session.rows(query)}
    rows = [
        InvoiceToPay(
            number=each.number,
            kind=each.kind,
            from_on=spans[each.invoice_id].from_on,
            until_on=spans[each.invoice_id].until_on,
            issue_on=each.issue_on,
            due_on=each.due_on,
            total_cents=each.total_cents,
            open_cents=each.open_cents,
            state=each.state,
        )
        for each in receivables(session, today, [member.id])
    ]
    return sorted(rows, key=lambda item: (item.open_cents <= 0, -item.issue_on.toordinal(), item.number))


def payable(session: GroupSession, member: Member, number: str, today: date) -> Payable:
    """Return a document of the member with how to pay what is open."""
    content = _content(session, member, number)
    item = next(item for item in invoices_of(session, member, today) if item.number == number)
    transfer = transfer_of(content)
    return Payable(
        item=item,
        iban=iban(transfer.seller.iban),
        beneficiary=transfer.seller.name,
        communication=format_ogm(transfer.ogm) if transfer.ogm else transfer.reference,
        is_to_pay=item.kind == "invoice" and item.open_cents > 0,
    )


def qr_code(session: GroupSession, member: Member, number: str, today: date) -> str:
    """Draw, as SVG, the EPC QR code of the transfer that pays what is open of a document."""
    asked = payable(session, member, number, today)
    if not asked.is_to_pay:
        raise NotFound(f"Nothing is to be paid of document {number}.")
    transfer = replace(transfer_of(_content(session, member, number)), cents=asked.item.open_cents)
    side, runs = dark_runs(epc_payload(transfer))
    dark = "".join(f"M{column} {row}h{length}v1h-{length}z" for column, row, length in runs)
    edge, whole = -QUIET_MODULES, side + 2 * QUIET_MODULES
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{edge} {edge} {whole} {whole}">'
        f'<path fill="#fff" d="M{edge} {edge}h{whole}v{whole}h-{whole}z"/>'
        f'<path shape-rendering="crispEdges" d="{dark}"/></svg>'
    )


def own_file(session: GroupSession, member: Member, number: str, media_type: str) -> Document:
    """Return a file of a document of the member, as it was issued."""
    query = (
        select(Document)
        .join(Invoice, col(Invoice.id) == Document.invoice_id)
        .where(Invoice.number == number, Invoice.member_id == member.id, Document.media_type == media_type)
    )
    found = session.exec(query).first()
    if found is None:
        raise _missing(number, member)
    return found


def planned_visits(session: GroupSession, member: Member, today: date) -> list[PlannedVisit]:
    """Return the published visits of the next eight weeks."""
    columns = ("day", "starts_at", "ends_at", "worker_name", "profession", "site_name")
    query = (
        pick(
            Visit.day,
            Visit.starts_at,
            Visit.ends_at,
            Worker.first_name + " " + Worker.last_name,
            Worker.profession,
            Site.name,
        )
        .join(Plan, col(Plan.id) == Visit.plan_id)
        .join(Worker, col(Worker.id) == Visit.worker_id)
        .join(Site, col(Site.id) == Visit.site_id)
        .where(planning.standing(published=True), Visit.state == "planned", Visit.member_id == member.id)
        .where(Visit.day >= today, Visit.day < today + timedelta(days=AHEAD_DAYS))
        .order_by(col(Visit.starts_at), col(Visit.id))
    )
    return [PlannedVisit(**dict(zip(columns, row, strict=True))) for row in session.rows(query)]


def agreements_of(session: GroupSession, member: Member, today: date) -> list[OwnAgreement]:
    """Return the agreements of a member, each as it holds today, or else as it began."""
    lives: dict[int, list[Agreement]] = {}
    rows = session.exec(select(Agreement).where(Agreement.member_id == member.id).order_by(col(Agreement.version)))
    for row in rows:
        lives.setdefault(row.life_id, []).append(row)
    clauses = timesheets.tacit_days(session, list(lives), today)
    return [
        OwnAgreement(**_holding(versions, today), number=versions[0].number, tacit_days=clauses.get(life))
        for life, versions in sorted(lives.items(), key=lambda item: item[1][0].number)
    ]


def own_agreement_number(session: GroupSession, member: Member, number: str) -> str:
    """Return the number of an agreement if it is one of the member's."""
    if not session.rows(pick(Agreement.id).where(Agreement.number == number, Agreement.member_id == member.id)):
        raise NotFound(f"There is no agreement {number} of member {member.number}.")
    return number


def _holding(versions: Sequence[Agreement], today: date) -> dict[str, Any]:
    row = next((row for row in reversed(versions) if row.from_on <= today), versions[0])
    return {
        name: getattr(row, name)
        for name in ("profession", "basis", "volume_minutes", "from_on", "until_on", "signed_on")
    }


def _content(session: GroupSession, member: Member, number: str) -> DocumentContent:
    found = session.rows(pick(Invoice.content).where(Invoice.number == number, Invoice.member_id == member.id))
    if not found:
        raise _missing(number, member)
    return DocumentContent.from_json(found[0][0])


def _missing(number: str, member: Member) -> NotFound:
    return NotFound(f"There is no document {number} of member {member.number}.")
