"""A step of the plan that stays only if the gate would save it: the rules and rows are those of a commit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from basicplus.assignments.repair.stops import Stop
from basicplus.compliance.findings import Finding
from basicplus.compliance.gate import Verdict, gate_of
from basicplus.db import WriteSession, attempt
from basicplus.errors import BasicplusError, Conflict, InvalidInput

UNTELLABLE = "WT-13"
"""A draft may say what can be told in time no more, but it could never be published: no reason helps there."""


class Stopped(BasicplusError):
    """The gate would not save a step; nothing of it stays. `findings` say why."""

    status = 409

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(f"{finding.rule} {finding.subject}" for finding in findings))


class _OnlyTried(BasicplusError):
    """A step that would be saved, and was not meant to be."""


@contextmanager
def judged(session: WriteSession) -> Iterator[None]:
    """Let a step of a session stay only if the gate would save it now; raise Stopped, and undo it, otherwise."""
    with attempt(session):
        session.flush()
        mark = session.unit.mark()
        yield
        session.flush()
        found = blocking(gate_of(session).verdict(session, session.unit.changes(mark)), session.unit.despite)
        if found:
            raise Stopped(found)


def blocking(verdict: Verdict, despite: str | None) -> list[Finding]:
    """Return what keeps a change from being saved, or from ever being published."""
    reason = (despite or "").strip()
    return verdict.refused + [each for each in verdict.warned if not reason or each.rule == UNTELLABLE]


def stopped_by(session: WriteSession, step: Callable[[], object], *, keep: bool) -> list[Stop]:
    """Do a step of a session and return what stops it: nothing of it stays then, nor if it is not to be kept."""
    try:
        with attempt(session):
            with judged(session):
                step()
            if not keep:
                raise _OnlyTried("This was tried only.")
    except _OnlyTried:
        return []
    except Stopped as stopped:
        return [Stop("law", each.rule, finding=each) for each in stopped.findings]
    except (Conflict, InvalidInput) as error:
        return [Stop("refused", numbers={"says": str(error)})]
    return []
