"""What would happen if: a batch of acts in a session that saves nothing, with the verdict of doing it (T17)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from basicplus.acts.curve import ChangePoint, authorisation_ends_on, curve, days_of
from basicplus.acts.doing import Asked, Step, do_all
from basicplus.clock import Span, today, uncovered
from basicplus.compliance.findings import Finding
from basicplus.compliance.gate import Gate, Scope, Verdict
from basicplus.db import Database, WriteSession
from basicplus.store import gate
from basicplus.watch import headcount

Outcome = Literal["saved", "warned", "refused", "invalid"]
ANY_DAYS = Span(date.max, date.max)


@dataclass(frozen=True)
class Simulation:
    """What a batch of acts would do.

    `outcome` is what doing it would end in; `curve` the staff from `on` on; `over` and `near` the days on
    which it is over the maximum or near it; `authorisation_ends_on` follows from the first day over.
    `appears` and `goes` are findings on the whole group from the earliest day concerned on.
    """

    on: date
    outcome: Outcome
    steps: list[Step]
    verdict: Verdict
    curve: list[ChangePoint]
    over: list[Span]
    near: list[Span]
    authorisation_ends_on: date | None
    appears: list[Finding]
    goes: list[Finding]


def simulate(
    database: Database,
    group: str | None,
    acts: Sequence[Asked],
    *,
    despite: str | None = None,
    on: date | None = None,
) -> Simulation:
    """Do a batch of acts in one session, look at it as its commit would, and leave nothing behind."""
    day = on or today()
    with database.writing(group, "simulation", despite=despite, dry_run=True) as session:
        told = _simulated(session, acts, day, gate())
        # Nothing is left to judge or to save when the session is left.
        session.rollback()
    return told


def _simulated(session: WriteSession, acts: Sequence[Asked], day: date, judge: Gate) -> Simulation:
    steps = do_all(session, acts)
    verdict = judge.verdict(session)
    window = Span(min(day, _earliest(judge.scope_of(session.unit.changes()), day)))
    after, later = judge.audit(session, window), headcount(session, judge.law, Span(day))
    with session.database.before_the_change(session.group()) as earlier:
        before, now = judge.audit(earlier, window), headcount(earlier, judge.law, Span(day))
    return Simulation(
        on=day,
        outcome=_outcome(steps, verdict, session.unit.despite),
        steps=steps,
        verdict=verdict,
        curve=curve(now, later, judge.law),
        over=days_of(after, "over"),
        near=days_of(after, "near"),
        authorisation_ends_on=authorisation_ends_on(after, judge.law),
        appears=beyond(after, before),
        goes=beyond(before, after),
    )


def _outcome(steps: Iterable[Step], verdict: Verdict, despite: str | None) -> Outcome:
    if any(step.status != "ok" for step in steps):
        return "invalid"
    if verdict.refused:
        return "refused"
    return "warned" if verdict.warned and not (despite or "").strip() else "saved"


def _earliest(scope: Scope, day: date) -> date:
    spans = [*scope.workers.values(), *scope.members.values(), scope.heads, scope.everything]
    return min((span.from_on for span in spans if span), default=day)


def beyond(findings: Iterable[Finding], known: Iterable[Finding]) -> list[Finding]:
    """Return the findings on the days on which `known` does not have the same, in order of rule and day."""
    spans: dict[Finding, list[Span]] = defaultdict(list)
    for finding in known:
        spans[replace(finding, span=ANY_DAYS)].append(finding.span)
    pieces = (
        replace(finding, span=gap)
        for finding in findings
        for gap in uncovered(finding.span, spans[replace(finding, span=ANY_DAYS)])
    )
    return sorted(pieces, key=lambda finding: (finding.rule, finding.span, finding.subject))
