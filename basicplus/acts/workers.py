"""Acts on workers: register, hire, amend and end contracts, pay scales, absences and qualifications."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from basicplus import workers
from basicplus.acts.act import COORDINATOR, PROOF, Act
from basicplus.compliance.facts import SchemeKind
from basicplus.db import WriteSession
from basicplus.errors import NotFound
from basicplus.workers.models import AbsenceKind


class Amendment(BaseModel):
    """Another weekly duration, committee or pay from a day within a contract on, in minutes a week."""

    contract: Annotated[str, Field(description="number of the contract")]
    from_on: date
    week_minutes: Annotated[int, Field(gt=0, le=2400)]
    signed_on: date | None = None
    pattern: Annotated[str, Field(max_length=500)] = ""
    joint_committee: Annotated[str, Field(pattern=r"^(\d{3}(\.\d{2})?)?$", description="empty: as before")] = ""
    gross_month_cents: Annotated[int | None, Field(gt=0, description="gross pay a month, if known")] = None
    scale: Annotated[str | None, Field(max_length=30, description="code of the pay scale; nothing: as before")] = (
        None
    )


class ContractEnd(BaseModel):
    """The first day on which a contract is no longer in force."""

    contract: Annotated[str, Field(description="number of the contract")]
    until_on: date


class SchemeEnd(BaseModel):
    """A scheme by its kind, its worker and its first day, and the first day on which it no longer holds."""

    kind: SchemeKind
    worker: Annotated[str | None, Field(description="number of the worker; empty: that of everybody")] = None
    from_on: date
    until_on: date


class NewAbsence(BaseModel):
    """Days of absence in [from_on, until_on)."""

    worker: Annotated[str, Field(description="number of the worker")]
    kind: AbsenceKind
    from_on: date
    until_on: date


class NewQualification(BaseModel):
    """A diploma or certificate; `until_on` is the first day it is no longer valid."""

    worker: Annotated[str, Field(description="number of the worker")]
    name: Annotated[str, Field(min_length=1, max_length=200)]
    from_on: date
    until_on: date | None = None


def amend(session: WriteSession, given: Amendment) -> object:
    """Agree another weekly duration, joint committee or pay from a day within a contract on."""
    return workers.amend(
        session,
        given.contract,
        given.from_on,
        given.week_minutes,
        given.signed_on,
        given.pattern,
        given.joint_committee,
        given.gross_month_cents,
        given.scale,
    )


def end_contract(session: WriteSession, given: ContractEnd) -> object:
    """End a contract; the visits and hours planned from that day on must be taken away first."""
    return workers.end_contract(session, given.contract, given.until_on)


def record_absence(session: WriteSession, given: NewAbsence) -> object:
    """Record days of absence; plans drafted from now on have no visit of the worker then."""
    return workers.record_absence(session, given.worker, given.kind, given.from_on, given.until_on)


def record_qualification(session: WriteSession, given: NewQualification) -> object:
    """Record a diploma or certificate of a worker."""
    return workers.record_qualification(session, given.worker, given.name, given.from_on, given.until_on)


def end_scheme(session: WriteSession, given: SchemeEnd) -> object:
    """End a working-time scheme earlier than foreseen."""
    worker_id = workers.by_number(session, given.worker).id if given.worker else None
    wanted = (given.kind, worker_id, given.from_on)
    for scheme in workers.schemes(session):
        if (scheme.kind, scheme.worker_id, scheme.from_on) == wanted:
            return workers.end_scheme(session, scheme, given.until_on)
    raise NotFound(f"There is no scheme {given.kind} from {given.from_on} for {given.worker or 'everybody'}.")


ACTS = (
    Act(
        "register-worker",
        workers.WorkerCreate,
        workers.register,
        COORDINATOR,
        {"number": "W900", "first_name": "Nora", "last_name": "Claes", "profession": "lawyer"},
    ),
    Act(
        "change-worker",
        workers.WorkerChange,
        workers.change_worker,
        COORDINATOR,
        {"worker": "W900", "last_name": "Claes-Dubois", "home_postal_code": "5000", "home_city": "Namur"},
    ),
    Act(
        "hire",
        workers.ContractCreate,
        workers.hire,
        COORDINATOR,
        {
            "number": "CT-W900",
            "worker": "W900",
            "from_on": "2026-01-05",
            "week_minutes": 2280,
            "signed_on": "2025-12-15",
            "purpose_clause": True,
        },
    ),
    Act(
        "amend-contract",
        Amendment,
        amend,
        COORDINATOR,
        {
            "contract": "CT-W900",
            "from_on": "2026-09-01",
            "week_minutes": 1140,
            "pattern": "variable",
            "signed_on": "2026-08-17",
        },
    ),
    Act(
        "adopt-scheme",
        workers.SchemeCreate,
        workers.adopt_scheme,
        COORDINATOR,
        {"kind": "night", "from_on": "2026-07-01", "signed_on": "2026-06-15", "document": PROOF},
    ),
    Act(
        "end-scheme",
        SchemeEnd,
        end_scheme,
        COORDINATOR,
        {"kind": "night", "from_on": "2026-07-01", "until_on": "2026-12-01"},
    ),
    Act(
        "record-scale",
        workers.ScaleCreate,
        workers.record_scale,
        COORDINATOR,
        {
            "code": "337-B",
            "joint_committee": "337",
            "function": "Juriste",
            "from_on": "2026-01-01",
            "month_cents": 320000,
            "source": "CCT de la commission paritaire",
        },
    ),
    Act("end-contract", ContractEnd, end_contract, COORDINATOR, {"contract": "CT-W900", "until_on": "2027-01-01"}),
    Act(
        "record-absence",
        NewAbsence,
        record_absence,
        COORDINATOR,
        {"worker": "W900", "kind": "annual_leave", "from_on": "2026-07-06", "until_on": "2026-07-20"},
    ),
    Act(
        "record-qualification",
        NewQualification,
        record_qualification,
        COORDINATOR,
        {"worker": "W900", "name": "Master en droit", "from_on": "2015-06-30"},
    ),
    Act(
        "record-leave-entitlement",
        workers.EntitlementCreate,
        workers.record_entitlement,
        COORDINATOR,
        {
            "worker": "W900",
            "year": 2026,
            "days": 20,
            "stated_on": "2026-01-12",
            "source": "Secrétariat social, décompte des vacances 2026",
        },
    ),
)
