"""A worker's own week as published: where, when, whom to call, how to get there, and what changed since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from pydantic import BaseModel
from sqlmodel import col, func, select

from basicplus import workers
from basicplus.assignments import Plan, Visit, calendar_of
from basicplus.assignments.calendars import Language, name_of
from basicplus.assignments.planning.reading import standing
from basicplus.clock import Span
from basicplus.db import GroupSession, pick
from basicplus.feeds import Planned, Told, described, told_on
from basicplus.members import Contact

WEEK_DAYS = 7
MAPS = "https://www.google.com/maps/search/?"
"""An address that phones open in the map app they have, and desks in a tab."""
ROLES = ("head", "other", "treasurer", "signer")


class ContactCard(BaseModel):
    """Whom to call at a member."""

    name: str
    role: str
    email: str


class VisitCard(BaseModel):
    """A visit for the one who makes it, with the way from the member before on the same day.

    `changed` since the last look; `gone` if it does not take place.
    """

    id: int
    day: date
    starts_at: datetime
    ends_at: datetime
    minutes: int
    member: str
    member_name: str
    agreement: str | None
    site: str
    site_name: str
    address: str
    map_url: str
    contacts: list[ContactCard]
    note: str
    way_from: str = ""
    km: float | None = None
    way_minutes: int | None = None
    changed: bool = False
    gone: bool = False


class MyDay(BaseModel):
    """A day of the week: what is special about it, whether the worker is away, and the visits."""

    day: date
    specials: list[str]
    away: bool
    off: bool
    visits: list[VisitCard]

    @property
    def standing(self) -> list[VisitCard]:
        """The visits that take place."""
        return [visit for visit in self.visits if not visit.gone]

    @property
    def minutes(self) -> int:
        """The minutes planned."""
        return sum(visit.minutes for visit in self.standing)


class MyWeek(BaseModel):
    """Seven days from Monday on, and how many visits changed since the last look."""

    worker: str
    name: str
    monday: date
    days: list[MyDay]

    @property
    def until_on(self) -> date:
        """The Monday after."""
        return self.monday + timedelta(days=WEEK_DAYS)

    @property
    def changes(self) -> int:
        """How many visits are new, moved or gone since the last look."""
        return sum(visit.changed for day in self.days for visit in day.visits)

    @property
    def minutes(self) -> int:
        """The minutes planned."""
        return sum(day.minutes for day in self.days)

    @property
    def km(self) -> float:
        """Kilometres between visits."""
        return round(sum(visit.km or 0 for day in self.days for visit in day.standing), 1)

    def rows(self) -> dict[tuple[str, str], dict[date, list[VisitCard]]]:
        """Return the grid for a desk: the visits of each member and agreement by day."""
        found: dict[tuple[str, str], dict[date, list[VisitCard]]] = {}
        for day in self.days:
            for visit in day.visits:
                row = found.setdefault((visit.member_name, visit.agreement or ""), {})
                row.setdefault(day.day, []).append(visit)
        return dict(sorted(found.items()))


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def week_of(day: date) -> Span:
    """Return the week of a day, Monday to Sunday."""
    monday = monday_of(day)
    return Span(monday, monday + timedelta(days=WEEK_DAYS))


def my_week(session: GroupSession, number: str, day: date, seen_at: datetime, language: Language) -> MyWeek:
    """Return the week of a day for the worker with a number; what was published after `seen_at` is marked."""
    worker = workers.by_number(session, number)
    span = week_of(day)
    cards = defaultdict(list)
    for card in visit_cards(session, worker.id, span, seen_at):
        cards[card.day].append(card)
    days = []
    for each in calendar_of(session, span, worker=number):
        kinds = {special.kind for special in each.specials}
        days.append(
            MyDay(
                day=each.day,
                specials=[name_of(special, language) for special in each.specials if special.kind != "absence"],
                away="absence" in kinds,
                off=bool(kinds & {"legal_holiday", "replacement_day", "closing_day"}),
                visits=cards[each.day],
            )
        )
    return MyWeek(worker=number, name=worker.name, monday=span.from_on, days=days)


def nearest_day(session: GroupSession, number: str, span: Span) -> date | None:
    """Return the next day after a span on which a worker has a published visit, else the last one before it."""
    worker = workers.by_number(session, number)
    query = pick(func.min(col(Visit.day)), func.max(col(Visit.day))).join(Plan, col(Plan.id) == Visit.plan_id)
    query = query.where(standing(published=True), Visit.state == "planned", Visit.worker_id == worker.id)
    [(ahead, _)] = session.rows(query.where(Visit.day >= span.until_on))
    [(_, behind)] = session.rows(query.where(Visit.day < span.from_on))
    found: date | None = ahead or behind
    return found


def visit_cards(session: GroupSession, worker_id: int, span: Span, seen_at: datetime) -> list[VisitCard]:
    """Return the visits of a worker as published, also those called off, or gone since the last look."""
    told = [
        each
        for each in told_on(session, Visit.worker_id == worker_id, span, seen_at)
        if not each.gone or each.visit.state == "cancelled" or each.changed_at > seen_at
    ]
    standing = [each.visit for each in told if not each.gone]
    seen = described(session, [each.visit for each in told], ways_among=standing)
    contacts = _contacts(session, {visit.member.id for visit in seen})
    cards: list[VisitCard] = []
    before: dict[date, str] = {}
    for each, visit in zip(told, seen, strict=True):
        cards.append(_card(each, visit, contacts[visit.member.id], seen_at, before.get(visit.day, "")))
        if not each.gone:
            before[visit.day] = visit.member.name
    return cards


def map_url(latitude: float | None, longitude: float | None, address: str) -> str:
    """Return where a map shows a place: by its coordinates, or by its address where nobody knows these."""
    place = address if latitude is None or longitude is None else f"{latitude},{longitude}"
    return MAPS + urlencode({"api": 1, "query": place})


def _card(told: Told, visit: Planned, contacts: list[ContactCard], seen_at: datetime, before: str) -> VisitCard:
    way = None if told.gone else visit.way
    return VisitCard(
        id=visit.id,
        day=visit.day,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        minutes=visit.minutes,
        member=visit.member.number,
        member_name=visit.member.name,
        agreement=visit.agreement,
        site=visit.site.code,
        site_name=visit.site.name,
        address=visit.address,
        map_url=map_url(visit.site.latitude, visit.site.longitude, visit.address),
        contacts=contacts,
        note=told.visit.note,
        way_from=before if way else "",
        km=round(way.journey.km, 1) if way else None,
        way_minutes=way.journey.minutes if way else None,
        changed=told.changed_at > seen_at,
        gone=told.gone,
    )


def _contacts(session: GroupSession, members: Iterable[int]) -> dict[int, list[ContactCard]]:
    found: dict[int, list[ContactCard]] = defaultdict(list)
    rows = session.exec(select(Contact).where(col(Contact.member_id).in_(members)))
    for row in sorted(rows, key=lambda row: (ROLES.index(row.role), row.name)):
        if row.name not in {card.name for card in found[row.member_id]}:
            found[row.member_id].append(ContactCard(name=row.name, role=row.role, email=row.email))
    return found
