"""The budget of the year after the demonstration's: a draft from the costs of its year."""

from __future__ import annotations

from decimal import Decimal

from basicplus.db import Database
from basicplus.demo.group import ACTOR, GROUP
from basicplus.invoicing import budget
from basicplus.invoicing.budget.drafting import STAFF_KINDS

# Invented round figures of the right order.
ASSUMED = budget.HoursAssumed(leave_days=20, sickness_e4=350, training_e4=120, travel_e4=700, internal_e4=1200)
GROWTH = Decimal("2.5")


def foresee(database: Database, year: int) -> None:
    """Open the budget of a year as a draft: what the year before cost, staff costs grown, contracts as known."""
    with database.writing(GROUP, ACTOR, f"budget {year}") as session:
        budget.open_budget(
            session,
            year,
            ASSUMED,
            from_year=year - 1,
            growth_percent=dict.fromkeys(STAFF_KINDS, GROWTH),
            by_contracts=True,
        )
