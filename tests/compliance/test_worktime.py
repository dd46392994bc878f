"""Working time is cut into days, weeks and periods, the plan apart from the log."""

from __future__ import annotations

from datetime import date

from basicplus.clock import Span
from basicplus.compliance.facts import Facts
from basicplus.compliance.worktime import cut, weeks_around
from tests.compliance.cast import hours, presence, span, visits


def told(*presences: object) -> list[tuple[str, bool, list[tuple[str, list[tuple[str, int, list[str]]]]]]]:
    return [
        (
            work.worker,
            work.is_plan,
            [
                (
                    f"{week.span.from_on:%G-W%V}",
                    [(str(day.day), day.minutes, [piece.hours for piece in day.pieces]) for day in week.days],
                )
                for week in work.weeks
            ],
        )
        for work in cut(presences)  # type: ignore[arg-type]
    ]


def test_visits_in_a_row_at_any_member_are_one_piece_and_overlaps_count_once() -> None:
    row = visits("2025-03-03", "08:30-10:00") + visits("2025-03-03", "10:00-12:00", "11:00-12:30", member="M002")
    assert told(*row, *visits("2025-03-03", "13:00-16:00")) == [
        ("W001", True, [("2025-W10", [("2025-03-03", 420, ["08:30-12:30", "13:00-16:00"])])])
    ]


def test_the_plan_the_log_and_each_worker_are_cut_apart() -> None:
    everything = (
        *visits("2025-03-03", "08:30-10:00"),
        *hours("2025-03-03", "08:30-11:00"),
        *visits("2025-03-03", "09:00-10:00", worker="W002"),
    )
    assert [(worker, is_plan, weeks[0][1][0][1]) for worker, is_plan, weeks in told(*everything)] == [
        ("W001", False, 150),
        ("W001", True, 90),
        ("W002", True, 60),
    ]


def test_the_way_between_two_visits_is_working_time_of_the_plan() -> None:
    """WT-04: from the end of a visit until the arrival at the next one, joined to both."""
    way = presence(date(2025, 3, 3), "12:00", "12:40", None, "travel")
    morning, afternoon = visits("2025-03-03", "08:30-12:00", "13:00-16:00")
    assert told(way, afternoon, morning) == [
        ("W001", True, [("2025-W10", [("2025-03-03", 430, ["08:30-12:40", "13:00-16:00"])])])
    ]
    [work] = cut((way, afternoon, morning))
    assert work.days[0].subject == "visits 2025-03-03 W001"
    facts = Facts(presences=(morning, afternoon), travels=(way,))
    assert (facts.work, way in facts.presences) == ((work,), False)


def test_what_goes_on_past_midnight_belongs_to_the_day_and_the_week_before() -> None:
    night = hours("2025-03-09", "22:00-00:00") + hours("2025-03-10", "00:00-02:00", "08:00-09:00")
    [(_, _, weeks)] = told(*night)
    assert weeks == [
        ("2025-W10", [("2025-03-09", 240, ["22:00-02:00"])]),
        ("2025-W11", [("2025-03-10", 60, ["08:00-09:00"])]),
    ]


def test_the_days_that_decide_about_a_day_are_its_week_and_one_more_on_each_side() -> None:
    assert weeks_around(Span.day(date(2025, 3, 5))) == span("2025-03-02", "2025-03-11")
    assert weeks_around(Span.day(date(2025, 3, 3))) == span("2025-02-23", "2025-03-11")
    assert weeks_around(Span.day(date(2025, 3, 9))) == span("2025-03-02", "2025-03-18")
    assert weeks_around(span("2025-03-05")) == span("2025-03-02")
