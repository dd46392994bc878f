"""The visits of a draft made those of a plan: what is the same stays, the rest moves, is added or is taken out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from itertools import zip_longest
from typing import Any

from sqlmodel import col, select

from basicplus import clock
from basicplus.assignments import Plan as PlanRow
from basicplus.assignments import Visit
from basicplus.assignments.planning.editing import Pen, editing, no_hours_yet
from basicplus.clock import BRUSSELS, Span, minutes_between
from basicplus.db import WriteSession
from basicplus.staffing.expansion import Planned
from basicplus.staffing.halves import NOON
from basicplus.staffing.instance import YearProblem
from basicplus.staffing.recurring import Recurring

Change = tuple[Visit | None, Planned | None]
"""A visit and what it becomes; None where there is none yet, or none any more."""


@dataclass
class Redraft:
    """Writes a plan into drafts; counts what becomes of the visits. `owners` are the visits written, by id."""

    session: WriteSession
    problem: YearProblem
    told_on: date
    recurring: Recurring
    kept: int = 0
    added: int = 0
    moved: int = 0
    taken_out: int = 0
    owners: dict[int, Planned] = field(default_factory=dict)

    def write(self, row: PlanRow, visits: Iterable[Visit], wanted: Iterable[Planned]) -> None:
        """Make these visits of a plan row the wanted ones, as one edit; nothing happens if they are already."""
        same, changes = compared(visits, wanted, self.problem)
        self.kept += same
        if not changes:
            return
        no_hours_yet(self.session, [visit for visit, _ in changes if visit is not None])
        days = Span(row.from_on, row.until_on) & self.problem.span
        words = f"plan of {days}: {len(changes)} visits"
        with editing(self.session, row, "year plan", f"{days}", words, self.told_on, visits=len(changes)) as pen:
            written = [(self._change(pen, visit, planned), planned) for visit, planned in changes]
        self.owners |= {visit.id: planned for visit, planned in written if visit and planned}

    def leave_out(self, rows: Iterable[PlanRow], ids: Iterable[int]) -> None:
        """Take visits that were written out again."""
        gone = set(ids)
        for row in rows:
            visits = list(self.session.exec(select(Visit).where(Visit.plan_id == row.id, col(Visit.id).in_(gone))))
            if visits:
                words = f"{len(visits)} visits that rules refuse"
                with editing(self.session, row, "leave out", f"{row.from_on}", words, self.told_on) as pen:
                    for visit in visits:
                        pen.take_out(visit)

    def _change(self, pen: Pen, visit: Visit | None, planned: Planned | None) -> Visit | None:
        if planned is None:
            assert visit is not None
            self.taken_out += 1
            pen.take_out(visit)
            return None
        columns = self._columns(planned)
        if visit is None:
            self.added += 1
            return pen.add(**columns)
        self.moved += 1
        return pen.change(visit, **columns)

    def _columns(self, planned: Planned) -> dict[str, Any]:
        half, worker_id = (
            self.problem.halves[planned.worker][planned.token],
            self.problem.worker_ids[planned.worker],
        )
        starts_at = clock.at(planned.day, time.fromisoformat(half.start_time))
        slot = planned.source.life_id, worker_id, planned.token
        return {
            "agreement_id": planned.source.agreement_id,
            "assignment_id": self.recurring.ids.get(slot) if planned.weekly else None,
            "worker_id": worker_id,
            "member_id": planned.source.member_id,
            "site_id": planned.source.site_id,
            "day": planned.day,
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(minutes=planned.minutes),
        }


def compared(visits: Iterable[Visit], wanted: Iterable[Planned], problem: YearProblem) -> tuple[int, list[Change]]:
    """Pair visits with those wanted: return how many stay as they are, and what becomes of the others.

    The same are those of one agreement, worker, day and half-day that last no longer. The others of an agreement
    are paired in order of time, so that a visit which goes elsewhere is told as moved.
    """
    asked: dict[tuple[int, int, date, str], list[Planned]] = defaultdict(list)
    for each in wanted:
        asked[each.source.agreement_id, problem.worker_ids[each.worker], each.day, each.half].append(each)
    left: dict[int, list[Visit]] = defaultdict(list)
    kept, shortened = 0, []
    for visit in visits:
        agreement_id = visit.agreement_id or 0
        same = asked.get((agreement_id, visit.worker_id, visit.day, half_of(visit)))
        if not same:
            left[agreement_id].append(visit)
        elif minutes_between(visit.starts_at, visit.ends_at) > same[-1].minutes:
            shortened.append((visit, same.pop()))
        else:
            same.pop()
            kept += 1
    new: dict[int, list[Planned]] = defaultdict(list)
    for key, found in sorted(asked.items(), key=lambda item: (item[0][2], item[0][3])):
        new[key[0]] += found
    pairs = (zip_longest(left[each], new[each]) for each in dict.fromkeys([*left, *new]))
    return kept, [*shortened, *(pair for paired in pairs for pair in paired)]


def half_of(visit: Visit) -> str:
    """Return whether a visit takes a morning or an afternoon: `am` or `pm`."""
    begins = visit.starts_at.astimezone(BRUSSELS)
    return "am" if begins.hour * 60 + begins.minute < NOON else "pm"
