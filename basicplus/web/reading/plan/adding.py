"""What a form for one more visit offers: workers, and the agreements that one of them can serve on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import col

from basicplus import members
from basicplus.assignments import Agreement, Assignment, agreements
from basicplus.clock import Span
from basicplus.db import GroupSession, pick
from basicplus.errors import NotFound
from basicplus.members import Member
from basicplus.workers import Worker


@dataclass(frozen=True)
class Adding:
    """Workers, and agreements of the profession of the one chosen, first those that they serve: (number, name)."""

    workers: tuple[tuple[str, str], ...]
    agreements: tuple[tuple[str, str], ...]


def adding(session: GroupSession, worker: str, day: str) -> Adding:
    """Return what the form offers for a worker, and a day as it was given; else everything."""
    people = session.rows(
        pick(Worker.number, Worker.first_name, Worker.last_name, Worker.profession).order_by(col(Worker.number))
    )
    profession = next((each.profession for each in people if each.number == worker), None)
    query = (
        pick(Agreement.number, Member.name, Agreement.from_on, Agreement.until_on)
        .join(Member, col(Member.id) == Agreement.member_id)
        .where(*([Agreement.profession == profession] if profession else []))
        .order_by(col(Member.name), col(Agreement.number))
    )
    found = session.rows(query)
    serving = pick(Agreement.number).join(Assignment, col(Assignment.agreement_id) == Agreement.id)
    serving = serving.join(Worker, col(Worker.id) == Assignment.worker_id).where(Worker.number == worker)
    served = {number for (number,) in session.rows(serving)}
    try:
        on = date.fromisoformat(day)
    except ValueError:
        on = None
    return Adding(
        tuple((each.number, f"{each.first_name} {each.last_name}") for each in people),
        tuple(
            (number, f"{name} ({number})")
            for number, name, from_on, until_on in sorted(found, key=lambda each: each.number not in served)
            if on is None or on in Span.of(from_on, until_on)
        ),
    )


def place_of(session: GroupSession, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a visit with the member of its agreement, and the member's first site if none is."""
    given = {"worker": "", "member": "", "site": "", "day": ""} | dict(fields)
    try:
        agreement = agreements.by_number(session, given.get("agreement", ""))
    except NotFound:
        return given
    member = agreements.member_of(session, agreement)
    sites = members.sites_of(session, member)
    if not given["site"] and sites:
        given["site"] = sites[0].code
    return given | {"member": member.number}


def people_of(session: GroupSession) -> tuple[tuple[str, str], ...]:
    """Return every worker as (number, name)."""
    query = pick(Worker.number, Worker.first_name, Worker.last_name).order_by(col(Worker.number))
    return tuple((each.number, f"{each.first_name} {each.last_name}") for each in session.rows(query))


def members_of(session: GroupSession) -> tuple[tuple[str, str], ...]:
    """Return every member as (number, name), in order of name."""
    query = pick(Member.number, Member.name).order_by(col(Member.name), col(Member.number))
    return tuple((each.number, each.name) for each in session.rows(query))
