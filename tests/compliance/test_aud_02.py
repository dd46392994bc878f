"""AUD-02: decisions about members are in the members' register within eight days."""

from __future__ import annotations

from datetime import date

import pytest

from basicplus.compliance.facts import Facts
from basicplus.compliance.rules.accession import entered_in_time
from tests.compliance.cast import brief, check, membership

KNOWN = date(2025, 3, 3)


def entered(*entries: tuple[date, date]) -> Facts:
    return Facts(memberships=(membership("2025-04-01", entries=entries),))


@pytest.mark.parametrize(("entered_on", "late"), [(date(2025, 3, 11), 0), (date(2025, 3, 12), 1)])
def test_the_eighth_day_is_in_time_and_the_ninth_is_not(entered_on: date, late: int) -> None:
    assert len(check(entered_in_time, entered((KNOWN, entered_on)))) == late


def test_a_late_entry_calls_for_a_reason() -> None:
    assert brief(check(entered_in_time, entered((KNOWN, date(2025, 3, 12))))) == [
        ("AUD-02.late", "warn", "M001", "2025-03-12 to 2025-03-12", "2025-03-12", "2025-03-03")
    ]


def test_admission_and_end_are_two_entries() -> None:
    found = check(entered_in_time, entered((KNOWN, date(2025, 3, 12)), (KNOWN, date(2025, 4, 1))))
    assert [finding.excess for finding in found] == [1, 21]
    assert check(entered_in_time, entered()) == []


def test_the_eight_days_are_known_since_the_code_of_2019() -> None:
    year_later = date(2020, 5, 1)
    assert check(entered_in_time, entered((date(2019, 4, 30), year_later))) == []
    assert len(check(entered_in_time, entered((date(2019, 5, 1), year_later)))) == 1
