"""Agreements between the group and a member, and the assignment of a worker under one."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field
from sqlmodel import col, select

from basicplus import journal, members, workers
from basicplus.assignments.models import Agreement, Assignment, TimeEntry, Visit
from basicplus.assignments.recurrence import check_rule
from basicplus.clock import Span
from basicplus.db import GroupSession, WriteSession, get, pick
from basicplus.errors import Conflict, invalid
from basicplus.members import Member
from basicplus.workers.models import Profession


class AgreementTerms(BaseModel):
    """What an agreement says; minutes a year, cents a month, `until_on` the first day after the last."""

    number: Annotated[str, Field(pattern=r"^[A-Z0-9-]{1,30}$")]
    member: Annotated[str, Field(description="number of the member")]
    profession: Profession
    worker: Annotated[str | None, Field(description="number of the worker, when one is named")] = None
    basis: Literal["time_spent", "flat_fee", "pro_rata"]
    volume_minutes: Annotated[int, Field(gt=0)]
    fee_cents: Annotated[int, Field(ge=0)] | None = None
    school_weeks_only: bool = False
    signed_on: date | None = None
    from_on: date
    until_on: date | None = None


class AgreementCreate(AgreementTerms):
    """An agreement with the pool that pays for it and, if pro rata, the key of its share."""

    pool_id: int
    key_id: int | None = None


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


def agree(session: WriteSession, agreement: AgreementCreate) -> Agreement:
    """Record an agreement with a member. The gate checks that it is one on all its days (GE-09)."""
    member = members.by_number(session, agreement.member)
    worker = workers.by_number(session, agreement.worker) if agreement.worker else None
    if session.exec(select(Agreement.id).filter_by(number=agreement.number)).first() is not None:
        raise invalid("number", agreement.number, "this agreement number is taken; choose another")
    if agreement.until_on is not None and agreement.until_on <= agreement.from_on:
        raise invalid("until_on", agreement.until_on, f"a day after from_on ({agreement.from_on})")
    if agreement.basis == "flat_fee" and agreement.fee_cents is None:
        raise invalid("fee_cents", "nothing", "a flat fee agreement needs its fee a month, in cents")
    if agreement.basis == "pro_rata" and agreement.key_id is None:
        raise invalid("key_id", "nothing", "a pro rata agreement needs the allocation key of its share")
    row = Agreement(
        **agreement.model_dump(exclude={"member", "worker"}),
        member_id=member.id,
        worker_id=worker.id if worker else None,
    )
    session.add(row)
    session.flush()
    journal.record(session, "agree", row.number, member=member.number, basis=row.basis, from_on=row.from_on)
    return row


def end_agreement(session: WriteSession, number: str, until_on: date) -> Agreement:
    """End an agreement; `until_on` is the first day it no longer holds."""
    agreement = by_number(session, number)
    if until_on <= agreement.from_on:
        raise invalid("until_on", until_on, f"a day after the agreement starts ({agreement.from_on})")
    if agreement.until_on is not None and until_on > agreement.until_on:
        raise Conflict(f"Agreement {number} already ends before {agreement.until_on}.")
    _nothing_after(session, agreement, until_on)
    agreement.until_on = until_on
    session.add(agreement)
    journal.record(session, "end agreement", number, until_on=until_on)
    return agreement


def _nothing_after(session: WriteSession, agreement: Agreement, until_on: date) -> None:
    for what, model in (("planned visits", Visit), ("hours", TimeEntry)):
        later = pick(model.day).where(
            model.agreement_id == agreement.id, model.day >= until_on, model.state != "cancelled"
        )
        days = [day for (day,) in session.rows(later)]
        if days:
            raise Conflict(
                f"Agreement {agreement.number} has {what} on {len(days)} days from {until_on} on,"
                f" the last on {max(days)}: end it later, or take them away first."
            )


def assign(session: WriteSession, assignment: AssignmentCreate) -> Assignment:
    """Put a worker on an agreement, with a recurring pattern of visits at one of the member's sites."""
    agreement = by_number(session, assignment.agreement)
    worker = workers.by_number(session, assignment.worker)
    site = members.site_of(session, member_of(session, agreement), assignment.site)
    check_rule(assignment.rule)
    if agreement.profession != worker.profession:
        raise invalid(
            "worker",
            f"{worker.number} ({worker.profession})",
            f"agreement {agreement.number} asks for {agreement.profession}",
        )
    span = Span.of(agreement.from_on, agreement.until_on)
    if not Span.of(assignment.from_on, assignment.until_on) & span:
        raise invalid("from_on", assignment.from_on, f"days of agreement {agreement.number} ({span})")
    row = Assignment(
        **assignment.model_dump(exclude={"agreement", "worker", "site"}),
        agreement_id=agreement.id,
        worker_id=worker.id,
        site_id=site.id,
    )
    session.add(row)
    journal.record(session, "assign", worker.number, agreement=agreement.number, rule=row.rule)
    return row


def member_of(session: GroupSession, agreement: Agreement) -> Member:
    """Return the member that an agreement is with."""
    return get(session, Member, "member of this agreement", id=agreement.member_id)


def by_number(session: GroupSession, number: str) -> Agreement:
    """Return the agreement with this number."""
    return get(session, Agreement, f"agreement {number}", number=number)


def agreements_of(session: GroupSession, member_id: int) -> list[Agreement]:
    """Return a member's agreements in order of number."""
    query = select(Agreement).where(Agreement.member_id == member_id).order_by(col(Agreement.number))
    return list(session.exec(query))
