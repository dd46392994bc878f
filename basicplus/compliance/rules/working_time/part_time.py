"""WT-05, WT-12, WT-13 and WT-14: part-time contracts, schedules, and how early a schedule is told."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from basicplus.clock import BRUSSELS, Span
from basicplus.compliance.calendar import working_day_before
from basicplus.compliance.facts import Facts, Presence, Terms
from basicplus.compliance.findings import Finding
from basicplus.compliance.law import Law
from basicplus.compliance.rules.rule import Rule


def least_share(facts: Facts, law: Law) -> Iterator[Finding]:
    """A part-time week is at least a third of a full-time week, a tenth since 1 July 2026; GE-13 asks for more."""
    for contract in facts.contracts:
        for terms in contract.terms:
            for value in law.within(terms.span, "part_time_share"):
                limit = Fraction(value.value) * terms.full_time_minutes
                if terms.week_minutes < limit:
                    yield Finding(
                        "WT-05",
                        "below",
                        "refuse",
                        f"contract {contract.number}",
                        terms.span & value.span,
                        terms.week_minutes,
                        -int(-limit // 1),
                        value,
                        -int(-limit // 1) - terms.week_minutes,
                        (contract.worker, contract.number),
                    )


def within_the_schedule(facts: Facts, law: Law) -> Iterator[Finding]:
    """Who has a fixed schedule is planned within it."""
    for presence in facts.presences:
        terms = facts.terms_on(presence.worker, presence.day)
        if presence.kind != "visit" or not any(term.usual for term in terms):
            continue
        value = law.on(presence.day, "schedule_in_work_rules")
        outside = _minutes_outside(presence, terms)
        if value.value and outside:
            yield Finding(
                "WT-12",
                "outside",
                "warn",
                presence.subject,
                Span.day(presence.day),
                outside,
                0,
                value,
                outside,
                presence.parties,
            )


def told_in_time(facts: Facts, law: Law) -> Iterator[Finding]:
    """A part-timer with a variable schedule is told of a visit seven working days before it (five before 2022).

    Saturday is a working day; the day of the visit does not count, the day on which it is told does. With the
    sector's shorter notice on file, that notice holds. What a draft says is told to nobody: a day that can be told
    in time no more is a warning there, and refused when the draft is published.
    """
    for presence in facts.presences:
        if presence.told_on is None or not _varies(facts, presence):
            continue
        value = law.on(presence.day, "schedule_notice_days")
        if facts.has_scheme("short_notice", presence.worker, presence.day):
            value = law.on(presence.day, "schedule_notice_days_sector")
        saturday = law.on(presence.day, "saturday_is_working_day").value
        latest = working_day_before(presence.day, value.value, saturday_is_working_day=saturday)
        if presence.told_on > latest:
            late = (presence.told_on - latest).days
            yield Finding(
                "WT-13",
                "draft" if presence.drafted else "late",
                "warn" if presence.drafted else "refuse",
                presence.subject,
                Span.day(presence.day),
                str(presence.told_on),
                str(latest),
                value,
                late,
                presence.parties,
            )


def schedule_in_writing(facts: Facts, law: Law) -> Iterator[Finding]:
    """A part-time contract says in writing, when it starts, the weekly hours and the schedule.

    The schedule is a usual week, or a variable one within the frame of the work rules.
    """
    for contract in facts.contracts:
        for terms in contract.terms:
            value = law.on(terms.span.from_on, "part_time_written")
            if value.value and terms.part_time and not terms.usual and not terms.variable:
                yield Finding(
                    "WT-14",
                    "missing",
                    "refuse",
                    f"contract {contract.number}",
                    terms.span,
                    terms.week_minutes,
                    terms.full_time_minutes,
                    value,
                    parties=(contract.worker, contract.number),
                )


def _varies(facts: Facts, presence: Presence) -> bool:
    return any(terms.variable and terms.part_time for terms in facts.terms_on(presence.worker, presence.day))


def _minutes_outside(presence: Presence, terms: list[Terms]) -> int:
    """Return how many minutes of a visit, by the clock, lie outside the periods of the usual week."""
    starts, ends = (moment.astimezone(BRUSSELS) for moment in (presence.starts_at, presence.ends_at))
    first = starts.hour * 60 + starts.minute
    last = ends.hour * 60 + ends.minute + 24 * 60 * (ends.date() - starts.date()).days
    periods = (each for term in terms for each in term.usual if each[0] == presence.day.weekday())
    inside = sum(max(0, min(last, end) - max(first, start)) for _, start, end in periods)
    return max(0, last - first - inside)


RULES = (
    Rule("WT-05", least_share, ("part_time_share",), ("hire", "amendment")),
    Rule("WT-12", within_the_schedule, ("schedule_in_work_rules",), ("visit", "schedule published")),
    Rule(
        "WT-13",
        told_in_time,
        ("schedule_notice_days", "schedule_notice_days_sector", "saturday_is_working_day"),
        ("visit", "schedule published"),
    ),
    Rule("WT-14", schedule_in_writing, ("part_time_written",), ("hire", "amendment")),
)
