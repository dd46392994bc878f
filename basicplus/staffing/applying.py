"""A plan of the year put into the records: recurring assignments, and the visits of the drafts, past the gate."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from basicplus import journal
from basicplus.assignments import Plan as PlanRow
from basicplus.assignments import draft, visits_of
from basicplus.clock import Span, uncovered
from basicplus.compliance.findings import Finding
from basicplus.compliance.gate import gate_of
from basicplus.compliance.sentences import full_sentence
from basicplus.db import GroupSession, WriteSession
from basicplus.errors import Conflict
from basicplus.planner import check
from basicplus.planner.plan import Plan
from basicplus.staffing.expansion import Planned, expand
from basicplus.staffing.instance import YearProblem, year_problem
from basicplus.staffing.recurring import assign_weekly
from basicplus.staffing.redrafting import Redraft, half_of

ROUNDS = 4
"""How often visits that a rule refuses are left out before the gate has the last word."""
TAKEN = "The worker has another visit in this half-day, which the plan leaves as it is."


@dataclass(frozen=True)
class LeftOut:
    """A visit of the plan that a rule does not allow, and what the rule says."""

    agreement: str
    worker: str
    day: date
    rule: str
    says: str


@dataclass(frozen=True)
class Applied:
    """What a plan changed in the drafts: visits kept, new, moved and taken out, and those that rules left out."""

    span: Span
    kept: int
    added: int
    moved: int
    taken_out: int
    assignments_made: int
    assignments_ended: int
    left_out: tuple[LeftOut, ...]


def apply_plan(
    session: WriteSession, plan: Plan, span: Span, told_on: date, keep: Collection[str] = ()
) -> Applied:
    """Make a plan of a span the draft: assignments for weekly service, visits on their days; nothing is published.

    Days before the span stay as they are, and so do the agreements in `keep`. The records are read again: a plan
    that breaks a hard rule of theirs by now is refused with Conflict. What a rule of law refuses is left out of
    the draft and reported; the gate judges the rest at the commit. `told_on` is the first day on which people can
    be told.
    """
    problem = year_problem(session, span)
    _still_true(problem, plan)
    if keep:
        all_drafted(session, span)
    wanted = [each for each in expand(problem, plan) if each.source.agreement not in keep]
    concerned = {each.agreement_id for each in problem.sources.values() if each.agreement not in keep}
    recurring = assign_weekly(session, problem, concerned, [each for each in wanted if each.weekly])
    rows = _plans(session, span)
    redraft = Redraft(session, problem, told_on, recurring)
    left_out: list[LeftOut] = []
    for row in rows:
        days = Span(row.from_on, row.until_on) & span
        visits = visits_of(session, days, published=False)
        taken = {
            (each.worker_id, each.day, half_of(each)) for each in visits if each.agreement_id not in concerned
        }
        here = [each for each in wanted if each.day in days]
        clashing = [each for each in here if (problem.worker_ids[each.worker], each.day, each.half) in taken]
        left_out += [_left_out(each, "double-booking", TAKEN) for each in clashing]
        mine = [each for each in visits if each.agreement_id in concerned]
        redraft.write(row, mine, [each for each in here if each not in clashing])
    left_out += _leave_out_refused(session, rows, redraft)
    counts = {name: getattr(redraft, name) for name in ("kept", "added", "moved", "taken_out")}
    journal.record(session, "apply year plan", f"{span}", **counts, left_out=len(left_out))
    return Applied(
        span,
        **counts,
        assignments_made=recurring.made,
        assignments_ended=recurring.ended,
        left_out=tuple(left_out),
    )


def _still_true(problem: YearProblem, plan: Plan) -> None:
    violations = check(problem.instance, plan).violations
    if violations:
        raise Conflict(
            f"The plan does not fit the records of {problem.span}: {violations[0].says} ({violations[0].rule})."
            " Plan again from the records as they are now."
        )


def all_drafted(session: GroupSession, span: Span) -> None:
    """Raise Conflict where days of a span have no plan yet, whose visits could be kept."""
    for gap in uncovered(span, [Span(row.from_on, row.until_on) for row in _touching(session, span)]):
        raise Conflict(f"There is no plan for {gap}, so no visits to keep: draft it first, or keep no agreement.")


def _plans(session: WriteSession, span: Span) -> list[PlanRow]:
    """Return the plans of a span; days without one are drafted from the assignments."""
    found = _touching(session, span)
    for gap in uncovered(span, [Span(row.from_on, row.until_on) for row in found]):
        draft(session, gap)
    session.flush()
    return _touching(session, span)


def _touching(session: GroupSession, span: Span) -> list[PlanRow]:
    query = select(PlanRow).where(PlanRow.from_on < span.until_on, PlanRow.until_on > span.from_on)
    return list(session.exec(query.order_by(col(PlanRow.from_on))))


def _leave_out_refused(session: WriteSession, rows: list[PlanRow], redraft: Redraft) -> list[LeftOut]:
    """Take the visits of the plan that rules refuse out again; anything else is for the gate to refuse."""
    judge, left_out = gate_of(session), []
    sources = redraft.problem.sources.values()
    names = {*redraft.problem.worker_ids, *(each.member for each in sources)}
    for _ in range(ROUNDS):
        refused = judge.verdict(session).refused
        found = {
            visit_id: finding
            for finding in refused
            for visit_id, planned in redraft.owners.items()
            if _concerns(finding, planned, names)
        }
        if not found:
            break
        redraft.leave_out(rows, found)
        for visit_id, finding in found.items():
            left_out.append(_left_out(redraft.owners.pop(visit_id), finding.rule, full_sentence(finding)))
    return left_out


def _left_out(planned: Planned, rule: str, says: str) -> LeftOut:
    return LeftOut(planned.source.agreement, planned.worker, planned.day, rule, says)


def _concerns(finding: Finding, planned: Planned, names: Collection[str]) -> bool:
    """Say whether a finding is of a visit: of its day, and of no worker or member but its own."""
    if planned.day not in finding.span:
        return False
    mine = {planned.worker, planned.source.member, planned.source.agreement}
    return not mine.isdisjoint(finding.parties) and mine.issuperset(
        name for name in finding.parties if name in names
    )
