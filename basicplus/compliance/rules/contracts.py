"""GE-11, GE-12 and GE-13: what an employment contract of the group must be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from basicplus.clock import Span
from basicplus.compliance.facts import Contract, Facts, Terms
from basicplus.compliance.findings import Finding
from basicplus.compliance.law import Law, Value
from basicplus.compliance.rules.rule import Rule


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
                    parties=(contract.worker, contract.number),
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
        parties = presence.parties
        yield Finding("GE-11", case, "refuse", presence.subject, day, found, limit, value, parties=parties)


def purpose_clause(facts: Facts, law: Law) -> Iterator[Finding]:
    """The contract says expressly that it is concluded to put the worker at the members' disposal."""
    for contract in facts.contracts:
        value = law.on(contract.span.from_on, "purpose_clause")
        if value.value and not contract.purpose_clause:
            parties = (contract.worker, contract.number)
            subject = f"contract {contract.number}"
            yield Finding("GE-12", "missing", "refuse", subject, contract.span, "-", "-", value, parties=parties)


def enough_weekly_hours(facts: Facts, law: Law) -> Iterator[Finding]:
    """The agreed weekly duration is never below 19 hours (full time before 1 February 2014).

    What is tested is the duration agreed in each contract, whatever is worked and at how many members.
    """
    for contract in facts.contracts:
        for terms in contract.terms:
            for value in law.within(terms.span, "min_week_minutes"):
                if value.value is not None and terms.week_minutes < value.value:
                    yield _too_short("below", contract, terms, int(value.value), value)
            for value in law.within(terms.span, "full_time_only"):
                if value.value and terms.week_minutes < terms.full_time_minutes:
                    yield _too_short("part_time", contract, terms, terms.full_time_minutes, value)


def _too_short(case: str, contract: Contract, terms: Terms, limit: int, value: Value) -> Finding:
    return Finding(
        "GE-13",
        case,
        "refuse",
        f"contract {contract.number}",
        terms.span & value.span,
        terms.week_minutes,
        limit,
        value,
        limit - terms.week_minutes,
        parties=(contract.worker, contract.number),
    )


RULES = (
    Rule("GE-11", signed_before_work, ("written_before_start",), ("hire", "visit", "hours", "contract end")),
    Rule("GE-12", purpose_clause, ("purpose_clause",), ("hire",)),
    Rule("GE-13", enough_weekly_hours, ("min_week_minutes", "full_time_only"), ("hire", "amendment")),
)
