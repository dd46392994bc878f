"""Do acts: one in a commit of its own, or a batch of them, each tried before the next one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from basicplus.acts import act_named
from basicplus.acts.act import Act
from basicplus.compliance.gate import Refused, Warned, refusal
from basicplus.db import Database, GroupRow, WriteSession, attempt
from basicplus.errors import BasicplusError, Conflict, InvalidInput, NotFound, Problem
from basicplus.scope import Scope

Status = Literal["ok", "invalid", "not_found", "conflict"]
LineStatus = Literal["ok", "invalid", "not_found", "conflict", "refused", "warned"]


@dataclass(frozen=True)
class Asked:
    """An act that somebody asks for: its name and its fields as given; `line` is where a file asks for it."""

    act: str
    fields: Mapping[str, Any]
    line: int | None = None


@dataclass(frozen=True)
class Done:
    """What doing one act left: its first journal entry, how many, the verdict, and the rows it made.

    An act that changed nothing has no entry and no verdict.
    """

    act: str
    journal_entry: int | None
    entries: int
    verdict: dict[str, Any]
    result: dict[str, int | str]


@dataclass(frozen=True)
class Step:
    """How one act of a batch went, before the rules saw it."""

    asked: Asked
    status: Status = "ok"
    problems: tuple[Problem, ...] = ()
    result: dict[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """How one act of several went that were done each for itself; `says` is why it was not done."""

    asked: Asked
    status: LineStatus = "ok"
    says: str = ""
    result: dict[str, int | str] = field(default_factory=dict)


def do(
    database: Database,
    group: str | None,
    actor: str,
    act: Act,
    given: object,
    *,
    reason: str | None = None,
    despite: str | None = None,
    dry_run: bool = False,
    scope: Scope | None = None,
    first: Callable[[WriteSession], object] = lambda _session: None,
) -> Done:
    """Do one act in one commit past the gate; a dry run passes the gate too and saves nothing.

    With a `scope` it reaches the rows of one worker or of some members only. `first` is asked once the group is
    locked, and may refuse.
    """
    with database.writing(group, actor, reason, despite=despite, dry_run=dry_run, scope=scope) as session:
        unit = session.unit
        first(session)
        made = act.run(session, given)
        session.flush()
        result = told(made)
    return Done(act.name, unit.first_seq if unit.acts else None, len(unit.acts), unit.verdict or {}, result)


def do_each(
    database: Database,
    group: str | None,
    actor: str,
    asked: Iterable[Asked],
    *,
    reason: str | None = None,
    despite: str | None = None,
    language: str = "en",
    scope: Scope | None = None,
) -> list[Line]:
    """Do acts each in a commit of its own: one that a closed month or a rule refuses leaves the others saved."""

    def doing(act: Act, given: object) -> Done:
        return do(database, group, actor, act, given, reason=reason, despite=despite, scope=scope)

    return [_line(each, doing, language) for each in asked]


def _line(asked: Asked, doing: Callable[[Act, object], Done], language: str) -> Line:
    try:
        act = act_named(asked.act)
        done = doing(act, act.read(asked.fields))
    except (Refused, Warned) as error:
        kind: LineStatus = "refused" if isinstance(error, Refused) else "warned"
        return Line(asked, kind, refusal(error.findings, language))
    except BasicplusError as error:
        return Line(asked, _status(error), str(error))
    return Line(asked, result=done.result)


def do_all(session: WriteSession, asked: Iterable[Asked]) -> list[Step]:
    """Do acts one after the other in one session; one that fails leaves nothing, and the next one is tried."""
    return [_step(session, each) for each in asked]


def _step(session: WriteSession, asked: Asked) -> Step:
    try:
        act = act_named(asked.act)
        given = act.read(asked.fields)
        with attempt(session):
            made = act.run(session, given)
            session.flush()
            return Step(asked, result=told(made))
    except BasicplusError as error:
        return Step(asked, _status(error), tuple(_problems(error, asked)))


def told(made: object) -> dict[str, int | str]:
    """Return what a caller needs of an act's result: the id and number of a row, a count, or its own words."""
    if isinstance(made, dict):
        return made
    if isinstance(made, GroupRow):
        number = getattr(made, "number", None)
        return {"id": made.id} | ({"number": number} if number else {})
    if isinstance(made, list):
        return {"count": len(made)}
    return {"count": made} if isinstance(made, int) else {}


def _status(error: BasicplusError) -> Status:
    kinds: tuple[tuple[type[BasicplusError], Status], ...] = ((NotFound, "not_found"), (Conflict, "conflict"))
    return next((status for kind, status in kinds if isinstance(error, kind)), "invalid")


def _problems(error: BasicplusError, asked: Asked) -> Iterator[Problem]:
    if not isinstance(error, InvalidInput):
        yield Problem("act", asked.act, str(error), asked.line)
        return
    for problem in error.problems:
        yield Problem(problem.field, problem.found, problem.allowed, asked.line)
