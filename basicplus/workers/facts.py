"""What the workers' rows tell the rules: contracts, their terms, and how many there are."""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache
from itertools import zip_longest
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, bindparam, or_
from sqlmodel import col

from basicplus.clock import FOREVER, Span
from basicplus.compliance import facts as fact
from basicplus.compliance.facts import Facts
from basicplus.compliance.gate import Scope, Witness, changed_span
from basicplus.db import Change, GroupSession, pick, prepared, whole
from basicplus.workers.models import (
    Absence,
    ContractTerms,
    EmploymentContract,
    LeaveEntitlement,
    LeaveRequest,
    PayScale,
    Qualification,
    Worker,
    WorkingTimeScheme,
)
from basicplus.workers.pattern import VARIABLE, usual_periods


def _span(state: dict[str, Any]) -> Span:
    return Span.of(state["from_on"], state["until_on"])


def concerns(change: Change, scope: Scope) -> None:
    """A contract concerns its worker and the head count on its days, its terms the worker, a pay scale all.

    A scheme concerns its worker, or everybody, on the days on which it no longer holds.
    """
    if isinstance(change.row, EmploymentContract):
        for span in changed_span(change, _span):
            scope.worker(change.states()[-1]["worker_id"], span)
            scope.count_heads(span)
    elif isinstance(change.row, ContractTerms):
        for state in change.states():
            scope.worker(state["worker_id"], Span(state["from_on"]))
    elif isinstance(change.row, PayScale):
        for state in change.states():
            scope.count_heads(Span(state["from_on"]))
    elif isinstance(change.row, WorkingTimeScheme) and change.before is not None:
        before = change.before
        for lost in _span(before).minus(_span(change.after)) if change.after else [_span(before)]:
            if before["worker_id"] is None:
                scope.all_on(lost)
            else:
                scope.worker(before["worker_id"], lost)


def testify(session: GroupSession, scope: Scope) -> Facts:
    """Return the contracts and schemes of the workers in scope, and every contract on the days that are counted.

    Of a worker in scope come the contracts in force then and later, not those that ended before: what is
    looked at does not grow with the years.
    """
    spans = [span for span in (scope.heads, scope.everything) if span]
    if not scope.workers and not spans:
        return Facts()
    earliest = min((span.from_on for span in scope.workers.values()), default=FOREVER)
    rows = session.rows(_contracts(*spans), workers=list(scope.workers), earliest=earliest)
    terms = _terms(session, {row[0]: Span.of(row[3], row[4]) for row in rows})
    return Facts(
        contracts=tuple(
            fact.Contract(
                worker, number, Span.of(from_on, until_on), signed_on, clause, tuple(terms[contract_id]), *standing
            )
            for contract_id, worker, number, from_on, until_on, signed_on, clause, *standing in rows
        ),
        pay_scales=_pay_scales(session),
        schemes=_schemes(session, scope),
        counted=scope.heads,
    )


@lru_cache(maxsize=100)
def _contracts(*spans: Span) -> Any:
    """Return the query of the contracts of `workers` in force from `earliest` on, and of everybody's on spans."""
    later = or_(
        col(EmploymentContract.until_on).is_(None), col(EmploymentContract.until_on) > bindparam("earliest")
    )
    theirs = col(EmploymentContract.worker_id).in_(bindparam("workers", expanding=True)) & later
    return prepared(
        pick(
            EmploymentContract.id,
            Worker.number,
            EmploymentContract.number,
            EmploymentContract.from_on,
            EmploymentContract.until_on,
            EmploymentContract.signed_on,
            EmploymentContract.purpose_clause,
            EmploymentContract.target_group,
            EmploymentContract.supervisor,
        )
        .where(col(EmploymentContract.worker_id) == Worker.id)
        .where(or_(theirs, *(overlapping(span) for span in spans)))
    )


def _schemes(session: GroupSession, scope: Scope) -> tuple[fact.Scheme, ...]:
    """Return the schemes on file for everybody and for the workers in scope: they are few."""
    return tuple(
        fact.Scheme(kind, worker or "", Span.of(from_on, until_on))
        for kind, worker_id, worker, from_on, until_on in session.rows(_all_schemes())
        if worker_id is None or worker_id in scope.workers or scope.everything
    )


@cache
def _all_schemes() -> Any:
    return prepared(
        pick(
            WorkingTimeScheme.kind,
            WorkingTimeScheme.worker_id,
            Worker.number,
            WorkingTimeScheme.from_on,
            WorkingTimeScheme.until_on,
        ).join(Worker, col(Worker.id) == WorkingTimeScheme.worker_id, isouter=True)
    )


def overlapping(span: Span) -> ColumnElement[bool]:
    """Return the condition that a contract is in force on at least one day of the span."""
    ends_later = or_(col(EmploymentContract.until_on).is_(None), col(EmploymentContract.until_on) > span.from_on)
    if span.until_on == FOREVER:
        return ends_later
    return ends_later & (col(EmploymentContract.from_on) < span.until_on)


def _terms(session: GroupSession, contracts: dict[int | None, Span]) -> dict[int | None, list[fact.Terms]]:
    rows = session.rows(_terms_of(), contracts=list(contracts))
    terms: dict[int | None, list[fact.Terms]] = defaultdict(list)
    for row, later in zip_longest(rows, rows[1:]):
        whole = contracts[row.contract_id]
        until_on = later.from_on if later and later.contract_id == row.contract_id else whole.until_on
        terms[row.contract_id].append(
            fact.Terms(
                Span(row.from_on, until_on) & whole,
                row.week_minutes,
                row.full_time_minutes,
                usual_periods(row.pattern),
                row.pattern == VARIABLE,
                row.joint_committee,
                row.gross_month_cents,
                row.scale,
            )
        )
    return terms


@cache
def _terms_of() -> Any:
    return prepared(
        pick(
            ContractTerms.contract_id,
            ContractTerms.from_on,
            ContractTerms.week_minutes,
            ContractTerms.full_time_minutes,
            ContractTerms.pattern,
            ContractTerms.joint_committee,
            ContractTerms.gross_month_cents,
            ContractTerms.scale,
        )
        .where(col(ContractTerms.contract_id).in_(bindparam("contracts", expanding=True)))
        .order_by(col(ContractTerms.contract_id), col(ContractTerms.from_on))
    )


def _pay_scales(session: GroupSession) -> tuple[fact.PayScale, ...]:
    rows = sorted(session.rows(whole(PayScale)), key=attrgetter("code", "from_on"))
    return tuple(
        fact.PayScale(
            row.code,
            Span(row.from_on, later.from_on if later and later.code == row.code else FOREVER),
            row.month_cents,
        )
        for row, later in zip_longest(rows, rows[1:])
    )


WITNESS = Witness(
    "workers",
    frozenset(
        {
            Worker,
            EmploymentContract,
            ContractTerms,
            PayScale,
            WorkingTimeScheme,
            Absence,
            LeaveRequest,
            LeaveEntitlement,
            Qualification,
        }
    ),
    concerns,
    testify,
)
