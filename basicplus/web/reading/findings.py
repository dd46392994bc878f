"""Findings of the rules as screens and API show them."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel

from basicplus.clock import Span, today
from basicplus.compliance import service
from basicplus.compliance.findings import Finding
from basicplus.compliance.law import NoLawThatDay, belgian_law
from basicplus.compliance.questions import open_questions
from basicplus.compliance.rules import RULES
from basicplus.compliance.sentences import sentence, title
from basicplus.db import GroupSession
from basicplus.store import gate


class FindingItem(BaseModel):
    """A breach on the days [from_on, until_on), with what was found, the limit and its source."""

    rule: str
    severity: str
    subject: str
    from_on: date
    until_on: date | None
    found: int | str
    limit: int | str
    unit: str
    source: str
    confirmed: str
    url: str
    sentence: str
    waiver: str | None = None


class QuestionItem(BaseModel):
    """An open question of law, and how the group reads it on a day."""

    question: str
    rule: str
    asks: str
    answer: str
    prudent: bool
    decided_by: str | None = None
    reason: str | None = None


class ParameterItem(BaseModel):
    """What the law says on a day: `value` is None where it sets no limit."""

    name: str
    label: str
    value: int | bool | str | None
    unit: str
    from_on: date
    source: str
    confirmed: str
    url: str
    checked_on: date


class RuleItem(BaseModel):
    """A rule that ran, and the values it ran on."""

    rule: str
    title: str
    parameters: list[ParameterItem]


def finding_item(finding: Finding, language: str) -> FindingItem:
    """Write a finding for a person or a program."""
    return FindingItem(
        rule=finding.rule,
        severity=finding.severity,
        subject=finding.subject,
        from_on=finding.span.from_on,
        until_on=finding.span.end,
        found=finding.found,
        limit=finding.limit,
        unit=finding.law.unit,
        source=finding.law.source,
        confirmed=finding.law.confirmed,
        url=finding.law.url,
        sentence=sentence(finding, language),
        waiver=finding.waiver,
    )


def audit(session: GroupSession, span: Span, language: str) -> list[FindingItem]:
    """Run every rule on the group, on the days of a span."""
    return [finding_item(finding, language) for finding in standing(session, span)]


def standing(session: GroupSession, span: Span) -> list[Finding]:
    """Return every finding on the days of a span, in order of rule and day.

    The records are read anew each time: a finding must also show what was written behind the gate's back.
    """
    found = gate().audit(session, span, today())
    return sorted(found, key=lambda finding: (finding.rule, finding.span, finding.subject))


def questions_on(session: GroupSession, day: date, language: str) -> list[QuestionItem]:
    """Return every open question of law, and how the group reads it on a day."""
    decided = {row.question: row for row in service.readings(session) if row.from_on <= day}
    items = []
    for question in open_questions().values():
        row = decided.get(question.name)
        items.append(
            QuestionItem(
                question=question.name,
                rule=question.rule,
                asks=question.asks[language],
                answer=row.answer if row else question.prudent,
                prudent=(row.answer if row else question.prudent) == question.prudent,
                decided_by=row.decided_by if row else None,
                reason=row.reason if row else None,
            )
        )
    return items


def rules_on(day: date, language: str) -> list[RuleItem]:
    """Return the rules with the law in force on a day."""
    return [
        RuleItem(
            rule=rule.id,
            title=title(rule.id, language),
            parameters=[item for name in rule.parameters if (item := _parameter(name, day, language))],
        )
        for rule in RULES
    ]


def _parameter(name: str, day: date, language: str) -> ParameterItem | None:
    law = belgian_law()
    try:
        value = law.on(day, name)
    except NoLawThatDay:
        return None
    plain = value.value if value.value is None or isinstance(value.value, int) else value.in_words
    return ParameterItem(
        name=name,
        label=law.parameters[name].labels[language],
        value=plain,
        unit=value.unit,
        from_on=value.span.from_on,
        source=value.source,
        confirmed=value.confirmed,
        url=value.url,
        checked_on=value.checked_on,
    )
