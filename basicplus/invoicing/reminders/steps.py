"""The steps of the reminders and for whom they rest: what the group decides, past the house's own."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator
from sqlmodel import col, select

from basicplus import journal, members
from basicplus.canonical import canonical_json
from basicplus.clock import Span
from basicplus.db import GroupSession, WriteSession, get, pick
from basicplus.errors import Conflict, InvalidInput, invalid
from basicplus.invoicing.documents.content import Language
from basicplus.invoicing.models import Invoice
from basicplus.invoicing.reminders.due import Step, Stop
from basicplus.invoicing.reminders.models import ReminderStep, ReminderStop
from basicplus.invoicing.reminders.texts import problems_of
from basicplus.members import Member

DEFAULT_STEPS = (
    Step(1, after_days=10, wait_days=14, least_cents=500),
    Step(2, after_days=30, wait_days=14, least_cents=500),
)
"""What holds until a group sets its own: friendly, then firm; nothing is claimed beside the documents."""


class TextCreate(BaseModel):
    """Subject and body of a step in one language; an empty line between paragraphs."""

    subject: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\r\n]+$")]
    body: Annotated[str, Field(min_length=1, max_length=4000)]


class StepCreate(BaseModel):
    """A step: days after the due day and after the step before, least cents of a letter, claims, own words."""

    after_days: Annotated[int, Field(ge=1, le=3650)]
    wait_days: Annotated[int, Field(ge=1, le=3650)] = 14
    least_cents: Annotated[int, Field(ge=0)] = 0
    claims_interest: Annotated[bool, Field(description="interest for late payment, in the letter only")] = False
    claims_lump_sum: Annotated[bool, Field(description="40 EUR a document, in the letter only")] = False
    texts: dict[Language, TextCreate] = {}


class StepsCreate(BaseModel):
    """All steps in their order; each comes later than the one before."""

    steps: Annotated[list[StepCreate], Field(min_length=1, max_length=9)]


class OfReminders(BaseModel):
    """A member, or a document of one."""

    member: Annotated[str, Field(description="number of the member")] = ""
    document: Annotated[str, Field(description="number of a document that is disputed, instead of a member")] = ""

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if bool(self.member) == bool(self.document):
            raise ValueError("give a member or a document, one of both")
        return self


class StopCreate(OfReminders):
    """For whom reminders rest, from which day until which (until they are resumed if left out), and why."""

    from_on: date
    until_on: date | None = None
    why: Annotated[str, Field(min_length=1, max_length=500)]


def steps_of(session: GroupSession) -> tuple[Step, ...]:
    """Return the group's steps in their order, or the house's."""
    rows = session.exec(select(ReminderStep).order_by(col(ReminderStep.position)))
    found = tuple(
        Step(
            row.position,
            row.after_days,
            row.wait_days,
            row.least_cents,
            row.claims_interest,
            row.claims_lump_sum,
            json.loads(row.texts),
        )
        for row in rows
    )
    return found or DEFAULT_STEPS


def set_steps(session: WriteSession, given: StepsCreate) -> list[ReminderStep]:
    """Set all steps of the reminders; letters that were written stay as they are."""
    _check(given)
    kept = {row.position: row for row in session.exec(select(ReminderStep))}
    rows = []
    for position, step in enumerate(given.steps, start=1):
        plain = step.model_dump(exclude={"texts"})
        row = kept.pop(position, None) or ReminderStep(position=position, **plain)
        for name, value in plain.items():
            setattr(row, name, value)
        row.texts = canonical_json({language: text.model_dump() for language, text in step.texts.items()})
        session.add(row)
        rows.append(row)
    for row in kept.values():
        session.delete(row)
    session.flush()
    days = [step.after_days for step in given.steps]
    journal.record(session, "set reminder steps", f"{len(rows)} steps", after_days=days)
    return rows


def _check(given: StepsCreate) -> None:
    problems = [
        problem
        for position, step in enumerate(given.steps, start=1)
        for language, text in step.texts.items()
        for name, words in (("subject", text.subject), ("body", text.body))
        for problem in problems_of(f"steps.{position}.texts.{language}.{name}", words)
    ]
    if problems:
        raise InvalidInput(*problems)
    for before, (position, step) in zip(given.steps, enumerate(given.steps[1:], start=2), strict=False):
        if step.after_days <= before.after_days:
            raise invalid(
                f"steps.{position}.after_days",
                step.after_days,
                f"more than the {before.after_days} of the step before",
            )


def stop_reminders(session: WriteSession, given: StopCreate) -> ReminderStop:
    """Let the reminders of a member, or of one document that it disputes, rest for some days and a reason."""
    if given.until_on is not None and given.until_on <= given.from_on:
        raise invalid(
            "until_on", given.until_on, f"a day after {given.from_on}, or nothing until they are resumed"
        )
    member_id, invoice_id = _meant(session, given)
    row = ReminderStop(
        member_id=member_id, invoice_id=invoice_id, from_on=given.from_on, until_on=given.until_on, why=given.why
    )
    session.add(row)
    session.flush()
    journal.record(session, "stop reminders", given.member or given.document, from_on=given.from_on, why=given.why)
    return row


def resume_reminders(session: WriteSession, of: OfReminders, on: date) -> list[ReminderStop]:
    """Remind a member, or of a document, again from a day on; Conflict when nothing rests then or later."""
    member_id, invoice_id = _meant(session, of)
    rows = [
        row
        for row in session.exec(select(ReminderStop).filter_by(member_id=member_id, invoice_id=invoice_id))
        if row.until_on is None or row.until_on > on
    ]
    if not rows:
        raise Conflict(f"The reminders of {of.member or of.document} do not rest on {on} or later.")
    for row in rows:
        row.until_on = max(on, row.from_on)
        session.add(row)
    journal.record(session, "resume reminders", of.member or of.document, on=on)
    return rows


def stops_of(session: GroupSession) -> list[Stop]:
    """Return for whom and for what reminders rest, and rested, in order of their first day."""
    query = (
        pick(ReminderStop, col(Member.number), col(Invoice.number))
        .join(Member, col(Member.id) == ReminderStop.member_id)
        .outerjoin(Invoice, col(Invoice.id) == ReminderStop.invoice_id)
        .order_by(col(ReminderStop.from_on), col(ReminderStop.id))
    )
    return [
        Stop(member, Span.of(row.from_on, row.until_on), row.why, document)
        for row, member, document in session.rows(query)
    ]


def _meant(session: GroupSession, of: OfReminders) -> tuple[int, int | None]:
    if of.member:
        return members.by_number(session, of.member).id, None
    invoice = get(session, Invoice, f"document {of.document}", number=of.document)
    return invoice.member_id, invoice.id
