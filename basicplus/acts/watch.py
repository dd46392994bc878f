"""Acts on what must not be forgotten: the audit, its findings, duties by day."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, Field

from basicplus import watch
from basicplus.acts.act import OFFICE, Act
from basicplus.clock import now, today
from basicplus.compliance.law import belgian_law
from basicplus.compliance.service import FileCreate
from basicplus.db import WriteSession

Because = Annotated[str, Field(min_length=1, max_length=500)]
Case = Annotated[int, Field(description="id of the case")]


class AuditNow(BaseModel):
    """When the rules are run, now if nothing is said, and the language of the sentences that are kept."""

    at: AwareDatetime = Field(default_factory=now)
    language: Literal["fr", "nl", "de", "en"] = "fr"


class CaseOwner(BaseModel):
    """Who looks after a finding."""

    case: Case
    owner: Annotated[str, Field(min_length=1, max_length=120)]


class CaseEnd(BaseModel):
    """Why a finding is closed, on which day (today if nothing is said), and the file that proves it."""

    case: Case
    because: Because
    on: date = Field(default_factory=today)
    evidence: FileCreate | None = None


class CaseBorne(CaseEnd):
    """Why a finding is borne, and the first day on which it is looked at again."""

    until: date


class DutyDone(BaseModel):
    """A duty as `basicplus watch duties` lists it, the day it was done, who owns it, and the proof."""

    due_on: date
    kind: str
    subject: str
    done_on: date = Field(default_factory=today)
    owner: Annotated[str | None, Field(max_length=120)] = None
    evidence: FileCreate | None = None


def run_audit(session: WriteSession, given: AuditNow) -> object:
    """Run every rule on everything, keep the verdict, and open a case for each new finding."""
    return watch.run_audit(session, given.at, given.language)


def own_finding(session: WriteSession, given: CaseOwner) -> object:
    """Say who looks after an open finding."""
    return watch.assign_owner(session, given.case, given.owner)


def close_finding(session: WriteSession, given: CaseEnd) -> object:
    """Close a finding for a reason; while it stands, a file that proves why is asked."""
    return watch.close_case(session, given.case, session.unit.actor, given.on, given.because, given.evidence)


def bear_finding(session: WriteSession, given: CaseBorne) -> object:
    """Bear a finding until a day; it opens again then if it still stands. This changes no verdict."""
    actor = session.unit.actor
    return watch.waive_case(session, given.case, actor, given.on, given.because, given.until, given.evidence)


def complete_duty(session: WriteSession, given: DutyDone) -> object:
    """Record that a duty was done, and the file that proves it."""
    due = watch.Due(given.due_on, given.kind, given.subject, given.owner)
    return watch.complete_duty(session, belgian_law(), due, given.done_on, session.unit.actor, given.evidence)


ACTS = (
    Act("run-audit", AuditNow, run_audit, OFFICE, {"at": "2026-02-10T02:00+01:00"}),
    Act("own-finding", CaseOwner, own_finding, OFFICE, {"case": 1, "owner": "Chantal Noël"}),
    Act(
        "bear-finding",
        CaseBorne,
        bear_finding,
        OFFICE,
        {"case": 1, "because": "Avenant en préparation", "on": "2026-02-11", "until": "2026-03-01"},
    ),
    Act(
        "close-finding",
        CaseEnd,
        close_finding,
        OFFICE,
        {
            "case": 2,
            "because": "Contrat signé retrouvé",
            "on": "2026-02-11",
            "evidence": {"name": "contrat.txt", "content": "Q29udHJhdCBzaWduw6k="},
        },
    ),
    Act(
        "complete-duty",
        DutyDone,
        complete_duty,
        OFFICE,
        {"due_on": "2026-03-31", "kind": "activity report", "subject": "2025", "done_on": "2026-03-20"},
    ),
)
