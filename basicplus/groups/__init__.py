"""The employer group itself: its identity, its ministerial authorisations, its settings."""

from basicplus.groups.facts import WITNESS
from basicplus.groups.holidays import ReplacementCreate, group_holidays, replace_holiday
from basicplus.groups.models import Authorisation, Group, ReplacementDay
from basicplus.groups.service import AuthorisationCreate, GroupCreate, authorise, current, found

__all__ = [
    "WITNESS",
    "Authorisation",
    "AuthorisationCreate",
    "Group",
    "GroupCreate",
    "ReplacementCreate",
    "ReplacementDay",
    "authorise",
    "current",
    "found",
    "group_holidays",
    "replace_holiday",
]
