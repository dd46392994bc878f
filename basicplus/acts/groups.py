"""Acts on the group itself: its statutes and internal rules, and its dealings with the ministry."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from basicplus import assignments, groups
from basicplus.acts.act import ADMIN, COORDINATOR, LAWYERS, PROOF, Act
from basicplus.db import WriteSession


class ClosingDayCreate(BaseModel):
    """A day on which nobody works, and why."""

    day: date
    label: Annotated[str, Field(min_length=1, max_length=100)]


class OfApplication(BaseModel):
    """An act on an application."""

    reference: Annotated[str, Field(description="reference of the application")]


class AdviceRequest(OfApplication):
    """The day on which the National Labour Council was asked for advice."""

    asked_on: date


class AdviceReceipt(OfApplication):
    """The day on which the advice came."""

    given_on: date


class Decision(OfApplication):
    """What the minister decided, and on which day."""

    decided_on: date
    granted: bool


def close_day(session: WriteSession, given: ClosingDayCreate) -> object:
    """Close the whole group on a day: plans drafted from now on have no visit then."""
    return assignments.close(session, given.day, given.label)


def ask_advice(session: WriteSession, given: AdviceRequest) -> object:
    """Record that advice on an application is asked: the clock of the minister stands still."""
    return groups.ask_advice(session, given.reference, given.asked_on)


def advice_given(session: WriteSession, given: AdviceReceipt) -> object:
    """Record that the advice on an application came: the clock of the minister runs again."""
    return groups.advice_given(session, given.reference, given.given_on)


def decide_application(session: WriteSession, given: Decision) -> object:
    """Record what the minister decides on an application; one granted is recorded by `authorise`."""
    return groups.decide_application(session, given.reference, given.decided_on, given.granted)


ACTS = (
    Act(
        "change-group",
        groups.GroupChange,
        groups.change_group,
        ADMIN,
        {"street": "Rue du Pont 8", "city": "Namur"},
    ),
    Act(
        "adopt-statutes",
        groups.StatutesCreate,
        groups.adopt_statutes,
        ADMIN,
        {"from_on": "2026-01-01", "legal_form": "ASBL", "document": PROOF},
    ),
    Act(
        "apply",
        groups.ApplicationCreate,
        groups.apply,
        ADMIN,
        {
            "reference": "DEM-2026",
            "received_on": "2026-01-12",
            "registered_letter": True,
            "internal_rules_version": 1,
            "proposed_committee": "225.02",
        },
    ),
    Act("ask-advice", AdviceRequest, ask_advice, ADMIN, {"reference": "DEM-2026", "asked_on": "2026-01-19"}),
    Act("record-advice", AdviceReceipt, advice_given, ADMIN, {"reference": "DEM-2026", "given_on": "2026-02-16"}),
    Act(
        "decide-application",
        Decision,
        decide_application,
        ADMIN,
        {"reference": "DEM-2026", "decided_on": "2026-03-02", "granted": True},
    ),
    Act(
        "authorise",
        groups.AuthorisationCreate,
        groups.authorise,
        ADMIN,
        {"reference": "AM-2026", "joint_committee": "337", "granted_on": "2025-12-01", "from_on": "2026-01-01"},
    ),
    Act(
        "withdraw-authorisation",
        groups.WithdrawalCreate,
        assignments.withdraw,
        ADMIN,
        {
            "reference": "AM-2026",
            "effective_on": "2026-11-02",
            "because": "Rapports d'activité manquants",
            "document": PROOF,
        },
    ),
    Act(
        "adopt-internal-rules",
        groups.InternalRulesCreate,
        groups.adopt_internal_rules,
        LAWYERS,
        {"from_on": "2026-07-01", "document": PROOF},
    ),
    Act(
        "send-report",
        groups.ActivityReportCreate,
        groups.send_report,
        LAWYERS,
        {"year": 2026, "sent_on": "2027-03-01", "document": PROOF},
    ),
    Act(
        "replace-holiday",
        groups.ReplacementCreate,
        groups.replace_holiday,
        COORDINATOR,
        {
            "holiday": "2026-08-15",
            "replaced_on": "2026-08-17",
            "agreed_by": "Délégation du personnel",
            "decided_on": "2025-11-20",
            "posted_on": "2025-12-01",
        },
    ),
    Act("close-day", ClosingDayCreate, close_day, COORDINATOR, {"day": "2026-05-15", "label": "Pont"}),
)
