"""Gathers the figures of a year: members, staff, hours, cost, waivers and findings.

Each section has its query in words, so that whoever holds the records can count again.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from sqlmodel import col, func, select

from basicplus import clock, groups
from basicplus.activity.wording import Wording
from basicplus.assignments import TimeEntry
from basicplus.clock import FOREVER, Span, month_of, months, year_span
from basicplus.compliance import service
from basicplus.compliance.gate import Scope
from basicplus.compliance.rules.heads import head_count
from basicplus.compliance.sentences import title
from basicplus.db import GroupSession, pick
from basicplus.errors import NotFound
from basicplus.groups import Authorisation, Group
from basicplus.invoicing import year_of
from basicplus.journal import JournalEntry
from basicplus.members import Member, Membership
from basicplus.money import round_half_away
from basicplus.store import gate
from basicplus.workers import WITNESS as WORKERS
from basicplus.workers import Worker

FORMAT = "basicplus-activity-1"
Kind = Literal[
    "text", "day", "month", "movement", "profession", "severity", "count", "fte_e2", "minutes", "cents", "rate_e4"
]
Value = str | int | date | None
Row = tuple[Value, ...]


@dataclass(frozen=True)
class Section:
    """A table of the report: its columns by name and kind, its rows; its name says which query made it."""

    name: str
    columns: dict[str, Kind]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class ActivityReport:
    """The report of a year as of the day it was made."""

    group: Group
    authorisations: tuple[Authorisation, ...]
    year: int
    made_on: date
    sections: tuple[Section, ...]

    def section(self, name: str) -> Section:
        """Return a section by its name."""
        return next(section for section in self.sections if section.name == name)

    def as_json(self, words: Wording) -> dict[str, Any]:
        """Return the report as data: money in cents, time in minutes, each section with its query."""
        return {
            "format": FORMAT,
            "group": {"name": self.group.name, "enterprise_number": self.group.enterprise_number},
            "authorisations": [each.reference for each in self.authorisations],
            "year": self.year,
            "made_on": self.made_on.isoformat(),
            "sections": [
                {
                    "section": section.name,
                    "title": words[section.name],
                    "query": words.say(f"{section.name}_how", year=self.year),
                    "columns": section.columns,
                    "rows": [
                        {name: _plain(value) for name, value in zip(section.columns, row, strict=True)}
                        for row in section.rows
                    ],
                }
                for section in self.sections
            ],
        }


def activity_report(session: GroupSession, year: int, made_on: date, language: str = "fr") -> ActivityReport:
    """Gather the report of a year; the titles of rules are in `language`.

    Raises NotFound for a year in which nobody was a member, and Conflict where the cost cannot be shared.
    """
    span = year_span(year)
    held = [(number, name, days) for number, name, days in _memberships(session) if days.overlaps(span)]
    if not held:
        raise NotFound(f"Nobody was a member of the group in {year}: there is nothing to report.")
    return ActivityReport(
        group=groups.current(session),
        authorisations=tuple(
            row
            for row in session.exec(select(Authorisation).order_by(col(Authorisation.from_on)))
            if Span.of(row.from_on, row.until_on).overlaps(span)
        ),
        year=year,
        made_on=made_on,
        sections=(
            _members(held, span),
            _movements(held, span),
            _staff(session, span),
            *_hours(session, span),
            _costs(session, year),
            _waivers(session, span),
            _despite(session, span),
            _findings(session, span, language),
        ),
    )


def _memberships(session: GroupSession) -> list[tuple[str, str, Span]]:
    rows = session.rows(
        pick(Member.number, Member.name, Membership.from_on, Membership.until_on)
        .where(col(Membership.member_id) == Member.id)
        .order_by(col(Member.number), col(Membership.from_on))
    )
    return [(number, name, Span.of(from_on, until_on)) for number, name, from_on, until_on in rows]


def _members(held: Sequence[tuple[str, str, Span]], span: Span) -> Section:
    last = max(span.days())
    on_first, on_last = (sum(day in days for _, _, days in held) for day in (span.from_on, last))
    joined = sum(days.from_on in span and days.from_on != span.from_on for _, _, days in held)
    left = sum(days.until_on in span and days.until_on != span.from_on for _, _, days in held)
    columns: dict[str, Kind] = {
        "on_first_day": "count",
        "joined": "count",
        "left": "count",
        "on_last_day": "count",
    }
    return Section("members", columns, ((on_first, joined, left, on_last),))


def _movements(held: Sequence[tuple[str, str, Span]], span: Span) -> Section:
    moves: list[tuple[date, str, str, str]] = []
    for number, name, days in held:
        if days.from_on in span and days.from_on != span.from_on:
            moves.append((days.from_on, "joined", number, name))
        if days.until_on in span and days.until_on != span.from_on:
            moves.append((days.until_on, "left", number, name))
    columns: dict[str, Kind] = {"day": "day", "movement": "movement", "member": "text", "name": "text"}
    return Section("movements", columns, tuple(sorted(moves)))


def _staff(session: GroupSession, span: Span) -> Section:
    """Count staff by month: the most on one day, and the mean over its days in full-time equivalents."""
    scope = Scope()
    scope.count_heads(span)
    steps = list(head_count(WORKERS.testify(session, scope).contracts, span))
    rows: list[Row] = []
    for first in months(span):
        month = month_of(first)
        within = [(days & month, heads, fte) for days, heads, fte in steps if days.overlaps(month)]
        mean = sum((fte * days.length for days, _, fte in within), Fraction()) / month.length
        most = max(fte for _, _, fte in within)
        rows.append((first, max(heads for _, heads, _ in within), _e2(most), _e2(mean)))
    columns: dict[str, Kind] = {"month": "month", "heads": "count", "most_fte": "fte_e2", "mean_fte": "fte_e2"}
    return Section("staff", columns, tuple(rows))


def _e2(value: Fraction) -> int:
    return round_half_away(value * 100)


def _hours(session: GroupSession, span: Span) -> tuple[Section, Section]:
    """Sum the hours of service that members signed, and those of them that were billed."""
    rows = session.rows(
        pick(Member.number, Member.name, Worker.profession, TimeEntry.state, func.sum(TimeEntry.minutes))
        .join(Member, col(Member.id) == TimeEntry.member_id)
        .join(Worker, col(Worker.id) == TimeEntry.worker_id)
        .where(TimeEntry.kind == "service", TimeEntry.day >= span.from_on, TimeEntry.day < span.until_on)
        .where(col(TimeEntry.state).in_(("signed", "invoiced")))
        .group_by(col(Member.number), col(Member.name), col(Worker.profession), col(TimeEntry.state))
    )
    by_member: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    by_profession: dict[str, Counter[str]] = defaultdict(Counter)
    for number, name, profession, state, minutes in rows:
        for counter in (by_member[number, name], by_profession[profession]):
            counter["signed"] += int(minutes)
            counter["billed"] += int(minutes) if state == "invoiced" else 0
    signed_and_billed: dict[str, Kind] = {"signed": "minutes", "billed": "minutes"}
    return (
        Section(
            "professions",
            {"profession": "profession", **signed_and_billed},
            tuple((name, each["signed"], each["billed"]) for name, each in sorted(by_profession.items())),
        ),
        Section(
            "served",
            {"member": "text", "name": "text", **signed_and_billed},
            tuple((*member, each["signed"], each["billed"]) for member, each in sorted(by_member.items())),
        ),
    )


def _costs(session: GroupSession, year: int) -> Section:
    rows: list[Row] = []
    for pool in year_of(session, year):
        minutes = sum(claim.minutes for claim in pool.agreements)
        if pool.agreements:
            rate = round_half_away(Fraction(pool.total_cents * 6000, minutes)) if minutes else None
            rows.append((pool.pool.code, pool.pool.name, pool.total_cents, minutes, rate))
    columns: dict[str, Kind] = {
        "pool": "text",
        "name": "text",
        "cost": "cents",
        "signed": "minutes",
        "rate": "rate_e4",
    }
    return Section("costs", columns, tuple(rows))


def _waivers(session: GroupSession, span: Span) -> Section:
    rows: list[Row] = []
    for row in reversed(service.waivers(session)):
        days = Span.of(row.from_on, row.until_on) & Span(row.from_on, row.revoked_on or FOREVER)
        if days.overlaps(span):
            rows.append(
                (
                    row.reference,
                    row.rule,
                    row.party,
                    row.from_on,
                    days.end,
                )
            )
    columns: dict[str, Kind] = {
        "reference": "text",
        "rule": "text",
        "party": "text",
        "from": "day",
        "until": "day",
    }
    return Section("waivers", columns, tuple(rows))


def _despite(session: GroupSession, span: Span) -> Section:
    """List the acts of the year that went ahead although a rule warned, each commit once."""
    rows: list[Row] = []
    previous: Any = None
    for entry in session.exec(
        select(JournalEntry).where(col(JournalEntry.verdict).contains('"despite"')).order_by(col(JournalEntry.seq))
    ):
        verdict, day = json.loads(entry.verdict), clock.brussels_day(entry.at)
        if day in span and verdict.get("despite") and (entry.at, verdict) != previous:
            rows.append((day, entry.act, verdict["despite"], len(verdict["warned"])))
        previous = (entry.at, verdict)
    columns: dict[str, Kind] = {"day": "day", "act": "text", "reason": "text", "warnings": "count"}
    return Section("despite", columns, tuple(rows))


def _findings(session: GroupSession, span: Span, language: str) -> Section:
    found = Counter((finding.rule, finding.severity) for finding in gate().audit(session, span))
    columns: dict[str, Kind] = {"rule": "text", "says": "text", "severity": "severity", "findings": "count"}
    return Section(
        "findings",
        columns,
        tuple((rule, title(rule, language), severity, count) for (rule, severity), count in sorted(found.items())),
    )


def _plain(value: Value) -> str | int | None:
    return value.isoformat() if isinstance(value, date) else value
