"""Credit notes: an invoice in full, or some of its hours, lines or amounts; never more than still stands of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field
from sqlmodel import col, select

from basicplus import journal
from basicplus.assignments import TimeEntry, timesheets
from basicplus.clock import Span
from basicplus.db import GroupSession, WriteSession, get
from basicplus.errors import Conflict, invalid
from basicplus.invoicing.credited import credited
from basicplus.invoicing.documents.content import DocumentContent, Line, SignedHours
from basicplus.invoicing.issuing import Booking, Draft, issue
from basicplus.invoicing.models import Invoice, InvoiceLine
from basicplus.invoicing.runs.drafting import Annex
from basicplus.members import Member
from basicplus.money import format_cents
from basicplus.rounding import BEFORE_NAMES, price


class LineCredit(BaseModel):
    """A line to credit, by its position from 1 on: all that stands of it, or an amount in cents without VAT."""

    line: Annotated[int, Field(ge=1)]
    amount_cents: Annotated[int | None, Field(gt=0, description="not for a line billed by the hour")] = None


@dataclass(frozen=True)
class _Standing:
    """What still stands of a line: cents in the line's sign, minutes, and the hours that it locks."""

    row: InvoiceLine
    line: Line
    cents: int
    minutes: int
    hours: Sequence[TimeEntry]
    touched: bool

    @property
    def left(self) -> bool:
        """Whether anything can be credited: a line of nothing, once."""
        return bool(not self.touched or self.cents or self.minutes or self.hours)


@dataclass(frozen=True)
class _Credit:
    """What is credited of a line, and the hours that it frees."""

    of: _Standing
    cents: int
    minutes: int | None
    freed: Sequence[TimeEntry] = ()


def credit(
    session: WriteSession,
    number: str,
    issue_on: date,
    reason: str,
    *,
    lines: Sequence[LineCredit] = (),
    hours: Collection[int] = (),
) -> Invoice:
    """Credit what still stands of an invoice, or some of it: lines, amounts of them, hours by their ids (T8, T13).

    Hours that are credited are free to be signed and billed again, and only they; so are the days of a line that
    nothing stands of. Hours are worth what their line loses by them at its own rate and rounding, so that all of
    them together are worth the line, to the cent.
    """
    invoice = get(session, Invoice, f"invoice {number}", number=number)
    if invoice.kind == "credit_note":
        raise Conflict(f"{number} is a credit note: only an invoice can be credited.")
    standing = _standing(session, invoice)
    if not any(each.left for each in standing):
        raise Conflict(f"{number} was credited already: credits never exceed the invoice.")
    if lines or hours:
        credits = _chosen(standing, lines, hours)
    else:
        credits = [_whole(each) for each in standing if each.left]
    freed = [entry for each in credits for entry in each.freed]
    draft = _draft(session, invoice, standing, credits, reason, _annex(session, credits) if hours else ())
    _within(invoice, standing, draft)
    [note] = issue(session, [draft], issue_on)
    count = timesheets.free(session, freed)
    journal.record(session, "credit", number, credit_note=note.number, reason=reason, hours_freed=count)
    return note


def _standing(session: GroupSession, invoice: Invoice) -> list[_Standing]:
    rows = session.exec(
        select(InvoiceLine).where(InvoiceLine.invoice_id == invoice.id).order_by(col(InvoiceLine.position))
    ).all()
    ids = [row.id for row in rows]
    given_back = credited(session, ids)
    locked: dict[int | None, list[TimeEntry]] = defaultdict(list)
    for entry in session.exec(
        select(TimeEntry).where(col(TimeEntry.invoice_line_id).in_(ids)).order_by(col(TimeEntry.starts_at))
    ):
        locked[entry.invoice_line_id].append(entry)
    content = DocumentContent.from_json(invoice.content)
    standing = []
    for row, line in zip(rows, content.lines, strict=True):
        cents, minutes = given_back.get(row.id, (0, 0))
        left = (row.amount_cents - cents, (row.minutes or 0) - minutes)
        standing.append(_Standing(row, line, *left, locked[row.id], row.id in given_back))
    return standing


def _whole(each: _Standing) -> _Credit:
    return _Credit(each, each.cents, None if each.row.minutes is None else each.minutes, each.hours)


def _chosen(standing: list[_Standing], lines: Sequence[LineCredit], hours: Collection[int]) -> list[_Credit]:
    positions = [line.line for line in lines]
    if len(positions) != len(set(positions)):
        raise invalid("lines", positions, "name each line once")
    by_position = {each.row.position: each for each in standing}
    credits = {}
    for wanted in lines:
        if wanted.line not in by_position:
            raise invalid("line", wanted.line, f"a line of the invoice: 1 to {len(standing)}")
        credits[wanted.line] = _of_line(by_position[wanted.line], wanted.amount_cents)
    for each, entries in _by_line(standing, hours):
        if each.row.position in credits:
            raise invalid("hours", each.row.position, "line or hours: this line is credited itself")
        credits[each.row.position] = _of_hours(each, entries)
    _both_parts(standing, credits)
    return [credits[position] for position in sorted(credits)]


