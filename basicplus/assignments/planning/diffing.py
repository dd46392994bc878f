"""The differences between two versions of a plan, per worker and per member, with the names that people know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import col

from basicplus.assignments.planning.differences import Kind, Party, SlotChange, by_party, count
from basicplus.assignments.planning.publishing import PARTIES, changes_of
from basicplus.assignments.planning.reading import plan_of
from basicplus.assignments.planning.wording import Named, Names, sentence
from basicplus.db import GroupSession, pick
from basicplus.errors import invalid
from basicplus.members import Member, Site
from basicplus.workers import Worker


@dataclass(frozen=True)
class DiffLine:
    """One visit that changes for a worker or a member, in words."""

    party: Party
    number: str
    kind: Kind
    day: date
    says: str


@dataclass(frozen=True)
class PlanDiff:
    """What differs between two versions of a plan: how many visits, and a line for each party of each."""

    from_on: date
    until_on: date
    version: int
    later: int
    counts: dict[str, int]
    lines: list[DiffLine]


def diff(
    session: GroupSession,
    day: date,
    language: str,
    version: int | None = None,
    later: int | None = None,
    *,
    worker: str | None = None,
    member: str | None = None,
) -> PlanDiff:
    """Return what differs between two versions of the plan of a day: the published one and the draft, if not said.

    Version 0 is the empty plan. Given a worker or a member, by number, only what changes for them.
    """
    plan = plan_of(session, day)
    first = plan.published if version is None else version
    last = plan.draft if later is None else later
    for number in (first, last):
        if not 0 <= number <= plan.draft:
            raise invalid("version", number, f"0 to {plan.draft}, which is the draft")
    changes = changes_of(session, plan, first, last)
    wanted = {("worker", worker), ("member", member)}
    everybody = worker is None and member is None
    found = lines_of(session, changes, language)
    lines = [line for line in found if everybody or (line.party, line.number) in wanted]
    return PlanDiff(plan.from_on, plan.until_on, first, last, count(changes), lines)


def lines_of(session: GroupSession, changes: Sequence[SlotChange], language: str) -> list[DiffLine]:
    """Return the changes as each worker, then each member sees them, in order of number and time."""
    names = names_of(session, changes)
    found = [
        (PARTIES.index(party), names.of(party, who).number, seen.slots[0].starts_at, seen, party)
        for party in PARTIES
        for who, mine in by_party(changes, party).items()
        for seen in mine
    ]
    return [
        DiffLine(party, number, seen.kind, seen.first_on, sentence(seen, party, names, language))
        for _, number, _, seen, party in sorted(found, key=lambda each: each[:3])
    ]


def names_of(session: GroupSession, changes: Iterable[SlotChange]) -> Names:
    """Return the names of the workers, members and sites of some changes, in three queries."""
    slots = [slot for change in changes for slot in change.slots]
    workers = pick(Worker.id, Worker.number, Worker.first_name, Worker.last_name)
    people = _rows(session, workers, col(Worker.id), {slot.worker for slot in slots})
    members = _rows(
        session, pick(Member.id, Member.number, Member.name), col(Member.id), {s.member for s in slots}
    )
    sites = _rows(session, pick(Site.id, Site.code, Site.name), col(Site.id), {slot.site for slot in slots})
    return Names(
        {row[0]: Named(row[1], f"{row[2]} {row[3]}") for row in people},
        {row[0]: Named(row[1], row[2]) for row in members},
        {row[0]: Named(row[1], row[2]) for row in sites},
    )


def _rows(session: GroupSession, query: Any, key: Any, ids: set[int]) -> Sequence[Any]:
    return session.rows(query.where(key.in_(ids))) if ids else ()
