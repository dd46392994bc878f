"""Who may come in and what they may reach: users, roles, sessions, tokens; knows no business."""

from basicplus.access.principal import ROLES, Principal, Role

__all__ = ["ROLES", "Principal", "Role"]
