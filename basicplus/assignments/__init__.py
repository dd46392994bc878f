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
)
from basicplus.assignments.calendar import CalendarDay, calendar_of
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
    visits_of,
)
from basicplus.assignments.series import (
    DayChange,
    ExtraDay,
    LaterChange,
    SeriesChange,
    add_day,
    change_all,
    change_day,
    change_later,
    end_assignment,
)
from basicplus.assignments.timesheets import HoursCreate

__all__ = [
    "WITNESS",
    "Agreement",
    "AgreementCreate",
    "AgreementTerms",
    "Assignment",
    "AssignmentCreate",
    "CalendarDay",
    "DayChange",
    "ExtraDay",
    "HoursCreate",
    "LaterChange",
    "Plan",
    "SeriesChange",
    "SignOff",
    "TimeEntry",
    "Visit",
    "VisitCreate",
    "add_day",
    "add_visit",
    "agree",
    "agreements_of",
    "assign",
    "calendar_of",
    "cancel_visits",
    "change_all",
    "change_day",
    "change_later",
    "change_rounding",
    "close",
    "days_off",
    "draft",
    "end_agreement",
    "end_assignment",
    "leave_out",
    "open_strike",
    "plan_of",
    "publish",
    "visits_of",
    "withdraw",
]
