"""Give documents their numbers: an invoice exists from here on, whole or not at all.

Number, lines, lock of the hours and document bytes are written in the caller's one transaction.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property

from sqlmodel import select

from basicplus import groups, journal, members
from basicplus.assignments import TimeEntry, timesheets
from basicplus.clock import Span
from basicplus.db import WriteSession
from basicplus.errors import Conflict
from basicplus.groups import Group
from basicplus.invoicing.closed import keep_lines_out
from basicplus.invoicing.documents import rendering
from basicplus.invoicing.documents.content import (
    Buyer,
    Credited,
    DocumentContent,
    Kind,
    Line,
    Purpose,
    Seller,
    SignedHours,
    Why,
)
from basicplus.invoicing.documents.ogm import ogm
from basicplus.invoicing.models import BillingSettings, Document, Invoice, InvoiceLine, NumberSeries
from basicplus.invoicing.settings import billing_of, document_number, texts_of
from basicplus.members import Member
from basicplus.money import round_half_away

Renderer = Callable[[Sequence[DocumentContent]], Iterable[Mapping[str, bytes]]]


@dataclass
class Booking:
    """Where a printed line is booked, what it adds to the member's bill, and the hours it locks."""

    line: Line
    agreement_id: int
    pool_id: int
    year: int
    cents: int
    hours: list[TimeEntry] = field(default_factory=list)
    credits_line_id: int | None = None


@dataclass
class Draft:
    """A document ready to be issued: everything but its number."""

    member: Member
    purpose: Purpose
    period: str
    span: Span
    bookings: list[Booking]
    hours: tuple[SignedHours, ...] = ()
    credits: Invoice | None = None
    reason: str | None = None
    why: tuple[Why, ...] = ()
    standing: Mapping[int, int] = field(default_factory=dict)

    @cached_property
    def vat_cents(self) -> int:
        """The VAT on the document, rounded once for each rate (EN 16931, BT-117).

        A credit note gives back what the VAT on what was `standing` (cents at each rate) loses by it: over any
        chain of them, no cent more than the invoice bore.
        """
        bases = dict.fromkeys((booking.line.vat_percent for booking in self.bookings), 0)
        for booking in self.bookings:
            bases[booking.line.vat_percent] += booking.cents
        return sum(
            _vat(self.standing.get(percent, 0) + cents, percent) - _vat(self.standing.get(percent, 0), percent)
            for percent, cents in bases.items()
        )

    @cached_property
    def total_cents(self) -> int:
        """What the document adds to the member's bill, VAT included."""
        return sum(booking.cents for booking in self.bookings) + self.vat_cents

    @property
    def kind(self) -> Kind:
        """A document that corrects another, or adds up to less than nothing, is a credit note."""
        return "credit_note" if self.credits is not None or self.total_cents < 0 else "invoice"


def _vat(cents: int, percent: int) -> int:
    return round_half_away(Fraction(cents * percent, 100))


def render_here(contents: Sequence[DocumentContent]) -> Iterable[Mapping[str, bytes]]:
    """Render documents one after the other, in this process."""
    return map(rendering.render, contents)


def issue(
    session: WriteSession, drafts: Sequence[Draft], issue_on: date, render: Renderer = render_here
) -> list[Invoice]:
    """Issue documents in the order given: consecutive numbers, sealed rows, locked hours, stored bytes."""
    bookings = (booking for draft in drafts for booking in draft.bookings)
    keep_lines_out(session, ((booking.year, booking.line.agreement) for booking in bookings))
    group, settings = groups.current(session), billing_of(session)
    _may_charge_vat(group, drafts)
    registered = members.registered_for_vat(session, issue_on)
    seq = journal.first_seq(session)
    numbers = _Numbers(session, issue_on)
    contents, invoices = [], []
    for draft in drafts:
        code, sequence = numbers.take(draft.kind)
        content = _content(group, settings, draft, sequence, issue_on, draft.member.id in registered)
        contents.append(content)
        invoices.append(
            Invoice(
                journal_seq=seq,
                number=content.number,
                series=code,
                sequence=sequence,
                kind=draft.kind,
                purpose=draft.purpose,
                period=draft.period,
                member_id=draft.member.id,
                from_on=draft.span.from_on,
                until_on=draft.span.until_on,
                issue_on=issue_on,
                due_on=content.due_on,
                total_cents=draft.total_cents,
                vat_cents=draft.vat_cents,
                ogm=content.ogm,
                credits_invoice_id=draft.credits.id if draft.credits else None,
                content=content.to_json(),
            )
        )
    # Asked for before the rows are written: helper processes draw meanwhile.
    rendered = render(contents)
    session.add_all(invoices)
    session.flush()
    _book_lines(session, seq, drafts, invoices)
    for invoice, files in zip(invoices, rendered, strict=True):
        session.add_all(
            Document(
                journal_seq=seq,
                invoice_id=invoice.id,
                media_type=media_type,
                content=file,
                content_sha256=hashlib.sha256(file).hexdigest(),
            )
            for media_type, file in files.items()
        )
    session.flush()
    journal.record(
        session,
        "issue",
        f"{invoices[0].number} to {invoices[-1].number}" if invoices else "nothing",
        documents=len(invoices),
        cents=sum(invoice.total_cents for invoice in invoices),
    )
    return invoices


