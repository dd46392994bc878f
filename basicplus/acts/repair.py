"""Acts on a disturbed plan: replace somebody, repair it after what happened; and what they would do, unsaved."""

from __future__ import annotations

from datetime import date

from basicplus.acts.act import COORDINATOR, Act
from basicplus.assignments import repair
from basicplus.db import Database, WriteSession


def repair_plan(session: WriteSession, given: repair.Disturbance) -> object:
    """Record an absence, a leaver, a closure, a strike or a demand, and change the draft as little as it needs."""
    return repair.repair(session, given).moved


def candidates(
    database: Database, group: str | None, visit_id: int, limit: int, *, told_on: date
) -> list[repair.Candidate]:
    """Return who could make a visit instead, tried in a session that saves nothing."""
    with database.writing(group, "simulation", dry_run=True) as session:
        found = repair.replacements(session, visit_id, limit, told_on=told_on)
        session.rollback()
    return found


def proposal(
    database: Database, group: str | None, given: repair.Disturbance, *, despite: str | None = None
) -> repair.Proposal:
    """Return the repair that would be saved after a disturbance; it passes the gate and nothing is saved."""
    with database.writing(group, "simulation", despite=despite, dry_run=True) as session:
        return repair.repair(session, given)


ACTS = (
    Act("replace-visit", repair.VisitReplace, repair.replace_visit, COORDINATOR, {"visit": 10, "worker": "W901"}),
    Act(
        "repair-plan",
        repair.Disturbance,
        repair_plan,
        COORDINATOR,
        {
            "kind": "absence",
            "worker": "W900",
            "from_on": "2026-02-09",
            "until_on": "2026-02-10",
            "told_on": "2026-02-02",
        },
    ),
)
