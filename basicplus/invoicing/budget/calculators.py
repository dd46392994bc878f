"""Calculators of prices at cost: productive hours and the hourly rate, each explaining itself in steps; pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from basicplus.compliance.calculators.steps import Step, cents_given, eur, in_range
from basicplus.invoicing.budget import prices
from basicplus.invoicing.budget.hours import productive_time

MOST_MINUTES = 10**8
ARITHMETIC = "arithmetic at cost"
HOUSE = "house"


@dataclass(frozen=True)
class HourlyRate:
    """The rate in 1/10,000 EUR an hour at full cost, and the one to charge, net of subsidies."""

    full_rate_e4: int
    hourly_rate_e4: int
    net_cost_cents: int
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class ProductiveHours:
    """The minutes taken off contract time, and those left to be sold."""

    deducted_minutes: int
    productive_minutes: int
    steps: tuple[Step, ...]


def hourly_rate(
    *,
    cost_cents: Annotated[int, "Cost of the year before subsidies, overhead included."],
    minutes: Annotated[int, "Productive minutes of the year."],
    subsidy_cents: Annotated[int, "Subsidies that lower the cost."] = 0,
) -> HourlyRate:
    """Return the hourly rate at cost: (cost - subsidies) / productive minutes x 60, rounded half away from zero.

    In 1/10,000 EUR. Subsidies lower what members pay: the rate at full cost stands beside it.
    """
    cents_given("cost_cents", cost_cents)
    in_range("subsidy_cents", subsidy_cents, 0, cost_cents)
    in_range("minutes", minutes, 1, MOST_MINUTES)
    net = cost_cents - subsidy_cents
    full, rate = prices.hourly_rate_e4(cost_cents, minutes), prices.hourly_rate_e4(net, minutes)
    taken_off = f"{eur(cost_cents)} - {eur(subsidy_cents)}"
    return HourlyRate(
        full,
        rate,
        net,
        (
            _step("Rate at full cost", f"{eur(cost_cents)} / {minutes} min x 60", _rate(full)),
            _step("Cost net of subsidies", taken_off, eur(net)),
            _step("Hourly rate", f"{eur(net)} / {minutes} min x 60", _rate(rate)),
        ),
    )


def productive_hours(
    *,
    contract_minutes: Annotated[int, "Contract minutes of the year."],
    holiday_minutes: Annotated[int, "Legal holidays on working days."] = 0,
    closing_minutes: Annotated[int, "Other days on which the group is closed."] = 0,
    leave_minutes: Annotated[int, "Annual leave."] = 0,
    sickness_minutes: Annotated[int, "Sickness."] = 0,
    training_minutes: Annotated[int, "Training."] = 0,
    travel_minutes: Annotated[int, "Travel that members do not pay by the hour."] = 0,
    internal_minutes: Annotated[int, "Time for the group itself."] = 0,
) -> ProductiveHours:
    """Return the productive minutes of a year: contract time less everything that cannot be sold."""
    in_range("contract_minutes", contract_minutes, 0, MOST_MINUTES)
    left = productive_time(
        contract_minutes,
        holiday=holiday_minutes,
        closing=closing_minutes,
        leave=leave_minutes,
        sickness=sickness_minutes,
        training=training_minutes,
        travel=travel_minutes,
        internal=internal_minutes,
    )
    steps, minutes = [], contract_minutes
    for name, taken in left.deductions.items():
        steps.append(_step(f"Less {name}", f"{minutes} min - {taken} min", f"{minutes - taken} min"))
        minutes -= taken
    return ProductiveHours(contract_minutes - minutes, minutes, tuple(steps))


def _step(label: str, formula: str, result: str) -> Step:
    return Step(label, formula, result, ARITHMETIC, HOUSE)


def _rate(rate_e4: int) -> str:
    return f"{rate_e4 // 10_000}.{rate_e4 % 10_000:04d} EUR an hour"


CALCULATORS: dict[str, Callable[..., Any]] = {"hourly-rate": hourly_rate, "productive-hours": productive_hours}
