"""Reads the workers of a plan with their contracts, absences and certificates, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlmodel import col

from basicplus import workers
from basicplus.assignments.planning.capacity import Person, Staff
from basicplus.assignments.planning.drafting import absences_of, days_off
from basicplus.clock import Span
from basicplus.compliance.facts import Contract
from basicplus.compliance.gate import Scope
from basicplus.db import GroupSession, pick, prepared
from basicplus.workers import Qualification, Worker


def staff_of(session: GroupSession, span: Span, numbers: Iterable[str] | None = None) -> Staff:
    """Return the workers who have a contract on a day of a span, or those with some numbers."""
    facts = workers.WITNESS.testify(session, Scope(everything=span))
    contracts: dict[str, list[Contract]] = defaultdict(list)
    for contract in facts.contracts:
        contracts[contract.worker].append(contract)
    wanted = set(contracts) if numbers is None else set(numbers)
    absent, certificates = absences_of(session, span), defaultdict(list)
    for worker_id, name, from_on, until_on in session.rows(_certificates()):
        certificates[worker_id].append((name, Span.of(from_on, until_on)))
    people = {
        worker_id: Person(
            number,
            f"{first_name} {last_name}",
            profession,
            tuple(contracts[number]),
            tuple(absent[worker_id]),
            tuple(certificates[worker_id]),
        )
        for worker_id, number, first_name, last_name, profession in session.rows(_workers())
        if number in wanted
    }
    return Staff(people, days_off(session, span))


@cache
def _certificates() -> Any:
    return prepared(
        pick(Qualification.worker_id, Qualification.name, Qualification.from_on, Qualification.until_on)
    )


@cache
def _workers() -> Any:
    columns = (Worker.id, Worker.number, Worker.first_name, Worker.last_name, Worker.profession)
    return prepared(pick(*columns).order_by(col(Worker.number)))
