"""What a run would bill and what holds it up: per member its document, what is missing, and who must act."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from sqlmodel import col, func, select

from basicplus import groups, members
from basicplus.assignments import Agreement, TimeEntry
from basicplus.clock import Period, Span
from basicplus.compliance import facts as fact
from basicplus.compliance.facts import Facts
from basicplus.compliance.findings import Finding
from basicplus.compliance.gate import Scope, gate_of
from basicplus.compliance.rules import judge
from basicplus.compliance.sentences import full_sentence
from basicplus.db import GroupSession, WriteSession, pick
from basicplus.errors import Conflict
from basicplus.invoicing.documents.content import DocumentContent
from basicplus.invoicing.issuing import Draft, content_of
from basicplus.invoicing.runs.drafting import Drafts, members_of, temporary_id
from basicplus.invoicing.settings import billing_of
from basicplus.members import Contact, Member
from basicplus.workers import Worker

Reason = Literal["ready", "unsigned", "disputed", "finding", "zero"]
REASONS: tuple[Reason, ...] = ("ready", "unsigned", "disputed", "finding", "zero")


@dataclass(frozen=True)
class MemberPreview:
    """What the run would bill a member: cents and lines, and what is still missing.

    `waits` says that the run leaves the member out until its hours are signed or the days of grace are over;
    `findings` are the sentences of the rules that speak against its document.
    """

    member: str
    name: str
    reason: Reason
    lines: int
    total_cents: int
    unsigned_minutes: int
    disputed_minutes: int
    waits: bool = False
    findings: tuple[str, ...] = ()

    @property
    def goes(self) -> bool:
        """Whether the run bills the member without being asked to."""
        return self.lines > 0 and self.reason != "finding" and not self.waits


@dataclass(frozen=True)
class Preview:
    """The run before it is issued: a counter per reason, and every member concerned."""

    period: str
    counters: dict[str, int]
    total_cents: int
    members: list[MemberPreview]


@dataclass(frozen=True)
class Missing:
    """Hours in a state that keeps them from being billed, and who must act on them."""

    state: str
    minutes: int
    who: tuple[str, ...]


@dataclass(frozen=True)
class MemberDraft:
    """The document that a run would issue to a member, under a temporary id, and what is missing of it."""

    summary: MemberPreview
    document: DocumentContent
    missing: list[Missing]


@dataclass(frozen=True)
class Looked:
    """A member's draft with what holds it up."""

    draft: Draft
    summary: MemberPreview
    findings: tuple[Finding, ...]


def preview(session: GroupSession, period: Period, issue_on: date | None = None) -> Preview:
    """Say what a run dated `issue_on` (the day after the period by default) would bill and what holds it up.

    Nothing is saved and no number is taken. `ready`: everything is signed; `unsigned` or `disputed`: what is
    signed is billed once the days of grace are over, the rest later; `finding`: a rule speaks against the
    document; `zero`: nothing to bill.
    """
    drafts = Drafts(session, period, members_of(session, period))
    rows = [looked.summary for looked in look(session, drafts, issue_on or period.span.until_on)]
    counted = Counter(row.reason for row in rows)
    counters = {str(reason): counted[reason] for reason in REASONS}
    return Preview(period.name, counters, sum(row.total_cents for row in rows), rows)


def preview_member(
    session: GroupSession, period: Period, number: str, issue_on: date | None = None
) -> MemberDraft:
    """Return the document that a run would issue to one member, what is missing of it, and who must act."""
    member = members.by_number(session, number)
    if member.billing_frequency != period.frequency:
        raise Conflict(f"{number} is billed {member.billing_frequency}: {period.name} is no such period.")
    day = issue_on or period.span.until_on
    [looked] = look(session, Drafts(session, period, [member], explained=True), day)
    settings, group = billing_of(session), groups.current(session)
    registered = member.id in members.registered_for_vat(session, day)
    content = content_of(group, settings, looked.draft, day, temporary_id(period, member), None, registered)
    return MemberDraft(looked.summary, content, _missing(session, period, member))


