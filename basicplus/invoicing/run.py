"""The invoice run of a period: preview it, issue it; running it again bills nothing twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlmodel import col, select

from basicplus import journal
from basicplus.assignments import SignOff, TimeEntry, timesheets
from basicplus.clock import Period, Span
from basicplus.db import GroupSession, WriteSession, get, pick
from basicplus.errors import Conflict, invalid
from basicplus.invoicing.documents.content import DocumentContent, Line, SignedHours
from basicplus.invoicing.issuing import Booking, Draft, Renderer, issue, render_here
from basicplus.invoicing.lines import DraftLine, Pricing
from basicplus.invoicing.models import Invoice, InvoiceLine
from basicplus.invoicing.reasons import Reasons
from basicplus.invoicing.signed import signed_hours
from basicplus.members import Member, Site
from basicplus.workers import Worker

Reason = Literal["ready", "unsigned", "disputed", "zero"]


@dataclass(frozen=True)
class MemberPreview:
    """What the run would bill a member: cents and lines, and what is still missing."""

    member: str
    name: str
    reason: Reason
    lines: int
    total_cents: int
    unsigned_minutes: int
    disputed_minutes: int


@dataclass(frozen=True)
class Preview:
    """The run before it is issued: a counter per reason, and every member concerned."""

    period: str
    counters: dict[str, int]
    total_cents: int
    members: list[MemberPreview]


def preview(session: GroupSession, period: Period) -> Preview:
    """Say what a run would bill and what holds it up; nothing is saved and no number is taken.

    `ready`: everything is signed; `unsigned` or `disputed`: what is signed would be billed, the rest
    later; `zero`: nothing to bill.
    """
    run = _Run(session, period, _members_of(session, period))
    waiting = _waiting(session, period, [member.id for member in run.members])
    rows = []
    for member in run.members:
        draft = run.draft(member)
        unsigned, disputed = waiting[member.id, "unsigned"], waiting[member.id, "disputed"]
        reason: Reason = (
            "disputed" if disputed else "unsigned" if unsigned else "ready" if draft.bookings else "zero"
        )
        rows.append(
            MemberPreview(
                member.number,
                member.name,
                reason,
                len(draft.bookings),
                draft.total_cents,
                unsigned,
                disputed,
            )
        )
    counters = dict.fromkeys(("ready", "unsigned", "disputed", "zero"), 0)
    counters |= Counter(row.reason for row in rows)
    return Preview(period.name, counters, sum(row.total_cents for row in rows), rows)


def issue_run(
    session: WriteSession,
    period: Period,
    issue_on: date,
    *,
    only: Sequence[str] | None = None,
    render: Renderer = render_here,
    progress: Callable[[int], None] = lambda _done: None,
) -> list[Invoice]:
    """Issue the invoices of a period to the members billed at its frequency; `only` names some of them."""
    if issue_on < period.span.until_on:
        raise invalid("issue date", issue_on, f"the period ends first: {period.span.until_on} or later")
    members = [m for m in _members_of(session, period) if only is None or m.number in only]
    run = _Run(session, period, members, explained=True)
    drafts = [draft for member in members if (draft := run.draft(member)).bookings]
    if not drafts:
        return []
    invoices = issue(session, drafts, issue_on, render)
    progress(len(invoices))
    return invoices


def credit(session: WriteSession, number: str, issue_on: date, reason: str) -> Invoice:
    """Credit an invoice in full; its hours are freed, to be signed and billed again (T8, T13)."""
    invoice = get(session, Invoice, f"invoice {number}", number=number)
    if invoice.kind == "credit_note":
        raise Conflict(f"{number} is a credit note: only an invoice can be credited.")
    if session.exec(select(Invoice.id).where(Invoice.credits_invoice_id == invoice.id)).first() is not None:
        raise Conflict(f"{number} was credited already: credits never exceed the invoice.")
    content = DocumentContent.from_json(invoice.content)
    rows = session.exec(
        select(InvoiceLine).where(InvoiceLine.invoice_id == invoice.id).order_by(col(InvoiceLine.position))
    ).all()
    draft = Draft(
        member=session.get(Member, invoice.member_id) or _gone(invoice.member_id),
        purpose=content.purpose,
        period=invoice.period,
        span=Span(invoice.from_on, invoice.until_on),
        bookings=[
            Booking(line, row.agreement_id, row.pool_id, row.year, -row.amount_cents, credits_line_id=row.id)
            for line, row in zip(content.lines, rows, strict=True)
        ],
        credits=invoice,
        reason=reason,
    )
    [note] = issue(session, [draft], issue_on)
    freed = timesheets.free(session, [row.id for row in rows])
    journal.record(session, "credit", number, credit_note=note.number, reason=reason, hours_freed=freed)
    return note


class _Run:
    """A period and its members, with everything they are billed on read once."""

    def __init__(
        self, session: GroupSession, period: Period, members: Sequence[Member], explained: bool = False
    ) -> None:
        self.period = period
        self.members = members
        self.pricing = Pricing(session, period, [member.id for member in members])
        self._reasons = Reasons(session, period, self.pricing) if explained else None
        self._people = {row.id: row.name for row in session.exec(select(Worker))}
        self._places: dict[int | None, str] = {row.id: row.name for row in session.exec(select(Site))}
        signed = self.pricing.sign_off_ids
        self._signatures: dict[int | None, SignOff] = {
            row.id: row for row in session.exec(select(SignOff).where(col(SignOff.id).in_(signed)))
        }

    def draft(self, member: Member) -> Draft:
        """Return the member's document, without bookings when there is nothing to bill."""
        lines = self.pricing.lines(member.id)
        return Draft(
            member=member,
            purpose="periodic",
            period=self.period.name,
            span=self.period.span,
            bookings=[_booking(line) for line in lines],
            hours=tuple(self._signed(line.agreement.number, entry) for line in lines for entry in line.hours),
            why=self._reasons.of(lines) if self._reasons else (),
        )

    def _signed(self, agreement: str, entry: TimeEntry) -> SignedHours:
        signature = self._signatures[entry.sign_off_id]
        worker, site = self._people[entry.worker_id], self._places.get(entry.site_id, "")
        return signed_hours(agreement, entry, worker, site, signature)


