"""Acts on agreements, assignments and the plan."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, Field

from basicplus import assignments, invoicing
from basicplus.acts.act import COORDINATOR, Act, Days
from basicplus.assignments import Assignment
from basicplus.clock import now
from basicplus.db import WriteSession, get
from basicplus.rounding import RoundingRule


class NewAgreement(assignments.AgreementTerms):
    """An agreement with the code of the pool that pays for it and, if pro rata, of its allocation key."""

    pool: Annotated[str, Field(description="code of the cost pool")]
    key: Annotated[str | None, Field(description="code of the allocation key, if pro rata")] = None


class AgreementEnd(BaseModel):
    """The first day on which an agreement no longer holds."""

    agreement: Annotated[str, Field(description="number of the agreement")]
    until_on: date


class RoundingChange(BaseModel):
    """The rule by which the hours of an agreement are billed from now on."""

    agreement: Annotated[str, Field(description="number of the agreement")]
    rounding_rule: RoundingRule


class DayLeftOut(BaseModel):
    """A day on which a recurring assignment has no visit."""

    assignment: Annotated[int, Field(description="id of the assignment")]
    day: date


class Publication(BaseModel):
    """A day of the plan to publish, and since when people know it: now, if nothing is said."""

    day: Annotated[date, Field(description="a day of the plan")]
    at: AwareDatetime = Field(default_factory=now)


class Cancellation(Days):
    """A worker's visits of some days are called off, and why."""

    worker: Annotated[str, Field(description="number of the worker")]
    note: Annotated[str, Field(max_length=200)] = ""


def agree(session: WriteSession, given: NewAgreement) -> object:
    """Record an agreement with a member; it must be a member on all days of the agreement."""
    pool = invoicing.pool_by_code(session, given.pool)
    key = invoicing.key_by_code(session, given.key) if given.key else None
    terms = given.model_dump(exclude={"pool", "key"})
    return assignments.agree(
        session, assignments.AgreementCreate(**terms, pool_id=pool.id, key_id=key.id if key else None)
    )


def end_agreement(session: WriteSession, given: AgreementEnd) -> object:
    """End an agreement; visits and hours under it from that day on must be taken away first."""
    return assignments.end_agreement(session, given.agreement, given.until_on)


def change_rounding(session: WriteSession, given: RoundingChange) -> object:
    """Bill the hours of an agreement by another rule; those billed once keep the rule they were billed by."""
    return assignments.change_rounding(session, given.agreement, given.rounding_rule)


def leave_out_day(session: WriteSession, given: DayLeftOut) -> object:
    """Leave a day out of a recurring assignment: plans drafted from now on have no visit of it then."""
    assignment = get(session, Assignment, f"assignment {given.assignment}", id=given.assignment)
    return assignments.leave_out(session, assignment, given.day)


def draft_plan(session: WriteSession, given: Days) -> object:
    """Draft the plan of some days from the assignments."""
    return assignments.draft(session, given.span).plan


def publish_plan(session: WriteSession, given: Publication) -> object:
    """Publish the draft of the plan that holds a day: its visits stand, and whoever it concerns is told."""
    return assignments.publish(session, assignments.plan_of(session, given.day), given.at)


def cancel_visits(session: WriteSession, given: Cancellation) -> object:
    """Call a worker's visits of some days off, at once: what cannot take place is in no version any more."""
    return assignments.cancel_visits(session, given.worker, given.span, given.note)


ACTS = (
    Act(
        "agree",
        NewAgreement,
        agree,
        COORDINATOR,
        {
            "number": "C900",
            "member": "M900",
            "profession": "lawyer",
            "pool": "LAWYER",
            "basis": "time_spent",
            "volume_minutes": 6000,
            "signed_on": "2025-12-15",
            "from_on": "2026-01-05",
        },
    ),
    Act(
        "change-rounding",
        RoundingChange,
        change_rounding,
        COORDINATOR,
        {"agreement": "C900", "rounding_rule": "per-visit-1"},
    ),
    Act(
        "end-agreement", AgreementEnd, end_agreement, COORDINATOR, {"agreement": "C900", "until_on": "2027-01-01"}
    ),
    Act(
        "assign",
        assignments.AssignmentCreate,
        assignments.assign,
        COORDINATOR,
        {
            "agreement": "C900",
            "worker": "W900",
            "site": "M900-1",
            "rule": "FREQ=WEEKLY;BYDAY=MO",
            "start_time": "09:00",
            "minutes": 210,
            "from_on": "2026-01-05",
        },
    ),
    Act("leave-out-day", DayLeftOut, leave_out_day, COORDINATOR, {"assignment": 1, "day": "2026-03-02"}),
    Act("draft-plan", Days, draft_plan, COORDINATOR, {"from_on": "2026-01-01", "until_on": "2026-04-01"}),
    Act(
        "publish-plan",
        Publication,
        publish_plan,
        COORDINATOR,
        {"day": "2026-01-01", "at": "2025-12-15T09:00+01:00"},
    ),
    Act(
        "add-visit",
        assignments.VisitCreate,
        assignments.add_visit,
        COORDINATOR,
        {
            "worker": "W900",
            "member": "M900",
            "site": "M900-1",
            "agreement": "C900",
            "day": "2026-01-07",
            "start_time": "09:00",
            "minutes": 180,
        },
    ),
    Act(
        "cancel-visits",
        Cancellation,
        cancel_visits,
        COORDINATOR,
        {"worker": "W900", "from_on": "2026-02-02", "until_on": "2026-02-07", "note": "Formation"},
    ),
)
