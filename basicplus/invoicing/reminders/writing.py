"""Writes the reminders of a day: who is reminded of what, the interest if it is claimed, the words, frozen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from sqlmodel import col, select

from basicplus import groups, journal
from basicplus.compliance.calculators.late_interest import late_interest
from basicplus.compliance.gate import gate_of
from basicplus.compliance.law import Law
from basicplus.db import GroupSession, WriteSession
from basicplus.errors import Conflict, InvalidInput
from basicplus.groups import Group
from basicplus.invoicing import payments
from basicplus.invoicing.documents.content import Language
from basicplus.invoicing.documents.statement import OpenDocument
from basicplus.invoicing.documents.wording import iban, wording
from basicplus.invoicing.issuing import buyer_of, seller_of
from basicplus.invoicing.payments.account import open_document
from basicplus.invoicing.reminders.due import Due, Earlier, LeftOut, Step, due_reminders
from basicplus.invoicing.reminders.letter import Letter, Reminded
from basicplus.invoicing.reminders.models import Reminder
from basicplus.invoicing.reminders.steps import steps_of, stops_of
from basicplus.invoicing.reminders.texts import text_of
from basicplus.members import Member

NO_INTEREST = Decimal(0)


@dataclass(frozen=True)
class Preview:
    """The letters of a day, and the late documents that they leave out."""

    on: date
    letters: list[Letter]
    left_out: list[LeftOut]


def preview(session: GroupSession, on: date) -> Preview:
    """Return what `remind` would write on a day, and why other late documents are left out.

    Raises Conflict where a step claims interest or lump sum and the law of a due day is not known.
    """
    members = {row.number: row for row in session.exec(select(Member))}
    steps = steps_of(session)
    due, left_out = due_reminders(*_open(session, members, on), steps, _earlier(session), stops_of(session), on)
    group, law = groups.current(session), gate_of(session).law
    by_position = {step.position: step for step in steps}
    letters = [_letter(each, members[each.member], group, by_position, law, on) for each in due]
    return Preview(on, letters, left_out)


def remind(session: WriteSession, on: date) -> list[Reminder]:
    """Write the reminders of a day, to be sent by `send_due`; what they claim is booked nowhere."""
    found = preview(session, on)
    member_ids = {row.number: row.id for row in session.exec(select(Member))}
    rows = [
        Reminder(
            journal_seq=journal.first_seq(session),
            member_id=member_ids[letter.buyer.number],
            step=letter.step,
            written_on=on,
            content=letter.to_json(),
        )
        for letter in found.letters
    ]
    session.add_all(rows)
    session.flush()
    if rows:
        cents = sum(letter.open_cents for letter in found.letters)
        journal.record(session, "remind", f"{len(rows)} members", on=on, cents=cents, left_out=len(found.left_out))
    return rows


def _open(
    session: GroupSession, members: Mapping[str, Member], on: date
) -> tuple[dict[str, list[OpenDocument]], dict[str, int]]:
    """Return the open documents of each member, and what it has to its credit."""
    numbers = {member.id: number for number, member in members.items()}
    opened: dict[str, list[OpenDocument]] = defaultdict(list)
    credit: dict[str, int] = defaultdict(int)
    for each in payments.receivables(session, on, unsettled=True):
        if each.open_cents > 0:
            opened[numbers[each.member_id]].append(open_document(each))
        else:
            credit[numbers[each.member_id]] -= each.open_cents
    for member_id, cents in payments.credits_left(session, on).items():
        credit[numbers[member_id]] += cents
    return opened, credit


def _earlier(session: GroupSession) -> dict[str, list[Earlier]]:
    had: dict[str, list[Earlier]] = defaultdict(list)
    for row in session.exec(select(Reminder).order_by(col(Reminder.id))):
        for each in Letter.from_json(row.content).documents:
            had[each.document.number].append(Earlier(each.step, row.written_on))
    return had


def _letter(due: Due, member: Member, group: Group, steps: Mapping[int, Step], law: Law, on: date) -> Letter:
    language = cast(Language, member.language)
    words, seller = wording(language), seller_of(group)
    oldest_on = min(document.due_on for document, _ in due.documents)
    places = {
        "group": group.name,
        "member": member.name,
        "amount": words.money(due.open_cents),
        "due": words.day(oldest_on),
        "days": str((on - oldest_on).days),
        "iban": iban(seller.iban),
    }
    subject, body = text_of(due.step, language, places)
    documents = tuple(_reminded(document, steps[position], law, on) for document, position in due.documents)
    return Letter(language, on, due.step.position, seller, buyer_of(member), subject, body, documents)


def _reminded(document: OpenDocument, step: Step, law: Law, on: date) -> Reminded:
    """Return a document with what its own step claims, on what is open of it: what was paid late bears none."""
    if not (step.claims_interest or step.claims_lump_sum):
        return Reminded(document, step.position)
    try:
        claim = late_interest(
            law,
            cents=document.open_cents,
            due=document.due_on,
            paid=on,
            rate=None if step.claims_interest else NO_INTEREST,
            lump=step.claims_lump_sum,
        )
    except InvalidInput as error:
        raise Conflict(
            f"Step {step.position} claims interest or lump sum, which cannot be calculated for {document.number}:"
            f" {error}. Claim nothing at this step (`set-reminder-steps`), or stop the reminders of this document"
            " (`stop-reminders`)."
        ) from None
    rate = str(claim.rate_percent) if step.claims_interest else ""
    return Reminded(document, step.position, claim.interest_cents, claim.lump_cents, rate)
