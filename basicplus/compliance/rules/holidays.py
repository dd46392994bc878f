"""HOL-02 and HOL-05: replacement days of the group, and holidays due after a contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache

from basicplus.clock import FOREVER, Span
from basicplus.compliance.calendar import SATURDAY, holidays_kept, is_legal_holiday, legal_holidays
from basicplus.compliance.facts import Contract, Facts, Replacement
from basicplus.compliance.findings import Finding, Severity
from basicplus.compliance.law import Law, Value
from basicplus.compliance.rules.rule import Rule

LONG, SHORT = timedelta(days=31), timedelta(days=15)


def days_kept(facts: Facts) -> Callable[[date], date | None]:
    """Return a function that says which holiday the group keeps on a day, if any."""
    replaced = {each.holiday: each.replaced_on for each in facts.replacements}
    of_year = cache(lambda year: holidays_kept(year, replaced))
    return lambda day: of_year(day.year).get(day)


def replaced(facts: Facts, law: Law) -> Iterator[Finding]:
    """A holiday on a day without work is replaced by a working day of the same year, posted by 15 December.

    Where nothing was decided, the first day of activity after the holiday is kept instead.
    """
    decided = {each.holiday: each for each in facts.replacements}
    for each in facts.replacements:
        value = law.on(each.holiday, "holiday_replaced")
        if not _can_replace(each, facts.replacements):
            yield _finding("unfit", "refuse", each.holiday, str(each.replaced_on), str(each.holiday.year), value)
    for year in sorted({presence.day.year for presence in facts.presences if _audited(facts, presence.day)}):
        for holiday in legal_holidays(year):
            if holiday.weekday() < SATURDAY:
                continue
            value = law.on(holiday, "replacement_notice_by")
            month, day = (int(part) for part in value.value.split("-"))
            posted_by, decision = date(year - 1, month, day), decided.get(holiday)
            if decision is None:
                kept = next(day for day, stands_for in holidays_kept(year, {}).items() if stands_for == holiday)
                yield _finding("undecided", "note", holiday, str(kept), str(posted_by), value)
            elif decision.posted_on is None or decision.posted_on > posted_by:
                posted = str(decision.posted_on or "-")
                yield _finding("posted_late", "note", holiday, posted, str(posted_by), value)


def due_after_the_contract(facts: Facts, law: Law) -> Iterator[Finding]:
    """Holidays within 14 or 30 days after a contract are due, unless the worker resigned or works elsewhere.

    14 days after fifteen days of service, 30 days after more than a month.
    """
    kept = days_kept(facts)
    for contract in facts.contracts:
        if contract.span.until_on == FOREVER:
            continue
        value = law.on(contract.span.until_on, "holiday_after_contract_days")
        days = _days_due(contract, value)
        due = [day for day in days.days() if kept(day) and not _employed(facts, contract.worker, day)]
        if due:
            yield Finding(
                "HOL-05",
                "due",
                "note",
                f"contract {contract.number}",
                days,
                ", ".join(str(day) for day in due),
                days.length,
                value,
                len(due),
                (contract.worker, contract.number),
            )


def _days_due(contract: Contract, value: Value) -> Span:
    last, until_on = contract.span.until_on - timedelta(days=1), contract.span.until_on
    service = until_on - contract.span.from_on
    days = value.value["over_a_month"] if service > LONG else value.value["from_15_days"]
    days = days if service >= SHORT else 0
    return Span(until_on, last + timedelta(days=1 + days))


def _employed(facts: Facts, worker: str, day: date) -> bool:
    return any(contract.worker == worker and day in contract.span for contract in facts.contracts)


def _can_replace(replacement: Replacement, others: tuple[Replacement, ...]) -> bool:
    holiday, day = replacement.holiday, replacement.replaced_on
    taken = sum(other.replaced_on == day for other in others) > 1
    can_be_replaced = is_legal_holiday(holiday) and holiday.weekday() >= SATURDAY and day.year == holiday.year
    return can_be_replaced and day.weekday() < SATURDAY and not taken and not is_legal_holiday(day)


def _audited(facts: Facts, day: date) -> bool:
    return facts.logged is not None and day in facts.logged


def _finding(case: str, severity: Severity, holiday: date, found: str, limit: str, value: Value) -> Finding:
    return Finding("HOL-02", case, severity, f"holiday {holiday}", Span.day(holiday), found, limit, value)


RULES = (
    Rule("HOL-02", replaced, ("holiday_replaced", "replacement_notice_by"), ("group", "year end")),
    Rule("HOL-05", due_after_the_contract, ("holiday_after_contract_days",), ("contract end",)),
)
