"""Who may come in and what they may reach: users, roles, sessions, tokens; knows no business."""

from sqlmodel import SQLModel

from basicplus.access.grants import GrantEnd, RoleGrant, end_grant, grant_role, grants_of
from basicplus.access.models import Credential, Grant, User, UserSession
from basicplus.access.principal import ROLES, Principal, Role
from basicplus.access.sessions import NotLoggedIn, WrongPassword
from basicplus.access.users import (
    UserCreate,
    UserNamed,
    create_user,
    disable_user,
    enable_user,
    log_out_everywhere,
    reset_password,
    user_by_email,
)

TABLES: frozenset[type[SQLModel]] = frozenset({User, Grant, Credential, UserSession})
"""The tables of access: no rule of law depends on them."""

__all__ = [
    "ROLES",
    "TABLES",
    "Credential",
    "Grant",
    "GrantEnd",
    "NotLoggedIn",
    "Principal",
    "Role",
    "RoleGrant",
    "User",
    "UserCreate",
    "UserNamed",
    "UserSession",
    "WrongPassword",
    "create_user",
    "disable_user",
    "enable_user",
    "end_grant",
    "grant_role",
    "grants_of",
    "log_out_everywhere",
    "reset_password",
    "user_by_email",
]
