"""The employer group itself: its identity, its ministerial authorisations, its settings."""

from basicplus.groups.facts import WITNESS
from basicplus.groups.models import Authorisation, Group
from basicplus.groups.service import AuthorisationCreate, GroupCreate, authorise, current, found

__all__ = [
    "WITNESS",
    "Authorisation",
    "AuthorisationCreate",
    "Group",
    "GroupCreate",
    "authorise",
    "current",
    "found",
]
