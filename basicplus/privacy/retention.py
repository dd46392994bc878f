"""How long people stay in the records: every reason to keep a person, with its rule, and who may be let go.

Every reason must be over. What proves an invoice stays as it is: it is the name that goes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import col, func

from basicplus.assignments import TimeEntry
from basicplus.compliance.law import Law
from basicplus.db import GroupSession, pick
from basicplus.invoicing import Invoice
from basicplus.members import Contact, Member, Membership
from basicplus.workers import EmploymentContract, Worker

GONE = "-"
"""What a name is once it was let go."""
CERTAINTY = ("official", "secondary", "belief", "house")


@dataclass(frozen=True)
class Reason:
    """Why a person is kept until a day: the rule, its source, and how sure it is."""

    rule: str
    keep_until_on: date
    source: str
    confirmed: str


@dataclass(frozen=True)
class Due:
    """A person who may be let go: which row, by which name people know it, and every reason that is over."""

    table: str
    row_id: int
    subject: str
    reasons: tuple[Reason, ...]

    @property
    def last(self) -> Reason:
        """The reason that lasted longest."""
        return max(self.reasons, key=lambda reason: (reason.keep_until_on, reason.rule))

    @property
    def confirmed(self) -> str:
        """How sure the least certain reason is."""
        return max((reason.confirmed for reason in self.reasons), key=CERTAINTY.index)


def due(session: GroupSession, law: Law, today: date) -> list[Due]:
    """Return whom the law lets go on a day, workers first, in order of number."""
    found = [*_workers(session, law), *_contacts(session, law)]
    return [each for each in found if each.last.keep_until_on < today]


def _workers(session: GroupSession, law: Law) -> Iterator[Due]:
    """Yield who has no contract any more, with the end of the contract and the hours as reasons."""
    last = _latest(session, TimeEntry.worker_id, TimeEntry.day)
    contracts: dict[int, list[date | None]] = defaultdict(list)
    for worker_id, until_on in session.rows(pick(EmploymentContract.worker_id, EmploymentContract.until_on)):
        contracts[worker_id].append(until_on)
    names = pick(Worker.id, Worker.number).where(Worker.last_name != GONE).order_by(col(Worker.number))
    for worker_id, number in session.rows(names):
        ends = contracts[worker_id]
        if not ends or None in ends:
            continue
        ended_on = max(end for end in ends if end is not None) - timedelta(days=1)
        reasons = [_reason(law, name, ended_on) for name in ("keep_contracts", "keep_individual_accounts")]
        if worker_id in last:
            reasons.append(_reason(law, "keep_cost_evidence", last[worker_id]))
        yield Due("worker", worker_id, str(number), tuple(reasons))


def _contacts(session: GroupSession, law: Law) -> Iterator[Due]:
    """Yield the people of members that left, with the membership and the invoices as reasons."""
    last = _latest(session, Invoice.member_id, Invoice.issue_on)
    memberships: dict[int, list[date | None]] = defaultdict(list)
    for member_id, until_on in session.rows(pick(Membership.member_id, Membership.until_on)):
        memberships[member_id].append(until_on)
    query = (
        pick(Contact.id, Contact.member_id, Member.number)
        .join(Member, col(Member.id) == Contact.member_id)
        .where(Contact.name != GONE)
        .order_by(col(Member.number), col(Contact.id))
    )
    for contact_id, member_id, number in session.rows(query):
        ends = memberships[member_id]
        if not ends or None in ends:
            continue
        left_on = max(end for end in ends if end is not None) - timedelta(days=1)
        reasons = [_reason(law, "keep_membership_history", left_on)]
        if member_id in last:
            reasons.append(_reason(law, "keep_invoices", last[member_id]))
        yield Due("contact", contact_id, f"contact {contact_id} of {number}", tuple(reasons))


def _latest(session: GroupSession, owner: object, day: object) -> dict[int, date]:
    query = pick(owner, func.max(day)).group_by(owner)
    return {owner_id: latest for owner_id, latest in session.rows(query) if owner_id is not None}


def _reason(law: Law, name: str, dated: date) -> Reason:
    """Return until when a rule keeps what is of a day: the longest of the terms that held since."""
    terms = [value for value in law.parameters[name].values if value.value and value.span.until_on > dated]
    last = max(terms, key=lambda value: value.value["years"])
    return Reason(law.parameters[name].rule, _until(dated, last.value), last.source, last.confirmed)


def _until(dated: date, term: dict[str, object]) -> date:
    years = int(str(term["years"]))
    if term["starts"] == "year_end":
        return date(dated.year + years, 12, 31)
    after = date(dated.year + years, dated.month, min(dated.day, 28))
    return after + timedelta(days=dated.day - min(dated.day, 28))
