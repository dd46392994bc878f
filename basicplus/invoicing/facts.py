"""What documents and costs tell the rules: to whom which days were billed, and whether a year was at cost."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy import ColumnElement, or_
from sqlmodel import col, select

from basicplus.assignments import Agreement
from basicplus.clock import FOREVER, Span, year_span
from basicplus.compliance import facts as fact
from basicplus.compliance.facts import Facts
from basicplus.compliance.gate import Scope, Witness
from basicplus.db import Change, GroupSession, pick
from basicplus.errors import Conflict
from basicplus.invoicing.accounting.models import AccountingExport, AccountMapping, ExportedItem
from basicplus.invoicing.budget.models import Budget, BudgetHours, BudgetLine
from basicplus.invoicing.costs import CostEstimate, CostMapping, MappedColumn, PourRule, PourTarget
from basicplus.invoicing.credited import taken_back
from basicplus.invoicing.delivery.models import TABLES as DELIVERY_TABLES
from basicplus.invoicing.models import (
    AllocationKey,
    BillingSettings,
    ClosedYear,
    CostEntry,
    CostPool,
    Document,
    Invoice,
    InvoiceLine,
    KeyWeight,
    NumberSeries,
    PriceIndex,
    Settlement,
    Tariff,
)
from basicplus.invoicing.payments.models import BankMovement, BankStatement, InvoicePayment
from basicplus.invoicing.reminders.models import TABLES as REMINDER_TABLES
from basicplus.invoicing.runs.models import InvoiceRun, RunMember
from basicplus.invoicing.settlement import proof_of
from basicplus.members import Member


def concerns(change: Change, scope: Scope) -> None:
    """An invoice concerns its buyer on the days it bills; what gives money back concerns no rule."""
    if isinstance(change.row, Invoice) and change.row.kind == "invoice":
        scope.invoices.add(change.row.id)


def testify(session: GroupSession, scope: Scope) -> Facts:
    """Return the invoices that the change writes or concerns, or in an audit those of its days.

    Their buyers come into scope.

    A line that was credited whole is mended and looked at no more. Years are compared with their cost in an
    audit that sees their last day, once they were settled.
    """
    if scope.plan_only or (scope.everything is None and not scope.invoices and not scope.billed):
        return Facts()
    billed = billed_facts(session, _looked_at(scope))
    scope.buyers |= {each.member for each in billed}
    return Facts(billed=billed, pool_years=_pool_years(session, scope.everything) if scope.everything else ())


def _looked_at(scope: Scope) -> ColumnElement[bool]:
    standing = col(InvoiceLine.id).not_in(taken_back())
    if scope.everything is None:
        sent = [
            (col(Invoice.member_id) == member_id) & (col(Invoice.issue_on) >= day) & standing
            for member_id, day in scope.billed.items()
        ]
        return or_(col(Invoice.id).in_(scope.invoices), *sent)
    wanted: ColumnElement[bool] = (col(Invoice.issue_on) >= scope.everything.from_on) & standing
    if scope.everything.until_on == FOREVER:
        return wanted
    return wanted & (col(Invoice.from_on) < scope.everything.until_on)


def billed_facts(session: GroupSession, wanted: ColumnElement[bool]) -> tuple[fact.Billed, ...]:
    """Return the invoices that a condition picks, with the days of service of their lines."""
    query = (
        pick(
            Invoice.number,
            Invoice.issue_on,
            col(Member.number).label("member"),
            InvoiceLine.from_on,
            InvoiceLine.until_on,
            InvoiceLine.vat_percent,
            col(Agreement.from_on).label("agreed_from_on"),
            col(Agreement.until_on).label("agreed_until_on"),
        )
        .join(InvoiceLine, col(InvoiceLine.invoice_id) == Invoice.id)
        .join(Agreement, col(Agreement.id) == InvoiceLine.agreement_id)
        .join(Member, col(Member.id) == Invoice.member_id)
        .where(Invoice.kind == "invoice", wanted)
        .order_by(col(Invoice.id), col(InvoiceLine.position))
    )
    spans: dict[tuple[str, str, date], tuple[list[Span], list[Span]]] = defaultdict(lambda: ([], []))
    for row in session.rows(query):
        # Hours are billed in whole months: they were served on the days of the agreement among them.
        line, agreed = Span(row.from_on, row.until_on), Span.of(row.agreed_from_on, row.agreed_until_on)
        exempt, taxed = spans[row.number, row.member, row.issue_on]
        (taxed if row.vat_percent else exempt).append((line & agreed) or line)
    return tuple(
        fact.Billed(number, member, issue_on, tuple(exempt), tuple(taxed))
        for (number, member, issue_on), (exempt, taxed) in spans.items()
    )


def _pool_years(session: GroupSession, span: Span) -> tuple[fact.PoolYear, ...]:
    found: list[fact.PoolYear] = []
    for year in sorted(set(session.exec(select(Settlement.year)))):
        if date(year, 12, 31) not in span:
            continue
        try:
            pools = proof_of(session, year)["pools"]
        except Conflict:  # Costs that nobody can carry: settling says so, and there is no price to compare.
            continue
        found += [
            fact.PoolYear(
                pool["pool"],
                year_span(year),
                sum(claim["billed_cents"] for claim in pool["agreements"]),
                sum(claim["share_cents"] for claim in pool["agreements"]),
            )
            for pool in pools
            if pool["agreements"]
        ]
    return tuple(found)


WITNESS = Witness(
    "invoicing",
    frozenset(
        {
            AccountMapping,
            AccountingExport,
            AllocationKey,
            BankMovement,
            BankStatement,
            Budget,
            BudgetHours,
            BudgetLine,
            ClosedYear,
            BillingSettings,
            CostEntry,
            CostEstimate,
            CostMapping,
            CostPool,
            Document,
            ExportedItem,
            Invoice,
            InvoiceLine,
            InvoicePayment,
            InvoiceRun,
            KeyWeight,
            MappedColumn,
            NumberSeries,
            PourRule,
            PourTarget,
            PriceIndex,
            RunMember,
            Settlement,
            Tariff,
            *DELIVERY_TABLES,
            *REMINDER_TABLES,
        }
    ),
    concerns,
    testify,
)
