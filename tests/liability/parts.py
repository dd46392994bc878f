"""Debts, provisions and exits of the cast, with dull defaults."""

from __future__ import annotations

from datetime import date
from typing import Any

from basicplus import liability
from basicplus.db import Database
from tests import cast

FIRST_QUARTER = {"incurred_from_on": date(2025, 1, 1), "incurred_until_on": date(2025, 4, 1)}
REPORT_ON = date(2025, 12, 31)


def debt(reference: str = "ONSS-2025-Q1", **changes: Any) -> liability.DebtCreate:
    """The contributions of the first quarter of 2025: 1,000.00 EUR, due on 30 April."""
    given = {
        "reference": reference,
        "kind": "social_contributions",
        "creditor": "ONSS",
        "due_on": date(2025, 4, 30),
        "amount_cents": 100000,
    }
    return liability.DebtCreate(**FIRST_QUARTER | given | changes)


def owe(database: Database, *debts: liability.DebtCreate) -> None:
    """Book debts; the one above if none is given."""
    with cast.writing(database) as session:
        liability.book_debts(session, debts or [debt()], "payroll office")


def pay(
    database: Database, on: date, cents: int | None = None, reference: str = "ONSS-2025-Q1", **why: str
) -> None:
    """Pay a debt."""
    with cast.writing(database) as session:
        liability.pay_debt(session, reference, on, cents, **why)


def correct(database: Database, on: date, cents: int, reference: str = "ONSS-2025-Q1") -> None:
    """Correct a debt."""
    with cast.writing(database) as session:
        liability.correct_debt(session, reference, on, cents, "notice of correction")


def share(database: Database, from_on: date, kind: Any, key: str | None = None) -> None:
    """Set the internal key."""
    with cast.writing(database) as session:
        liability.set_internal_key(session, from_on, kind, "ROI art. 12", key)


def foresee(database: Database, reference: str = "X-1", **changes: Any) -> None:
    """Record that the exit of W001 is decided: 12,000.00 EUR, from 1 June 2025."""
    given = {
        "reference": reference,
        "worker": "W001",
        "certainty": "decided",
        "recorded_on": date(2025, 6, 1),
        "estimate_cents": 1200000,
    }
    with cast.writing(database) as session:
        liability.record_exit(session, liability.ExitCreate(**given | changes))


def fund(database: Database, code: str = "DEFAUT", nature: Any = "default_fund", exit: str | None = None) -> None:
    """Open a provision or fund."""
    with cast.writing(database) as session:
        liability.open_provision(
            session, liability.ProvisionCreate(code=code, name=code.title(), nature=nature, exit=exit)
        )


def enter(database: Database, kind: Any, on: date, cents: int, vintage: int | None = None, **changes: Any) -> None:
    """Put into a provision, use or release; by decision of the general assembly."""
    given = {
        "provision": "DEFAUT",
        "kind": kind,
        "booked_on": on,
        "amount_cents": cents,
        "vintage": vintage or on.year,
        "reason": "budget",
        "decision": "AG 2025-06-12",
    }
    with cast.writing(database) as session:
        liability.enter(session, liability.EntryCreate(**given | changes))