def _may_charge_vat(group: Group, drafts: Sequence[Draft]) -> None:
    """Refuse to charge VAT for a group without VAT number; VAT charged before can always be credited."""
    for draft in drafts:
        taxed = [booking.line for booking in draft.bookings if booking.line.vat_percent]
        if taxed and draft.credits is None and not group.vat_registered:
            raise Conflict(
                f"{draft.member.number} is to be billed VAT of {taxed[0].vat_percent} % under"
                f" {taxed[0].agreement}, and the group is not registered for VAT:"
                " register it first, or make the service exempt (art. 44, § 2bis). No document was issued."
            )


def _book_lines(session: WriteSession, seq: int, drafts: Sequence[Draft], invoices: Sequence[Invoice]) -> None:
    booked: list[tuple[Booking, InvoiceLine]] = []
    for draft, invoice in zip(drafts, invoices, strict=True):
        for position, booking in enumerate(draft.bookings, start=1):
            row = InvoiceLine(
                journal_seq=seq,
                invoice_id=invoice.id,
                position=position,
                agreement_id=booking.agreement_id,
                pool_id=booking.pool_id,
                year=booking.year,
                basis=booking.line.basis,
                from_on=booking.line.from_on,
                until_on=booking.line.until_on,
                minutes=booking.line.minutes,
                rate_e4=booking.line.rate_e4,
                amount_cents=booking.cents,
                vat_percent=booking.line.vat_percent,
                rounding_rule=booking.line.rounding_rule,
                is_settlement=draft.purpose == "settlement",
                credits_line_id=booking.credits_line_id,
            )
            session.add(row)
            booked.append((booking, row))
    session.flush()
    for booking, row in booked:
        if booking.hours:
            timesheets.bill(session, booking.hours, row.id, row.rounding_rule)


class _Numbers:
    """The counters of the series of a year, each read once; what is taken is written with the documents."""

    def __init__(self, session: WriteSession, issue_on: date) -> None:
        self._session, self._issue_on = session, issue_on
        self._series: dict[str, NumberSeries] = {}

    def take(self, kind: Kind) -> tuple[str, int]:
        """Return the series of a kind of documents and its next number; Conflict when it has a later date."""
        code = f"{'NC' if kind == 'credit_note' else 'F'}{self._issue_on.year}"
        if code not in self._series:
            self._series[code] = self._opened(code)
        series = self._series[code]
        series.last, series.last_issue_on = series.last + 1, self._issue_on
        return code, series.last

    def _opened(self, code: str) -> NumberSeries:
        found = self._session.exec(select(NumberSeries).where(NumberSeries.code == code)).first()
        series = found or NumberSeries(code=code)
        if series.last_issue_on is not None and self._issue_on < series.last_issue_on:
            raise Conflict(
                f"Series {code} already has a document dated {series.last_issue_on}; date this one then or later."
            )
        self._session.add(series)
        return series


def seller_of(group: Group) -> Seller:
    """Return the group as its documents name it."""
    return Seller(
        name=group.name,
        legal_form=group.legal_form,
        street=group.street,
        postal_code=group.postal_code,
        city=group.city,
        enterprise_number=group.enterprise_number,
        rpm_court=group.rpm_court,
        email=group.email,
        website=group.website,
        iban=group.iban,
        bic=group.bic,
        vat_number=f"BE{group.enterprise_number}" if group.vat_registered else None,
    )


def buyer_of(member: Member, registered: bool = False) -> Buyer:
    """Return a member as documents name it; `registered` says whether it has a VAT number."""
    return Buyer(
        number=member.number,
        name=member.name,
        street=member.street,
        postal_code=member.postal_code,
        city=member.city,
        enterprise_number=member.enterprise_number,
        vat_number=f"BE{member.enterprise_number}" if registered and member.enterprise_number else None,
    )


def _content(
    group: Group, settings: BillingSettings, draft: Draft, sequence: int, issue_on: date, registered: bool
) -> DocumentContent:
    # The structured communication must be unique: it follows the one counter of all invoices of the year, whatever
    # their numbers look like, and credit notes have none.
    base = f"{issue_on.year:04d}{sequence:06d}"
    number = document_number(settings, draft.kind, issue_on.year, sequence)
    communication = None if draft.kind == "credit_note" else ogm(base)
    return content_of(group, settings, draft, issue_on, number, communication, registered)


def content_of(
    group: Group,
    settings: BillingSettings,
    draft: Draft,
    issue_on: date,
    number: str,
    communication: str | None,
    registered: bool,
) -> DocumentContent:
    """Return what a document says under a number, with the structured communication that pays it.

    `registered` says whether the buyer has a VAT number.
    """
    member = draft.member
    sign = -1 if draft.kind == "credit_note" else 1
    return DocumentContent(
        kind=draft.kind,
        purpose=draft.purpose,
        language=member.language,  # type: ignore[arg-type]
        number=number,
        issue_on=issue_on,
        due_on=issue_on + timedelta(days=group.due_days),
        from_on=draft.span.from_on,
        until_on=draft.span.until_on,
        seller=seller_of(group),
        buyer=buyer_of(member, registered),
        lines=tuple(booking.line for booking in draft.bookings),
        total_cents=sign * draft.total_cents,
        vat_cents=sign * draft.vat_cents,
        ogm=communication,
        hours=draft.hours,
        credits=Credited(draft.credits.number, draft.credits.issue_on) if draft.credits else None,
        reason=draft.reason,
        why=draft.why,
        title=settings.title,  # type: ignore[arg-type]
        texts=texts_of(settings, member.language),
    )
