"""Workers and their contracts as lists and pages show them: no pay, and no reason for an absence."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from pydantic import BaseModel
from sqlmodel import col, select

from basicplus import workers
from basicplus.clock import Span
from basicplus.db import GroupSession, pick
from basicplus.web.reading.listing import Asked, Part, arrange, folded, one_of
from basicplus.workers import Absence, ContractTerms, EmploymentContract, Qualification, Worker
from basicplus.workers.models import PROFESSIONS

SORTS = ("number", "name", "profession", "week")


class TermsItem(BaseModel):
    """The weekly duration agreed from a day on; `until_on` is the first day of the next terms, or of none."""

    from_on: date
    until_on: date | None
    week_minutes: int
    full_time_minutes: int
    signed_on: date | None
    pattern: str


class ContractItem(BaseModel):
    """An employment contract with its terms; `until_on` is the first day it is no longer in force."""

    number: str
    worker: str
    kind: str
    from_on: date
    until_on: date | None
    signed_on: date | None
    purpose_clause: bool
    availability_clause: bool
    terms: list[TermsItem]


class WorkerItem(BaseModel):
    """A worker in a list; contract and week are those of today, if any."""

    number: str
    name: str
    profession: str
    function: str
    language: str
    contract: str | None
    contract_from: date | None
    contract_until: date | None
    week_minutes: int | None
    full_time_minutes: int | None


class AbsenceItem(BaseModel):
    """Days away. Why stays with the worker and the coordinator who recorded it."""

    from_on: date
    until_on: date


class QualificationItem(BaseModel):
    """A diploma or certificate."""

    name: str
    from_on: date
    until_on: date | None


class WorkerDetail(WorkerItem):
    """A worker with contracts, absences and qualifications."""

    email: str
    contracts: list[ContractItem]
    absences: list[AbsenceItem]
    qualifications: list[QualificationItem]


def list_workers(
    session: GroupSession, asked: Asked, today: date, profession: str = "", contract: str = ""
) -> Part[WorkerItem]:
    """Return the workers asked for; `contract` keeps those who have one today (`yes`) or not (`no`)."""
    one_of("profession", profession, PROFESSIONS)
    one_of("contract", contract, ("yes", "no"))
    items = [item for item in worker_items(session, today) if profession in ("", item.profession)]
    items = [item for item in items if contract == "" or (contract == "yes") == (item.contract is not None)]
    return arrange(
        items,
        asked,
        lambda item: f"{item.number} {item.name} {item.function}",
        {
            "number": lambda item: item.number,
            "name": lambda item: folded(item.name),
            "profession": lambda item: (item.profession, item.number),
            "week": lambda item: (item.week_minutes or 0, item.number),
        },
    )


def worker_items(session: GroupSession, today: date) -> list[WorkerItem]:
    """Return every worker in order of number, with the contract of a day."""
    by_worker = defaultdict(list)
    for item in list_contracts(session):
        by_worker[item.worker].append(item)
    query = select(Worker).order_by(col(Worker.number))
    return [_item(row, by_worker[row.number], today) for row in session.exec(query)]


def worker_detail(session: GroupSession, number: str, today: date) -> WorkerDetail:
    """Return one worker."""
    row = workers.by_number(session, number)
    contracts = list_contracts(session, row.id)
    absences = session.exec(select(Absence).where(Absence.worker_id == row.id).order_by(col(Absence.from_on)))
    papers = session.exec(
        select(Qualification).where(Qualification.worker_id == row.id).order_by(col(Qualification.from_on))
    )
    return WorkerDetail(
        **_item(row, contracts, today).model_dump(),
        email=row.email,
        contracts=contracts,
        absences=[AbsenceItem(from_on=absence.from_on, until_on=absence.until_on) for absence in absences],
        qualifications=[QualificationItem(**paper.model_dump()) for paper in papers],
    )


def list_contracts(session: GroupSession, worker_id: int | None = None) -> list[ContractItem]:
    """Return the contracts of the group, or of one worker, in order of date, each with its terms."""
    query = (
        pick(EmploymentContract, Worker.number)
        .where(col(EmploymentContract.worker_id) == Worker.id)
        .order_by(col(EmploymentContract.from_on), col(EmploymentContract.id))
    )
    terms_query = select(ContractTerms).order_by(col(ContractTerms.from_on))
    if worker_id is not None:
        query = query.where(EmploymentContract.worker_id == worker_id)
        terms_query = terms_query.where(ContractTerms.worker_id == worker_id)
    terms: dict[int, list[ContractTerms]] = defaultdict(list)
    for row in session.exec(terms_query):
        terms[row.contract_id].append(row)
    return [_contract(contract, number, terms[contract.id]) for contract, number in session.rows(query)]


def contract_detail(session: GroupSession, number: str) -> ContractItem:
    """Return one contract with its terms."""
    row = workers.contract_by_number(session, number)
    items = list_contracts(session, row.worker_id)
    return next(item for item in items if item.number == number)


def _contract(row: EmploymentContract, worker: str, terms: list[ContractTerms]) -> ContractItem:
    ends = [later.from_on for later in terms[1:]] + [row.until_on]
    return ContractItem(
        worker=worker,
        **row.model_dump(exclude={"id", "group_id", "worker_id"}),
        terms=[TermsItem(**term.model_dump(), until_on=end) for term, end in zip(terms, ends, strict=False)],
    )


def _item(row: Worker, contracts: list[ContractItem], today: date) -> WorkerItem:
    now = next((item for item in contracts if today in Span.of(item.from_on, item.until_on)), None)
    terms = [term for term in now.terms if term.from_on <= today] if now else []
    return WorkerItem(
        **row.model_dump(include={"number", "profession", "function", "language"}),
        name=row.name,
        contract=now.number if now else None,
        contract_from=now.from_on if now else None,
        contract_until=now.until_on if now else None,
        week_minutes=terms[-1].week_minutes if terms else None,
        full_time_minutes=terms[-1].full_time_minutes if terms else None,
    )
