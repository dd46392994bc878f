"""The debts of the demonstration year: contributions, withholding tax and holiday pay, and funds set aside."""

from __future__ import annotations

from datetime import date

from basicplus import liability
from basicplus.clock import Period, Span, month_of, parse_period
from basicplus.db import Database, WriteSession, pick
from basicplus.demo.group import ACTOR, GROUP, KEY
from basicplus.invoicing import CostEntry
from basicplus.liability import DebtCreate, EntryCreate, ProvisionCreate
from basicplus.liability.ledger import ONE_DAY
from basicplus.liability.models import DebtKind, Nature

# Invented round figures of the right order, in per mille of the gross pay.
_WORKER_SHARE, _WITHHOLDING = 131, 210
_SOCIAL_FUND_PER_WORKER, _DEFAULT_FUND = 2_000_000, 2_500_000


def set_aside(database: Database, year: int, workers: int) -> None:
    """Agree on the internal key, and set funds aside by decision of the general assembly of the year before."""
    with database.writing(GROUP, ACTOR, f"assemblée générale {year - 1}") as session:
        liability.set_internal_key(session, date(year, 1, 1), "weights", "ROI art. 9", KEY)
        social = workers * _SOCIAL_FUND_PER_WORKER
        _fund(session, "FONDS-SOCIAL", "Fonds pour passif social", "social_fund", year - 1, social)
        _fund(session, "FONDS-DEFAUT", "Fonds pour défaut d'un membre", "default_fund", year - 1, _DEFAULT_FUND)


def owe(database: Database, month: Span) -> int:
    """Book what the pay of a month makes the group owe, and pay what is due by then; return the debts booked."""
    first = month.from_on
    with database.writing(GROUP, ACTOR) as session:
        gross = _booked(session, "gross", month)
        debts = [_tax(first, gross * _WITHHOLDING // 1000)]
        if first.month % 3 == 0:
            quarter = parse_period(f"{first.year}-Q{first.month // 3}")
            own = _booked(session, "employer_contributions", quarter.span)
            theirs = _booked(session, "gross", quarter.span) * _WORKER_SHARE // 1000
            debts.append(_contributions(quarter, own + theirs))
        if first.month == 12:
            year = Span(date(first.year, 1, 1), month.until_on)
            debts.append(_holiday_pay(year, _booked(session, "holiday_pay", year)))
        liability.book_debts(session, [debt for debt in debts if debt.amount_cents], f"paie-{first:%Y-%m}")
        _pay_what_is_due(session, month)
    return len(debts)


def _fund(session: WriteSession, code: str, name: str, nature: Nature, year: int, cents: int) -> None:
    liability.open_provision(session, ProvisionCreate(code=code, name=name, nature=nature))
    liability.enter(
        session,
        EntryCreate(
            provision=code,
            kind="dotation",
            booked_on=date(year, 12, 31),
            amount_cents=cents,
            vintage=year,
            reason="affectation du résultat",
            decision=f"AG {year}-12-15",
        ),
    )


def _booked(session: WriteSession, kind: str, span: Span) -> int:
    query = pick(CostEntry.amount_cents).where(
        CostEntry.kind == kind, CostEntry.month >= span.from_on, CostEntry.month < span.until_on
    )
    return sum(cents for (cents,) in session.rows(query))


def _pay_what_is_due(session: WriteSession, month: Span) -> None:
    for debt in liability.debts_of(session):
        if debt.due_on in month and debt.open_cents(debt.due_on):
            liability.pay_debt(session, debt.reference, debt.due_on)


def _debt(
    reference: str, kind: DebtKind, creditor: str, arose: Span, due_on: date, amount_cents: int
) -> DebtCreate:
    return DebtCreate(
        reference=reference,
        kind=kind,
        creditor=creditor,
        incurred_from_on=arose.from_on,
        incurred_until_on=arose.until_on,
        due_on=due_on,
        amount_cents=amount_cents,
    )


def _tax(first: date, cents: int) -> DebtCreate:
    month = month_of(first)
    due_on = month.until_on.replace(day=15)
    return _debt(f"PP-{first:%Y-%m}", "withholding_tax", "SPF Finances", month, due_on, cents)


def _contributions(quarter: Period, cents: int) -> DebtCreate:
    due_on = month_of(quarter.span.until_on).until_on - ONE_DAY
    return _debt(f"ONSS-{quarter.name}", "social_contributions", "ONSS", quarter.span, due_on, cents)


def _holiday_pay(year: Span, cents: int) -> DebtCreate:
    due_on = date(year.until_on.year, 5, 31)
    name = f"PECULES-{year.from_on.year}"
    return _debt(name, "holiday_pay", "Travailleurs du groupement", year, due_on, cents)
