"""Who asks: a person or program with the roles it holds today; knows no database and no web."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

Role = Literal["coordinator", "finance", "worker", "member", "auditor", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
NARROW: frozenset[Role] = frozenset({"worker", "member"})
"""The roles that reach their own rows only; the others reach the whole group."""


@dataclass(frozen=True)
class Principal:
    """Who asks, and the roles held today.

    A worker reaches the worker with the number `worker`; a member role reaches the members with the numbers
    `members`, which people call by their `member_names`, and may sign for those in `signs_for`. `group` is the
    code of its only group, None for whoever reaches them all: the command line. With a `token`, a program acts;
    `read_only`, it changes nothing.
    """

    name: str
    roles: frozenset[Role]
    worker: str | None = None
    members: tuple[str, ...] = ()
    signs_for: tuple[str, ...] = ()
    email: str | None = None
    group: str | None = None
    read_only: bool = False
    token: int | None = None
    member_names: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def actor(self) -> str:
        """Who acts, as the journal names it: several people may have one name, not one address."""
        if self.email is None:
            return self.name
        return f"{self.name[: 117 - len(self.email)]} <{self.email}>"

    def acting(self, declared: Iterable[str]) -> frozenset[Role]:
        """Return the roles in which it may call a route or an act that declares these roles; none: refused."""
        wanted = set(declared)
        return self.roles if "anyone" in wanted else frozenset(role for role in self.roles if role in wanted)

    @staticmethod
    def with_every_role(name: str) -> Principal:
        """Return who has every role: the command line, and a server that nobody else can reach."""
        return Principal(name, frozenset(ROLES))


def reaches_all(acting: Iterable[Role]) -> bool:
    """Tell whether one of the roles reaches the whole group."""
    return any(role not in NARROW for role in acting)