def _both_parts(standing: list[_Standing], credits: Mapping[int, _Credit]) -> None:
    """Refuse to credit the exempt part of hours without the taxed one: the hours lie under both."""
    parts: dict[tuple[object, ...], list[_Standing]] = defaultdict(list)
    for each in standing:
        if each.row.rate_e4 is not None and each.left:
            row = each.row
            parts[row.agreement_id, row.from_on, row.until_on, row.rate_e4, row.rounding_rule].append(each)
    for together in parts.values():
        positions = [each.row.position for each in together]
        whole = [at for at in positions if at in credits and credits[at].cents == credits[at].of.cents]
        if len(together) > 1 and any(at in credits for at in positions) and whole != positions:
            allowed = f"lines {positions} bill the same hours without and with VAT: credit both whole"
            raise invalid("lines", [at for at in positions if at in credits], allowed)


def _of_line(each: _Standing, amount_cents: int | None) -> _Credit:
    at = f"line {each.row.position}"
    if not each.left:
        raise Conflict(f"Nothing stands of {at}: credits never exceed the line.")
    if amount_cents is None:
        return _whole(each)
    if each.row.minutes is not None:
        raise invalid(
            "amount_cents", amount_cents, f"{at} is billed by the hour: name its hours, or the whole line"
        )
    if amount_cents > abs(each.cents):
        raise Conflict(
            f"{format_cents(abs(each.cents))} EUR stand of {at}, {format_cents(amount_cents)} EUR are asked for:"
            " credits never exceed the line."
        )
    if amount_cents == abs(each.cents):
        return _whole(each)
    return _Credit(each, amount_cents if each.cents > 0 else -amount_cents, None)


def _by_line(standing: list[_Standing], hours: Collection[int]) -> Iterable[tuple[_Standing, list[TimeEntry]]]:
    locked = {entry.id for each in standing for entry in each.hours}
    foreign = sorted(set(hours) - locked)
    if foreign:
        raise invalid("hours", foreign, "ids of hours that the invoice bills and nothing has credited yet")
    for each in standing:
        entries = [entry for entry in each.hours if entry.id in hours]
        if entries:
            yield each, entries


def _of_hours(each: _Standing, entries: list[TimeEntry]) -> _Credit:
    if each.row.minutes is None or each.row.rate_e4 is None:
        allowed = f"line {each.row.position} is not billed by the hour: credit an amount of it, or all of it"
        raise invalid("hours", [entry.id for entry in entries], allowed)
    stay = [entry.minutes for entry in each.hours if entry not in entries]
    after = price(each.row.rounding_rule or BEFORE_NAMES, stay, each.row.rate_e4)
    return _Credit(each, each.cents - after.cents, each.minutes - after.minutes, entries)


def _annex(session: GroupSession, credits: Iterable[_Credit]) -> tuple[SignedHours, ...]:
    freed = [(each.of.line.agreement, entry) for each in credits for entry in each.freed]
    annex = Annex(session, {entry.sign_off_id for _, entry in freed if entry.sign_off_id})
    return tuple(annex.row(agreement, entry) for agreement, entry in freed)


def _draft(
    session: GroupSession,
    invoice: Invoice,
    standing: Iterable[_Standing],
    credits: Iterable[_Credit],
    reason: str,
    hours: tuple[SignedHours, ...],
) -> Draft:
    bases: dict[int, int] = defaultdict(int)
    for each in standing:
        bases[each.row.vat_percent] += each.cents
    return Draft(
        member=session.get(Member, invoice.member_id) or _gone(invoice.member_id),
        purpose=invoice.purpose,  # type: ignore[arg-type]
        period=invoice.period,
        span=Span(invoice.from_on, invoice.until_on),
        bookings=[_booking(each) for each in credits],
        hours=hours,
        credits=invoice,
        reason=reason,
        standing=bases,
    )


def _booking(each: _Credit) -> Booking:
    row = each.of.row
    line = replace(each.of.line, amount_cents=each.cents, minutes=each.minutes)
    return Booking(line, row.agreement_id, row.pool_id, row.year, -each.cents, credits_line_id=row.id)


def _within(invoice: Invoice, standing: Iterable[_Standing], draft: Draft) -> None:
    """Refuse a note that gives nothing back, or leaves less than nothing of an invoice with negative lines."""
    stands = sum(each.cents for each in standing)
    gives = -sum(booking.cents for booking in draft.bookings)
    if not 0 <= gives <= stands:
        raise Conflict(
            f"{format_cents(stands)} EUR stand of {invoice.number}, {format_cents(gives)} EUR would be credited:"
            " a credit note gives something back, and never more than the invoice."
        )


def _gone(member_id: int) -> Member:
    raise Conflict(f"Member {member_id} is no longer recorded.")
