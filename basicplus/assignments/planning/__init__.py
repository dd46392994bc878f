"""The plan: drafted from assignments, edited with undo, published in frozen versions of which people are told."""

from basicplus.assignments.handing_over import TellLine
from basicplus.assignments.planning.board import BoardDay, BoardRow, Chip, board
from basicplus.assignments.planning.bulk import (
    VisitFilter,
    VisitsReassigned,
    VisitsShift,
    VisitsTakenOut,
    reassign_visits,
    shift_visits,
    take_out_visits,
)
from basicplus.assignments.planning.calling_off import call_off, cancel_visits
from basicplus.assignments.planning.conflicts import Conflict, conflicts_of, says
from basicplus.assignments.planning.diffing import DiffLine, PlanDiff, diff
from basicplus.assignments.planning.drafting import Drafted, close, closing_days, days_off, draft, leave_out
from basicplus.assignments.planning.editing import edits_of
from basicplus.assignments.planning.following import AssignmentsFollowed, Followed, follow_assignments
from basicplus.assignments.planning.models import PlanEdit, PlanNotice, PlanNoticeEvent, PlanPublication
from basicplus.assignments.planning.moves import (
    DaySwap,
    VisitCopy,
    VisitCreate,
    VisitMove,
    VisitSwap,
    VisitTakenOut,
    WeekCopy,
    add_visit,
    copy_visit,
    copy_week,
    move_visit,
    swap_visits,
    swap_workers,
    take_out_visit,
)
from basicplus.assignments.planning.publishing import broken_plans, publish
from basicplus.assignments.planning.reading import plan_of, published_version, standing, visits_of, within
from basicplus.assignments.planning.telling import NoticeLine, notices_of, record_telling, tell_due
from basicplus.assignments.planning.undoing import redo, undo

__all__ = [
    "AssignmentsFollowed",
    "BoardDay",
    "BoardRow",
    "Chip",
    "Conflict",
    "DaySwap",
    "DiffLine",
    "Drafted",
    "Followed",
    "NoticeLine",
    "PlanDiff",
    "PlanEdit",
    "PlanNotice",
    "PlanNoticeEvent",
    "PlanPublication",
    "TellLine",
    "VisitCopy",
    "VisitCreate",
    "VisitFilter",
    "VisitMove",
    "VisitSwap",
    "VisitTakenOut",
    "VisitsReassigned",
    "VisitsShift",
    "VisitsTakenOut",
    "WeekCopy",
    "add_visit",
    "board",
    "broken_plans",
    "call_off",
    "cancel_visits",
    "close",
    "closing_days",
    "conflicts_of",
    "copy_visit",
    "copy_week",
    "days_off",
    "diff",
    "draft",
    "edits_of",
    "follow_assignments",
    "leave_out",
    "move_visit",
    "notices_of",
    "plan_of",
    "publish",
    "published_version",
    "reassign_visits",
    "record_telling",
    "redo",
    "says",
    "shift_visits",
    "standing",
    "swap_visits",
    "swap_workers",
    "take_out_visit",
    "take_out_visits",
    "tell_due",
    "undo",
    "visits_of",
    "within",
]