def _booking(line: DraftLine) -> Booking:
    agreement, pool = line.agreement, line.pool
    printed = Line(
        agreement=agreement.number,
        pool_code=pool.code,
        pool_name=pool.name,
        profession=agreement.profession,
        basis=agreement.basis,  # type: ignore[arg-type]
        from_on=line.span.from_on,
        until_on=line.span.until_on,
        amount_cents=line.amount_cents,
        minutes=line.minutes,
        rate_e4=line.rate_e4,
        vat_percent=line.vat_percent,
        rounding_rule=line.rounding_rule,
        **vars(line.terms),
    )
    return Booking(printed, agreement.id, agreement.pool_id, line.year, line.amount_cents, line.hours)


def _members_of(session: GroupSession, period: Period) -> list[Member]:
    query = select(Member).where(Member.billing_frequency == period.frequency).order_by(col(Member.number))
    return list(session.exec(query))


def _waiting(session: GroupSession, period: Period, member_ids: list[int]) -> dict[tuple[int | None, str], int]:
    query = pick(TimeEntry.member_id, TimeEntry.state, TimeEntry.minutes).where(
        col(TimeEntry.member_id).in_(member_ids),
        TimeEntry.kind == "service",
        TimeEntry.day < period.span.until_on,
        col(TimeEntry.state).in_(("draft", "submitted", "checked", "disputed")),
    )
    minutes: dict[tuple[int | None, str], int] = defaultdict(int)
    for member_id, state, worked in session.rows(query):
        minutes[member_id, "disputed" if state == "disputed" else "unsigned"] += worked
    return minutes


def _gone(member_id: int) -> Member:
    raise Conflict(f"Member {member_id} is no longer recorded.")
