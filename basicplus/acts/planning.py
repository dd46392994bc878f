"""Acts on the draft of a plan: move, swap, copy and take out visits, one or many; undo and redo."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, Field

from basicplus.acts.act import COORDINATOR, Act
from basicplus.assignments import planning
from basicplus.clock import now
from basicplus.db import WriteSession


class OfPlan(BaseModel):
    """A day of the plan whose draft is meant."""

    day: Annotated[date, Field(description="a day of the plan")]


def undo_edit(session: WriteSession, given: OfPlan) -> object:
    """Take the last edit of the draft of a plan back; the gate refuses it if the law does by now."""
    return planning.undo(session, given.day)


def redo_edit(session: WriteSession, given: OfPlan) -> object:
    """Do the edit of the draft of a plan again that was undone last."""
    return planning.redo(session, given.day)


class Telling(BaseModel):
    """When somebody was told of a notice otherwise than by e-mail, and how: now, if nothing is said."""

    notice: Annotated[int, Field(description="id of the notice")]
    at: AwareDatetime = Field(default_factory=now)
    says: Annotated[str, Field(min_length=1, max_length=1000, description="how, and by whom")]


def record_telling(session: WriteSession, given: Telling) -> object:
    """Record that somebody was told of a published version by telephone, on paper or face to face."""
    return planning.record_telling(session, given.notice, given.at, given.says)


ACTS = (
    Act(
        "move-visit",
        planning.VisitMove,
        planning.move_visit,
        COORDINATOR,
        {"visit": 1, "day": "2026-01-06", "start_time": "13:00"},
    ),
    Act(
        "follow-assignments",
        planning.AssignmentsFollowed,
        planning.follow_assignments,
        COORDINATOR,
        {"agreement": "C900", "from_on": "2026-03-01"},
    ),
    Act("swap-visits", planning.VisitSwap, planning.swap_visits, COORDINATOR, {"visit": 2, "other": 14}),
    Act(
        "swap-workers",
        planning.DaySwap,
        planning.swap_workers,
        COORDINATOR,
        {"worker": "W900", "other": "W901", "day": "2026-01-19"},
    ),
    Act("copy-visit", planning.VisitCopy, planning.copy_visit, COORDINATOR, {"visit": 4, "day": "2026-01-27"}),
    Act(
        "copy-week",
        planning.WeekCopy,
        planning.copy_week,
        COORDINATOR,
        {"day": "2026-01-19", "to_day": "2026-02-16", "worker": "W901"},
    ),
    Act("take-out-visit", planning.VisitTakenOut, planning.take_out_visit, COORDINATOR, {"visit": 4}),
    Act(
        "shift-visits",
        planning.VisitsShift,
        planning.shift_visits,
        COORDINATOR,
        {"from_on": "2026-03-01", "until_on": "2026-03-15", "member": "M900", "weekdays": [0], "minutes": 30},
    ),
    Act(
        "reassign-visits",
        planning.VisitsReassigned,
        planning.reassign_visits,
        COORDINATOR,
        {"from_on": "2026-03-01", "until_on": "2026-03-15", "member": "M900", "to_worker": "W901"},
    ),
    Act(
        "take-out-visits",
        planning.VisitsTakenOut,
        planning.take_out_visits,
        COORDINATOR,
        {"from_on": "2026-03-23", "until_on": "2026-04-01", "worker": "W900"},
    ),
    Act("undo-edit", OfPlan, undo_edit, COORDINATOR, {"day": "2026-01-01"}),
    Act(
        "record-telling",
        Telling,
        record_telling,
        COORDINATOR,
        {"notice": 1, "at": "2025-12-16T09:00+01:00", "says": "Par téléphone"},
    ),
    Act("redo-edit", OfPlan, redo_edit, COORDINATOR, {"day": "2026-01-01"}),
)
