"""What the invented workers cost: payroll per month, overhead, and the provisional prices drawn from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from random import Random

from basicplus.demo.agreements import InventedAgreement
from basicplus.demo.week_patterns import HALF_DAY_MINUTES
from basicplus.demo.workers import InventedWorker
from basicplus.invoicing import CostCreate
from basicplus.money import round_half_away

OVERHEAD = "OVERHEAD"
OVERHEAD_PER_WORKER = 41_250
"""Cents a month and worker: coordination, rent, software, payroll office."""

# Invented round figures of the right order, in per mille of the gross pay.
_CONTRIBUTIONS, _HOLIDAY_PAY, _INSURANCE, _TRAINING = 298, 112, 11, 14
_PREMIUM_FIXED, _PREMIUM_SHARE = 60_000, 300
_SUBSIDY = 24_000

VISITS_A_LANE = 12
"""Visits of a year that a lane of four weeks yields once holidays and absences are taken off."""


def pool_of(worker: InventedWorker) -> str:
    """Return the code of the pool that carries a worker's cost."""
    return (
        f"DED-{worker.number}" if worker.profession == "dedicated" else worker.profession.upper().replace("_", "-")
    )


def month_costs(worker: InventedWorker, month: date, seed: int) -> list[CostCreate]:
    """Return the payroll lines of a worker for a month."""
    random = Random(f"{seed} {worker.number} {month}")
    gross = round_half_away(
        Fraction(worker.gross_month_cents * week_minutes(worker, month), worker.full_time_minutes)
    )
    amounts = {
        "gross": gross,
        "employer_contributions": gross * _CONTRIBUTIONS // 1000,
        "holiday_pay": gross * _HOLIDAY_PAY // 1000,
        "insurance": gross * _INSURANCE // 1000,
        "training": gross * _TRAINING // 1000,
        "travel": random.randint(4_000, 22_000),
        "year_end_premium": _PREMIUM_FIXED + gross * _PREMIUM_SHARE // 1000 if month.month == 12 else 0,
        "subsidy": -_SUBSIDY if int(worker.number[1:]) % 5 == 0 else 0,
    }
    return [
        CostCreate(month=month, kind=kind, amount_cents=cents, worker=worker.number)
        for kind, cents in amounts.items()
        if cents
    ]


def overhead(workers: int, month: date, seed: int) -> CostCreate:
    """Return the shared overhead of a month."""
    cents = workers * OVERHEAD_PER_WORKER + Random(f"{seed} overhead {month}").randint(-90_000, 90_000)
    return CostCreate(month=month, kind="overhead", amount_cents=cents, pool=OVERHEAD)


def week_minutes(worker: InventedWorker, day: date) -> int:
    """Return the weekly minutes in force on a day."""
    amended = worker.amendment is not None and worker.amendment.from_on <= day
    return worker.amendment.week_minutes if amended and worker.amendment else worker.week_minutes


def volume_minutes(agreement: InventedAgreement) -> int:
    """Return the minutes a year that an agreement foresees."""
    weeks = Fraction(4, 5) if agreement.school_weeks_only else Fraction(1)
    return int(agreement.lanes * VISITS_A_LANE * HALF_DAY_MINUTES * weeks)


def hourly_rates(
    workers: Sequence[InventedWorker], agreements: Sequence[InventedAgreement], year: int, seed: int
) -> dict[str, int]:
    """Return the provisional rate of each pool in 1/10,000 EUR an hour: last year's cost over foreseen hours."""
    costs: dict[str, int] = defaultdict(int)
    for worker in workers:
        for month in range(1, 13):
            lines = month_costs(worker, date(year, month, 1), seed + 1)
            costs[pool_of(worker)] += sum(line.amount_cents for line in lines) + OVERHEAD_PER_WORKER
    minutes = volumes(workers, agreements)
    return {
        pool: round_half_away(Fraction(cents * 60 * 100, minutes[pool]))
        for pool, cents in costs.items()
        if minutes[pool]
    }


def volumes(
    workers: Sequence[InventedWorker], agreements: Sequence[InventedAgreement], basis: str | None = None
) -> Mapping[str, int]:
    """Return the foreseen minutes a year per pool, of all agreements or of one basis."""
    pools = {worker.number: pool_of(worker) for worker in workers}
    minutes: dict[str, int] = defaultdict(int)
    for agreement in agreements:
        if basis in (None, agreement.basis):
            minutes[pools[agreement.worker]] += volume_minutes(agreement)
    return minutes
