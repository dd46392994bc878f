"""Acts on hours: prefill, log, submit, check, sign, dispute and settle a dispute."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, Field

from basicplus import assignments
from basicplus.acts.act import COORDINATOR, Act, ActRole, Days
from basicplus.assignments import TimeEntry, timesheets
from basicplus.clock import now
from basicplus.db import GroupSession, WriteSession, get

WORKER: tuple[ActRole, ...] = ("coordinator", "worker")


class HoursOf(Days):
    """The hours of one worker on some days."""

    worker: Annotated[str, Field(description="number of the worker")]


class HoursOfAnybody(Days):
    """The hours of one worker on some days; of everybody if no worker is named."""

    worker: Annotated[str | None, Field(description="number of the worker")] = None


class Signature(BaseModel):
    """A member's signer, the month signed (any day of it), and when it was signed: now, if nothing is said."""

    member: Annotated[str, Field(description="number of the member")]
    month: date
    signer: Annotated[str, Field(description="name of a contact of the member with the role signer")]
    at: AwareDatetime = Field(default_factory=now)


class Dispute(BaseModel):
    """Checked hours that the member does not accept, and why."""

    entry: Annotated[int, Field(description="id of the hours")]
    why: Annotated[str, Field(min_length=1, max_length=300)]


class DisputeSettlement(BaseModel):
    """The times of disputed hours as they are now agreed."""

    entry: Annotated[int, Field(description="id of the hours")]
    starts_at: AwareDatetime
    ends_at: AwareDatetime


def prefill(session: WriteSession, given: HoursOfAnybody) -> object:
    """Draft hours for every published visit of some days that has none."""
    return timesheets.prefill(session, given.span, given.worker)


def submit(session: WriteSession, given: HoursOf) -> object:
    """Hand in a worker's drafts of some days."""
    return timesheets.submit(session, given.worker, given.span)


def check(session: WriteSession, given: HoursOfAnybody) -> object:
    """Mark the submitted hours of some days as checked by a coordinator."""
    return timesheets.check(session, given.span, given.worker)


def sign(session: WriteSession, given: Signature) -> object:
    """Record that a member's signer approves its checked hours of a month; other members are not touched."""
    return timesheets.sign(session, given.member, given.month, given.signer, given.at)


def dispute(session: WriteSession, given: Dispute) -> object:
    """Record that a member disputes one of its checked lines; the others can still be signed."""
    return timesheets.dispute(session, _entry(session, given.entry), given.why)


def settle_dispute(session: WriteSession, given: DisputeSettlement) -> object:
    """Correct disputed hours, or confirm them with their own times; they can be signed again."""
    return timesheets.settle_dispute(session, _entry(session, given.entry), given.starts_at, given.ends_at)


def _entry(session: GroupSession, entry_id: int) -> TimeEntry:
    return get(session, TimeEntry, f"hours entry {entry_id}", id=entry_id)


JANUARY = {"from_on": "2026-01-01", "until_on": "2026-02-01"}
ACTS = (
    Act(
        "log-hours",
        assignments.HoursCreate,
        timesheets.log,
        WORKER,
        {"worker": "W900", "agreement": "C900", "day": "2026-01-08", "start_time": "09:00", "end_time": "12:30"},
    ),
    Act("prefill-hours", HoursOfAnybody, prefill, WORKER, JANUARY | {"worker": "W900"}),
    Act("submit-hours", HoursOf, submit, WORKER, JANUARY | {"worker": "W900"}),
    Act("check-hours", HoursOfAnybody, check, COORDINATOR, JANUARY),
    Act("dispute-hours", Dispute, dispute, COORDINATOR, {"entry": 1, "why": "Partie à midi"}),
    Act(
        "settle-dispute",
        DisputeSettlement,
        settle_dispute,
        COORDINATOR,
        {"entry": 1, "starts_at": "2026-01-08T09:00+01:00", "ends_at": "2026-01-08T12:00+01:00"},
    ),
    Act(
        "sign-hours",
        Signature,
        sign,
        COORDINATOR,
        {"member": "M900", "month": "2026-01-01", "signer": "Louise Petit", "at": "2026-02-02T09:00+01:00"},
    ),
)
