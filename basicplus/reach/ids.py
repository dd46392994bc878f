"""Whom a worker or a member's people reach: the ids behind their numbers, and those that come with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import col

from basicplus.assignments.models import Agreement, Assignment, TimeEntry, Visit
from basicplus.db import GroupSession, pick, prepared
from basicplus.members import Member
from basicplus.scope import Scope
from basicplus.workers import Worker

Ids = tuple[int, ...]


def scope_of(session: GroupSession, worker: str | None, members: Sequence[str]) -> Scope:
    """Return what a worker and a member's people reach, by their numbers; who is not there reaches nothing."""
    own = _ids(session, _of_numbers(Member), numbers=members) if members else ()
    workers = _ids(session, _of_numbers(Worker), numbers=[worker]) if worker else ()
    works_under, served = _of_worker(session, workers)
    agreements, serving = _of_members(session, own)
    return Scope(own, workers, served, serving, agreements, works_under)


def _of_worker(session: GroupSession, workers: Ids) -> tuple[Ids, Ids]:
    """Return the agreements, in all their versions, under which a worker serves, and the members served."""
    if not workers:
        return (), ()
    serves = (Assignment, Visit, TimeEntry)
    under = _union(_ids(session, _told(each, "agreement_id", "worker_id"), ids=workers) for each in serves)
    found = session.rows(_agreements_of(), workers=workers, under=under)
    return _union([row.id for row in found]), _union([row.member_id for row in found])


def _of_members(session: GroupSession, members: Ids) -> tuple[Ids, Ids]:
    """Return the agreements of members, in all their versions, and the workers who serve them."""
    if not members:
        return (), ()
    found = session.rows(_agreements_with(), ids=members)
    agreements = _union([row.id for row in found])
    serving = _union(
        [
            [row.worker_id for row in found],
            _ids(session, _told(Assignment, "worker_id", "agreement_id"), ids=agreements),
            *(_ids(session, _told(each, "worker_id", "member_id"), ids=members) for each in (Visit, TimeEntry)),
        ]
    )
    return agreements, serving


@cache
def _of_numbers(model: type[Member | Worker]) -> Any:
    return prepared(pick(model.id).where(col(model.number).in_(bindparam("numbers", expanding=True))))


@cache
def _told(model: Any, wanted: str, of: str) -> Any:
    """Return the statement that finds what rows of some ids say in a column, as often as they say it.

    DISTINCT would draw SQLite to an index in the order of what is wanted, and through the whole table.
    """
    ids = col(getattr(model, of)).in_(bindparam("ids", expanding=True))
    return prepared(pick(getattr(model, wanted)).where(ids))


@cache
def _agreements_of() -> Any:
    """Return the statement that finds the agreements of workers, and those they serve under, in all versions."""
    under: Any = bindparam("under", expanding=True)
    first = pick(Agreement.first_id).where(col(Agreement.id).in_(under))
    mine = (
        col(Agreement.worker_id).in_(bindparam("workers", expanding=True))
        | col(Agreement.id).in_(under)
        | col(Agreement.id).in_(first)
        | col(Agreement.first_id).in_(under)
        | col(Agreement.first_id).in_(first)
    )
    return prepared(pick(Agreement.id, Agreement.member_id).where(mine))


@cache
def _agreements_with() -> Any:
    ids = col(Agreement.member_id).in_(bindparam("ids", expanding=True))
    return prepared(pick(Agreement.id, Agreement.worker_id).where(ids))


def _ids(session: GroupSession, query: Any, **values: Any) -> Ids:
    return tuple(row[0] for row in session.rows(query, **values) if row[0] is not None)


def _union(several: Iterable[Any]) -> Ids:
    found = set[int]()
    for each in several:
        found.update(each if isinstance(each, tuple | list) else [each])
    return tuple(sorted(each for each in found if each is not None))
