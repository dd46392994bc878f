"""Facts that break every rule in every way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from basicplus.clock import Span
from basicplus.compliance.facts import Facts, Replacement, Terms
from tests.compliance.breaches_of_groups import of_groups
from tests.compliance.cast import MONDAY, contract, hours, scheme, span, visits, week

ELEVEN = ("07:00-12:00", "12:30-18:31")
TEN = ("07:00-12:00", "12:30-17:30")
EVER = span("2021-01-04")
WHOLE = Facts(logged=Span(date(2000, 8, 31)))


def w001(week_minutes: int, full_time: int = 2280, usual: bool = False, variable: bool = False) -> Facts:
    """The contract of W001."""
    terms = Terms(EVER, week_minutes, full_time, ((0, 480, 960),) if usual else (), variable)
    return Facts(contracts=(contract(terms=(terms,)),))


def breaches() -> list[Facts]:
    """Return facts with a breach of each case of each rule."""
    return [*of_groups(), *_long_times(), *_free_times(), *_part_time()]


def _long_times() -> list[Facts]:
    forty = week("2025-03-03", *[("08:00-12:00", "12:30-16:30")] * 5)
    return [
        forty,
        week("2025-03-03", *[ELEVEN] * 7) + w001(2160, 2160),
        week("2025-03-03", *[ELEVEN] * 5) + scheme("flexible", "2025-01-01"),
        week("2025-03-03", ELEVEN) + scheme("four_day_week", "2025-01-01"),
        week("2025-03-03", ("09:00-11:00", "20:00-23:00"), ("06:00-13:00",)),
        week("2025-03-03", ("06:00-13:00",), kind=hours),
        sum((week(monday, *[TEN] * 5, kind=hours) for monday in _mondays(2025, 40)), WHOLE),
    ]


def _free_times() -> list[Facts]:
    replacements = (
        Replacement(date(2026, 8, 15), date(2026, 8, 16), None),
        Replacement(date(2027, 8, 15), date(2027, 8, 15), None),
    )
    return [
        Facts(presences=visits("2026-08-16", "09:00-12:00") + visits("2026-08-17", "09:00-12:00")),
        Facts(presences=visits("2026-05-01", "09:00-12:00") + hours("2026-07-01", "19:00-23:00")),
        Facts(presences=visits("2026-03-03", "09:00-12:00"), replacements=replacements) + WHOLE,
        Facts(contracts=(contract(days=span("2025-01-06", "2026-04-02")),)),
    ]


def _part_time() -> list[Facts]:
    [visit] = visits("2025-03-04", "09:00-12:00")
    log = sum((week(monday, *[TEN] * 4, kind=hours) for monday in _mondays(2025, 14)), WHOLE)
    late = replace(visit, told_on=MONDAY)
    return [
        w001(700),
        Facts(presences=(visit,)) + w001(1140, usual=True),
        Facts(presences=(late,)) + w001(1140, variable=True),
        Facts(presences=(replace(late, drafted=True),)) + w001(1140, variable=True),
        log + w001(1140, usual=True),
        log + w001(1140, variable=True),
    ]


def _mondays(year: int, count: int) -> list[str]:
    return [str(date.fromisocalendar(year, number, 1)) for number in range(1, count + 1)]
