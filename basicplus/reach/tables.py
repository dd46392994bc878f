"""Who sees which rows: for every table, what of it a worker and a member's people reach; one page to read.

Staff sees the whole group. A table that is not named here is closed to workers and members. The same map narrows
the queries of a session and makes the policies of PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, case, or_, select, true
from sqlmodel import SQLModel, col

from basicplus.assignments.models import (
    Agreement,
    Assignment,
    AssignmentException,
    AssignmentExtra,
    ClosingDay,
    Plan,
    SignOff,
    TimeEntry,
    Visit,
)
from basicplus.assignments.planning.models import PlanNotice, PlanNoticeEvent, PlanPublication
from basicplus.assignments.timesheets.models import (
    HoursMessage,
    HoursMonth,
    HoursNotice,
    HoursNoticeEvent,
    TacitClause,
)
from basicplus.assignments.travel.models import Distance, TravelSettings
from basicplus.compliance.models import KeptFile
from basicplus.conventions.models import AgreementSignature, Amendment
from basicplus.feeds.models import Feed
from basicplus.groups.models import Group, InternalRules, ReplacementDay
from basicplus.invoicing.delivery.models import Delivery, DeliveryWish
from basicplus.invoicing.models import (
    AllocationKey,
    BillingSettings,
    CostPool,
    Document,
    Invoice,
    InvoiceLine,
    KeyWeight,
    PriceIndex,
    Tariff,
)
from basicplus.invoicing.payments.models import InvoicePayment
from basicplus.invoicing.reminders.models import Reminder
from basicplus.members.models import (
    AbroadNotice,
    Contact,
    Member,
    MemberClosure,
    MemberOpening,
    Membership,
    MemberSite,
    Site,
    Strike,
    VatStatus,
)
from basicplus.scope import Reach, Scope
from basicplus.versions import table_of
from basicplus.workers.models import (
    Absence,
    ContractTerms,
    EmploymentContract,
    LeaveEntitlement,
    LeaveRequest,
    Qualification,
    Worker,
    WorkingTimeScheme,
)

Rows = Callable[[Scope], ColumnElement[bool]]


def _everybody(_scope: Scope) -> ColumnElement[bool]:
    return true()


def _of(column: Any, *names: str) -> Rows:
    """Return the rows whose column holds one of the ids under these names."""
    return lambda scope: scope.among(column, *names)


def _either(*rows: Rows) -> Rows:
    return lambda scope: or_(*(each(scope) for each in rows))


def _through(column: Any, model: type[SQLModel], key: str = "id") -> Rows:
    """Return the rows whose column points to a row, of another table, that is reached itself."""

    def rows(scope: Scope) -> ColumnElement[bool]:
        table = table_of(model)
        return col(column).in_(select(table.c[key]).where(_on(REACH[model](scope))))

    return rows


def _on(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return a condition in terms of the table itself, which the ORM does not look into again."""
    return condition._deannotate()


def _said(scope: Scope) -> ColumnElement[bool]:
    """Return what was said of the lines of the worker or the members; why a line is sent back is the worker's."""
    to_members = scope.among(HoursMessage.member_id, "members") & (col(HoursMessage.kind) != "sent_back")
    return scope.among(HoursMessage.worker_id, "workers") | to_members


def _published(scope: Scope) -> ColumnElement[bool]:
    """Return the visits of the worker or the members that stand in what is published."""
    plan = table_of(Plan)
    version = (
        select(plan.c.version - case((plan.c.state == "draft", 1), else_=0))
        .where(plan.c.id == col(Visit.plan_id))
        .correlate(table_of(Visit))
        .scalar_subquery()
    )
    mine = _either(_of(Visit.worker_id, "workers"), _of(Visit.member_id, "members"))(scope)
    gone = col(Visit.until_version) <= version
    return mine & (col(Visit.from_version) <= version) & (col(Visit.until_version).is_(None) | ~gone)


