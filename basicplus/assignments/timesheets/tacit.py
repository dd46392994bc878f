"""Tacit approval: who was told of lines, and was silent for as long as the agreement says, has approved them."""

from __future__ import annotations

from datetime import date, time
from itertools import groupby

from sqlmodel import col, select

from basicplus import clock, journal
from basicplus.assignments.models import SignOff, TimeEntry
from basicplus.assignments.timesheets.announcing import Announced, announced
from basicplus.assignments.timesheets.signing import approve
from basicplus.db import GroupSession, WriteSession, get
from basicplus.members import Member

SILENCE = {
    "fr": "accord tacite",
    "nl": "stilzwijgende goedkeuring",
    "de": "stillschweigende Zustimmung",
    "en": "tacit approval",
}
"""What stands for the name of a signer, on screens and on the annex of an invoice."""


def approve_tacitly(session: WriteSession, today: date) -> list[SignOff]:
    """Approve, in the members' silence, the lines whose last day to answer is before `today`.

    Each approval rests on one notice, whose e-mail the mail server accepted. Never a disputed line, one that
    changed since, or one of an agreement without such a clause.
    """
    signed = []
    for notice_id, group in groupby(overdue(session, today), key=lambda each: each.notice.id):
        own = list(group)
        member = get(session, Member, "member of this notice", id=own[0].notice.member_id)
        at = clock.at(today, time(0))
        lines = sorted((each.line for each in own), key=lambda line: line.id)
        signed.append(approve(session, member, lines, SILENCE[member.language], at, notice_id=notice_id))
    journal.record(session, "approve tacitly", str(today), approvals=len(signed))
    return signed


def overdue(session: GroupSession, today: date) -> list[Announced]:
    """Return the lines whose last day to answer is before `today`, notice by notice."""
    checked = session.exec(
        select(TimeEntry).where(TimeEntry.state == "checked", col(TimeEntry.member_id).is_not(None))
    )
    found = [
        each
        for each in announced(session, checked)
        if each.answer_until_on is not None and each.answer_until_on < today
    ]
    return sorted(found, key=lambda each: (each.notice.id, each.line.id))
