"""Grant and revoke waivers; decide how the group reads an open question of law."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Base64Bytes, BaseModel, Field
from sqlmodel import col, select

from basicplus import journal
from basicplus.compliance.evidence import keep_file
from basicplus.compliance.models import GrantedWaiver, LegalReading
from basicplus.compliance.questions import open_questions
from basicplus.compliance.rules import RULES, WAIVABLE
from basicplus.db import GroupSession, WriteSession, get
from basicplus.errors import Conflict, NotFound, invalid

Text = Annotated[str, Field(min_length=1, max_length=500)]


class FileCreate(BaseModel):
    """A file that proves something: its name, and its bytes in base64."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    content: Base64Bytes


def keep(session: WriteSession, document: FileCreate | None) -> int | None:
    """Keep a document, if there is one, and return its id."""
    return keep_file(session, document.name, document.content).id if document else None


class WaiverCreate(BaseModel):
    """A waiver; `until_on` is the first day it no longer holds."""

    reference: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9./-]{0,59}$")]
    rule: Annotated[str, Field(description="id of a rule that may be waived")]
    party: Annotated[str, Field(max_length=30, description="worker, member or contract; empty: everybody")] = ""
    up_to: Annotated[int, Field(gt=0, description="covers what is found up to this number")] | None = None
    from_on: date
    until_on: date | None = None
    granted_by: Annotated[str, Field(min_length=1, max_length=200)]
    reason: Text
    document: FileCreate


class ReadingCreate(BaseModel):
    """How the group reads an open question from a day on."""

    question: str
    answer: str
    from_on: date
    decided_by: Annotated[str, Field(min_length=1, max_length=200)]
    reason: Text
    document: FileCreate | None = None


def grant(session: WriteSession, waiver: WaiverCreate) -> GrantedWaiver:
    """Record a waiver with the document that grants it. From its first day on it turns refusals into warnings."""
    if waiver.rule not in WAIVABLE:
        known = {rule.id for rule in RULES}
        why = "the law lets nobody depart from it" if waiver.rule in known else "there is no such rule"
        raise invalid("rule", waiver.rule, f"{why}; rules that may be waived: {', '.join(sorted(WAIVABLE))}")
    if waiver.until_on is not None and waiver.until_on <= waiver.from_on:
        raise invalid("until_on", waiver.until_on, f"a day after from_on ({waiver.from_on})")
    if session.exec(select(GrantedWaiver.id).filter_by(reference=waiver.reference)).first() is not None:
        raise invalid("reference", waiver.reference, "this reference is taken; choose another")
    document = keep_file(session, waiver.document.name, waiver.document.content)
    row = GrantedWaiver(**waiver.model_dump(exclude={"document"}), kept_file_id=document.id)
    session.add(row)
    journal.record(
        session,
        "grant waiver",
        row.reference,
        rule=row.rule,
        party=row.party,
        from_on=row.from_on,
        until_on=row.until_on,
        granted_by=row.granted_by,
        document_sha256=document.content_sha256,
    )
    return row


def revoke(session: WriteSession, reference: str, revoked_on: date, because: str) -> GrantedWaiver:
    """Revoke a waiver from a day on; what it covers from then on must be mended first: the gate refuses else."""
    row = get(session, GrantedWaiver, f"waiver {reference}", reference=reference)
    if row.revoked_on is not None:
        raise Conflict(f"Waiver {reference} was revoked from {row.revoked_on} on.")
    if not because.strip():
        raise invalid("because", because, "say in a few words why the waiver is revoked")
    row.revoked_on, row.revoked_because = max(revoked_on, row.from_on), because
    session.add(row)
    journal.record(session, "revoke waiver", reference, revoked_on=row.revoked_on, because=because)
    return row


def decide(session: WriteSession, reading: ReadingCreate) -> LegalReading:
    """Record how the group reads an open question of law from a day on; every rule is run again on those days."""
    question = open_questions().get(reading.question)
    if question is None:
        raise NotFound(f"There is no open question {reading.question!r}: {', '.join(open_questions())}.")
    if reading.answer not in question.answers:
        raise invalid("answer", reading.answer, f"one of {', '.join(question.answers)}")
    row = LegalReading(**reading.model_dump(exclude={"document"}), kept_file_id=keep(session, reading.document))
    session.add(row)
    journal.record(
        session,
        "decide reading",
        row.question,
        answer=row.answer,
        from_on=row.from_on,
        decided_by=row.decided_by,
        reason=row.reason,
    )
    return row


def waivers(session: GroupSession) -> list[GrantedWaiver]:
    """Return every waiver, the latest first."""
    return list(session.exec(select(GrantedWaiver).order_by(col(GrantedWaiver.from_on).desc())))


def readings(session: GroupSession) -> list[LegalReading]:
    """Return what the group decided, by question and day."""
    query = select(LegalReading).order_by(col(LegalReading.question), col(LegalReading.from_on))
    return list(session.exec(query))
