"""Reads the workers of a plan with their contracts, absences and certificates, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlmodel import col, select

from basicplus import workers
from basicplus.assignments.planning.capacity import Person, Staff
from basicplus.assignments.planning.drafting import absences_of, days_off
from basicplus.clock import Span
from basicplus.compliance.facts import Contract
from basicplus.compliance.gate import Scope
from basicplus.db import GroupSession
from basicplus.workers import Qualification, Worker


def staff_of(session: GroupSession, span: Span, numbers: Iterable[str] | None = None) -> Staff:
    """Return the workers who have a contract on a day of a span, or those with some numbers."""
    facts = workers.WITNESS.testify(session, Scope(everything=span))
    contracts: dict[str, list[Contract]] = defaultdict(list)
    for contract in facts.contracts:
        contracts[contract.worker].append(contract)
    wanted = set(contracts) if numbers is None else set(numbers)
    absent, certificates = absences_of(session, span), defaultdict(list)
    for row in session.exec(select(Qualification)):
        certificates[row.worker_id].append((row.name, Span.of(row.from_on, row.until_on)))
    rows = session.exec(select(Worker).order_by(col(Worker.number)))
    people = {
        row.id: Person(
            row.number,
            row.name,
            row.profession,
            tuple(contracts[row.number]),
            tuple(absent[row.id]),
            tuple(certificates[row.id]),
        )
        for row in rows
        if row.number in wanted
    }
    return Staff(people, days_off(session, span))
