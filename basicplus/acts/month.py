"""Acts that close a month: members sign and dispute their lines, three parties answer, a coordinator locks."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, Field

from basicplus.acts.act import COORDINATOR, Act, ActRole
from basicplus.assignments import TimeEntry, timesheets
from basicplus.clock import now, today
from basicplus.db import GroupSession, WriteSession, get

MEMBER: tuple[ActRole, ...] = ("member",)
Says = Annotated[str, Field(min_length=1, max_length=500)]
JANUARY = "2026-01-01"


class OwnSignature(BaseModel):
    """Lines of a month (any day of it) that a member's signer approves, signed in as himself."""

    member: Annotated[str, Field(description="number of the member")]
    month: date
    entries: Annotated[list[int], Field(min_length=1, max_length=2000, description="ids of the hours")]


class OwnDispute(BaseModel):
    """A checked line that the member does not accept, and why, in the words of a signer signed in as himself."""

    member: Annotated[str, Field(description="number of the member")]
    entry: Annotated[int, Field(description="id of the hours")]
    why: Annotated[str, Field(min_length=1, max_length=300)]


class OwnAnswer(BaseModel):
    """What the member answers about one of its disputed lines."""

    member: Annotated[str, Field(description="number of the member")]
    entry: Annotated[int, Field(description="id of the hours")]
    says: Says


class Answer(BaseModel):
    """What somebody answers about a disputed line."""

    entry: Annotated[int, Field(description="id of the hours")]
    says: Says


class Month(BaseModel):
    """A month, named by any of its days."""

    month: date


class TacitTerms(BaseModel):
    """Days of silence after which hours of an agreement count as approved, from a day on; nothing: never."""

    agreement: Annotated[str, Field(description="number of the agreement")]
    from_on: date
    delay_days: Annotated[int | None, Field(ge=1, le=90)] = None


class LinesOfMonth(Month):
    """The checked lines of a month, put before the members named, or before all of them."""

    members: Annotated[list[str], Field(description="numbers of members; all, if nothing is said")] = []
    at: AwareDatetime = Field(default_factory=now)


class At(BaseModel):
    """The instant at which reminders are due: now, if nothing is said."""

    at: AwareDatetime = Field(default_factory=now)


class OnDay(BaseModel):
    """The day from which silence is judged: today, if nothing is said."""

    on: date = Field(default_factory=today)


class MonthOpened(Month):
    """A closed month to open again, and why."""

    because: Annotated[str, Field(min_length=1, max_length=300)]


def sign_own(session: WriteSession, given: OwnSignature) -> object:
    """Approve lines of a month of one's own member; who is signed in must be one of its signers."""
    return timesheets.sign_own(session, given.member, given.month, now(), given.entries)


def dispute_own(session: WriteSession, given: OwnDispute) -> object:
    """Dispute a line of one's own member, with a reason; who is signed in must be one of its signers."""
    return timesheets.dispute_own(session, given.member, given.entry, given.why)


def answer_own(session: WriteSession, given: OwnAnswer) -> object:
    """Answer, as the member, about one of its disputed lines."""
    return timesheets.answer_own(session, given.member, given.entry, given.says)


def answer_as_coordinator(session: WriteSession, given: Answer) -> object:
    """Answer, as a coordinator, about a disputed line."""
    return timesheets.answer(session, _entry(session, given.entry), "coordinator", given.says)


def answer_as_worker(session: WriteSession, given: Answer) -> object:
    """Answer, as the worker, about a disputed line of one's own hours."""
    return timesheets.answer(session, _entry(session, given.entry), "worker", given.says)


def set_tacit_approval(session: WriteSession, given: TacitTerms) -> object:
    """Set after how many days of silence hours of an agreement count as approved, from a day on; or never."""
    return timesheets.set_tacit_approval(session, given.agreement, given.from_on, given.delay_days)


def put_before_members(session: WriteSession, given: LinesOfMonth) -> object:
    """Put the checked lines of a month before their members; `basicplus month tell` sends the e-mails."""
    return timesheets.put_before_members(session, given.month, given.at, given.members)


def remind_members(session: WriteSession, given: At) -> object:
    """Write the reminders of hours to sign that are due; `basicplus month remind` writes and sends them."""
    return timesheets.write_reminders(session, given.at)


def approve_tacitly(session: WriteSession, given: OnDay) -> object:
    """Approve the lines on which members were silent for as long as their agreement says, after an e-mail."""
    return timesheets.approve_tacitly(session, given.on)


def close_month(session: WriteSession, given: Month) -> object:
    """Close a month: its hours stay as they are; members can still sign them, and they can be billed."""
    return timesheets.close_month(session, given.month)


def reopen_month(session: WriteSession, given: MonthOpened) -> object:
    """Open a closed month again, with a reason; what was signed or billed stays signed and billed."""
    return timesheets.reopen_month(session, given.month, given.because)


def _entry(session: GroupSession, entry_id: int) -> TimeEntry:
    return get(session, TimeEntry, f"hours entry {entry_id}", id=entry_id)


OWN_LINE = {"member": "M900", "entry": 1}
ACTS = (
    Act("dispute-line", OwnDispute, dispute_own, MEMBER, OWN_LINE | {"why": "Partie à onze heures"}),
    Act("answer-as-member", OwnAnswer, answer_own, MEMBER, OWN_LINE | {"says": "Le portier l'a vue partir."}),
    Act("answer-as-worker", Answer, answer_as_worker, ("worker",), {"entry": 1, "says": "Jusqu'à midi."}),
    Act("answer-dispute", Answer, answer_as_coordinator, COORDINATOR, {"entry": 1, "says": "Je vérifie."}),
    Act("sign-lines", OwnSignature, sign_own, MEMBER, {"member": "M900", "month": JANUARY, "entries": [1]}),
    Act(
        "set-tacit-approval",
        TacitTerms,
        set_tacit_approval,
        COORDINATOR,
        {"agreement": "C900", "from_on": "2026-01-01", "delay_days": 15},
    ),
    Act("put-hours-before-members", LinesOfMonth, put_before_members, COORDINATOR, {"month": JANUARY}),
    Act("remind-members-of-hours", At, remind_members, COORDINATOR, {"at": "2026-02-09T08:00+01:00"}),
    Act("approve-hours-tacitly", OnDay, approve_tacitly, COORDINATOR, {"on": "2026-02-20"}),
    Act("close-month", Month, close_month, COORDINATOR, {"month": "2025-12-01"}),
    Act("reopen-month", MonthOpened, reopen_month, COORDINATOR, {"month": "2025-12-01", "because": "Oubli"}),
)
