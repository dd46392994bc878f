"""The audit that runs every night: every rule on everything; what it finds opens a case."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

from sqlmodel import col, select

from basicplus import journal
from basicplus.canonical import canonical_json
from basicplus.clock import Span, brussels_day
from basicplus.compliance import incidents
from basicplus.compliance.findings import Finding
from basicplus.compliance.gate import gate_of
from basicplus.compliance.rules import RULES
from basicplus.compliance.sentences import full_sentence
from basicplus.db import GroupSession, WriteSession
from basicplus.watch.models import GRAVITY, AuditRun, FindingCase

FIRST_DAY = date(2000, 8, 31)
"""The first day of the law of employer groups: nothing is judged before it."""

Key = tuple[str, str, str, date]


def run_audit(session: WriteSession, at: datetime, language: str = "fr") -> AuditRun:
    """Run every rule on everything, keep the verdict, open a case for each new finding, mark what is gone.

    A case that a person ended opens again when its finding comes back or grows graver.
    """
    incidents.open_incidents(session, gate_of(session), brussels_day(at))
    findings = gate_of(session).audit(session, Span(FIRST_DAY), brussels_day(at))
    severities = Counter(finding.severity for finding in findings)
    row = AuditRun(
        journal_seq=journal.first_seq(session),
        ran_at=at,
        rules=len(RULES),
        refused=severities["refuse"],
        warned=severities["warn"],
        noted=severities["note"],
        content=canonical_json([_written(finding) for finding in findings]),
    )
    session.add(row)
    opened, gone = _keep_cases(session, findings, brussels_day(at), language)
    journal.record(
        session,
        "audit",
        f"{len(RULES)} rules",
        refused=row.refused,
        warned=row.warned,
        noted=row.noted,
        opened=opened,
        gone=gone,
    )
    return row


def latest_audit(session: GroupSession) -> AuditRun | None:
    """Return the audit that ran last, if any did."""
    return session.exec(select(AuditRun).order_by(col(AuditRun.id).desc())).first()


def _keep_cases(session: WriteSession, findings: list[Finding], today: date, language: str) -> tuple[int, int]:
    cases = {_key_of(case): case for case in session.exec(select(FindingCase))}
    found: dict[Key, Finding] = {
        (each.rule, each.case, each.subject[:160], each.span.from_on): each for each in findings
    }
    for key, finding in found.items():
        told = full_sentence(finding, language)[:1000]
        case = cases.get(key) or _opened(key, finding.severity, told, today)
        if _again(case, finding, today):
            case.state = "open"
            case.ended_by = case.ended_on = case.ended_because = case.waived_until = None
        case.severity, case.sentence = finding.severity, told
        case.until_on = finding.span.end
        case.seen_on, case.gone_on = today, None
        session.add(case)
    gone = [case for key, case in cases.items() if key not in found and case.gone_on is None]
    for case in gone:
        case.gone_on = today
        session.add(case)
    return len(found.keys() - cases.keys()), len(gone)


def _again(case: FindingCase, finding: Finding, today: date) -> bool:
    """Say whether an ended case opens again: it was gone and is back, is graver, or was borne until now."""
    back = case.state == "closed" and case.gone_on is not None
    graver = GRAVITY[finding.severity] < GRAVITY[case.severity]
    borne = case.state == "waived" and case.waived_until is not None and case.waived_until <= today
    return case.state != "open" and (back or graver or borne)


def _opened(key: Key, severity: str, told: str, today: date) -> FindingCase:
    rule, kind, subject, from_on = key
    return FindingCase(
        rule=rule,
        kind=kind,
        subject=subject,
        from_on=from_on,
        severity=severity,
        sentence=told,
        opened_on=today,
        seen_on=today,
    )


def _key_of(case: FindingCase) -> Key:
    return case.rule, case.kind, case.subject, case.from_on


def _written(finding: Finding) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "case": finding.case,
        "severity": finding.severity,
        "subject": finding.subject,
        "from_on": finding.span.from_on,
        "until_on": finding.span.end,
        "found": finding.found,
        "limit": finding.limit,
        "source": finding.law.source,
        "confirmed": finding.law.confirmed,
        "waiver": finding.waiver,
    }
