"""The gate every commit passes: gather the facts around the change, run the rules, refuse or journal.

The state before the change is read only when the state after it shows a breach; another connection still
sees it, because no one else may write to the group meanwhile. What the change cannot have touched
is not read again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any

from sqlmodel import SQLModel

from basicplus import journal
from basicplus.clock import Span
from basicplus.compliance.facts import Facts
from basicplus.compliance.findings import Finding, worsened
from basicplus.compliance.law import Law
from basicplus.compliance.rules import RULES, judge
from basicplus.compliance.sentences import full_sentence
from basicplus.db import Change, GroupSession, WriteSession
from basicplus.errors import BasicplusError

SHOWN = 20


class Refused(BasicplusError):
    """The law does not allow the change; nothing was saved. `findings` says why."""

    status = 409

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        super().__init__(refusal(findings, "en"))


class Warned(BasicplusError):
    """Rules warn of the change, and nobody said why to go ahead; nothing was saved."""

    status = 409

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        super().__init__(refusal(findings, "en"))


@dataclass(frozen=True)
class Verdict:
    """What the rules say of a change: what it may not do, what needs a reason, and all that stands around it."""

    refused: list[Finding]
    warned: list[Finding]
    standing: list[Finding]

    def as_json(self, despite: str | None) -> dict[str, Any]:
        """Return the verdict as the journal keeps it."""
        noted = {"rules": [rule.id for rule in RULES], "standing": len(self.standing)}
        waivers = sorted({finding.waiver for finding in self.standing if finding.waiver})
        return (
            noted
            | (
                {"warned": [full_sentence(each) for each in self.warned], "despite": despite}
                if self.warned
                else {}
            )
            | ({"waivers": waivers} if waivers else {})
        )


def refusal(findings: list[Finding], language: str) -> str:
    """Write a refusal for a person: a line per finding, the first ones of many."""
    lines = [full_sentence(finding, language) for finding in findings[:SHOWN]]
    if len(findings) > SHOWN:
        lines.append(f"... (+{len(findings) - SHOWN})")
    return "\n".join(lines)


@dataclass
class Scope:
    """Whose facts a judgement needs, and on which days; ids are those of the rows.

    `workers` and `members` are those that a change concerns on those days, `invoices` those that it writes;
    of `buyers`, named by number, only membership and VAT status count. Of the members in `billed`, the invoices
    issued from a day on count too. `everything` is the span of an audit
    of the whole group; `heads` the span on which every contract counts; `group` the group itself, its statutes
    and its papers. `audited` are the days of an audit that have come. With `plan_only`, what was done and what was
    billed do not count: no rule on a plan looks at them.
    """

    workers: dict[int, Span] = field(default_factory=dict)
    members: dict[int, Span] = field(default_factory=dict)
    invoices: set[int] = field(default_factory=set)
    buyers: set[str] = field(default_factory=set)
    billed: dict[int, date] = field(default_factory=dict)
    heads: Span | None = None
    everything: Span | None = None
    group: bool = False
    audited: Span | None = None
    plan_only: bool = False

    def worker(self, worker_id: int, span: Span) -> None:
        """Widen the scope to a worker on some days."""
        _widen(self.workers, worker_id, span)

    def member(self, member_id: int, span: Span) -> None:
        """Widen the scope to a member on some days."""
        _widen(self.members, member_id, span)

    def count_heads(self, span: Span) -> None:
        """Widen the scope to the number of workers on some days."""
        if span:
            self.heads = self.heads.hull(span) if self.heads else span

    def all_on(self, span: Span) -> None:
        """Widen the scope to everybody on some days."""
        if span:
            self.everything = self.everything.hull(span) if self.everything else span

    def billed_from(self, member_id: int, day: date) -> None:
        """Widen the scope to the invoices that a member was sent from a day on."""
        self.billed[member_id] = min(day, self.billed.get(member_id, day))

    def copied(self) -> Scope:
        """Return the scope as it is now, for a witness may widen it."""
        return replace(
            self,
            workers=dict(self.workers),
            members=dict(self.members),
            invoices=set(self.invoices),
            buyers=set(self.buyers),
            billed=dict(self.billed),
        )

    def __bool__(self) -> bool:
        concerned = (
            self.workers,
            self.members,
            self.invoices,
            self.billed,
            self.heads,
            self.everything,
            self.group,
        )
        return any(concerned)


def _widen(spans: dict[int, Span], key: int, span: Span) -> None:
    if span:
        spans[key] = spans[key].hull(span) if key in spans else span


@dataclass(frozen=True)
class Witness:
    """How one package answers the gate.

    `tables` are the tables it answers for. `concerns` widens the scope to whom a change concerns.
    `testify` turns rows into facts within the scope; it may widen the scope for the witnesses after it
    (a visit found at a member calls for that member's membership).
    """

    name: str
    tables: frozenset[type[SQLModel]]
    concerns: Callable[[Change, Scope], None]
    testify: Callable[[GroupSession, Scope], Facts]


@dataclass(frozen=True)
class Testimony:
    """What a witness said within a scope, and the scope as it left it for the witnesses after it."""

    asked: Scope
    facts: Facts
    left: Scope


@dataclass(frozen=True)
class Gate:
    """The law and the witnesses, from the top package down."""

    law: Law
    witnesses: tuple[Witness, ...]

    def __call__(self, session: WriteSession) -> None:
        """Judge what the session changed: raise Refused or Warned, or journal its acts with the verdict."""
        if not session.unit.first_states and not session.unit.acts:
            return
        verdict = self.verdict(session)
        despite = (session.unit.despite or "").strip()
        if verdict.refused:
            raise Refused(verdict.refused)
        if verdict.warned and not despite:
            raise Warned(verdict.warned)
        journal.write(session, verdict.as_json(despite))

    def verdict(self, session: WriteSession, changes: Iterable[Change] | None = None) -> Verdict:
        """Return what the session's changes, or some of them, add or worsen, and all that stands around them."""
        session.flush()
        changes = list(session.unit.changes() if changes is None else changes)
        scope = self.scope_of(changes)
        if not scope:
            return Verdict([], [], [])
        with session.unscoped():
            heard = list(self.testimonies(session, scope))
        after = judge(_together(heard), self.law)
        before: list[Finding] = []
        if any(finding.severity != "note" for finding in after) and session.group_id is not None:
            untouched = dict(zip(self.witnesses, heard, strict=True))
            for witness in self._touched(changes):
                del untouched[witness]
            with session.database.before_the_change(session.group_id) as earlier:
                heard = list(self.testimonies(earlier, self.scope_of(changes), untouched))
            before = judge(_together(heard), self.law)
        return Verdict(worsened(before, after), worsened(before, after, "warn"), after)

    def scope_of(self, changes: Iterable[Change]) -> Scope:
        """Return whom and which days the changes concern."""
        scope = Scope()
        for change in changes:
            table = type(change.row)
            if table not in self.by_table:
                raise BasicplusError(f"No package answers for {table.__name__}: services do not write it.")
            self.by_table[table].concerns(change, scope)
        return scope

    @cached_property
    def by_table(self) -> dict[type[SQLModel], Witness]:
        """The witness that answers for each table."""
        return {table: witness for witness in self.witnesses for table in witness.tables}

    def _touched(self, changes: Iterable[Change]) -> tuple[Witness, ...]:
        """Return the witnesses whom the changes may have touched: nobody reads a table from above."""
        changed = {self.by_table[type(change.row)] for change in changes}
        lowest = max(self.witnesses.index(witness) for witness in changed)
        return self.witnesses[: lowest + 1]

    def facts(self, session: GroupSession, scope: Scope) -> Facts:
        """Gather the facts of the scope, from the top package down."""
        return _together(self.testimonies(session, scope))

    def testimonies(
        self, session: GroupSession, scope: Scope, untouched: Mapping[Witness, Testimony] = MappingProxyType({})
    ) -> Iterator[Testimony]:
        """Hear the witnesses from the top package down; the `untouched` again only when asked something else."""
        for witness in self.witnesses:
            asked = scope.copied()
            said = untouched.get(witness)
            if said is None or said.asked != asked:
                said = Testimony(asked, witness.testify(session, scope), scope)
            scope = said.left.copied()
            yield said

    def audit(self, session: GroupSession, span: Span, today: date | None = None) -> list[Finding]:
        """Return every finding of the group on the days of `span`; given `today`, what is overdue by then too."""
        scope = Scope(group=True)
        if today is not None:
            scope.audited = span & Span(span.from_on, Span.day(today).until_on)
        scope.all_on(span)
        scope.count_heads(span)
        found = judge(self.facts(session, scope), self.law)
        return [finding for finding in found if finding.span.overlaps(span)]


def _together(testimonies: Iterable[Testimony]) -> Facts:
    testimonies = list(testimonies)
    return Facts.joined([Facts(audited=testimonies[0].asked.audited), *(each.facts for each in testimonies)])


def gate_of(session: GroupSession) -> Gate:
    """Return the gate of the database that a session belongs to."""
    gate = session.database.gate
    if not isinstance(gate, Gate):
        raise BasicplusError("This database was opened without the law.")
    return gate


def changed_span(change: Change, spans: Callable[[dict[str, object]], Span]) -> list[Span]:
    """Return the days on which a dated row says something else than before.

    Where only the dates moved, these are the days won or lost; where anything else changed, all its days.
    """
    if change.before is None or change.after is None:
        return [spans(state) for state in change.states()]
    before, after = spans(change.before), spans(change.after)
    dates = {"from_on", "until_on"}
    if any(change.before[name] != change.after[name] for name in change.before if name not in dates):
        return [before, after]
    return before.minus(after) + after.minus(before)


def silent(_change: Change, _scope: Scope) -> None:
    """Answer for tables on which no rule depends."""
