"""Working days as social law counts them: no Sunday, no legal holiday, but Saturday."""

from __future__ import annotations

from datetime import date

import pytest

from basicplus.compliance.calendar import (
    is_legal_holiday,
    is_working_day,
    legal_holidays,
    working_day_after,
    working_day_before,
)

SATURDAY, SUNDAY, EASTER_MONDAY = date(2026, 4, 4), date(2026, 4, 5), date(2026, 4, 6)


def test_there_are_ten_legal_holidays() -> None:
    assert list(legal_holidays(2025)) == [
        date(2025, 1, 1),
        date(2025, 4, 21),
        date(2025, 5, 1),
        date(2025, 5, 29),
        date(2025, 6, 9),
        date(2025, 7, 21),
        date(2025, 8, 15),
        date(2025, 11, 1),
        date(2025, 11, 11),
        date(2025, 12, 25),
    ]


@pytest.mark.parametrize(
    ("day", "works", "works_where_saturday_does_not_count"),
    [
        (date(2026, 4, 3), True, True),
        (SATURDAY, True, False),
        (SUNDAY, False, False),
        (EASTER_MONDAY, False, False),
        (date(2026, 4, 7), True, True),
        (date(2026, 8, 15), False, False),
        (date(2026, 9, 27), False, False),
    ],
)
def test_a_working_day_is_no_sunday_and_no_holiday(
    day: date, works: bool, works_where_saturday_does_not_count: bool
) -> None:
    assert is_working_day(day) is works
    assert is_working_day(day, saturday_is_working_day=False) is works_where_saturday_does_not_count


def test_easter_sunday_is_no_legal_holiday_and_the_monday_is() -> None:
    assert (is_legal_holiday(SUNDAY), is_legal_holiday(EASTER_MONDAY)) == (False, True)


def test_working_days_are_counted_over_weekends_and_holidays() -> None:
    assert working_day_after(date(2026, 4, 3)) == SATURDAY
    assert working_day_after(date(2026, 4, 3), 2) == date(2026, 4, 7)
    assert working_day_after(date(2026, 4, 3), saturday_is_working_day=False) == date(2026, 4, 7)
    assert working_day_before(date(2026, 4, 7)) == SATURDAY
    assert working_day_before(date(2026, 4, 7), 7) == date(2026, 3, 28)
    assert working_day_before(date(2026, 4, 7), saturday_is_working_day=False) == date(2026, 4, 3)
    assert working_day_after(date(2025, 12, 31)) == date(2026, 1, 2)


def test_the_day_itself_is_never_counted() -> None:
    with pytest.raises(ValueError, match="0th"):
        working_day_before(SATURDAY, 0)
