"""What an auditor looks at: rules by month from the audits that were kept, and the records behind a finding."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import BaseModel
from sqlalchemy import or_
from sqlmodel import col, select

from basicplus.assignments import Agreement
from basicplus.clock import FOREVER, Span, month_of, months
from basicplus.compliance.law import belgian_law
from basicplus.compliance.rules import RULES
from basicplus.compliance.sentences import title
from basicplus.db import GroupSession, pick
from basicplus.history import end_of
from basicplus.invoicing import Invoice
from basicplus.journal import JournalEntry
from basicplus.members import Member
from basicplus.watch import AuditRun, FindingCase
from basicplus.web.reading.journal import ActItem
from basicplus.workers import EmploymentContract, Worker

STATES = ("breach", "warned", "waived", "note", "ok")
ENTRIES = 20


class Kept(BaseModel):
    """A finding as an audit kept it, with its sentence and its case where one was opened."""

    rule: str
    case: str
    severity: str
    subject: str
    from_on: date
    until_on: date | None
    found: str | int | bool
    limit: str | int | bool
    source: str
    confirmed: str
    waiver: str | None
    sentence: str = ""
    case_id: int | None = None
    case_state: str = ""

    @property
    def state(self) -> str:
        """What a cell of the matrix says of it."""
        if self.severity == "refuse":
            return "breach"
        return "waived" if self.waiver else "warned" if self.severity == "warn" else "note"


@dataclass(frozen=True)
class Cell:
    """A rule in a month: the gravest of its findings, and how many there are."""

    month: date
    state: str
    count: int


@dataclass(frozen=True)
class RuleRow:
    """A rule by months, with the sources of the law it runs on and how sure they are."""

    rule: str
    title: str
    confirmed: tuple[str, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Matrix:
    """Rules by months, from the audit that ran last by a day."""

    ran_at: datetime
    journal_seq: int
    months: tuple[date, ...]
    rows: tuple[RuleRow, ...]


@dataclass(frozen=True)
class Record:
    """A record that a finding is about: its kind, number, and the section whose page shows it."""

    section: str
    number: str
    name: str


def kept_run(session: GroupSession, known_on: date | None) -> AuditRun | None:
    """Return the audit that ran last, by the end of a day if one is named."""
    query = select(AuditRun).order_by(col(AuditRun.ran_at).desc(), col(AuditRun.id).desc())
    if known_on is not None:
        query = query.where(AuditRun.ran_at < end_of(known_on))
    return session.exec(query.limit(1)).first()


def findings_of(session: GroupSession, run: AuditRun) -> list[Kept]:
    """Return the findings of an audit, each with the sentence of its case."""
    cases = {
        (case.rule, case.kind, case.subject, case.from_on): case for case in session.exec(select(FindingCase))
    }
    found = []
    for each in json.loads(run.content):
        item = Kept.model_validate(each)
        case = cases.get((item.rule, item.case, item.subject[:160], item.from_on))
        if case is not None:
            item.sentence, item.case_id, item.case_state = case.sentence, case.id, case.state
        found.append(item)
    return found


def matrix(session: GroupSession, run: AuditRun, last: date, count: int, language: str) -> Matrix:
    """Return every rule by the `count` months that end with that of a day."""
    shown = _months_until(last, count)
    by_rule: dict[str, list[Kept]] = {}
    for finding in findings_of(session, run):
        by_rule.setdefault(finding.rule, []).append(finding)
    rows = tuple(
        RuleRow(
            rule.id,
            title(rule.id, language),
            _certainties(rule.parameters),
            tuple(_cell(month, by_rule.get(rule.id, ())) for month in shown),
        )
        for rule in RULES
    )
    return Matrix(run.ran_at, run.journal_seq, tuple(shown), rows)


def in_month(findings: Iterable[Kept], rule: str, month: date) -> list[Kept]:
    """Return the findings of a rule on some day of a month."""
    return [each for each in findings if each.rule == rule and _is_in(each, month)]


def records_about(session: GroupSession, subject: str) -> list[Record]:
    """Return the records that the subject of a finding names by their numbers."""
    words = set(re.findall(r"[\w./-]+", subject))
    found = [
        Record("workers", number, f"{first} {last}")
        for number, first, last in session.rows(
            pick(Worker.number, Worker.first_name, Worker.last_name).where(col(Worker.number).in_(words))
        )
    ]
    for section, model in (("members", Member), ("agreements", Agreement), ("invoices", Invoice)):
        numbers = session.rows(pick(model.number).where(col(model.number).in_(words)).distinct())
        found += [Record(section, number, "") for (number,) in numbers]
    contracts = (
        pick(Worker.number, EmploymentContract.number)
        .join(Worker, col(Worker.id) == EmploymentContract.worker_id)
        .where(col(EmploymentContract.number).in_(words))
    )
    found += [Record("workers", worker, contract) for worker, contract in session.rows(contracts)]
    return found


def acts_about(session: GroupSession, records: Sequence[Record], subject: str) -> list[ActItem]:
    """Return the latest acts of the journal on the records that a finding names, or on its subject."""
    words = [
        record.name if record.section == "workers" and "-" in record.name else record.number for record in records
    ]
    wanted = [col(JournalEntry.subject).contains(word, autoescape=True) for word in words or [subject]]
    names = list(ActItem.model_fields)
    query = pick(*(getattr(JournalEntry, name) for name in names)).where(or_(*wanted))
    rows = session.rows(query.order_by(col(JournalEntry.seq).desc()).limit(ENTRIES))
    return [ActItem(**dict(zip(names, row, strict=True))) for row in rows]


def _certainties(parameters: Iterable[str]) -> tuple[str, ...]:
    law = belgian_law()
    return tuple(sorted({value.confirmed for name in parameters for value in law.parameters[name].values}))


def _cell(month: date, findings: Iterable[Kept]) -> Cell:
    here = [each.state for each in findings if _is_in(each, month)]
    return Cell(month, min(here, key=STATES.index, default="ok"), len(here))


def _is_in(finding: Kept, month: date) -> bool:
    return Span(finding.from_on, finding.until_on or FOREVER).overlaps(month_of(month))


def _months_until(last: date, count: int) -> list[date]:
    index = last.year * 12 + last.month - count
    return months(Span(date(index // 12, index % 12 + 1, 1), month_of(last).until_on))