def look(session: GroupSession, drafts: Drafts, issue_on: date) -> list[Looked]:
    """Draft the document of each member and say what holds it up, as of the date it would bear.

    A warning counts as a finding unless the session says why to go ahead.
    """
    waiting = _waiting(session, drafts)
    grace_until_on = drafts.period.span.until_on + timedelta(days=billing_of(session).grace_days)
    made = [drafts.draft(member) for member in drafts.members]
    against = _against(session, drafts.period, made, issue_on)
    despite = isinstance(session, WriteSession) and bool((session.unit.despite or "").strip())
    looked = []
    for draft in made:
        member = draft.member
        findings = [each for each in against[member.number] if each.severity == "refuse" or not despite]
        unsigned, disputed = waiting[member.id, "unsigned"], waiting[member.id, "disputed"]
        summary = MemberPreview(
            member.number,
            member.name,
            _reason(draft, findings, unsigned, disputed),
            len(draft.bookings),
            draft.total_cents,
            unsigned,
            disputed,
            waits=issue_on < grace_until_on and bool(unsigned or disputed),
            findings=tuple(full_sentence(each) for each in findings),
        )
        looked.append(Looked(draft, summary, tuple(findings)))
    return looked


def _reason(draft: Draft, findings: Sequence[Finding], unsigned: int, disputed: int) -> Reason:
    if findings:
        return "finding"
    if disputed:
        return "disputed"
    return "unsigned" if unsigned else "ready" if draft.bookings else "zero"


def _against(
    session: GroupSession, period: Period, drafts: Iterable[Draft], issue_on: date
) -> Mapping[str, list[Finding]]:
    """Ask the rules what they would say of each invoice: in one go, from facts, without writing it."""
    agreed = {row.id: Span.of(row.from_on, row.until_on) for row in session.exec(select(Agreement))}
    billed = {}
    for draft in drafts:
        if draft.bookings and draft.kind == "invoice":
            lines = [
                (Span(each.line.from_on, each.line.until_on), agreed[each.agreement_id]) for each in draft.bookings
            ]
            spans = tuple((line & days) or line for line, days in lines)
            number = draft.member.number
            billed[f"invoice {temporary_id(period, draft.member)}"] = fact.Billed(
                temporary_id(period, draft.member), number, issue_on, spans
            )
    gate = gate_of(session)
    facts = gate.facts(session, Scope(buyers={each.member for each in billed.values()}))
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in judge(facts + Facts(billed=tuple(billed.values())), gate.law):
        if finding.subject in billed and finding.severity != "note":
            found[billed[finding.subject].member].append(finding)
    return found


def _hours_waiting(
    session: GroupSession, period: Period, member_ids: list[int], *columns: object
) -> Sequence[Any]:
    query = (
        pick(*columns, func.sum(TimeEntry.minutes))
        .where(
            col(TimeEntry.member_id).in_(member_ids),
            TimeEntry.kind == "service",
            TimeEntry.day < period.span.until_on,
            col(TimeEntry.state).in_(("draft", "submitted", "checked", "disputed")),
        )
        .group_by(*columns)
    )
    return session.rows(query)


def _waiting(session: GroupSession, drafts: Drafts) -> dict[tuple[int | None, str], int]:
    ids = [member.id for member in drafts.members]
    minutes: dict[tuple[int | None, str], int] = defaultdict(int)
    rows = _hours_waiting(session, drafts.period, ids, col(TimeEntry.member_id), col(TimeEntry.state))
    for member_id, state, worked in rows:
        minutes[member_id, "disputed" if state == "disputed" else "unsigned"] += worked
    return minutes


def _missing(session: GroupSession, period: Period, member: Member) -> list[Missing]:
    """Say whose turn it is: the worker hands in, a coordinator checks and settles, the member's signers sign."""
    by_state: dict[str, dict[str, int]] = defaultdict(dict)
    people = {row.id: row.name for row in session.exec(select(Worker))}
    rows = _hours_waiting(session, period, [member.id], col(TimeEntry.state), col(TimeEntry.worker_id))
    for state, worker_id, minutes in rows:
        by_state[state][people[worker_id]] = minutes
    contacts = session.exec(select(Contact).where(Contact.member_id == member.id, Contact.role == "signer"))
    signers = tuple(sorted(contact.name for contact in contacts))
    turns = {"submitted": ("coordinator",), "disputed": ("coordinator",), "checked": signers}
    return [
        Missing(state, sum(worked.values()), turns.get(state) or tuple(sorted(worked)))
        for state, worked in sorted(by_state.items())
    ]
