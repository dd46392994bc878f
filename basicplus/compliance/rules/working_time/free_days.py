"""WT-09, WT-10 and WT-11: no work on Sundays, at night and on holidays, save where a scheme allows it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time

from basicplus.clock import BRUSSELS, Span, at
from basicplus.compliance.calendar import SUNDAY
from basicplus.compliance.facts import Facts
from basicplus.compliance.findings import Finding
from basicplus.compliance.law import Law, Value
from basicplus.compliance.rules.holidays import days_kept
from basicplus.compliance.rules.rule import Rule
from basicplus.compliance.worktime import DAY, Piece, WorkDay, calendar_days


def sunday_rest(facts: Facts, law: Law) -> Iterator[Finding]:
    """No work on a Sunday from midnight to midnight, unless a derogation is on file."""
    for worker, work_day, day, minutes in _calendar(facts):
        value = law.on(day, "sunday_rest")
        if day.weekday() == SUNDAY and value.value and not facts.has_scheme("sunday", worker, day):
            yield _forbidden("WT-09", "sunday", work_day, day, minutes, value)


def no_night_work(facts: Facts, law: Law) -> Iterator[Finding]:
    """No work between 20:00 and 06:00; since 1 July 2026 it is allowed once a night scheme is on file."""
    for work in facts.work:
        for work_day in work.days:
            starts, ends = (
                time.fromisoformat(law.on(work_day.day, name).value) for name in ("night_starts", "night_ends")
            )
            minutes = _night_minutes(work_day, starts, ends)
            if not minutes or facts.has_scheme("night", work.worker, work_day.day):
                continue
            for name, case in (("night_ban", "banned"), ("night_scheme_required", "no_scheme")):
                value = law.on(work_day.day, name)
                if value.value:
                    yield _forbidden("WT-10", case, work_day, work_day.day, minutes, value)


def holiday_rest(facts: Facts, law: Law) -> Iterator[Finding]:
    """No work on the day on which the group keeps a legal holiday, save where Sunday work is allowed."""
    kept = days_kept(facts)
    for worker, work_day, day, minutes in _calendar(facts):
        value = law.on(day, "holiday_rest")
        holiday = kept(day)
        if holiday is None or not value.value or facts.has_scheme("sunday", worker, day):
            continue
        case = "holiday" if holiday == day else "replacement"
        yield _forbidden("WT-11", case, work_day, day, minutes, value, holiday)


def _calendar(facts: Facts) -> Iterator[tuple[str, WorkDay, date, int]]:
    """Yield the worker, the day work began, each calendar day it touches, and the minutes on that day."""
    for work in facts.work:
        for work_day in work.days:
            on_day: dict[date, int] = {}
            for piece in work_day.pieces:
                for day, minutes in calendar_days(piece):
                    on_day[day] = on_day.get(day, 0) + minutes
            for day, minutes in on_day.items():
                yield work.worker, work_day, day, minutes


def _night_minutes(work_day: WorkDay, starts: time, ends: time) -> int:
    """Return the minutes of a day's work in the night before it, the one that follows, and the next."""
    evenings = (work_day.day - DAY, work_day.day, work_day.day + DAY)
    return sum(
        piece.minutes_within(at(evening, starts), at(evening + DAY, ends))
        for piece in work_day.pieces
        if not _by_day(piece, starts, ends)
        for evening in evenings
    )


def _by_day(piece: Piece, starts: time, ends: time) -> bool:
    first, last = (moment.astimezone(BRUSSELS) for moment in (piece.starts_at, piece.ends_at))
    return first.date() == last.date() and first.time() >= ends and last.time() <= starts


def _forbidden(
    rule: str, case: str, work_day: WorkDay, day: date, minutes: int, value: Value, holiday: date | None = None
) -> Finding:
    limit = str(holiday) if holiday else 0
    return Finding(
        rule, case, "refuse", work_day.subject, Span.day(day), minutes, limit, value, minutes, work_day.parties
    )


RULES = (
    Rule("WT-09", sunday_rest, ("sunday_rest",), ("visit", "hours", "schedule published"), waivable=True),
    Rule(
        "WT-10",
        no_night_work,
        ("night_ban", "night_scheme_required", "night_starts", "night_ends"),
        ("visit", "hours", "schedule published"),
        waivable=True,
    ),
    Rule("WT-11", holiday_rest, ("holiday_rest",), ("visit", "hours")),
)
