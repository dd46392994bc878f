"""On which days members are open, and for how many visits a week that makes."""

from __future__ import annotations

from datetime import date

from basicplus.clock import Span
from basicplus.planner.instance import DayRange, Member, Place
from basicplus.staffing.room import OpenDays

MARCH = Span(date(2026, 3, 1), date(2026, 4, 1))
CLOSED = DayRange(first_on=date(2026, 3, 9), last_on=date(2026, 3, 13))


def member(**given: object) -> Member:
    return Member(id="M", site=Place(lat=50.5, lon=4.5), languages=("fr",), **given)


def test_a_member_is_open_on_its_weekdays_but_for_days_off_and_closures_within_a_window():
    days = OpenDays(day for day in MARCH.days() if day != date(2026, 3, 16))
    mondays = member(open=("mon-am", "mon-pm"), closed=(CLOSED,))
    window = date(2026, 3, 2), date(2026, 3, 23)
    assert days.within(mondays, *window) == [date(2026, 3, 2), date(2026, 3, 23)]
    assert days.within(member(open=("mon-am",)), *window) == [date(2026, 3, day) for day in (2, 9, 23)]
    assert days.within(member(open=()), *window) == []
    assert days.within(mondays, date(2026, 3, 23), date(2026, 3, 2)) == []
