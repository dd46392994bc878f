"""Hours are understood as people type them, and never rounded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basicplus.assignments.typed_times import clock_after, clock_typed, minutes_typed
from basicplus.errors import InvalidInput


@pytest.mark.parametrize(
    "text", ["7.5", "7,5", "7:30", "7h30", "7 h 30", "7u30", "07:30", " 7H30 ", "450 min", "7,50"]
)
def test_seven_hours_and_a_half_are_typed_in_many_ways(text: str) -> None:
    assert minutes_typed(text) == 450


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("7", 420), ("7h", 420), ("0:45", 45), ("45m", 45), ("7.25", 435), ("7.05", 423), ("24", 1440), ("0,1", 6)],
)
def test_other_durations(text: str, minutes: int) -> None:
    assert minutes_typed(text) == minutes


@pytest.mark.parametrize(
    "text", ["", "0", "7.33", "7:60", "25", "24:01", "-1", "7.5.1", "sept heures", "1e1", "٧"]
)
def test_what_is_no_duration_is_told_what_is_allowed(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        minutes_typed(text, "time of 3 March")
    assert str(refused.value) == (
        f"time of 3 March: found {text!r}; write hours as 7.5, 7,5, 7:30 or 7h30, or minutes as 45 min;"
        " at most 24 hours"
    )


@pytest.mark.parametrize(
    ("text", "clock"),
    [("8:30", "08:30"), ("8h30", "08:30"), ("0830", "08:30"), ("8", "08:00"), ("8h", "08:00"), ("23.59", "23:59")],
)
def test_times_of_the_day(text: str, clock: str) -> None:
    assert clock_typed(text) == clock


@pytest.mark.parametrize("text", ["", "24:00", "8:60", "8:3", "830", "midi"])
def test_what_is_no_time_of_the_day_is_told_what_is_allowed(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"start_time: found .*; write a time of the day"):
        clock_typed(text)


@given(st.integers(1, 1440))
def test_every_minute_of_a_day_can_be_typed(minutes: int) -> None:
    hours, rest = divmod(minutes, 60)
    written = {
        minutes_typed(f"{hours}:{rest:02d}"),
        minutes_typed(f"{hours}h{rest}"),
        minutes_typed(f"{minutes} min"),
    }
    assert written == {minutes}


def test_an_end_may_be_past_midnight() -> None:
    assert (clock_after("08:30", 210), clock_after("22:00", 240)) == ("12:00", "02:00")
