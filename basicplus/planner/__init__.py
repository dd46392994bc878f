"""The year planner: who serves which demand, and when. Pure: an instance in, a plan out; no database."""

from basicplus.planner.checking import Checked, Violation, check
from basicplus.planner.instance import Instance, read_instance
from basicplus.planner.plan import Assignment, Plan, read_plan, write_plan
from basicplus.planner.reasons import Choice, why
from basicplus.planner.solving import Outcome, Progress, Stage, bound, solve

__all__ = [
    "Assignment",
    "Checked",
    "Choice",
    "Instance",
    "Outcome",
    "Plan",
    "Progress",
    "Stage",
    "Violation",
    "bound",
    "check",
    "read_instance",
    "read_plan",
    "solve",
    "why",
    "write_plan",
]
