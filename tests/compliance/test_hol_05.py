"""HOL-05: holidays within 14 or 30 days after a contract are due."""

from __future__ import annotations

from datetime import date

from basicplus.compliance.facts import Contract, Facts, Replacement
from basicplus.compliance.rules.holidays import due_after_the_contract
from tests.compliance.cast import check, contract, span


def ended(from_on: str, until_on: str, *others: Contract) -> Facts:
    return Facts(contracts=(contract(days=span(from_on, until_on)), *others))


def due(facts: Facts) -> list[tuple[str, str, int | str]]:
    return [
        (f"{each.rule}.{each.case} {each.severity}", str(each.found), each.limit)
        for each in check(due_after_the_contract, facts)
    ]


def test_after_more_than_a_month_the_holidays_of_thirty_days_are_due() -> None:
    """The last day is 1 April 2026: 30 days after it is 1 May."""
    assert due(ended("2025-01-06", "2026-04-02")) == [("HOL-05.due note", "2026-04-06, 2026-05-01", 30)]
    assert due(ended("2025-01-06", "2026-04-01")) == [("HOL-05.due note", "2026-04-06", 30)]


def test_after_fifteen_days_to_a_month_those_of_fourteen_days_are() -> None:
    assert due(ended("2026-03-09", "2026-03-24")) == [("HOL-05.due note", "2026-04-06", 14)]
    assert due(ended("2026-03-10", "2026-03-24")) == []
    assert due(ended("2026-03-08", "2026-03-23")) == []


def test_a_replacement_day_is_due_as_the_holiday() -> None:
    assert due(ended("2025-01-06", "2026-08-16")) == [("HOL-05.due note", "2026-08-17", 30)]
    bridge = Facts(replacements=(Replacement(date(2026, 8, 15), date(2026, 5, 15), None),))
    assert due(ended("2025-01-06", "2026-08-16") + bridge) == []


def test_nothing_is_due_where_another_contract_follows_or_none_has_ended() -> None:
    again = contract(2, span("2026-04-02"), worker="W001")
    assert due(ended("2025-01-06", "2026-04-02", again)) == []
    assert due(Facts(contracts=(contract(),))) == []
