"""GE-11, GE-12 and GE-13: what an employment contract of the group must be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from basicplus.clock import Span
from basicplus.compliance.facts import Contract, Facts
from basicplus.compliance.findings import Finding
from basicplus.compliance.law import Law


def signed_before_work(facts: Facts, law: Law) -> Iterator[Finding]:
    """A written contract is signed before the work begins: no visit and no hours without one.

    Contracts are dated by day, so a signature on the day itself does not prove "before".
    """
    of_worker: dict[str, list[Contract]] = defaultdict(list)
    for contract in facts.contracts:
        of_worker[contract.worker].append(contract)
        if contract.signed_on is not None and contract.signed_on >= contract.span.from_on:
            value = law.on(contract.span.from_on, "written_before_start")
            if value.value:
                late = Span(contract.span.from_on, Span.day(contract.signed_on).until_on)
                yield Finding(
                    "GE-11",
                    "late",
                    "refuse",
                    f"contract {contract.number}",
                    late,
                    str(contract.signed_on),
                    str(contract.span.from_on),
                    value,
                )
    for presence in facts.presences:
        value = law.on(presence.day, "written_before_start")
        in_force = [contract for contract in of_worker[presence.worker] if presence.day in contract.span]
        if not value.value or any(c.signed_on and c.signed_on < presence.day for c in in_force):
            continue
        if in_force:
            case, found = "unsigned", ", ".join(str(c.signed_on) for c in in_force if c.signed_on) or "-"
            limit = str(min(c.span.from_on for c in in_force))
        else:
            later = (str(c.span.from_on) for c in of_worker[presence.worker] if c.span.from_on > presence.day)
            case, found, limit = "no_contract", presence.worker, min(later, default="-")
        day = Span.day(presence.day)
        yield Finding("GE-11", case, "refuse", presence.subject, day, found, limit, value)


def purpose_clause(facts: Facts, law: Law) -> Iterator[Finding]:
    """The contract says expressly that it is concluded to put the worker at the members' disposal."""
    for contract in facts.contracts:
        value = law.on(contract.span.from_on, "purpose_clause")
        if value.value and not contract.purpose_clause:
            yield Finding(
                "GE-12", "missing", "refuse", f"contract {contract.number}", contract.span, "-", "-", value
            )


def enough_weekly_hours(facts: Facts, law: Law) -> Iterator[Finding]:
    """The agreed weekly duration is never below 19 hours (full time before 1 February 2014).

    What is tested is the duration agreed in each contract, whatever is worked and at how many members.
    """
    for contract in facts.contracts:
        for terms in contract.terms:
            subject = f"contract {contract.number}"
            for value in law.within(terms.span, "min_week_minutes"):
                if value.value is not None and terms.week_minutes < value.value:
                    span, limit = terms.span & value.span, int(value.value)
                    short = limit - terms.week_minutes
                    yield Finding(
                        "GE-13", "below", "refuse", subject, span, terms.week_minutes, limit, value, short
                    )
            for value in law.within(terms.span, "full_time_only"):
                if value.value and terms.week_minutes < terms.full_time_minutes:
                    span, limit = terms.span & value.span, terms.full_time_minutes
                    short = limit - terms.week_minutes
                    yield Finding(
                        "GE-13", "part_time", "refuse", subject, span, terms.week_minutes, limit, value, short
                    )
