"""What lies in an evidence pack, file by file: law, rules, findings, contracts, members, sample, journal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import or_
from sqlmodel import col, select

from basicplus import exports, journal, watch
from basicplus.assignments import Agreement, SignOff, TimeEntry
from basicplus.clock import BRUSSELS, FOREVER, Span, brussels_day
from basicplus.compliance import service
from basicplus.compliance.findings import Finding
from basicplus.compliance.gate import gate_of
from basicplus.compliance.law import Law, Value
from basicplus.compliance.models import KeptFile
from basicplus.compliance.questions import open_questions
from basicplus.compliance.rules import RULES
from basicplus.compliance.sentences import LANGUAGES, full_sentence, title
from basicplus.db import ReadSession, pick
from basicplus.errors import NotFound
from basicplus.evidence.sampling import draw
from basicplus.invoicing import Invoice, InvoiceLine, Settlement
from basicplus.members import Member, Membership
from basicplus.workers import ContractTerms, EmploymentContract, Worker


def law_in_force(law: Law, span: Span) -> list[dict[str, Any]]:
    """Every parameter with the values that hold on some day of the period, and their sources."""
    return [
        {
            "parameter": parameter.known_as,
            "labels": parameter.labels,
            "unit": parameter.unit,
            "clock": parameter.clock,
            "note": parameter.note,
            "checked_on": parameter.checked_on,
            "values": [_value(value) for value in law.within(span, parameter.name)],
        }
        for parameter in sorted(law.parameters.values(), key=lambda each: each.known_as)
    ]


def _value(value: Value) -> dict[str, Any]:
    return {
        "from_on": value.span.from_on,
        "until_on": value.span.end,
        "value": str(value.value) if value.value.__class__.__name__ == "Decimal" else value.value,
        "source": value.source,
        "url": value.url,
        "confirmed": value.confirmed,
    }


def rules(law: Law) -> list[dict[str, Any]]:
    """Every rule that ran, with its parameters, the changes that call for it, and how sure its sources are."""
    return [
        {
            "rule": rule.id,
            "says": {language: title(rule.id, language) for language in LANGUAGES},
            "parameters": rule.parameters,
            "events": rule.events,
            "waivable": rule.waivable,
            "confirmed": sorted(
                {value.confirmed for name in rule.parameters for value in law.parameters[name].values}
            ),
        }
        for rule in RULES
    ]


def readings(session: ReadSession) -> list[dict[str, Any]]:
    """Every open question of law, its prudent reading, and what the group decided."""
    decided = service.readings(session)
    return [
        {
            "question": question.name,
            "rule": question.rule,
            "asks": question.asks,
            "answers": question.answers,
            "prudent": question.prudent,
            "decided": [
                row.model_dump(include={"answer", "from_on", "decided_by", "reason"})
                for row in decided
                if row.question == question.name
            ],
        }
        for question in open_questions().values()
    ]


def findings(session: ReadSession, span: Span, today: date) -> list[dict[str, Any]]:
    """Every finding on the days of the period, and what is overdue in it by today."""
    return [_finding(finding) for finding in gate_of(session).audit(session, span, today)]


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "case": finding.case,
        "severity": finding.severity,
        "subject": finding.subject,
        "from_on": finding.span.from_on,
        "until_on": finding.span.end,
        "found": finding.found,
        "limit": finding.limit,
        "waiver": finding.waiver,
        "sentence": full_sentence(finding, "fr"),
    }


def waivers(session: ReadSession) -> list[dict[str, Any]]:
    """Every waiver, granted or revoked, with the SHA-256 of its document."""
    documents = dict(session.rows(pick(KeptFile.id, KeptFile.content_sha256)))
    return [
        row.model_dump(exclude={"id", "group_id", "kept_file_id"})
        | {"document_sha256": documents[row.kept_file_id]}
        for row in service.waivers(session)
    ]


def headcount(session: ReadSession, law: Law, span: Span) -> list[dict[str, Any]]:
    """The head count of every day of the period."""
    return [
        {
            "from_on": each.span.from_on,
            "until_on": each.span.end,
            "heads": each.heads,
            "full_time_equivalents": str(each.full_time_equivalents),
            "limit": each.limit,
        }
        for each in watch.headcount(session, law, span)
    ]


def contracts(session: ReadSession, span: Span) -> list[dict[str, Any]]:
    """Every contract in force on some day of the period, with its terms; no pay."""
    terms: dict[int, list[dict[str, Any]]] = {}
    for row in session.exec(select(ContractTerms).order_by(col(ContractTerms.from_on))):
        told = row.model_dump(include={"from_on", "week_minutes", "full_time_minutes", "signed_on"})
        terms.setdefault(row.contract_id, []).append(told)
    query = (
        select(EmploymentContract, Worker)
        .join(Worker, col(Worker.id) == EmploymentContract.worker_id)
        .where(col(EmploymentContract.from_on) < span.until_on)
        .where(or_(col(EmploymentContract.until_on).is_(None), col(EmploymentContract.until_on) > span.from_on))
        .order_by(col(EmploymentContract.number))
    )
    wanted = {"number", "kind", "from_on", "until_on", "signed_on", "purpose_clause"}
    return [
        contract.model_dump(include=wanted)
        | {"worker": worker.number, "name": worker.name, "terms": terms.get(contract.id, [])}
        for contract, worker in session.exec(query)
    ]


def members(session: ReadSession, span: Span) -> list[dict[str, Any]]:
    """The members' register (CSA 9:3): every membership on some day of the period."""
    query = (
        select(Membership, Member)
        .join(Member, col(Member.id) == Membership.member_id)
        .where(col(Membership.from_on) < span.until_on)
        .where(or_(col(Membership.until_on).is_(None), col(Membership.until_on) > span.from_on))
        .order_by(col(Member.number), col(Membership.from_on))
    )
    identity = {"number", "name", "legal_form", "enterprise_number", "street", "postal_code", "city"}
    return [
        member.model_dump(include=identity)
        | membership.model_dump(include={"member_class", "from_on", "until_on", "ended_by"})
        for membership, member in session.exec(query)
    ]


