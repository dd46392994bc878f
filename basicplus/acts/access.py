"""Acts on who may come in: create, disable and grant, all journaled; what opens a door is shown once."""

from __future__ import annotations

from basicplus import access, members, workers
from basicplus.access import factors, tokens
from basicplus.acts.act import ADMIN, Act
from basicplus.db import WriteSession


def grant_role(session: WriteSession, given: access.RoleGrant) -> object:
    """Give a user a role from a day on, of one worker or one member where the role is of one; its sessions end."""
    worker = None if given.worker is None else workers.by_number(session, given.worker)
    member = None if given.member is None else members.by_number(session, given.member)
    return access.grant_role(
        session,
        given,
        worker_id=None if worker is None else worker.id,
        member_id=None if member is None else member.id,
    )


EMAIL = "louise@ecole.example"
ACTS = (
    Act(
        "create-user",
        access.UserCreate,
        access.create_user,
        ADMIN,
        {"email": EMAIL, "name": "Louise Petit", "language": "fr"},
        shown_once=True,
    ),
    Act(
        "grant-role",
        access.RoleGrant,
        grant_role,
        ADMIN,
        {"email": EMAIL, "role": "member", "member": "M001", "may_sign": True, "from_on": "2026-01-05"},
    ),
    Act("end-grant", access.GrantEnd, access.end_grant, ADMIN, {"grant": 1, "on": "2026-12-01"}),
    Act("disable-user", access.UserNamed, access.disable_user, ADMIN, {"email": EMAIL}),
    Act("enable-user", access.UserNamed, access.enable_user, ADMIN, {"email": EMAIL}),
    Act("reset-password", access.UserNamed, access.reset_password, ADMIN, {"email": EMAIL}, shown_once=True),
    Act("log-out-everywhere", access.UserNamed, access.log_out_everywhere, ADMIN, {"email": EMAIL}),
    Act(
        "create-token",
        tokens.TokenCreate,
        tokens.create_token,
        ADMIN,
        {
            "email": EMAIL,
            "name": "accounting program",
            "read_only": True,
            "days": 180,
        },
        shown_once=True,
    ),
    Act("revoke-token", tokens.TokenNamed, tokens.revoke_token, ADMIN, {"token": 1}),
    Act(
        "require-second-factor",
        factors.FactorRequirement,
        factors.require_factor,
        ADMIN,
        {"required": True, "from_on": "2026-09-01"},
    ),
    Act("reset-second-factor", access.UserNamed, factors.reset_factor, ADMIN, {"email": EMAIL}),
)
