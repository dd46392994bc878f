"""Acts on hours: prefill, log, correct, delete, submit, check, send back, sign on paper, dispute and settle."""

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


class Correction(BaseModel):
    """Other times (in Brussels, on the same day) or another note of hours; what is not given stays."""

    entry: Annotated[int, Field(description="id of the hours")]
    start_time: timesheets.ClockTime | None = None
    end_time: timesheets.ClockTime | None = None
    note: Annotated[str | None, Field(max_length=200)] = None


class Deletion(BaseModel):
    """A draft of hours to take away."""

    entry: Annotated[int, Field(description="id of the hours")]


class Lines(BaseModel):
    """Some lines of hours."""

    entries: Annotated[list[int], Field(min_length=1, max_length=5000, description="ids of the hours")]


class LinesSentBack(Lines):
    """Lines that their worker is to mend, and why."""

    why: Annotated[str, Field(min_length=1, max_length=500)]


class Signature(BaseModel):
    """A signature on paper: who signed, the month (any day of it), which document; when: now if nothing is said.

    Without `entries` it is for all checked lines of the month.
    """

    member: Annotated[str, Field(description="number of the member")]
    month: date
    signer: Annotated[str, Field(description="name of a contact of the member with the role signer")]
    paper: Annotated[str, Field(min_length=1, max_length=300, description="the document that was signed")]
    at: AwareDatetime = Field(default_factory=now)
    entries: Annotated[list[int] | None, Field(description="ids of the lines; all, if nothing is said")] = None


class Dispute(BaseModel):
    """Checked hours that the member does not accept, and why."""

    entry: Annotated[int, Field(description="id of the hours")]
    why: Annotated[str, Field(min_length=1, max_length=300)]


class DisputeSettlement(BaseModel):
    """The times of disputed hours as they are now agreed."""

    entry: Annotated[int, Field(description="id of the hours")]
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    says: Annotated[str, Field(max_length=500)] = ""


def prefill(session: WriteSession, given: HoursOfAnybody) -> object:
    """Draft hours for every published visit of some days that has none."""
    return timesheets.prefill(session, given.span, given.worker)


def correct(session: WriteSession, given: Correction) -> object:
    """Change the times or the note of hours that were not checked yet; never in a closed month."""
    entry = _entry(session, given.entry)
    return timesheets.correct(session, entry, given.start_time, given.end_time, given.note)


def delete(session: WriteSession, given: Deletion) -> object:
    """Take a draft of hours away; never in a closed month."""
    timesheets.delete(session, _entry(session, given.entry))
    return {"id": given.entry}


def submit(session: WriteSession, given: HoursOf) -> object:
    """Hand in a worker's drafts of some days."""
    return timesheets.submit(session, given.worker, given.span)


def check(session: WriteSession, given: HoursOfAnybody) -> object:
    """Mark the submitted hours of some days as checked by a coordinator."""
    return timesheets.check(session, given.span, given.worker)


def check_lines(session: WriteSession, given: Lines) -> object:
    """Mark some submitted lines as checked by a coordinator."""
    return timesheets.check_lines(session, given.entries)


def uncheck_lines(session: WriteSession, given: Lines) -> object:
    """Undo the check of lines that no member has signed: they are submitted again."""
    return timesheets.uncheck_lines(session, given.entries)


def send_back(session: WriteSession, given: LinesSentBack) -> object:
    """Send submitted lines back to their worker, as drafts, with a reason."""
    return timesheets.send_back(session, given.entries, given.why)


def sign(session: WriteSession, given: Signature) -> object:
    """Record that a member's signer approved its checked hours of a month on paper; no other member is touched."""
    said = (given.member, given.month, given.signer, given.at, given.entries)
    return timesheets.sign(session, *said, given.paper)


def dispute(session: WriteSession, given: Dispute) -> object:
    """Record that a member disputes one of its checked lines; the others can still be signed."""
    return timesheets.dispute(session, _entry(session, given.entry), given.why)


def settle_dispute(session: WriteSession, given: DisputeSettlement) -> object:
    """Correct disputed hours, or confirm them with their own times; they can be signed again."""
    entry = _entry(session, given.entry)
    return timesheets.settle_dispute(session, entry, given.starts_at, given.ends_at, given.says)


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
    Act("correct-hours", Correction, correct, WORKER, {"entry": 1, "end_time": "12:15"}),
    Act("delete-hours", Deletion, delete, WORKER, {"entry": 2}),
    Act("submit-hours", HoursOf, submit, WORKER, JANUARY | {"worker": "W900"}),
    Act("check-hours", HoursOfAnybody, check, COORDINATOR, JANUARY),
    Act("uncheck-lines", Lines, uncheck_lines, COORDINATOR, {"entries": [3]}),
    Act("send-back-lines", LinesSentBack, send_back, COORDINATOR, {"entries": [3], "why": "Heure de fin ?"}),
    Act("check-lines", Lines, check_lines, COORDINATOR, {"entries": [3]}),
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
        {
            "member": "M900",
            "month": "2026-01-01",
            "signer": "Louise Petit",
            "paper": "Feuille signée le 2 février",
            "at": "2026-02-02T09:00+01:00",
        },
    ),
)
