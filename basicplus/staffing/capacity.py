"""What a staff can give beside what is agreed, by profession and month, and the critical size; pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import ceil

from basicplus.money import round_half_away
from basicplus.planner.instance import WEEKDAYS, Demand, Instance, Worker
from basicplus.staffing.room import Room
from basicplus.staffing.sentences import Saying

WHOLE_E4 = 10_000
MONTHS = 12


@dataclass(frozen=True)
class Staff:
    """An instance with what its days do not show: half-days of leave not recorded yet, by worker, and the share of
    time (in 1/10,000) that a profession gives to no member: sickness, training, travel, the group itself.

    `varying` are the half-days a week of workers without a usual week: no plan counts on them, the capacity does.
    """

    instance: Instance
    leave_left: Mapping[str, Fraction] = field(default_factory=dict)
    lost_e4: Mapping[str, int] = field(default_factory=dict)
    varying: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True)
class MonthOfStaff:
    """Half-days of a month: what can be given and what is agreed."""

    month: date
    capacity: int
    agreed: int


@dataclass(frozen=True)
class Critical:
    """What happens if one falls ill: `carried` is what the others can give over all the days.

    `needed` workers of the present average would let any one of them be ill; `unserved_a_month` is what nobody can
    give in a month in which the one with most half-days is away.
    """

    needed: int
    carried: int
    unserved_a_month: int

    @property
    def at_risk(self) -> bool:
        """Whether somebody stays unserved as soon as one is ill."""
        return self.unserved_a_month > 0


@dataclass(frozen=True)
class ProfessionStaff:
    """A profession over the days asked: workers who can give half-days, half-days, months, critical size."""

    profession: str
    workers: int
    demands: int
    capacity: int
    agreed: int
    months: tuple[MonthOfStaff, ...]
    critical: Critical
    says: tuple[Saying, ...]


def capacity_of(staff: Staff) -> tuple[ProfessionStaff, ...]:
    """Return every profession that has workers or demands, in alphabetical order.

    Capacity = half-days of the usual week without days off, absences and days outside the contract, less leave
    that is not recorded yet and the share given to no member. Agreed = what the demands ask for, over the days
    on which each can be served.
    """
    found = Room(staff.instance)
    professions = {each.profession for each in staff.instance.demands}
    professions |= {each.profession for each in staff.instance.workers}
    return tuple(_profession(found, staff, name) for name in sorted(professions))


def given_by(room: Room, staff: Staff, worker: Worker) -> dict[date, Fraction]:
    """Return the half-days that a worker can give to members in each month, by its first day."""
    months = _by_month([room.by_month(worker), _varying(room, staff, worker)])
    total = sum(months.values(), Fraction(0))
    kept = Fraction(WHOLE_E4 - staff.lost_e4.get(worker.profession, 0), WHOLE_E4)
    leave = min(total, staff.leave_left.get(worker.id, Fraction(0)))
    return {month: half_days * (1 - leave / total) * kept for month, half_days in months.items()}


def _varying(room: Room, staff: Staff, worker: Worker) -> dict[date, Fraction]:
    """Return the half-days of a week that varies, even over the days on which somebody is there."""
    gone = {day for days in worker.absences for day in days}
    days = Counter(day.replace(day=1) for day in room.work_days if day not in gone)
    each_day = staff.varying.get(worker.id, Fraction(0)) / len(WEEKDAYS)
    return {month: each_day * number for month, number in days.items() if each_day}


def agreed_by_month(room: Room, demand: Demand) -> dict[date, Fraction]:
    """Return the half-days that a demand asks for in each month, even over the days on which it can be served."""
    days = Counter(map(room.month_of_day.__getitem__, room.possible_days(demand)))
    total, wanted = sum(days.values()), room.wanted(demand)
    return {month: Fraction(wanted * number, total) for month, number in days.items()}


def critical_size(capacities: list[Fraction], agreed: Fraction, months: int = MONTHS) -> Critical:
    """Return what falls out with the one who has most half-days, and how many workers would be enough."""
    total = sum(capacities, Fraction(0))
    others = total - max(capacities, default=Fraction(0))
    average = total / len(capacities) if total else Fraction(0)
    needed = ceil(agreed / average) + 1 if average and agreed else len(capacities)
    unserved = max(Fraction(0), agreed - others) / months
    return Critical(needed, round_half_away(others), ceil(unserved))


def _profession(room: Room, staff: Staff, profession: str) -> ProfessionStaff:
    workers = [
        each
        for each in staff.instance.workers
        if each.profession == profession and (each.week or staff.varying.get(each.id))
    ]
    demands = [each for each in staff.instance.demands if each.profession == profession]
    given = {each.id: given_by(room, staff, each) for each in workers}
    capacities = [sum(months.values(), Fraction(0)) for months in given.values()]
    capacity, agreed = _by_month(given.values()), _by_month(agreed_by_month(room, each) for each in demands)
    months = tuple(
        MonthOfStaff(month, round_half_away(capacity[month]), round_half_away(agreed[month]))
        for month in sorted({day.replace(day=1) for day in staff.instance.horizon})
    )
    wanted = sum(agreed.values(), Fraction(0))
    critical = critical_size(capacities, wanted, len(months))
    total, asked = round_half_away(sum(capacities, Fraction(0))), round_half_away(wanted)
    says = (
        _gap(profession, len(workers), total, asked, months),
        *_risk(profession, len(workers), asked, critical),
    )
    return ProfessionStaff(profession, len(workers), len(demands), total, asked, months, critical, says)


def _by_month(found: Iterable[Mapping[date, Fraction | int]]) -> dict[date, Fraction]:
    total: dict[date, Fraction] = defaultdict(Fraction)
    for months in found:
        for month, half_days in months.items():
            total[month] += half_days
    return total


def _gap(profession: str, workers: int, capacity: int, agreed: int, months: tuple[MonthOfStaff, ...]) -> Saying:
    worst = max(months, key=lambda each: (each.agreed - each.capacity, -each.month.toordinal()))
    values: dict[str, str | int] = {
        "profession": profession,
        "count": workers,
        "capacity": capacity,
        "agreed": agreed,
    }
    values |= {
        "gap": abs(capacity - agreed),
        "month": f"{worst.month:%Y-%m}",
        "short": worst.agreed - worst.capacity,
    }
    if capacity < agreed:
        return Saying("capacity missing", values)
    return Saying("capacity short in a month" if worst.agreed > worst.capacity else "capacity free", values)


def _risk(profession: str, workers: int, agreed: int, critical: Critical) -> tuple[Saying, ...]:
    if workers == 0 or agreed == 0:
        return ()
    values: dict[str, str | int] = {"profession": profession, "count": workers, "needed": critical.needed}
    values |= {"carried": critical.carried, "unserved": critical.unserved_a_month}
    return (Saying("one ill: at risk" if critical.at_risk else "one ill: carried", values),)
