"""The budget of a year: prices from cost and productive hours, effects before deciding, and where hours went."""

from basicplus.invoicing.budget.changes import BudgetChange, Change, KeyChange, PourChange, PriceChange
from basicplus.invoicing.budget.drafting import adopt_budget, open_budget, set_budget_hours, set_budget_line
from basicplus.invoicing.budget.effects import Effect
from basicplus.invoicing.budget.foresight import effect
from basicplus.invoicing.budget.hours import HoursAssumed
from basicplus.invoicing.budget.models import Budget, BudgetHours, BudgetLine
from basicplus.invoicing.budget.reading import BudgetOfYear, budget_of
from basicplus.invoicing.budget.unsold import UnsoldHours, unsold_hours

__all__ = [
    "Budget",
    "BudgetChange",
    "BudgetHours",
    "BudgetLine",
    "BudgetOfYear",
    "Change",
    "Effect",
    "HoursAssumed",
    "KeyChange",
    "PourChange",
    "PriceChange",
    "UnsoldHours",
    "adopt_budget",
    "budget_of",
    "effect",
    "open_budget",
    "set_budget_hours",
    "set_budget_line",
    "unsold_hours",
]
