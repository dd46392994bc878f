"""Register workers, hire them, amend and end their contracts, record absences and qualifications."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field
from sqlmodel import col, select

from basicplus import groups, journal
from basicplus.clock import Span
from basicplus.db import GroupSession, WriteSession, get
from basicplus.errors import Conflict, invalid
from basicplus.groups.corrections import EmailOrNone
from basicplus.workers.models import (
    Absence,
    AbsenceKind,
    ContractTerms,
    EmploymentContract,
    Profession,
    Qualification,
    Worker,
)
from basicplus.workers.pattern import VARIABLE, parse_pattern, week_minutes_of
from basicplus.workers.pay import check_scale

Text = Annotated[str, Field(min_length=1, max_length=100)]


class WorkerCreate(BaseModel):
    """A worker as first recorded."""

    number: Annotated[str, Field(pattern=r"^[A-Z0-9-]{1,20}$")]
    first_name: Text
    last_name: Text
    profession: Profession
    function: str = ""
    language: Literal["fr", "nl", "de", "en"] = "fr"
    email: EmailOrNone = ""
    home_postal_code: str = ""
    home_city: str = ""
    home_latitude: float | None = None
    home_longitude: float | None = None


class ContractCreate(BaseModel):
    """An employment contract; durations in minutes a week, `until_on` is the first day after the last."""

    number: Annotated[str, Field(pattern=r"^[A-Z0-9-]{1,30}$")]
    worker: Annotated[str, Field(description="number of the worker")]
    from_on: date
    until_on: date | None = None
    week_minutes: Annotated[int, Field(gt=0, le=2400)]
    full_time_minutes: Annotated[int, Field(gt=0, le=2400)] = 2280
    signed_on: date | None = None
    purpose_clause: bool = False
    availability_clause: bool = False
    target_group: Annotated[bool, Field(description="was a long-term job-seeker or on income support")] = False
    supervisor: Annotated[bool, Field(description="directs or supervises others")] = False
    pattern: str = ""
    joint_committee: Annotated[
        str, Field(pattern=r"^(\d{3}(\.\d{2})?)?$", description="empty: that of the authorisation at its start")
    ] = ""
    gross_month_cents: Annotated[int | None, Field(gt=0, description="gross pay a month, if known")] = None
    scale: Annotated[str, Field(max_length=30, description="code of the pay scale")] = ""


def register(session: WriteSession, worker: WorkerCreate) -> Worker:
    """Record a worker; hiring is a contract."""
    if session.exec(select(Worker.id).where(Worker.number == worker.number)).first() is not None:
        raise invalid("number", worker.number, "this worker number is taken; choose another")
    row = Worker(**worker.model_dump())
    session.add(row)
    session.flush()
    journal.record(session, "register worker", row.number, profession=row.profession)
    return row


def hire(session: WriteSession, contract: ContractCreate) -> EmploymentContract:
    """Record an employment contract with its first terms. The gate checks GE-07, 11, 12, 13 and 15."""
    worker = by_number(session, contract.worker)
    if contract.until_on is not None and contract.until_on <= contract.from_on:
        raise invalid("until_on", contract.until_on, f"a day after from_on ({contract.from_on})")
    if session.exec(select(EmploymentContract.id).filter_by(number=contract.number)).first() is not None:
        raise invalid("number", contract.number, "this contract number is taken; choose another")
    _check_terms(contract.week_minutes, contract.full_time_minutes, contract.pattern)
    check_scale(session, contract.scale)
    row = EmploymentContract(
        number=contract.number,
        worker_id=worker.id,
        kind="fixed_term" if contract.until_on else "open_ended",
        **contract.model_dump(
            include={
                "from_on",
                "until_on",
                "signed_on",
                "purpose_clause",
                "availability_clause",
                "target_group",
                "supervisor",
            }
        ),
    )
    session.add(row)
    session.flush()
    session.add(
        ContractTerms(
            contract_id=row.id,
            worker_id=worker.id,
            **contract.model_dump(
                include={
                    "from_on",
                    "week_minutes",
                    "full_time_minutes",
                    "signed_on",
                    "pattern",
                    "gross_month_cents",
                    "scale",
                }
            ),
            joint_committee=contract.joint_committee or groups.committee_on(session, contract.from_on),
        )
    )
    # What a worker earns stays out of the journal.
    journal.record(
        session,
        "hire",
        worker.number,
        contract=row.number,
        from_on=row.from_on,
        until_on=row.until_on,
        week_minutes=contract.week_minutes,
    )
    return row


def amend(
    session: WriteSession,
    contract_number: str,
    from_on: date,
    week_minutes: int,
    signed_on: date | None = None,
    pattern: str = "",
    joint_committee: str = "",
    gross_month_cents: int | None = None,
    scale: str | None = None,
) -> ContractTerms:
    """Agree another weekly duration or joint committee from a day within the contract on.

    Joint committee and scale stay if none is named. Pay is known from then on only where `gross_month_cents`
    says it: it goes with the hours.
    """
    contract = contract_by_number(session, contract_number)
    if from_on not in Span.of(contract.from_on, contract.until_on):
        raise invalid("from_on", from_on, f"a day of contract {contract_number}")
    latest = terms_of(session, contract)[-1]
    if from_on <= latest.from_on:
        raise invalid("from_on", from_on, f"a day after the last terms took effect ({latest.from_on})")
    _check_terms(week_minutes, latest.full_time_minutes, pattern)
    check_scale(session, scale or "")
    row = ContractTerms(
        contract_id=contract.id,
        worker_id=contract.worker_id,
        from_on=from_on,
        week_minutes=week_minutes,
        full_time_minutes=latest.full_time_minutes,
        signed_on=signed_on,
        pattern=pattern,
        joint_committee=joint_committee or latest.joint_committee,
        gross_month_cents=gross_month_cents,
        scale=latest.scale if scale is None else scale,
    )
    session.add(row)
    journal.record(session, "amend contract", contract_number, from_on=from_on, week_minutes=week_minutes)
    return row


def end_contract(session: WriteSession, contract_number: str, until_on: date) -> EmploymentContract:
    """End a contract; `until_on` is the first day it is no longer in force."""
    contract = contract_by_number(session, contract_number)
    if until_on <= contract.from_on:
        raise invalid("until_on", until_on, f"a day after the contract starts ({contract.from_on})")
    if contract.until_on is not None and until_on > contract.until_on:
        raise Conflict(f"Contract {contract_number} already ends: its last day is before {contract.until_on}.")
    contract.until_on = until_on
    session.add(contract)
    journal.record(session, "end contract", contract_number, until_on=until_on)
    return contract


def record_absence(
    session: WriteSession, worker_number: str, kind: AbsenceKind, from_on: date, until_on: date
) -> Absence:
    """Record days of absence in [from_on, until_on)."""
    worker = by_number(session, worker_number)
    if until_on <= from_on:
        raise invalid("until_on", until_on, f"a day after from_on ({from_on})")
    row = Absence(worker_id=worker.id, kind=kind, from_on=from_on, until_on=until_on)
    session.add(row)
    # The journal is read by auditors: the kind of an absence can be medical and stays out of it.
    journal.record(session, "record absence", worker_number, from_on=from_on, until_on=until_on)
    return row


def end_absence(session: WriteSession, row: Absence, span: Span) -> None:
    """Take the days of a span out of an absence: what lies before and after them stays."""
    worker = get(session, Worker, f"worker {row.worker_id}", id=row.worker_id)
    whole = Span(row.from_on, row.until_on)
    rest = whole.minus(span)
    if rest:
        row.from_on, row.until_on = rest[0].from_on, rest[0].until_on
        session.add(row)
    else:
        session.delete(row)
    for later in rest[1:]:
        session.add(
            Absence(worker_id=row.worker_id, kind=row.kind, from_on=later.from_on, until_on=later.until_on)
        )
    ended = whole & span
    journal.record(session, "end absence", worker.number, from_on=ended.from_on, until_on=ended.until_on)


def absences_of(session: GroupSession, span: Span, worker_id: int | None = None) -> list[Absence]:
    """Return the absences that touch a span, of one worker or of everybody, in order of their first day."""
    query = select(Absence).where(Absence.from_on < span.until_on, Absence.until_on > span.from_on)
    if worker_id is not None:
        query = query.where(Absence.worker_id == worker_id)
    return list(session.exec(query.order_by(col(Absence.from_on), col(Absence.id))))


def record_qualification(
    session: WriteSession, worker_number: str, name: str, from_on: date, until_on: date | None = None
) -> Qualification:
    """Record a diploma or certificate, with the first day it is no longer valid, if any."""
    worker = by_number(session, worker_number)
    row = Qualification(worker_id=worker.id, name=name, from_on=from_on, until_on=until_on)
    session.add(row)
    journal.record(session, "record qualification", worker_number, name=name, until_on=until_on)
    return row


def by_number(session: GroupSession, number: str) -> Worker:
    """Return the worker with this number."""
    return get(session, Worker, f"worker {number}", number=number)


def contract_by_number(session: GroupSession, number: str) -> EmploymentContract:
    """Return the employment contract with this number."""
    return get(session, EmploymentContract, f"contract {number}", number=number)


def terms_of(session: GroupSession, contract: EmploymentContract) -> list[ContractTerms]:
    """Return the terms of a contract in order of date."""
    query = (
        select(ContractTerms).where(ContractTerms.contract_id == contract.id).order_by(col(ContractTerms.from_on))
    )
    return list(session.exec(query))


def _check_terms(week_minutes: int, full_time_minutes: int, pattern: str) -> None:
    if week_minutes > full_time_minutes:
        raise invalid("week_minutes", week_minutes, f"at most the full-time week of {full_time_minutes} minutes")
    if pattern not in ("", VARIABLE) and (planned := week_minutes_of(parse_pattern(pattern))) != week_minutes:
        raise invalid("pattern", f"{planned} minutes", f"a week of {week_minutes} minutes, as agreed")
