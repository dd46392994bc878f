"""Workers and their contracts; no pay, and no reason for an absence."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field

from basicplus import workers
from basicplus.clock import today
from basicplus.web.api.shapes import GROUP, REFUSALS, AskedPart
from basicplus.web.desk import AtDesk, AtWritingDesk
from basicplus.web.matching import read_as
from basicplus.web.reading.listing import Part
from basicplus.web.reading.me.leave import LeaveYear, leave_year
from basicplus.web.reading.workers import (
    ContractItem,
    WorkerDetail,
    WorkerItem,
    contract_detail,
    list_contracts,
    list_workers,
    worker_detail,
)
from basicplus.web.roles import roles
from basicplus.web.section import Section

router = Section(prefix=GROUP, tags=["workers"])


class EndCreate(BaseModel):
    """The first day on which something is no longer in force."""

    until_on: Annotated[date, Field(description="First day after the last.")]


class AmendmentCreate(BaseModel):
    """Another weekly duration from a day within the contract on."""

    from_on: date
    week_minutes: Annotated[int, Field(gt=0, le=2400)]
    signed_on: date | None = None
    pattern: str = ""
    gross_month_cents: Annotated[
        int | None, Field(gt=0, description="Gross pay a month; it is never read back.")
    ] = None
    scale: Annotated[
        str | None, Field(max_length=30, description="Code of the pay scale; the last one stays.")
    ] = None


@router.get("/workers", openapi_extra=roles("coordinator", "auditor"))
def get_workers(desk: AtDesk, asked: AskedPart, profession: str = "", contract: str = "") -> Part[WorkerItem]:
    """Return workers; `contract` is `yes` for those under contract today, `no` for the others."""
    with desk.reading() as session:
        return list_workers(session, asked, today(), profession, contract)


@router.get("/workers/{number}", openapi_extra=roles("coordinator", "auditor"))
@read_as("worker")
def get_worker(desk: AtDesk, number: str) -> WorkerDetail:
    """Return one worker with contracts, absences (never why) and qualifications."""
    with desk.reading() as session:
        return worker_detail(session, number, today())


@router.get("/workers/{number}/leave", openapi_extra=roles("coordinator"))
def get_worker_leave(
    desk: AtDesk, number: str, year: Annotated[int | None, Query(ge=2000, le=2100)] = None
) -> LeaveYear:
    """Return a worker's annual leave of a year in half-days: entitled to, taken, planned, asked for."""
    with desk.reading() as session:
        return leave_year(session, number, year or today().year, today())


@router.post("/workers", status_code=201, responses=REFUSALS, openapi_extra=roles("coordinator"))
def register_worker(desk: AtWritingDesk, worker: workers.WorkerCreate) -> WorkerDetail:
    """Record a worker; hiring is a contract."""
    with desk.writing() as session:
        workers.register(session, worker)
    return get_worker(desk, worker.number)


@router.get("/contracts", openapi_extra=roles("coordinator", "auditor"))
def get_contracts(desk: AtDesk) -> list[ContractItem]:
    """Return every contract with its terms, in order of date."""
    with desk.reading() as session:
        return list_contracts(session)


@router.get("/contracts/{number}", openapi_extra=roles("coordinator", "auditor"))
@read_as("contract")
def get_contract(desk: AtDesk, number: str) -> ContractItem:
    """Return one contract with its terms."""
    with desk.reading() as session:
        return contract_detail(session, number)


@router.post("/contracts", status_code=201, responses=REFUSALS, openapi_extra=roles("coordinator"))
def hire(desk: AtWritingDesk, contract: workers.ContractCreate) -> ContractItem:
    """Hire: at most 50 workers, at least 19 hours a week, signed before it starts, with its purpose clause."""
    with desk.writing() as session:
        workers.hire(session, contract)
    return get_contract(desk, contract.number)


@router.post(
    "/contracts/{number}/amendments", status_code=201, responses=REFUSALS, openapi_extra=roles("coordinator")
)
def amend(desk: AtWritingDesk, number: str, amendment: AmendmentCreate) -> ContractItem:
    """Agree another weekly duration from a day on."""
    with desk.writing() as session:
        workers.amend(session, number, **amendment.model_dump())
    return get_contract(desk, number)


@router.post("/contracts/{number}/end", status_code=201, responses=REFUSALS, openapi_extra=roles("coordinator"))
def end_contract(desk: AtWritingDesk, number: str, ending: EndCreate) -> ContractItem:
    """End a contract."""
    with desk.writing() as session:
        workers.end_contract(session, number, ending.until_on)
    return get_contract(desk, number)
