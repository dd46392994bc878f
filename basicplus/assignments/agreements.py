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
from basicplus.compliance.service import FileCreate, keep
from basicplus.db import GroupSession, WriteSession, get, pick
from basicplus.errors import Conflict, invalid
from basicplus.members import Member
from basicplus.rounding import RoundingRule
from basicplus.workers.models import Profession


class AgreementTerms(BaseModel):
    """What an agreement says; minutes a year, cents a month or year, `until_on` the first day after the last."""

    number: Annotated[str, Field(pattern=r"^[A-Z0-9-]{1,30}$")]
    member: Annotated[str, Field(description="number of the member")]
    profession: Profession
    worker: Annotated[str | None, Field(description="number of the worker, when one is named")] = None
    basis: Literal["time_spent", "flat_fee", "pro_rata"]
    volume_minutes: Annotated[int, Field(gt=0)]
    rounding_rule: Annotated[RoundingRule, Field(description="how the time of visits is billed")] = (
        "exact-minutes-1"
    )
    fee_cents: Annotated[int, Field(ge=0)] | None = None
    fee_per: Literal["month", "year"] = "month"
    index_code: Annotated[
        str | None, Field(pattern=r"^[A-Z0-9-]{1,30}$", description="index that raises the fee; none if left out")
    ] = None
    index_base_on: Annotated[
        date | None, Field(description="a day of the month whose index the fee starts from")
    ] = None
    index_each: Annotated[Literal["january", "anniversary"] | None, Field(description="when it is raised")] = None
    exact_fee_reason: Annotated[
        str | None, Field(min_length=1, max_length=500, description="why the fee is the cost, not to be settled")
    ] = None
    exact_fee_document: Annotated[FileCreate | None, Field(description="what shows that the fee is the cost")] = (
        None
    )
    taxed_percent: Annotated[
        int, Field(ge=0, le=100, description="part that serves the taxed activity of the member")
    ] = 0
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
    _check_fee(agreement)
    row = Agreement(
        **agreement.model_dump(exclude={"member", "worker", "exact_fee_document"}),
        member_id=member.id,
        worker_id=worker.id if worker else None,
        exact_fee_file_id=keep(session, agreement.exact_fee_document),
    )
    row.index_base_on = agreement.index_base_on and agreement.index_base_on.replace(day=1)
    session.add(row)
    session.flush()
    journal.record(session, "agree", row.number, member=member.number, basis=row.basis, from_on=row.from_on)
    return row


def _check_fee(agreement: AgreementTerms) -> None:
    """Refuse a flat fee without its amount, and what only a flat fee can have on another basis."""
    fee_only = ("index_code", "index_base_on", "index_each", "exact_fee_reason", "exact_fee_document")
    given = [name for name in fee_only if getattr(agreement, name) is not None]
    if agreement.fee_per == "year":
        given.append("fee_per")
    if agreement.basis != "flat_fee":
        if given:
            raise invalid(
                given[0], agreement.basis, "only a flat fee has one: leave it out, or agree on a flat fee"
            )
        return
    if agreement.fee_cents is None:
        raise invalid(
            "fee_cents", "nothing", f"a flat fee agreement needs its fee a {agreement.fee_per}, in cents"
        )
    for together, why in (
        (fee_only[:3], "an index needs its code, the month it starts from, and when it raises the fee"),
        (fee_only[3:], "an exact fee needs its reason and the document that shows it"),
    ):
        missing = [name for name in together if name not in given]
        if missing and len(missing) < len(together):
            raise invalid(missing[0], "nothing", why)


def change_rounding(session: WriteSession, number: str, rounding_rule: RoundingRule) -> Agreement:
    """Bill the hours of an agreement by another rule; those billed once keep the rule they were billed by (T5)."""
    agreement = by_number(session, number)
    if agreement.basis != "time_spent":
        raise invalid("agreement", f"{number} ({agreement.basis})", "an agreement billed by time spent")
    agreement.rounding_rule, agreement.version = rounding_rule, agreement.version + 1
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
    agreement.until_on = until_on
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
