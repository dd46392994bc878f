"""What a form that places somebody under an agreement offers: workers of the profession, the member's sites."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import col

from basicplus import members
from basicplus.assignments import agreements
from basicplus.db import GroupSession, pick
from basicplus.workers import Worker


@dataclass(frozen=True)
class Place:
    """An agreement to be served: its member, first day, who has the profession, and the sites of the member."""

    member: str
    member_name: str
    profession: str
    from_on: date
    workers: tuple[tuple[str, str], ...]
    sites: tuple[tuple[str, str], ...]


def place_for(session: GroupSession, number: str) -> Place:
    """Return what the form for an agreement offers."""
    agreement = agreements.by_number(session, number)
    member = agreements.member_of(session, agreement)
    query = pick(Worker.number, Worker.first_name, Worker.last_name).order_by(col(Worker.number))
    query = query.where(Worker.profession == agreement.profession)
    if agreement.worker_id is not None:
        query = query.where(Worker.id == agreement.worker_id)
    return Place(
        member.number,
        member.name,
        agreement.profession,
        agreement.from_on,
        tuple((code, f"{first} {last}") for code, first, last in session.rows(query)),
        tuple((site.code, f"{site.name}, {site.city}") for site in members.sites_of(session, member)),
    )
