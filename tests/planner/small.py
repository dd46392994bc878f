"""A small year to plan, invented from a seed: workers and members around two towns, both kinds of demand."""

from __future__ import annotations

import random
from typing import Any

from basicplus.planner import Instance
from basicplus.planner.instance import TOKENS

TOWNS = ((50.63, 5.57), (50.47, 4.87))
YEAR = {"from": "2026-09-01", "to": "2027-08-31"}


def small_year(seed: int = 1, *, demands: int = 16, workers: int = 4) -> dict[str, Any]:
    """Return an instance as its file would hold it; half of the workers of each of two professions."""
    chance = random.Random(seed)
    return {
        "format": "planbench-instance-1",
        "name": f"small-{seed}",
        "horizon": dict(YEAR),
        "weights": {
            "unserved": 1000,
            "km": 1,
            "changed": 300,
            "irregularity": 10,
            "irregularity_cap_weeks": 4,
            "road_factor": 1.3,
            "earth_radius_km": 6371,
        },
        "legal_holidays": ["2026-11-11", "2026-12-25", "2027-05-17"],
        "workers": [_worker(chance, number) for number in range(workers)],
        "members": [_member(chance, number) for number in range(demands)],
        "demands": [_demand(chance, number, workers) for number in range(demands)],
    }


def instance(seed: int = 1, **sizes: int) -> Instance:
    """Return a small year, read."""
    return Instance.model_validate(small_year(seed, **sizes))


def _place(chance: random.Random) -> dict[str, float]:
    lat, lon = chance.choice(TOWNS)
    return {"lat": lat + chance.uniform(-0.1, 0.1), "lon": lon + chance.uniform(-0.1, 0.1)}


def _worker(chance: random.Random, number: int) -> dict[str, Any]:
    return {
        "id": f"W{number}",
        "profession": ("dpo", "accountant")[number % 2],
        "home": _place(chance),
        "languages": ["fr", "de"] if number < 2 else ["fr"],
        "week": [token for token in TOKENS if token != "wed-pm"],
        "absences": [{"from": "2027-07-05", "to": "2027-07-25"}, {"from": "2026-10-05", "to": "2026-10-06"}],
    }


def _member(chance: random.Random, number: int) -> dict[str, Any]:
    return {
        "id": f"M{number}",
        "site": _place(chance),
        "languages": ["de"] if number == 0 else ["fr"],
        "open": [token for token in TOKENS if token[:3] != ("mon", "fri")[number % 2]],
        "closed": [{"from": "2026-12-21", "to": "2027-01-01"}, {"from": "2027-07-03", "to": "2027-08-31"}],
    }


def _demand(chance: random.Random, number: int, workers: int) -> dict[str, Any]:
    shared = {
        "id": f"D{number}",
        "member": f"M{number}",
        "profession": ("dpo", "accountant")[number % 2],
        "window": {"from": "2026-09-01", "to": "2027-07-02"},
        "fixed_worker": f"W{1 + number % 2 * 2}" if number == 3 else None,
        "previous": f"W{number % workers}" if number % 3 else None,
    }
    if number % 4 == 1:
        return shared | {"kind": "weekly", "half_days": 1 + number % 3 % 2}
    visits = chance.choice([2, 6, 10, 20])
    return shared | {"kind": "spread", "visits": visits, "min_gap_days": max(1, 120 // visits)}
