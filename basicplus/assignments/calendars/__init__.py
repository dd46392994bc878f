"""School calendars of the three Communities, and what is special about a day: pure files, dated data."""

from basicplus.assignments.calendars.naming import name_of, term
from basicplus.assignments.calendars.school import (
    SchoolHoliday,
    SchoolYear,
    school_holiday,
    school_is_open,
    school_weeks,
    school_year_of,
    school_years,
)
from basicplus.assignments.calendars.special import (
    Days,
    Facts,
    GroupDays,
    MemberDays,
    Special,
    left_out,
    special_days,
)
from basicplus.assignments.recurrence.words import Language

__all__ = [
    "Days",
    "Facts",
    "GroupDays",
    "Language",
    "MemberDays",
    "SchoolHoliday",
    "SchoolYear",
    "Special",
    "left_out",
    "name_of",
    "school_holiday",
    "school_is_open",
    "school_weeks",
    "school_year_of",
    "school_years",
    "special_days",
    "term",
]
