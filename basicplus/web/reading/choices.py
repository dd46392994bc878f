"""What a field of a form may name: workers, members and agreements by number, each with the name people know."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from sqlmodel import col, func

from basicplus.assignments import Agreement
from basicplus.db import GroupSession, pick
from basicplus.invoicing.models import AllocationKey, CostPool
from basicplus.members import Member
from basicplus.web.reading.plan.adding import members_of, people_of
from basicplus.workers import EmploymentContract, Worker

Named = tuple[tuple[str, str], ...]


def choices(session: GroupSession, fields: Iterable[str]) -> dict[str, Named]:
    """Return what may stand in each of some fields, as (number, name), where that is a list people know."""
    return {name: OFFERED[name](session) for name in fields if name in OFFERED}


def _agreements(session: GroupSession) -> Named:
    query = pick(Agreement.number, Member.name).join(Member, col(Member.id) == Agreement.member_id)
    return tuple((number, name) for number, name in session.rows(query.order_by(col(Agreement.number))))


def _contracts(session: GroupSession) -> Named:
    query = pick(EmploymentContract.number, Worker.first_name, Worker.last_name)
    query = query.join(Worker, col(Worker.id) == EmploymentContract.worker_id)
    rows = session.rows(query.order_by(col(EmploymentContract.number)))
    return tuple((number, f"{first} {last}") for number, first, last in rows)


def _pools(session: GroupSession) -> Named:
    return tuple(session.rows(pick(CostPool.code, CostPool.name).order_by(col(CostPool.code))))


def _keys(session: GroupSession) -> Named:
    return tuple(session.rows(pick(AllocationKey.code, AllocationKey.name).order_by(col(AllocationKey.code))))


OFFERED: Mapping[str, Callable[[GroupSession], Named]] = {
    "worker": people_of,
    "to_worker": people_of,
    "member": members_of,
    "agreement": _agreements,
    "contract": _contracts,
    "pool": _pools,
    "key": _keys,
}
"""The fields that name something, and how to find what they may name."""


NUMBERED = {
    "agree": Agreement.number,
    "hire": EmploymentContract.number,
    "register-member": Member.number,
    "register-worker": Worker.number,
}
"""The acts that give a number to something new."""


def last_number(session: GroupSession, act: str) -> str:
    """Return the highest number taken of what an act makes; nothing where it makes nothing that has one."""
    if act not in NUMBERED:
        return ""
    [(found,)] = session.rows(pick(func.max(NUMBERED[act])))
    return str(found or "")
