"""One search across members, workers, agreements and invoices: by number, name, enterprise number or OGM."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from sqlmodel import col, or_

from basicplus.assignments import Agreement
from basicplus.db import GroupSession, pick
from basicplus.invoicing import Invoice
from basicplus.members import Member
from basicplus.web.reading.listing import holds
from basicplus.workers import Worker

SHOWN = 12
FIGURES = 4
"""From how many figures on a number is looked for in enterprise numbers and structured communications."""


class Hit(BaseModel):
    """A thing that was found: its number, its name, and a word on the side."""

    number: str
    name: str
    aside: str = ""


@dataclass(frozen=True)
class Hits:
    """What was found in one section, the first of `total`."""

    section: str
    hits: list[Hit]
    total: int


def search(session: GroupSession, q: str) -> list[Hits]:
    """Return what holds every word of `q`, section by section; sections without a hit are left out."""
    if not q.strip():
        return []
    figures = re.sub(r"[^0-9]", "", q)
    found = [
        _members(session, q, figures),
        _workers(session, q),
        _agreements(session, q),
        _invoices(session, q, figures),
    ]
    return [hits for hits in found if hits.total]


def _members(session: GroupSession, q: str, figures: str) -> Hits:
    query = pick(Member.number, Member.name, Member.city, Member.enterprise_number).order_by(col(Member.number))
    return _first(
        "members",
        (
            Hit(number=number, name=name, aside=city)
            for number, name, city, enterprise in session.rows(query)
            if holds(f"{number} {name} {city}", q) or (len(figures) >= FIGURES and figures in (enterprise or ""))
        ),
    )


def _workers(session: GroupSession, q: str) -> Hits:
    query = pick(Worker.number, Worker.first_name, Worker.last_name, Worker.function).order_by(col(Worker.number))
    return _first(
        "workers",
        (
            Hit(number=number, name=f"{first} {last}", aside=function)
            for number, first, last, function in session.rows(query)
            if holds(f"{number} {first} {last} {function}", q)
        ),
    )


def _agreements(session: GroupSession, q: str) -> Hits:
    query = (
        pick(Agreement.number, Member.name)
        .join(Member, col(Member.id) == Agreement.member_id)
        .order_by(col(Agreement.number))
        .distinct()
    )
    return _first(
        "agreements",
        (Hit(number=number, name=name) for number, name in session.rows(query) if holds(f"{number} {name}", q)),
    )


def _invoices(session: GroupSession, q: str, figures: str) -> Hits:
    names = {
        member_id: (number, name)
        for member_id, number, name in session.rows(pick(Member.id, Member.number, Member.name))
    }
    of_members = [member_id for member_id, (number, name) in names.items() if holds(f"{number} {name}", q)]
    wanted: list[Any] = [
        col(Invoice.member_id).in_(of_members),
        col(Invoice.number).icontains(q.strip(), autoescape=True),
    ]
    if len(figures) >= FIGURES:
        wanted.append(col(Invoice.ogm).contains(figures))
    query = (
        pick(Invoice.number, Invoice.member_id, Invoice.period)
        .where(or_(*wanted))
        .order_by(col(Invoice.issue_on).desc(), col(Invoice.id).desc())
    )
    return _first(
        "invoices",
        (
            Hit(number=number, name=names[member_id][1], aside=period)
            for number, member_id, period in session.rows(query)
        ),
    )


def _first(section: str, hits: Iterable[Hit]) -> Hits:
    every = list(hits)
    return Hits(section, every[:SHOWN], len(every))
