"""Weekly service as recurring assignments: those of a new plan begin where the former ones end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import col, or_, select

from basicplus.assignments import Agreement, Assignment
from basicplus.clock import Span
from basicplus.db import WriteSession
from basicplus.staffing.expansion import Planned
from basicplus.staffing.instance import YearProblem

Key = tuple[int, int, str, str, int]
"""Agreement, worker, rule, start time and minutes: what makes two assignments the same."""


@dataclass(frozen=True)
class Recurring:
    """How many assignments a plan made and ended; `ids` are those of (agreement, worker, token)."""

    made: int
    ended: int
    ids: Mapping[tuple[int, int, str], int]


def assign_weekly(
    session: WriteSession, problem: YearProblem, concerned: Collection[int], weekly: Iterable[Planned]
) -> Recurring:
    """Make the assignments of weekly visits from a span on, and end the others of the agreements concerned.

    Assignments that say the same already go on. A part of applying a plan: the gate judges it with the visits.
    """
    span = problem.span
    wanted = _wanted(problem, weekly)
    slots = {key: (key[0], key[1], planned[0].token) for key, planned in wanted.items()}
    lives = {each.life_id for each in problem.sources.values() if each.agreement_id in concerned}
    standing: dict[Key, Assignment] = {}
    ended = 0
    query = (
        select(Assignment)
        .where(col(Assignment.agreement_id).in_(lives))
        .where(or_(col(Assignment.until_on).is_(None), col(Assignment.until_on) > span.from_on))
    )
    for row in session.exec(query.order_by(col(Assignment.id))):
        if row.from_on <= span.from_on and wanted.pop(_key(row), None) is not None:
            standing[_key(row)] = row
            continue
        if row.from_on >= span.until_on:
            continue
        row.until_on = max(row.from_on, span.from_on)
        session.add(row)
        ended += 1
    standing |= {key: _row(session, key, planned, span) for key, planned in wanted.items()}
    session.add_all(standing.values())
    session.flush()
    return Recurring(len(wanted), ended, {slots[key]: row.id for key, row in standing.items()})


def _wanted(problem: YearProblem, weekly: Iterable[Planned]) -> dict[Key, list[Planned]]:
    found: dict[Key, list[Planned]] = defaultdict(list)
    for each in weekly:
        half = problem.halves[each.worker][each.token]
        rule = f"FREQ=WEEKLY;BYDAY={each.token[:2].upper()}"
        key = (each.source.life_id, problem.worker_ids[each.worker], rule, half.start_time, half.minutes)
        found[key].append(each)
    return found


def _key(row: Assignment) -> Key:
    return row.agreement_id, row.worker_id, row.rule, row.start_time, row.minutes


def _row(session: WriteSession, key: Key, planned: Sequence[Planned], span: Span) -> Assignment:
    """Return an assignment from the first to the last version of its agreement that wants it."""
    ids = {each.source.agreement_id for each in planned}
    versions = session.exec(
        select(Agreement).where(col(Agreement.id).in_(ids)).order_by(col(Agreement.version))
    ).all()
    agreement_id, worker_id, rule, start_time, minutes = key
    return Assignment(
        agreement_id=agreement_id,
        worker_id=worker_id,
        site_id=planned[0].source.site_id,
        rule=rule,
        start_time=start_time,
        minutes=minutes,
        from_on=max(span.from_on, versions[0].from_on),
        until_on=versions[-1].until_on,
    )
