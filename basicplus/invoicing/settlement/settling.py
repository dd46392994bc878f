"""Settle a year: what its actual cost adds to or takes from each bill is issued."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from sqlmodel import col, func, select

from basicplus import journal
from basicplus.assignments import Agreement, TimeEntry
from basicplus.canonical import canonical_json
from basicplus.clock import Period, Span, parse_period
from basicplus.db import GroupSession, WriteSession
from basicplus.errors import Conflict, invalid
from basicplus.invoicing.closed import keep_closed
from basicplus.invoicing.documents.content import Line
from basicplus.invoicing.issuing import Booking, Draft, Renderer, issue, render_here
from basicplus.invoicing.models import AllocationKey, ClosedYear, CostPool, Invoice, Settlement
from basicplus.invoicing.proof.claims import commitment
from basicplus.invoicing.reasons import settled_reasons
from basicplus.invoicing.settlement.proofs import proof
from basicplus.invoicing.settlement.years import AgreementYear, PoolYear, year_of
from basicplus.invoicing.taxed import TaxedPart, TaxedYear
from basicplus.members import Member
from basicplus.money import format_cents

NAMED = 5


def settle_year(
    session: WriteSession, year: int, issue_on: date, *, render: Renderer = render_here
) -> list[Invoice]:
    """Issue what a year's actual costs add to or take from each member's bill.

    Run again after a late cost, it issues the new differences only. Afterwards, what members were billed
    for the year equals its cost, per pool, to the cent.
    """
    period = parse_period(str(year))
    if issue_on < period.span.until_on:
        raise invalid("issue_on", issue_on, f"the year ends first: {period.span.until_on} or later")
    keep_closed(session, [year], "it is settled for good; book a late cost in an open year, which settles it.")
    _nothing_left_to_bill(session, period)
    pools = year_of(session, year)
    drafts = _drafts(session, period, pools)
    said, salt = proof(session, year, pools), secrets.token_hex(32)
    session.add(
        Settlement(
            journal_seq=journal.first_seq(session),
            year=year,
            issue_on=issue_on,
            content=canonical_json(said),
            salt=salt,
        )
    )
    root = commitment(said, salt).root
    journal.record(session, "settle", str(year), documents=len(drafts), pools=len(pools), commitment=root)
    return issue(session, drafts, issue_on, render) if drafts else []


def close_year(session: WriteSession, year: int, closed_on: date) -> ClosedYear:
    """Close a settled year: from then on nothing in it is booked, priced, weighed, issued, credited or settled.

    Keeps the proof of the year for good. Raises Conflict while hours are unsigned or unbilled, or while a
    settlement would still issue a difference.
    """
    period = parse_period(str(year))
    if closed_on < period.span.until_on:
        raise invalid("closing day", closed_on, f"the year ends first: {period.span.until_on} or later")
    keep_closed(session, [year], "there is nothing left to close.")
    _nothing_left_to_bill(session, period)
    pools = year_of(session, year)
    _nothing_left_to_settle(session, year, pools)
    row = ClosedYear(
        journal_seq=journal.first_seq(session),
        year=year,
        closed_on=closed_on,
        content=canonical_json(proof(session, year, pools)),
    )
    session.add(row)
    session.flush()
    journal.record(session, "close year", str(year), closed_on=closed_on, pools=len(pools))
    return row


def _nothing_left_to_settle(session: GroupSession, year: int, pools: list[PoolYear]) -> None:
    members = {row.id: row.number for row in session.exec(select(Member))}
    taxed = TaxedYear(session, year)
    open_claims = [claim for row in pools for claim in row.agreements if _differs(taxed, claim)]
    if open_claims:
        first = ", ".join(
            f"{claim.agreement.number} of {members[claim.agreement.member_id]}"
            f" {format_cents(claim.difference_cents)} EUR"
            for claim in open_claims[:NAMED]
        )
        more = f", ... ({len(open_claims)} in all)" if len(open_claims) > NAMED else ""
        raise Conflict(
            f"A settlement of {year} would still issue a difference: {first}{more}. Settle the year first."
        )


def _differs(taxed: TaxedYear, claim: AgreementYear) -> bool:
    parts = taxed.parts(claim.agreement, claim.share_cents, claim.billed_cents, claim.minutes)
    return any(part.difference_cents for part in parts)


def _drafts(session: GroupSession, period: Period, pools: list[PoolYear]) -> list[Draft]:
    members = {row.id: row for row in session.exec(select(Member))}
    bookings: dict[int, list[Booking]] = defaultdict(list)
    taxed_year = TaxedYear(session, period.span.from_on.year)
    for row in pools:
        for claim in row.agreements:
            parts = taxed_year.parts(claim.agreement, claim.share_cents, claim.billed_cents, claim.minutes)
            bookings[claim.agreement.member_id] += [
                _booking(period, row.pool, claim.agreement, part) for part in parts if part.difference_cents
            ]
    keys = {key.id: key.name for key in session.exec(select(AllocationKey)) if key.id}
    why = settled_reasons(session, period.span.from_on.year, pools, keys)
    drafts = []
    for member_id, booked in sorted(bookings.items(), key=lambda pair: members[pair[0]].number):
        if not booked:
            continue
        draft = Draft(members[member_id], "settlement", period.name, period.span, booked)
        draft.why = tuple(why[name] for name in dict.fromkeys(booking.line.agreement for booking in booked))
        if draft.kind == "credit_note":
            draft.bookings = [_mirrored(booking) for booking in booked]
        drafts.append(draft)
    return drafts


def _booking(period: Period, pool: CostPool, agreement: Agreement, part: TaxedPart) -> Booking:
    days = Span.of(agreement.from_on, agreement.until_on) & period.span
    line = Line(
        agreement=agreement.number,
        pool_code=pool.code,
        pool_name=pool.name,
        profession=agreement.profession,
        basis=agreement.basis,  # type: ignore[arg-type]
        from_on=days.from_on,
        until_on=days.until_on,
        amount_cents=part.difference_cents,
        final_cents=part.share_cents,
        billed_cents=part.billed_cents,
        vat_percent=part.vat_percent,
    )
    return Booking(line, agreement.id, agreement.pool_id, period.span.from_on.year, part.difference_cents)


def _mirrored(booking: Booking) -> Booking:
    """Print a line of a credit note from the credit's side: what is given back is positive."""
    raw = vars(booking.line) | {"amount_cents": -booking.line.amount_cents}
    return Booking(Line(**raw), booking.agreement_id, booking.pool_id, booking.year, booking.cents)


def left_to_bill(session: GroupSession, period: Period) -> Iterator[str]:
    """Say what keeps a year from being settled: unsigned or unbilled hours would be shared on wrong weights."""
    hours = (
        select(func.count(col(TimeEntry.id)))
        .join(Agreement, col(Agreement.id) == TimeEntry.agreement_id)
        .where(TimeEntry.kind == "service")
        .where(TimeEntry.day >= period.span.from_on, TimeEntry.day < period.span.until_on)
    )
    unsigned = session.exec(hours.where(col(TimeEntry.state).not_in(("signed", "invoiced")))).one()
    if unsigned:
        yield (
            f"{unsigned} hours entries of {period.name} are not signed by their members yet:"
            " have them signed before settling the year."
        )
    unbilled = session.exec(hours.where(TimeEntry.state == "signed", Agreement.basis == "time_spent")).one()
    if unbilled:
        yield (
            f"{unbilled} signed hours entries of {period.name} are not billed yet:"
            " run the invoices of their periods before settling the year."
        )


def _nothing_left_to_bill(session: GroupSession, period: Period) -> None:
    for sentence in left_to_bill(session, period):
        raise Conflict(sentence)
