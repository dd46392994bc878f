"""A worker's own papers: safety notes where one serves, calendars opened, contract terms, hours as a table."""

from __future__ import annotations

import json
from datetime import datetime

from pydantic import BaseModel
from sqlmodel import col, select

from basicplus import feeds, workers
from basicplus.assignments import Agreement, Visit
from basicplus.assignments.planning.reading import within
from basicplus.clock import Span
from basicplus.db import GroupSession, pick
from basicplus.members import Member
from basicplus.tabular import Sheet
from basicplus.web.reading.me.hours import MyHours
from basicplus.web.reading.workers import ContractItem, list_contracts

SAFETY = "safety"


class SafetyNote(BaseModel):
    """What an agreement says of safety where the worker serves; empty where it has the usual text only."""

    agreement: str
    member_name: str
    says: str


class MyDocuments(BaseModel):
    """The papers of a worker."""

    contracts: list[ContractItem]
    safety: list[SafetyNote]
    feeds: list[tuple[int, str, datetime]]


def my_documents(session: GroupSession, number: str, span: Span) -> MyDocuments:
    """Return the papers of a worker; safety notes are those of the agreements with visits in a span."""
    worker = workers.by_number(session, number)
    opened = [feed for feed in feeds.feeds_of(session) if feed.owner == number and feed.revoked_at is None]
    return MyDocuments(
        contracts=list_contracts(session, worker.id),
        safety=_safety(session, worker.id, span),
        feeds=[(feed.id, feed.label, feed.opened_at) for feed in opened],
    )


def hours_sheet(hours: MyHours) -> Sheet:
    """Return the recorded hours of a worker as a table for spreadsheets."""
    columns = ("day", "start", "end", "minutes", "kind", "member", "agreement", "site", "state", "note")
    rows = [
        (
            line.day,
            line.start,
            line.end,
            line.minutes,
            line.kind,
            line.member_name,
            line.agreement,
            line.site_name,
            line.state,
            line.note,
        )
        for line in hours.lines
        if line.entry
    ]
    return Sheet("hours", columns, rows)


def _safety(session: GroupSession, worker_id: int, span: Span) -> list[SafetyNote]:
    served = select(Visit.agreement_id).where(Visit.worker_id == worker_id, within(span)).distinct()
    query = (
        pick(Agreement.number, Member.name, Agreement.clauses)
        .join(Member, col(Member.id) == Agreement.member_id)
        .where(col(Agreement.id).in_(served))
        .order_by(col(Member.name), col(Agreement.number))
    )
    return [
        SafetyNote(agreement=number, member_name=name, says=json.loads(clauses).get(SAFETY, ""))
        for number, name, clauses in session.rows(query)
    ]
