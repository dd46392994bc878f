"""Facts without a database: one worker, one member, one of each thing that a rule looks at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from basicplus.clock import BRUSSELS, Span, at
from basicplus.compliance.facts import (
    Application,
    Authorisation,
    Billed,
    Contract,
    Facts,
    Membership,
    PayScale,
    Presence,
    Scheme,
    SchemeKind,
    Strike,
    Supply,
    Terms,
    VatStatus,
)
from basicplus.compliance.findings import Finding
from basicplus.compliance.law import Law, belgian_law

FIRST_LAW = date(2000, 8, 31)
PART_TIME_LAW = date(2014, 2, 1)
FIFTY_LAW = date(2017, 2, 1)
MONDAY = date(2025, 3, 3)


def check(rule: Callable[[Facts, Law], Any], facts: Facts) -> list[Finding]:
    """Run one rule under Belgian law."""
    return list(rule(facts, belgian_law()))


def span(from_on: str, until_on: str | None = None) -> Span:
    """A span between ISO days."""
    return Span.of(date.fromisoformat(from_on), date.fromisoformat(until_on) if until_on else None)


def contract(
    number: int = 1,
    days: Span | None = None,
    signed_on: date | None = date(2000, 1, 1),
    purpose_clause: bool = True,
    week_minutes: int = 2280,
    full_time_minutes: int = 2280,
    terms: tuple[Terms, ...] | None = None,
    worker: str | None = None,
    **changes: bool,
) -> Contract:
    """A contract of worker W001, full time from 2021 on."""
    days = days or span("2021-01-04")
    return Contract(
        worker or f"W{number:03d}",
        f"C{number:03d}",
        days,
        signed_on,
        purpose_clause,
        (Terms(days, week_minutes, full_time_minutes),) if terms is None else terms,
        **changes,
    )


def presence(
    day: date = MONDAY,
    starts: str = "08:30",
    ends: str = "12:00",
    member: str | None = "M001",
    kind: str = "visit",
    worker: str = "W001",
    country: str = "BE",
    under: Supply | None = None,
) -> Presence:
    """A morning of W001 at M001, under an agreement if it is given; times in Brussels."""
    starts_at, ends_at = (
        datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=BRUSSELS) for clock in (starts, ends)
    )
    return Presence(kind, worker, member, day, starts_at, ends_at, None, country, under)  # type: ignore[arg-type]


def visits(day: str, *periods: str, member: str = "M001", worker: str = "W001") -> tuple[Presence, ...]:
    """Planned visits on a day, each period as `08:30-12:00`; an end before the start is on the next day."""
    return tuple(_presence("visit", day, period, member, worker) for period in periods)


def hours(day: str, *periods: str, member: str = "M001", worker: str = "W001") -> tuple[Presence, ...]:
    """The same as hours done."""
    return tuple(_presence("hours", day, period, member, worker) for period in periods)


def _presence(kind: str, day: str, period: str, member: str, worker: str) -> Presence:
    start, end = period.split("-")
    on = date.fromisoformat(day)
    starts_at = at(on, time.fromisoformat(start))
    ends_at = at(on if end > start else on + timedelta(days=1), time.fromisoformat(end))
    return Presence(kind, worker, member, on, starts_at, ends_at)  # type: ignore[arg-type]


def week(monday: str, *days: tuple[str, ...], kind: Callable[..., tuple[Presence, ...]] = visits) -> Facts:
    """Facts of a week: the periods of each day from Monday on."""
    first = date.fromisoformat(monday)
    found = (kind(str(first + timedelta(days=rank)), *periods) for rank, periods in enumerate(days))
    return Facts(presences=tuple(presence for of_day in found for presence in of_day))


def scheme(kind: SchemeKind, from_on: str, until_on: str | None = None, worker: str = "W001") -> Facts:
    """A working-time scheme of W001."""
    return Facts(schemes=(Scheme(kind, worker, span(from_on, until_on)),))


def told(findings: list[Finding]) -> list[tuple[str, str, str, int | str, int | str]]:
    """Case, severity, subject, found and limit of findings whose days the subject tells."""
    return [(each.case, each.severity, each.subject, each.found, each.limit) for each in findings]


def authorisation(from_on: str, until_on: str | None = None, **changes: Any) -> Authorisation:
    """An authorisation."""
    return Authorisation("AM-1", span(from_on, until_on), **changes)


def application(received_on: date, **changes: Any) -> Application:
    """A complete application that proposes the joint committee of a member."""
    given = {
        "reference": "D-1",
        "received_on": received_on,
        "registered_letter": True,
        "internal_rules_version": 1,
        "proposed_committee": "337",
        "committee_known": True,
    }
    return Application(**given | changes)


def membership(
    from_on: str, until_on: str | None = None, effective: bool = True, member: str = "M001", **changes: Any
) -> Membership:
    """A membership of M001."""
    return Membership(member, span(from_on, until_on), effective, **changes)


def strike(from_on: str, until_on: str | None = None, kind: str = "strike", member: str = "M001") -> Strike:
    """A strike at M001."""
    return Strike(member, kind, span(from_on, until_on))  # type: ignore[arg-type]


def supply(from_on: str, until_on: str | None = None, signed_on: date | None = date(2000, 1, 1)) -> Supply:
    """An agreement with M001."""
    return Supply("A1", "M001", span(from_on, until_on), signed_on)


def billed(*spans: Span, issue_on: date = date(2025, 4, 7)) -> Billed:
    """An invoice to M001 for the days of its lines: March 2025, when nothing else is said."""
    return Billed("2025-000001", "M001", issue_on, spans or (span("2025-03-01", "2025-04-01"),))


def vat(from_on: str = "2025-01-01", percent: int = 0, attested_until_on: date | None = None) -> VatStatus:
    """What M001 said of its VAT status from a day on."""
    return VatStatus("M001", span(from_on), percent, attested_until_on)


def pay_scale(month_cents: int, from_on: str = "2000-08-31", until_on: str | None = None) -> PayScale:
    """Scale A1 of the joint committee."""
    return PayScale("A1", span(from_on, until_on), month_cents)


def brief(findings: list[Finding]) -> list[tuple[str, str, str, str, int | str, int | str]]:
    """What a finding says, short enough to compare."""
    return [
        (f"{each.rule}.{each.case}", each.severity, each.subject, str(each.span), each.found, each.limit)
        for each in findings
    ]