def sample(session: ReadSession, span: Span, seed: str, size: int) -> dict[str, Any]:
    """Hours of the period drawn by a seed, each with its trail: worker, member, signature, document."""
    population = [
        entry_id
        for (entry_id,) in session.rows(
            pick(TimeEntry.id)
            .where(TimeEntry.day >= span.from_on, TimeEntry.day < span.until_on, TimeEntry.kind == "service")
            .order_by(TimeEntry.id)
        )
    ]
    drawn = draw(population, seed, size)
    trails = {trail["entry"]: trail for trail in _trails(session, drawn)}
    return {
        "of": "hours of service in the period",
        "seed": seed,
        "size": size,
        "method": "the ids with the lowest SHA-256 of 'seed:id'",
        "population": population,
        "drawn": [trails[entry_id] for entry_id in drawn],
    }


def _trails(session: ReadSession, entry_ids: list[int]) -> Iterator[dict[str, Any]]:
    query = (
        pick(TimeEntry, Worker.number, Member.number, Agreement.number, SignOff, Invoice.number)
        .join(Worker, col(Worker.id) == TimeEntry.worker_id)
        .join(Member, col(Member.id) == TimeEntry.member_id, isouter=True)
        .join(Agreement, col(Agreement.id) == TimeEntry.agreement_id, isouter=True)
        .join(SignOff, col(SignOff.id) == TimeEntry.sign_off_id, isouter=True)
        .join(InvoiceLine, col(InvoiceLine.id) == TimeEntry.invoice_line_id, isouter=True)
        .join(Invoice, col(Invoice.id) == InvoiceLine.invoice_id, isouter=True)
        .where(col(TimeEntry.id).in_(entry_ids))
    )
    for entry, worker, member, agreement, signature, document in session.rows(query):
        yield {
            "entry": entry.id,
            "worker": worker,
            "member": member,
            "agreement": agreement,
            "day": entry.day,
            "starts": f"{entry.starts_at.astimezone(BRUSSELS):%H:%M}",
            "ends": f"{entry.ends_at.astimezone(BRUSSELS):%H:%M}",
            "minutes": entry.minutes,
            "state": entry.state,
            "signed_by": signature.signed_by if signature else None,
            "signed_at": signature.signed_at if signature else None,
            "document": document,
        }


def journal_segment(session: ReadSession, span: Span) -> dict[str, Any]:
    """The journal from the first day of the period up to now, and its anchor: the last entry there is.

    What concerns a period is often recorded after it: the chain is shown whole, up to the anchor.
    """
    fields = ("seq", "at", "actor", "act", "subject", "reason", "detail", "verdict", "previous_sha256", "sha256")
    within = [
        {name: getattr(entry, name) for name in fields}
        for entry in journal.entries(session)
        if brussels_day(entry.at) >= span.from_on
    ]
    last = journal.last_entry(session)
    return {"entries": within, "anchor": {"seq": last.seq, "sha256": last.sha256} if last else None}


def at_cost(session: ReadSession, span: Span) -> Iterator[tuple[int, dict[str, Any]]]:
    """The proof that members paid cost, for every settled year of the period."""
    years = sorted({row[0] for row in session.rows(pick(Settlement.year))})
    for year in years:
        if span.from_on.year <= year <= (span.until_on.year if span.until_on != FOREVER else year):
            try:
                yield year, exports.export_at_cost(session, year)
            except NotFound:
                continue


def written(value: object) -> bytes:
    """Write a file of the pack: JSON that a person can read too."""
    return json.dumps(value, indent=1, ensure_ascii=False, default=_plain).encode()


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
