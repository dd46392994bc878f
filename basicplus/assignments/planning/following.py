"""The visits of an agreement made what its assignments say by now, in the drafts of plans that exist already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Annotated, Self

from pydantic import Field, model_validator
from sqlmodel import col, select

from basicplus.assignments import agreements
from basicplus.assignments.models import Assignment, Plan, TimeEntry, Visit
from basicplus.assignments.planning import changes
from basicplus.assignments.planning.drafting import Wanted, wanted_visits
from basicplus.assignments.planning.editing import editing
from basicplus.assignments.planning.models import PlanEdit
from basicplus.assignments.planning.moves import Edit
from basicplus.clock import Span
from basicplus.compliance.worktime import week_of
from basicplus.db import GroupSession, WriteSession
from basicplus.errors import Conflict, NotFound

KIND = "follow assignments"
SAME = ("worker_id", "site_id", "starts_at", "ends_at")
Change = tuple[Visit | None, Wanted | None]


class AssignmentsFollowed(Edit):
    """The agreement whose visits follow its assignments, on the days in [from_on, until_on)."""

    agreement: str
    from_on: date
    until_on: Annotated[date | None, Field(description="the first day that stays as it is")] = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until_on is not None and self.until_on <= self.from_on:
            raise ValueError(f"until_on is the first day that stays as it is: give a day after {self.from_on}")
        return self


@dataclass
class Followed:
    """What became of the visits; `kept` were edited by hand, called off or worked, and stay as they are."""

    added: int = 0
    moved: int = 0
    taken_out: int = 0
    kept: int = 0


def follow_assignments(session: WriteSession, given: AssignmentsFollowed) -> Followed:
    """Make the planned visits of an agreement what its assignments and the calendar say by now.

    One edit of each plan, which can be undone. What was edited by hand, called off or worked stays, and takes the
    place of a visit of its week. Raises Conflict where nothing would change, NotFound where there is no plan.
    """
    life_id = agreements.versions_of(session, given.agreement)[0].id
    span, followed = Span.of(given.from_on, given.until_on), Followed()
    within = (Plan.until_on > span.from_on, Plan.from_on < span.until_on)
    plans = session.exec(select(Plan).where(*within).order_by(col(Plan.from_on))).all()
    if not plans:
        raise NotFound(
            f"Nothing is planned from {given.from_on} on: the next draft follows the assignments itself."
        )
    for plan in plans:
        days = Span(plan.from_on, plan.until_on) & span
        found = list(_changes(session, plan, days, life_id, followed))
        if found:
            words = f"{given.agreement}: {len(found)} visits as assigned"
            with editing(session, plan, KIND, given.agreement, words, given.told_on, visits=len(found)) as pen:
                for visit, wanted in found:
                    if visit is not None and wanted is not None:
                        pen.change(visit, **wanted.columns)
                    elif visit is not None:
                        pen.take_out(visit)
                    elif wanted is not None:
                        pen.add(**wanted.columns)
    if not followed.added + followed.moved + followed.taken_out:
        raise Conflict(
            f"The plan has the visits of {given.agreement} as they are assigned: there is nothing to change."
        )
    return followed


def _changes(session: GroupSession, plan: Plan, days: Span, life_id: int, followed: Followed) -> Iterator[Change]:
    """Yield what becomes of the visits of one plan, and count it."""
    ours = col(Assignment.agreement_id) == life_id
    rows = session.exec(
        select(Visit)
        .where(Visit.plan_id == plan.id, col(Visit.assignment_id).in_(select(Assignment.id).where(ours)))
        .where(Visit.day >= days.from_on, Visit.day < days.until_on)
        .order_by(col(Visit.starts_at), col(Visit.id))
    ).all()
    by_hand = _edited_by_hand(session, plan) | _worked(session, rows)
    replaced = {row.replaces_id for row in rows}
    free, held = [], []
    for row in rows:
        stands = row.until_version is None
        if stands and row.state == "planned" and row.id not in by_hand:
            free.append(row)
        elif row.state == "cancelled" or (row.id in by_hand and (stands or row.id not in replaced)):
            held.append(row.day)
    followed.kept += len(held)
    for visit, wanted in compared(free, held, wanted_visits(session, days, ours)):
        followed.added += visit is None
        followed.taken_out += wanted is None
        followed.moved += visit is not None and wanted is not None
        yield visit, wanted


def _edited_by_hand(session: GroupSession, plan: Plan) -> set[int]:
    """Return the rows of a plan that an edit other than this one changed, in any version."""
    edits = session.exec(
        select(PlanEdit.changes).where(
            PlanEdit.plan_id == plan.id,
            PlanEdit.state == "done",
            PlanEdit.kind != KIND,
            PlanEdit.kind != "year plan",
        )
    )
    return {change.row_id for edit in edits for change in changes.from_json(edit)}


def _worked(session: GroupSession, rows: Iterable[Visit]) -> set[int]:
    ids = [row.id for row in rows]
    found = session.exec(select(TimeEntry.visit_id).where(col(TimeEntry.visit_id).in_(ids)))
    return {visit_id for visit_id in found if visit_id is not None}


def compared(free: Iterable[Visit], held: Iterable[date], wanted: Iterable[Wanted]) -> Iterator[Change]:
    """Pair visits with those wanted, week by week: yield those that change, are taken out or are added.

    What is the same stays. A day of `held` takes the place of the wanted visit of its week that is nearest, of one
    that is left out too.
    """
    weeks: dict[date, tuple[list[Visit], list[date], list[Wanted]]] = defaultdict(lambda: ([], [], []))
    for visit in free:
        weeks[week_of(visit.day).from_on][0].append(visit)
    for day in held:
        weeks[week_of(day).from_on][1].append(day)
    for each in wanted:
        weeks[week_of(each.day).from_on][2].append(each)
    for _, (visits, days, asked) in sorted(weeks.items()):
        for visit in list(visits):
            same = next((each for each in asked if each.reason is None and _same(visit, each)), None)
            if same is not None:
                visits.remove(visit)
                asked.remove(same)
        for day in days:
            if asked:
                asked.remove(min(asked, key=lambda each: abs(each.day - day)))
        yield from zip_longest(visits, [each for each in asked if each.reason is None])


def _same(visit: Visit, wanted: Wanted) -> bool:
    return all(getattr(visit, name) == wanted.columns[name] for name in SAME)
