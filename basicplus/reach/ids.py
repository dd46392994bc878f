"""Whom a worker or a member's people reach: the ids behind their numbers, and those that come with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlmodel import col

from basicplus.assignments.models import Agreement, Assignment, TimeEntry, Visit
from basicplus.db import GroupSession, pick
from basicplus.members import Member
from basicplus.scope import Scope
from basicplus.workers import Worker

Ids = tuple[int, ...]


def scope_of(session: GroupSession, worker: str | None, members: Sequence[str]) -> Scope:
    """Return what a worker and a member's people reach, by their numbers; who is not there reaches nothing."""
    own = _ids(session, pick(Member.id).where(col(Member.number).in_(members))) if members else ()
    workers = _ids(session, pick(Worker.id).where(col(Worker.number) == worker)) if worker else ()
    works_under, served = _of_worker(session, workers)
    agreements, serving = _of_members(session, own)
    return Scope(own, workers, served, serving, agreements, works_under)


def _of_worker(session: GroupSession, workers: Ids) -> tuple[Ids, Ids]:
    """Return the agreements, in all their versions, under which a worker serves, and the members served."""
    if not workers:
        return (), ()
    serves = (Assignment, Visit, TimeEntry)
    under = _union(
        _ids(session, pick(col(each.agreement_id)).where(col(each.worker_id).in_(workers)).distinct())
        for each in serves
    )
    first = pick(Agreement.first_id).where(col(Agreement.id).in_(under))
    mine = (
        col(Agreement.worker_id).in_(workers)
        | col(Agreement.id).in_(under)
        | col(Agreement.id).in_(first)
        | col(Agreement.first_id).in_(under)
        | col(Agreement.first_id).in_(first)
    )
    found = session.rows(pick(Agreement.id, Agreement.member_id).where(mine))
    return _union([row.id for row in found]), _union([row.member_id for row in found])


def _of_members(session: GroupSession, members: Ids) -> tuple[Ids, Ids]:
    """Return the agreements of members, in all their versions, and the workers who serve them."""
    if not members:
        return (), ()
    of_members = pick(Agreement.id, Agreement.worker_id).where(col(Agreement.member_id).in_(members))
    found = session.rows(of_members)
    agreements = _union([row.id for row in found])
    serving = _union(
        [
            [row.worker_id for row in found],
            _ids(session, pick(Assignment.worker_id).where(col(Assignment.agreement_id).in_(agreements))),
            *(
                _ids(session, pick(col(each.worker_id)).where(col(each.member_id).in_(members)).distinct())
                for each in (Visit, TimeEntry)
            ),
        ]
    )
    return agreements, serving


def _ids(session: GroupSession, query: Any) -> Ids:
    return tuple(row[0] for row in session.rows(query) if row[0] is not None)


def _union(several: Iterable[Any]) -> Ids:
    found = set[int]()
    for each in several:
        found.update(each if isinstance(each, tuple | list) else [each])
    return tuple(sorted(each for each in found if each is not None))
