"""Compiling the planner before it is needed: the least year there is, planned and explained."""

from __future__ import annotations

from basicplus.planner.instance import Instance
from basicplus.planner.plan import empty_plan
from basicplus.planner.reasons import why
from basicplus.planner.solving import solve


def warm_up() -> None:
    """Compile what the planner needs, unless that was done before; it is kept for later runs."""
    week = {"from": "2026-09-07", "to": "2026-09-11"}
    at = {"lat": 50.6, "lon": 5.5}
    weights = (
        "unserved",
        "km",
        "changed",
        "irregularity",
        "irregularity_cap_weeks",
        "road_factor",
        "earth_radius_km",
    )
    least = Instance.model_validate(
        {
            "format": "planbench-instance-1",
            "name": "least",
            "horizon": week,
            "weights": dict.fromkeys(weights, 1),
            "workers": [
                {"id": "W", "profession": "any", "home": at, "languages": ["fr"], "week": ["mon-am", "tue-am"]}
            ],
            "members": [{"id": "M", "site": at, "languages": ["fr"], "open": ["mon-am", "tue-am"]}],
            "demands": [
                {
                    "id": "D",
                    "member": "M",
                    "profession": "any",
                    "kind": "spread",
                    "window": week,
                    "visits": 1,
                    "min_gap_days": 1,
                }
            ],
        }
    )
    solve(least, steps=1, processes=0)
    why(least, empty_plan(least), "D")
