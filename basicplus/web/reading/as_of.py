"""Lists and verdicts as of a day, from any state of the records, and what differs between two states."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Literal, get_args

from pydantic import BaseModel
from sqlmodel import SQLModel, col, select

from basicplus.assignments import SignOff, TimeEntry, Visit, planning
from basicplus.clock import Span
from basicplus.db import GroupSession, ReadSession, pick
from basicplus.groups import Authorisation
from basicplus.history import Difference, compare, differences
from basicplus.invoicing.models import Document, Invoice, InvoiceLine
from basicplus.journal import JournalEntry
from basicplus.members import Member, Membership
from basicplus.web import figures
from basicplus.web.reading.agreements import agreement_items, state_of
from basicplus.web.reading.findings import audit
from basicplus.web.reading.members import MembershipItem, in_force, member_items
from basicplus.web.reading.presences import hours_where, on_days, visits_where
from basicplus.web.reading.workers import list_contracts, worker_items

What = Literal[
    "members",
    "workers",
    "contracts",
    "memberships",
    "agreements",
    "visits",
    "hours",
    "authorisations",
    "findings",
    "headcount",
]
WHAT: tuple[What, ...] = get_args(What)
BIG: frozenset[type[SQLModel]] = frozenset(
    {TimeEntry, Visit, SignOff, Invoice, InvoiceLine, Document, JournalEntry}
)
READ: dict[What, frozenset[type[SQLModel]]] = {
    "visits": frozenset({Visit}),
    "hours": frozenset({TimeEntry}),
    "findings": BIG,
}
"""Which of the big tables a list reads; the others read none of them."""
# What tells the lines of a list apart: enough to follow one of them from a state to another.
KEYS = ("id", "rule", "subject", "member", "number", "reference", "day", "from_on")


class MembershipOf(MembershipItem):
    """Days of membership of a member."""

    member: str
    member_name: str


class AuthorisationItem(BaseModel):
    """A ministerial authorisation; `until_on` is the first day it no longer holds."""

    reference: str
    joint_committee: str
    granted_on: date
    from_on: date
    until_on: date | None


class HeadCount(BaseModel):
    """Workers under contract on a day, in full-time equivalents too, and the legal maximum."""

    day: date
    heads: int
    fte: float
    limit: int | None


class DifferenceItem(BaseModel):
    """One thing that was added, removed or changed; `columns` holds what it said before and after."""

    kind: str
    name: str
    columns: dict[str, tuple[Any, Any]]


def unread(what: What) -> frozenset[type[SQLModel]]:
    """Return the big tables that a list does not need."""
    return BIG - READ.get(what, frozenset())


def listed(session: GroupSession, what: What, on: date, language: str) -> Sequence[BaseModel]:
    """Return a list of the group as of a day; why somebody is absent is in none of them."""
    return _LISTS[what](session, on, language)


def differing(
    earlier: ReadSession, later: ReadSession, on: date, what: What | None, language: str
) -> dict[str, list[Difference]]:
    """Return what differs between two states of the records: in one list as of a day, or in all rows and findings.

    The findings are those of today's rules on each state.
    """
    if what is not None:
        return {what: _compared(*(listed(session, what, on, language) for session in (earlier, later)))}
    verdict = _compared(*(listed(session, "findings", on, language) for session in (earlier, later)))
    return differences(earlier, later) | ({"findings": verdict} if verdict else {})


def _compared(before: Sequence[BaseModel], after: Sequence[BaseModel]) -> list[Difference]:
    return compare(_by_key(before), _by_key(after))


def _by_key(items: Sequence[BaseModel]) -> dict[str, dict[str, Any]]:
    """Return the lines of a list by what tells them apart, the second of the same name as `... (2)`."""
    found, seen = {}, Counter[str]()
    for item in items:
        columns = item.model_dump(mode="json")
        own = ["number"] if "number" in columns else ["id"] if "id" in columns else KEYS
        key = " ".join(str(columns[name]) for name in own if name in columns)
        seen[key] += 1
        found[key if seen[key] == 1 else f"{key} ({seen[key]})"] = columns
    return found


def _memberships(session: GroupSession, on: date, _language: str) -> list[MembershipOf]:
    query = (
        pick(Member.number, Member.name, Membership.member_class, Membership.from_on, Membership.until_on)
        .where(col(Membership.member_id) == Member.id, in_force(on))
        .order_by(col(Member.number), col(Membership.from_on))
    )
    names = ("member", "member_name", "member_class", "from_on", "until_on")
    return [MembershipOf(**dict(zip(names, row, strict=True))) for row in session.rows(query)]


def _authorisations(session: GroupSession, on: date, _language: str) -> list[AuthorisationItem]:
    rows = session.exec(select(Authorisation).order_by(col(Authorisation.from_on), col(Authorisation.id)))
    return [AuthorisationItem(**row.model_dump()) for row in rows if on in Span.of(row.from_on, row.until_on)]


def _headcount(session: GroupSession, on: date, _language: str) -> list[HeadCount]:
    counted = figures.heads(session, on)
    return [HeadCount(day=on, heads=counted.today, fte=counted.fte, limit=counted.limit)]


_LISTS: dict[What, Callable[[GroupSession, date, str], Sequence[BaseModel]]] = {
    "members": lambda session, on, _: member_items(session, on),
    "workers": lambda session, on, _: worker_items(session, on),
    "contracts": lambda session, on, _: [
        item for item in list_contracts(session) if on in Span.of(item.from_on, item.until_on)
    ],
    "memberships": _memberships,
    "agreements": lambda session, on, _: [
        item for item in agreement_items(session) if state_of(item, on) == "current"
    ],
    "visits": lambda session, on, _: visits_where(
        session, planning.standing(published=False), on_days(Visit, Span.day(on))
    ),
    "hours": lambda session, on, _: hours_where(session, on_days(TimeEntry, Span.day(on))),
    "authorisations": _authorisations,
    "findings": lambda session, on, language: audit(session, Span.day(on), language),
    "headcount": _headcount,
}
