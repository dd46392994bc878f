"""Agreements between the group and a member, and the assignment of a worker under one."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field
from sqlmodel import col, select

from basicplus import journal, members, workers
from basicplus.assignments.agreements.terms import AgreementCreate, check_fee
from basicplus.assignments.agreements.versions import by_number, member_of, versions_of
from basicplus.assignments.models import Agreement, Assignment, TimeEntry, Visit
from basicplus.assignments.recurrence import check_rule
from basicplus.canonical import canonical_json
from basicplus.clock import Span
from basicplus.compliance.service import keep
from basicplus.db import WriteSession, pick
from basicplus.errors import Conflict, invalid
from basicplus.rounding import RoundingRule


class AssignmentCreate(BaseModel):
    """A worker's recurring visits under an agreement; `rule` as RFC 5545, `start_time` in Brussels."""

    agreement: str
    worker: str
    site: Annotated[str, Field(description="code of the site")]
    rule: str
    start_time: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    minutes: Annotated[int, Field(gt=0, le=720)]
    from_on: date
    until_on: date | None = None
    school_weeks_only: bool = False


def agree(session: WriteSession, agreement: AgreementCreate) -> Agreement:
    """Record an agreement with a member. The gate checks that it is one on all its days (GE-09)."""
    member = members.by_number(session, agreement.member)
    worker = workers.by_number(session, agreement.worker) if agreement.worker else None
    if session.exec(select(Agreement.id).filter_by(number=agreement.number)).first() is not None:
        raise invalid("number", agreement.number, "this agreement number is taken; choose another")
    if agreement.until_on is not None and agreement.until_on <= agreement.from_on:
        raise invalid("until_on", agreement.until_on, f"a day after from_on ({agreement.from_on})")
    if agreement.basis == "pro_rata" and agreement.key_id is None:
        raise invalid("key_id", "nothing", "a pro rata agreement needs the allocation key of its share")
    check_fee(agreement.model_dump())
    for code in agreement.places:
        members.site_of(session, member, code)
    row = Agreement(
        **agreement.model_dump(exclude={"member", "worker", "exact_fee_document", "places", "clauses"}),
        places=canonical_json(agreement.places),
        clauses=canonical_json(agreement.clauses),
        member_id=member.id,
        worker_id=worker.id if worker else None,
        exact_fee_file_id=keep(session, agreement.exact_fee_document),
    )
    row.index_base_on = agreement.index_base_on and agreement.index_base_on.replace(day=1)
    session.add(row)
    session.flush()
    journal.record(session, "agree", row.number, member=member.number, basis=row.basis, from_on=row.from_on)
    return row


def change_rounding(session: WriteSession, number: str, rounding_rule: RoundingRule) -> Agreement:
    """Bill the hours of an agreement by another rule; those billed once keep the rule they were billed by (T5).

    Its latest version is mended in place, for all hours that are not billed yet; from a day on, it is amended.
    """
    agreement = by_number(session, number)
    if agreement.basis != "time_spent":
        raise invalid("agreement", f"{number} ({agreement.basis})", "an agreement billed by time spent")
    if agreement.sent_on is not None:
        raise Conflict(f"The text of {agreement.number} was sent on {agreement.sent_on}: amend it from a day on.")
    agreement.rounding_rule = rounding_rule
    session.add(agreement)
    journal.record(session, "change rounding", number, rounding_rule=rounding_rule)
    return agreement


def end_agreement(session: WriteSession, number: str, until_on: date) -> Agreement:
    """End an agreement; `until_on` is the first day it no longer holds."""
    agreement = by_number(session, number)
    if until_on <= agreement.from_on:
        raise invalid("until_on", until_on, f"a day after the agreement starts ({agreement.from_on})")
    if agreement.until_on is not None and until_on > agreement.until_on:
        raise Conflict(f"Agreement {number} already ends before {agreement.until_on}.")
    _nothing_after(session, agreement, until_on)
    agreement.until_on, agreement.ended = until_on, True
    session.add(agreement)
    journal.record(session, "end agreement", number, until_on=until_on)
    return agreement


def _nothing_after(session: WriteSession, agreement: Agreement, until_on: date) -> None:
    for what, model in (("planned visits", Visit), ("hours", TimeEntry)):
        later = pick(model.day).where(
            model.agreement_id == agreement.id, model.day >= until_on, model.state != "cancelled"
        )
        if model is Visit:
            later = later.where(col(Visit.until_version).is_(None))
        days = [day for (day,) in session.rows(later)]
        if days:
            raise Conflict(
                f"Agreement {agreement.number} has {what} on {len(days)} days from {until_on} on,"
                f" the last on {max(days)}: end it later, or take them away first."
            )


def assign(session: WriteSession, assignment: AssignmentCreate) -> Assignment:
    """Put a worker on an agreement, with a recurring pattern of visits at one of the member's sites."""
    versions = versions_of(session, assignment.agreement)
    agreement = versions[-1]
    worker = workers.by_number(session, assignment.worker)
    site = members.site_of(session, member_of(session, agreement), assignment.site)
    check_rule(assignment.rule)
    if agreement.profession != worker.profession:
        raise invalid(
            "worker",
            f"{worker.number} ({worker.profession})",
            f"agreement {agreement.number} asks for {agreement.profession}",
        )
    span = Span.of(versions[0].from_on, agreement.until_on)
    if not Span.of(assignment.from_on, assignment.until_on) & span:
        raise invalid("from_on", assignment.from_on, f"days of agreement {agreement.number} ({span})")
    row = Assignment(
        **assignment.model_dump(exclude={"agreement", "worker", "site"}),
        agreement_id=agreement.life_id,
        worker_id=worker.id,
        site_id=site.id,
    )
    session.add(row)
    journal.record(session, "assign", worker.number, agreement=agreement.number, rule=row.rule)
    return row
