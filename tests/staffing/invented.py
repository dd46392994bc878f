"""A small month to plan, without a database: two advisors on a line of one degree, their members, no holiday."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from basicplus.planner import Instance
from basicplus.staffing import Staff
from basicplus.staffing.instance import WEIGHTS

MARCH = {"from": "2026-03-02", "to": "2026-03-29"}
DEGREE_KM = 1.3 * 111.194926644
"""The road distance of one degree of latitude."""


def worker(number: str, lat: float, week: tuple[str, ...], **changes: Any) -> dict[str, Any]:
    """A prevention advisor who lives at a latitude and speaks French."""
    home = {"lat": lat, "lon": 5.0}
    given = {"id": number, "profession": "prevention_advisor", "home": home, "languages": ["fr"], "week": week}
    return given | changes


def member(name: str, lat: float, **changes: Any) -> dict[str, Any]:
    """A member at a latitude, open in the mornings."""
    mornings = [f"{day}-am" for day in ("mon", "tue", "wed", "thu", "fri")]
    return {"id": name, "site": {"lat": lat, "lon": 5.0}, "languages": ["fr"], "open": mornings} | changes


def demand(name: str, at: str, visits: int = 2, **changes: Any) -> dict[str, Any]:
    """Some visits in March, a day apart at least."""
    given = {"id": name, "member": at, "profession": "prevention_advisor", "kind": "spread", "window": MARCH}
    return given | {"visits": visits, "min_gap_days": 1} | changes


def month(workers: list[dict[str, Any]], members: list[dict[str, Any]], demands: list[dict[str, Any]]) -> Instance:
    """Four weeks of March."""
    return Instance.model_validate(
        {
            "format": "planbench-instance-1",
            "name": "march",
            "horizon": MARCH,
            "weights": WEIGHTS.model_dump(),
            "workers": workers,
            "members": members,
            "demands": demands,
        }
    )


def staff(instance: Instance, leave: int = 0, lost_e4: int = 0) -> Staff:
    """Everybody has so much leave left, and gives so much to no member."""
    left = {each.id: Fraction(leave) for each in instance.workers}
    return Staff(instance, left, {"prevention_advisor": lost_e4})
