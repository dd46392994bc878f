"""Agreements with members, the plan, the hours and their sign-off."""

from basicplus.assignments.agreements import (
    AgreementCreate,
    AgreementTerms,
    AssignmentCreate,
    agree,
    agreements_of,
    assign,
    change_rounding,
    end_agreement,
    supersede,
    versions_of,
)
from basicplus.assignments.facts import WITNESS
from basicplus.assignments.interruptions import open_strike, withdraw
from basicplus.assignments.models import Agreement, Assignment, Plan, SignOff, TimeEntry, Visit
from basicplus.assignments.planning import (
    VisitCreate,
    add_visit,
    cancel_visits,
    close,
    days_off,
    draft,
    leave_out,
    plan_of,
    publish,
)
from basicplus.assignments.timesheets import HoursCreate

__all__ = [
    "WITNESS",
    "Agreement",
    "AgreementCreate",
    "AgreementTerms",
    "Assignment",
    "AssignmentCreate",
    "HoursCreate",
    "Plan",
    "SignOff",
    "TimeEntry",
    "Visit",
    "VisitCreate",
    "add_visit",
    "agree",
    "agreements_of",
    "assign",
    "cancel_visits",
    "change_rounding",
    "close",
    "days_off",
    "draft",
    "end_agreement",
    "leave_out",
    "open_strike",
    "plan_of",
    "publish",
    "supersede",
    "versions_of",
    "withdraw",
]