REACH: Reach = {
    Group: _everybody,
    ClosingDay: _everybody,
    ReplacementDay: _everybody,
    InternalRules: _everybody,
    Plan: _everybody,
    PlanPublication: _everybody,
    TravelSettings: _everybody,
    Distance: _everybody,
    BillingSettings: _everybody,
    CostPool: _everybody,
    PriceIndex: _everybody,
    AllocationKey: _everybody,
    Member: _of(Member.id, "members", "served"),
    Contact: _of(Contact.member_id, "members", "served"),
    MemberSite: _of(MemberSite.member_id, "members", "served"),
    Site: _through(Site.id, MemberSite, "site_id"),
    MemberOpening: _of(MemberOpening.member_id, "members", "served"),
    MemberClosure: _of(MemberClosure.member_id, "members", "served"),
    Membership: _of(Membership.member_id, "members"),
    VatStatus: _of(VatStatus.member_id, "members"),
    Strike: _of(Strike.member_id, "members", "served"),
    AbroadNotice: _of(AbroadNotice.member_id, "members"),
    Worker: _of(Worker.id, "workers", "serving"),
    EmploymentContract: _of(EmploymentContract.worker_id, "workers"),
    ContractTerms: _of(ContractTerms.worker_id, "workers"),
    Absence: _of(Absence.worker_id, "workers"),
    LeaveRequest: _of(LeaveRequest.worker_id, "workers"),
    LeaveEntitlement: _of(LeaveEntitlement.worker_id, "workers"),
    Qualification: _of(Qualification.worker_id, "workers"),
    WorkingTimeScheme: _either(
        _of(WorkingTimeScheme.worker_id, "workers"), lambda _scope: col(WorkingTimeScheme.worker_id).is_(None)
    ),
    Agreement: _of(Agreement.id, "agreements", "works_under"),
    Amendment: _of(Amendment.agreement_id, "agreements"),
    AgreementSignature: _of(AgreementSignature.agreement_id, "agreements"),
    Assignment: _either(_of(Assignment.worker_id, "workers"), _of(Assignment.agreement_id, "agreements")),
    AssignmentException: _through(AssignmentException.assignment_id, Assignment),
    AssignmentExtra: _through(AssignmentExtra.assignment_id, Assignment),
    Visit: _published,
    PlanNotice: _either(_of(PlanNotice.worker_id, "workers"), _of(PlanNotice.member_id, "members")),
    PlanNoticeEvent: _through(PlanNoticeEvent.notice_id, PlanNotice),
    Feed: _either(_of(Feed.worker_id, "workers"), _of(Feed.member_id, "members")),
    TimeEntry: _either(_of(TimeEntry.worker_id, "workers"), _of(TimeEntry.member_id, "members")),
    HoursMonth: _everybody,
    HoursMessage: _said,
    HoursNotice: _of(HoursNotice.member_id, "members"),
    HoursNoticeEvent: _through(HoursNoticeEvent.notice_id, HoursNotice),
    TacitClause: _of(TacitClause.agreement_id, "agreements"),
    SignOff: _of(SignOff.member_id, "members"),
    Tariff: _through(Tariff.pool_id, CostPool),
    KeyWeight: _of(KeyWeight.member_id, "members"),
    Invoice: _of(Invoice.member_id, "members"),
    InvoiceLine: _through(InvoiceLine.invoice_id, Invoice),
    Document: _through(Document.invoice_id, Invoice),
    InvoicePayment: _through(InvoicePayment.invoice_id, Invoice),
    Reminder: _of(Reminder.member_id, "members"),
    DeliveryWish: _of(DeliveryWish.member_id, "members"),
    Delivery: _through(Delivery.invoice_id, Invoice),
    KeptFile: _either(
        _through(KeptFile.id, AgreementSignature, "kept_file_id"),
        _through(KeptFile.id, Amendment, "sent_file_id"),
        _through(KeptFile.id, VatStatus, "kept_file_id"),
        _through(KeptFile.id, InternalRules, "kept_file_id"),
        lambda scope: col(KeptFile.id).in_(_sent_files(scope)),
    ),
}


def _sent_files(scope: Scope) -> Any:
    """Return the files in which the members' agreements went out: not those under which a worker serves."""
    agreement = table_of(Agreement)
    return select(agreement.c.sent_file_id).where(_on(scope.among(Agreement.id, "agreements")))
