"""What the workers' rows tell the rules: contracts, their terms, and how many there are."""

from __future__ import annotations

from collections import defaultdict
from itertools import zip_longest
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlmodel import col, select

from basicplus.clock import FOREVER, Span
from basicplus.compliance import facts as fact
from basicplus.compliance.facts import Facts
from basicplus.compliance.gate import Scope, Witness, changed_span
from basicplus.db import Change, GroupSession, pick
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
    wanted: list[ColumnElement[bool]] = []
    if scope.workers:
        earliest = min(span.from_on for span in scope.workers.values())
        wanted.append(col(EmploymentContract.worker_id).in_(scope.workers) & overlapping(Span(earliest)))
    wanted += [overlapping(span) for span in (scope.heads, scope.everything) if span]
    if not wanted:
        return Facts()
    rows = session.rows(
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
        .where(or_(*wanted))
    )
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


def _schemes(session: GroupSession, scope: Scope) -> tuple[fact.Scheme, ...]:
    """Return the schemes on file for everybody and for the workers in scope: they are few."""
    query = pick(
        WorkingTimeScheme.kind,
        WorkingTimeScheme.worker_id,
        Worker.number,
        WorkingTimeScheme.from_on,
        WorkingTimeScheme.until_on,
    ).join(Worker, col(Worker.id) == WorkingTimeScheme.worker_id, isouter=True)
    return tuple(
        fact.Scheme(kind, worker or "", Span.of(from_on, until_on))
        for kind, worker_id, worker, from_on, until_on in session.rows(query)
        if worker_id is None or worker_id in scope.workers or scope.everything
    )


def overlapping(span: Span) -> ColumnElement[bool]:
    """Return the condition that a contract is in force on at least one day of the span."""
    ends_later = or_(col(EmploymentContract.until_on).is_(None), col(EmploymentContract.until_on) > span.from_on)
    if span.until_on == FOREVER:
        return ends_later
    return ends_later & (col(EmploymentContract.from_on) < span.until_on)


def _terms(session: GroupSession, contracts: dict[int | None, Span]) -> dict[int | None, list[fact.Terms]]:
    rows = session.exec(
        select(ContractTerms)
        .where(col(ContractTerms.contract_id).in_(contracts))
        .order_by(col(ContractTerms.contract_id), col(ContractTerms.from_on))
        .execution_options(populate_existing=True)
    ).all()
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


def _pay_scales(session: GroupSession) -> tuple[fact.PayScale, ...]:
    rows = session.rows(
        pick(PayScale.code, PayScale.from_on, PayScale.month_cents).order_by(
            col(PayScale.code), col(PayScale.from_on)
        )
    )
    return tuple(
        fact.PayScale(code, Span(from_on, later[1] if later and later[0] == code else FOREVER), month_cents)
        for (code, from_on, month_cents), later in zip_longest(rows, rows[1:])
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
