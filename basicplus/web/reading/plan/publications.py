"""Published versions of a plan: what each says and proves, and who was told of it when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from basicplus.assignments import Plan, planning
from basicplus.assignments.planning import DiffLine, NoticeLine, PlanPublication
from basicplus.db import GroupSession
from basicplus.errors import NotFound
from basicplus.web.reading.plan.adding import members_of, people_of


@dataclass(frozen=True)
class Party:
    """A worker or a member of a difference, with the lines that concern them."""

    party: str
    number: str
    name: str
    lines: tuple[DiffLine, ...]


@dataclass(frozen=True)
class VersionShown:
    """A published version: its proof and its notices; no `publication` where an older program made it."""

    plan: Plan
    version: int
    versions: tuple[int, ...]
    publication: PlanPublication | None
    notices: tuple[tuple[NoticeLine, str], ...]

    @property
    def told(self) -> int:
        """How many were told."""
        return sum(notice.state == "told" for notice, _ in self.notices)


def by_party(session: GroupSession, lines: list[DiffLine]) -> list[Party]:
    """Return the lines of a difference by whom they concern: workers first, in order of number."""
    names = _names(session)
    found: dict[tuple[str, str], list[DiffLine]] = {}
    for line in lines:
        found.setdefault((line.party, line.number), []).append(line)
    return [Party(party, number, names[number], tuple(mine)) for (party, number), mine in found.items()]


def version_shown(session: GroupSession, day: date, version: int | None) -> VersionShown:
    """Return a published version of the plan of a day, the last one if none is named."""
    plan = planning.plan_of(session, day)
    number = plan.published if version is None else version
    if not 1 <= number <= plan.published:
        raise NotFound(f"The plan of {day} has versions 1 to {plan.published}; not {number}.")
    query = select(PlanPublication).where(PlanPublication.plan_id == plan.id)
    made = {row.version: row for row in session.exec(query.order_by(col(PlanPublication.version)))}
    names = _names(session)
    notices = tuple(
        (each, names[each.number]) for each in planning.notices_of(session, plan) if each.version == number
    )
    return VersionShown(plan, number, tuple(range(1, plan.published + 1)), made.get(number), notices)


def _names(session: GroupSession) -> dict[str, str]:
    return dict((*people_of(session), *members_of(session)))
