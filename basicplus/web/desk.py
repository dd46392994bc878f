"""The edge between a request and the records: one session for each request, in the name of one actor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Annotated, Any

from fastapi import Depends, Header, Path, Query, Request

from basicplus import journal
from basicplus.access import Principal, Role
from basicplus.access.principal import reaches_all
from basicplus.db import Database, ReadSession, WriteSession, pick
from basicplus.errors import Forbidden, NotFound
from basicplus.groups import Group
from basicplus.reach import scope_of
from basicplus.scope import Scope
from basicplus.web import matching, once
from basicplus.web.roles import roles_of


@dataclass(frozen=True)
class Desk:
    """Where one group's records are read and written, and by whom: in which roles, over whose rows."""

    database: Database
    principal: Principal
    acting: frozenset[Role]
    group: str
    reason: str | None = None
    despite: str | None = None
    only_if: frozenset[str] = frozenset()
    about: Mapping[str, Any] = field(default_factory=dict)

    @property
    def actor(self) -> str:
        """Who acts, as the journal names it."""
        return self.principal.actor

    def allow(self, declared: Iterable[str], what: str) -> None:
        """Refuse unless the caller acts here in one of the roles that an act declares."""
        if not self.acting & set(declared):
            raise Forbidden(f"{what} is for {', '.join(declared)}; here you act as {', '.join(self.acting)}.")

    def own_member(self, number: str) -> None:
        """Refuse a member that is not one of the caller's: to anybody but a coordinator it is not there."""
        if number not in self.principal.members and "coordinator" not in self.principal.roles:
            raise NotFound(f"There is no member {number} in this group.")

    @cached_property
    def scope(self) -> Scope | None:
        """Whose rows the caller reaches in the roles in which it acts; None where one of them reaches them all."""
        return self._reached_in(self.acting)

    def scope_for(self, declared: Iterable[str]) -> Scope | None:
        """Return whose rows the caller reaches in an act that declares these roles, and in no other role."""
        acting = frozenset(role for role in self.acting if role in set(declared))
        return self.scope if acting == self.acting else self._reached_in(acting)

    def _reached_in(self, acting: frozenset[Role]) -> Scope | None:
        if reaches_all(acting):
            return None
        worker = self.principal.worker if "worker" in acting else None
        members = self.principal.members if "member" in acting else ()
        with self.database.reading(self.group) as session:
            return scope_of(session, worker, members)

    def reading(self) -> AbstractContextManager[ReadSession]:
        """Open a session that reads the group, or what of it the caller reaches."""
        return self.database.reading(self.group, scope=self.scope)

    @contextmanager
    def writing(self) -> Iterator[WriteSession]:
        """Open a session that commits through the gate on leaving; it reaches what the caller does."""
        with self.database.writing(
            self.group, self.actor, self.reason, despite=self.despite, scope=self.scope
        ) as session:
            self.check_unchanged(session, self.about)
            yield session

    def check_unchanged(self, session: WriteSession, named: Mapping[str, Any]) -> None:
        """Refuse a change by a caller who read what it names, and sees it as it was then (`If-Match`)."""
        if self.only_if:
            before = _Before(self.database, self.principal, self.acting, self.group, session=session)
            matching.check(before, self.only_if, named)


@dataclass(frozen=True)
class _Before(Desk):
    """The same desk while a change of its caller is under way: it reads what is recorded."""

    session: WriteSession = field(kw_only=True)

    @contextmanager
    def reading(self) -> Iterator[ReadSession]:
        with self.database.before_the_change(self.session.group()) as session:
            session.narrow(self.session.scope)
            yield session


def desk(
    request: Request, group: Annotated[str, Path(description="Code of the group, as in /api/groups.")]
) -> Desk:
    """Return the desk of the group that the path names; who comes as an auditor only has its look journaled."""
    principal: Principal = request.state.principal
    if principal.group not in (None, group):
        raise NotFound(f"There is no group {group!r} here for you.")
    acting = principal.acting(roles_of(request.scope.get("route")))
    at = Desk(request.app.state.database, principal, acting, group)
    if acting == {"auditor"} and request.method == "GET":
        with at.writing() as session:
            journal.look(session, request.url.path[:160], query=request.url.query[:500])
    return at


AtDesk = Annotated[Desk, Depends(desk)]


def writing_desk(
    request: Request,
    at: AtDesk,
    reason: Annotated[str | None, Query(max_length=500, description="Why; kept in the journal.")] = None,
    despite: Annotated[
        str | None,
        Query(max_length=500, description="Why to go ahead although a rule warns; kept in the journal."),
    ] = None,
    _key: Annotated[
        str | None,
        Header(
            alias=once.KEY,
            min_length=1,
            max_length=200,
            pattern="^[!-~]+$",
            description="Any text of your own: the same request with it is answered again, not done again.",
        ),
    ] = None,
) -> Desk:
    """Return the desk for a change, with the reasons that the caller gives; a call with a known key ends here."""
    once.begin(request, at.database, at.group, at.actor)
    only_if = matching.tags_in(request.headers.get(matching.HEADER))
    about = matching.named_in_path(request.url.path, request.path_params.get("number"))
    return replace(at, reason=reason, despite=despite, only_if=only_if, about=about)


AtWritingDesk = Annotated[Desk, Depends(writing_desk)]


def groups_of(database: Database) -> list[tuple[str, str]]:
    """Return the code and name of every group, in order of code."""
    with database.engine.execution_options(purpose="read").connect() as connection:
        rows = connection.execute(pick(Group.code, Group.name).order_by(Group.code))
        return [(code, name) for code, name in rows]


def groups_for(request: Request) -> list[tuple[str, str]]:
    """Return the code and name of every group that the caller reaches; none for who is not logged in."""
    principal: Principal | None = getattr(request.state, "principal", request.app.state.principal)
    if principal is None:
        return []
    return [each for each in groups_of(request.app.state.database) if principal.group in (None, each[0])]
