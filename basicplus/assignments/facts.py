"""What agreements, visits and hours tell the rules: who is where, when, and under which agreement."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any, Literal

from sqlalchemy import bindparam, or_
from sqlmodel import col

from basicplus.assignments.models import (
    Agreement,
    Assignment,
    AssignmentException,
    AssignmentExtra,
    ClosingDay,
    Plan,
    SignOff,
    TimeEntry,
    Visit,
)
from basicplus.assignments.planning.models import PlanEdit, PlanNotice, PlanNoticeEvent, PlanPublication
from basicplus.assignments.planning.reading import published_version, standing
from basicplus.assignments.timesheets.models import TABLES as MONTH_TABLES
from basicplus.assignments.travel.models import TABLES as TRAVEL_TABLES
from basicplus.assignments.travel.planned import planned_travels
from basicplus.clock import FOREVER, Span, brussels_day
from basicplus.compliance import facts as fact
from basicplus.compliance.facts import Facts
from basicplus.compliance.gate import Scope, Witness, changed_span
from basicplus.compliance.worktime import weeks_around
from basicplus.db import Change, GroupSession, pick, prepared
from basicplus.members import Member, Site
from basicplus.workers import Worker

_PRESENCES: tuple[tuple[type[Visit | TimeEntry], Literal["visit", "hours"]], ...] = (
    (Visit, "visit"),
    (TimeEntry, "hours"),
)
_NEVER = Span(FOREVER, FOREVER)
# A change of a note moves nobody: the rules need not look again.
_PLACE = ("worker_id", "member_id", "agreement_id", "site_id", "starts_at", "ends_at", "kind", "told_on")


def _span(state: dict[str, Any]) -> Span:
    return Span.of(state["from_on"], state["until_on"])


def concerns(change: Change, scope: Scope) -> None:
    """An agreement concerns its member; a visit or hours concern the member that day and the worker's weeks.

    The first version of a plan tells everybody of their visits, a later one those to whom it gives notice.
    """
    row = change.row
    if isinstance(row, Agreement):
        for span in changed_span(change, _span):
            scope.member(change.states()[-1]["member_id"], span)
    elif isinstance(row, Visit | TimeEntry) and _moved(change):
        for state in change.states():
            scope.worker(state["worker_id"], weeks_around(Span.day(state["day"])))
            if state["member_id"] is not None:
                scope.member(state["member_id"], Span.day(state["day"]))
    elif isinstance(row, Plan) and _published(change):
        scope.all_on(Span(row.from_on, row.until_on))
    elif isinstance(row, PlanNotice) and row.worker_id is not None:
        scope.worker(row.worker_id, weeks_around(Span(row.from_on, row.until_on)))


def _published(change: Change) -> bool:
    """Say whether a plan was told, or told at another moment; a plan without visits tells nobody."""
    moments = [state["published_at"] for state in change.states()]
    return any(moments) and (len(moments) == 1 or moments[0] != moments[1])


def _moved(change: Change) -> bool:
    before, after = change.before, change.after
    if before is None or after is None:
        return True
    stood, stands = _stands(before), _stands(after)
    return stood != stands or (stands and any(before[name] != after[name] for name in _PLACE if name in before))


def _stands(state: dict[str, Any]) -> bool:
    """Say whether hours, or a visit in the draft, stand: what was called off or closed is nowhere."""
    return state["state"] != "cancelled" and state.get("until_version") is None


def testify(session: GroupSession, scope: Scope) -> Facts:
    """Return agreements and presences in scope; whoever is found at a member comes into scope too."""
    # Both answer what was asked, not what the other found: an agreement without end would call for all visits.
    asked = scope.copied()
    supplies = _supplies(session, asked, scope)
    if asked.everything is not None:
        asked.everything = weeks_around(asked.everything)
    presences, visits = _presences(session, asked, scope)
    travels = planned_travels(session, [row for row in visits if _of_worker(asked, row.worker_id, row.day)])
    return Facts(supplies=supplies, presences=presences, travels=travels, logged=asked.everything)


def _supplies(session: GroupSession, asked: Scope, scope: Scope) -> tuple[fact.Supply, ...]:
    if not asked.members and asked.everything is None:
        return ()
    days = _hull(list(asked.members.values()) + ([asked.everything] if asked.everything else []))
    everybody = asked.everything is not None
    named = {} if everybody else {"members": list(asked.members)}
    rows = session.rows(_agreements(everybody=everybody), **_days(days), **named)
    supplies = []
    for agreement, member_id, member, from_on, until_on, signed_on in rows:
        supplies.append(fact.Supply(agreement, member, Span.of(from_on, until_on), signed_on))
        scope.member(member_id, Span.of(from_on, until_on))
    return tuple(supplies)


@cache
def _agreements(*, everybody: bool) -> Any:
    """Return the query of the agreements in force from `first` to `last`, of all members or of `members`."""
    query = (
        pick(
            Agreement.number,
            Agreement.member_id,
            Member.number,
            Agreement.from_on,
            Agreement.until_on,
            Agreement.signed_on,
        )
        .where(col(Agreement.member_id) == Member.id)
        .where(or_(col(Agreement.until_on).is_(None), col(Agreement.until_on) > bindparam("first")))
        .where(col(Agreement.from_on) <= bindparam("last"))
    )
    if not everybody:
        query = query.where(col(Agreement.member_id).in_(bindparam("members", expanding=True)))
    return prepared(query)


def _presences(session: GroupSession, asked: Scope, scope: Scope) -> tuple[tuple[fact.Presence, ...], list[Any]]:
    """Return what is planned and done in scope, and the rows of the visits among it."""
    found: list[fact.Presence] = []
    visits: list[Any] = []
    for model, kind in _PRESENCES:
        if asked.plan_only and kind != "visit":
            continue
        rows: dict[int, Any] = {}
        for by, wanted in _wanted(asked):
            rows |= {row.id: row for row in session.rows(_presence_query(model, by), **wanted)}
        for row in rows.values():
            if not _in_scope(asked, row.worker_id, row.member_id, row.day):
                continue
            if kind == "visit":
                visits.append(row)
            times = (row.starts_at, row.ends_at, _told_on(row) if kind == "visit" else None)
            drafted = kind == "visit" and row.from_version > row.published
            place = (row.country or "BE", _supply_of(row), drafted)
            found.append(fact.Presence(kind, row.worker, row.member, row.day, *times, *place))
            scope.worker(row.worker_id, Span.day(row.day))
            if row.member_id is not None:
                scope.member(row.member_id, Span.day(row.day))
    return tuple(found), visits


def _supply_of(row: Any) -> fact.Supply | None:
    if row.agreement is None:
        return None
    return fact.Supply(
        row.agreement, row.member, Span.of(row.agreed_from_on, row.agreed_until_on), row.agreed_signed_on
    )


def _wanted(asked: Scope) -> Iterator[tuple[str | None, dict[str, Any]]]:
    """Yield what each query asks for: joined by OR, their conditions would cost a database its indexes."""
    if asked.everything is not None:
        yield None, _days(asked.everything)
    for key, spans in (("worker_id", asked.workers), ("member_id", asked.members)):
        if spans:
            yield key, {"ids": list(spans)} | _days(_hull(list(spans.values())))


def _told_on(row: Any) -> date | None:
    """Return when the worker was told, or can be at first; None in a first draft, as assignments make it."""
    if row.published_at is None:
        return row.told_on  # type: ignore[no-any-return]
    return max(brussels_day(row.published_at), row.told_on or date.min)


@cache
def _presence_query(model: type[Visit | TimeEntry], by: str | None) -> Any:
    """Return the query of what was planned or done from `first` to `last`, by the workers or members in `ids`."""
    told: tuple[Any, ...] = ()
    if model is Visit:
        told = (Visit.told_on, Plan.published_at, Visit.from_version, published_version().label("published"))
    query = (
        pick(
            model.id,
            model.worker_id,
            model.member_id,
            col(Worker.number).label("worker"),
            col(Member.number).label("member"),
            model.day,
            model.starts_at,
            model.ends_at,
            model.site_id,
            Site.country,
            Site.latitude,
            Site.longitude,
            col(Agreement.number).label("agreement"),
            col(Agreement.from_on).label("agreed_from_on"),
            col(Agreement.until_on).label("agreed_until_on"),
            col(Agreement.signed_on).label("agreed_signed_on"),
            *told,
        )
        .join(Worker, col(Worker.id) == model.worker_id)
        .join(Member, col(Member.id) == model.member_id, isouter=True)
        .join(Site, col(Site.id) == model.site_id, isouter=True)
        .join(Agreement, col(Agreement.id) == model.agreement_id, isouter=True)
        .where(model.state != "cancelled")
        .where(col(model.day).between(bindparam("first"), bindparam("last")))
    )
    # Everybody's are asked for by worker too: an index has the days of workers, none has those of the group.
    whose = pick(Worker.id) if by is None else bindparam("ids", expanding=True)
    query = query.where(getattr(model, by or "worker_id").in_(whose))
    if told:
        query = query.join(Plan, col(Plan.id) == Visit.plan_id).where(standing(published=False))
    return prepared(query)


def _days(span: Span) -> dict[str, date]:
    return {"first": span.from_on, "last": span.until_on - timedelta(days=1)}


def _in_scope(asked: Scope, worker_id: int, member_id: int | None, day: date) -> bool:
    at_member = member_id is not None and day in asked.members.get(member_id, _NEVER)
    return at_member or _of_worker(asked, worker_id, day)


def _of_worker(asked: Scope, worker_id: int, day: date) -> bool:
    """Say whether all that a worker does on a day is in scope."""
    everything = asked.everything is not None and day in asked.everything
    return everything or day in asked.workers.get(worker_id, _NEVER)


def _hull(spans: list[Span]) -> Span:
    return Span(min(span.from_on for span in spans), max(span.until_on for span in spans))


WITNESS = Witness(
    "assignments",
    frozenset(
        {
            Agreement,
            Assignment,
            AssignmentException,
            AssignmentExtra,
            ClosingDay,
            Plan,
            PlanEdit,
            PlanPublication,
            PlanNotice,
            PlanNoticeEvent,
            Visit,
            SignOff,
            TimeEntry,
            *MONTH_TABLES,
            *TRAVEL_TABLES,
        }
    ),
    concerns,
    testify,
)
