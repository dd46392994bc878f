"""Staff beside demand: the plan of a year by the planner, capacity and critical size, hiring."""

from basicplus.staffing.applying import Applied, LeftOut, all_drafted, apply_plan
from basicplus.staffing.capacity import Critical, MonthOfStaff, ProfessionStaff, Staff, capacity_of
from basicplus.staffing.costs import AddedCost
from basicplus.staffing.forecast import (
    HireEffect,
    Outlook,
    capacity,
    hire_effect,
    outlook,
    twelve_months,
    twelve_months_from,
)
from basicplus.staffing.hiring import Hire, Taken, hire
from basicplus.staffing.instance import YearProblem, year_instance, year_problem
from basicplus.staffing.proposal import FaceChange, Proposal, Unserved, proposal_of
from basicplus.staffing.sentences import LANGUAGES, Language, Saying, say
from basicplus.staffing.standing import as_plan, standing_visits

__all__ = [
    "LANGUAGES",
    "AddedCost",
    "Applied",
    "Critical",
    "FaceChange",
    "Hire",
    "HireEffect",
    "Language",
    "LeftOut",
    "MonthOfStaff",
    "Outlook",
    "ProfessionStaff",
    "Proposal",
    "Saying",
    "Staff",
    "Taken",
    "Unserved",
    "YearProblem",
    "all_drafted",
    "apply_plan",
    "as_plan",
    "capacity",
    "capacity_of",
    "hire",
    "hire_effect",
    "outlook",
    "proposal_of",
    "say",
    "standing_visits",
    "twelve_months",
    "twelve_months_from",
    "year_instance",
    "year_problem",
]
