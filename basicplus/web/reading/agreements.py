"""Agreements, and what was agreed on them, as lists and pages show them."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel
from sqlmodel import col, select

from basicplus.assignments import Agreement, Assignment, agreements
from basicplus.assignments.models import BASES
from basicplus.clock import Span
from basicplus.db import GroupSession, pick
from basicplus.invoicing import CostPool, Invoice, InvoiceLine
from basicplus.invoicing.models import AllocationKey, Tariff
from basicplus.members import Member, Site
from basicplus.web.reading.listing import Asked, Part, arrange, folded, one_of
from basicplus.workers import Worker
from basicplus.workers.models import PROFESSIONS

SORTS = ("number", "member", "profession", "basis", "volume", "from")


class AgreementItem(BaseModel):
    """An agreement; minutes a year, cents a month or year, `until_on` the first day it no longer holds."""

    number: str
    version: int
    member: str
    member_name: str
    profession: str
    worker: str | None
    pool: str
    pool_id: int
    basis: str
    volume_minutes: int
    rounding_rule: str
    fee_cents: int | None
    fee_per: str
    index_code: str | None
    index_base_on: date | None
    index_each: str | None
    exact_fee_reason: str | None
    taxed_percent: int
    key: str | None
    key_id: int | None
    school_weeks_only: bool
    notice_months: int
    internal_rules_version: int | None
    sent_on: date | None
    signed_on: date | None
    from_on: date
    until_on: date | None


class AssignmentItem(BaseModel):
    """A worker's recurring visits under an agreement; `id` is what acts on them name."""

    id: int
    agreement: str
    member: str
    member_name: str
    worker: str
    worker_name: str
    site: str
    site_name: str
    rule: str
    start_time: str
    minutes: int
    from_on: date
    until_on: date | None
    school_weeks_only: bool


class BilledLine(BaseModel):
    """A line of an issued document, as booked: negative when it credits."""

    invoice: str
    issue_on: date
    kind: str
    purpose: str
    from_on: date
    until_on: date
    minutes: int | None
    rate_e4: int | None
    amount_cents: int


class PoolItem(BaseModel):
    """A cost pool, to be named by its id in an agreement."""

    id: int
    code: str
    name: str
    kind: str
    profession: str


def list_agreements(
    session: GroupSession, asked: Asked, today: date, basis: str = "", profession: str = "", state: str = ""
) -> Part[AgreementItem]:
    """Return the agreements asked for; `state` keeps those in force today, to come, or ended."""
    one_of("basis", basis, BASES)
    one_of("profession", profession, PROFESSIONS)
    one_of("state", state, ("current", "future", "ended"))
    items = [
        item
        for item in agreement_items(session)
        if basis in ("", item.basis)
        and profession in ("", item.profession)
        and state in ("", state_of(item, today))
    ]
    return arrange(
        items,
        asked,
        lambda item: f"{item.number} {item.member} {item.member_name} {item.worker or ''}",
        {
            "number": lambda item: item.number,
            "member": lambda item: (folded(item.member_name), item.number),
            "profession": lambda item: (item.profession, item.number),
            "basis": lambda item: (item.basis, item.number),
            "volume": lambda item: (item.volume_minutes, item.number),
            "from": lambda item: (item.from_on, item.number),
        },
    )


def state_of(item: AgreementItem, today: date) -> str:
    """Say whether an agreement is in force, to come or ended on a day."""
    if today in Span.of(item.from_on, item.until_on):
        return "current"
    return "future" if today < item.from_on else "ended"


def agreement_items(session: GroupSession, *wanted: Any) -> list[AgreementItem]:
    """Return agreements in order of number."""
    names = [name for name in AgreementItem.model_fields if hasattr(Agreement, name)]
    query = (
        pick(
            *(getattr(Agreement, name) for name in names),
            Member.number,
            Member.name,
            Worker.number,
            CostPool.code,
            AllocationKey.code,
        )
        .join(Member, col(Member.id) == Agreement.member_id)
        .join(CostPool, col(CostPool.id) == Agreement.pool_id)
        .join(Worker, col(Worker.id) == Agreement.worker_id, isouter=True)
        .join(AllocationKey, col(AllocationKey.id) == Agreement.key_id, isouter=True)
        .where(*wanted)
        .order_by(col(Agreement.number))
    )
    columns = [*names, "member", "member_name", "worker", "pool", "key"]
    return [AgreementItem(**dict(zip(columns, row, strict=True))) for row in session.rows(query)]


def agreement_detail(session: GroupSession, number: str) -> AgreementItem:
    """Return one agreement."""
    return agreement_items(session, Agreement.id == agreements.by_number(session, number).id)[0]


def assignments_where(session: GroupSession, *wanted: Any) -> list[AssignmentItem]:
    """Return assignments in order of their first day."""
    names = ("id", "rule", "start_time", "minutes", "from_on", "until_on", "school_weeks_only")
    query = (
        pick(
            *(getattr(Assignment, name) for name in names),
            Agreement.number,
            Member.number,
            Member.name,
            Worker.number,
            Worker.first_name,
            Worker.last_name,
            Site.code,
            Site.name,
        )
        .join(Agreement, col(Agreement.id) == Assignment.agreement_id)
        .join(Member, col(Member.id) == Agreement.member_id)
        .join(Worker, col(Worker.id) == Assignment.worker_id)
        .join(Site, col(Site.id) == Assignment.site_id)
        .where(*wanted)
        .order_by(col(Assignment.from_on), col(Assignment.id))
    )
    return [
        AssignmentItem(
            **dict(zip(names, row[:7], strict=True)),
            agreement=row[7],
            member=row[8],
            member_name=row[9],
            worker=row[10],
            worker_name=f"{row[11]} {row[12]}",
            site=row[13],
            site_name=row[14],
        )
        for row in session.rows(query)
    ]


def lines_billed(session: GroupSession, number: str) -> list[BilledLine]:
    """Return what was billed and credited on an agreement in all its versions, in order of issue."""
    names = ("from_on", "until_on", "minutes", "rate_e4", "amount_cents")
    query = (
        pick(
            Invoice.number,
            Invoice.issue_on,
            Invoice.kind,
            Invoice.purpose,
            *(getattr(InvoiceLine, name) for name in names),
        )
        .join(Invoice, col(Invoice.id) == InvoiceLine.invoice_id)
        .join(Agreement, col(Agreement.id) == InvoiceLine.agreement_id)
        .where(col(Agreement.id).in_([row.id for row in agreements.versions_of(session, number)]))
        .order_by(col(Invoice.issue_on), col(Invoice.id), col(InvoiceLine.position))
    )
    columns = ["invoice", "issue_on", "kind", "purpose", *names]
    return [BilledLine(**dict(zip(columns, row, strict=True))) for row in session.rows(query)]


def tariffs_of(session: GroupSession, pool_id: int) -> list[Tariff]:
    """Return a pool's provisional prices, the latest year first."""
    return list(session.exec(select(Tariff).where(Tariff.pool_id == pool_id).order_by(col(Tariff.year).desc())))


def list_pools(session: GroupSession) -> list[PoolItem]:
    """Return the cost pools in order of code."""
    rows = session.exec(select(CostPool).order_by(col(CostPool.code)))
    return [PoolItem(**row.model_dump()) for row in rows]
