"""Everything a user can change, one record an act: API, commands, files and simulation all run these."""

from __future__ import annotations

from basicplus.acts import (
    access,
    accounting,
    assignments,
    budget,
    calendar,
    compliance,
    conventions,
    costs,
    delivery,
    feeds,
    groups,
    hours,
    invoicing,
    jobs,
    leave,
    liability,
    members,
    month,
    payments,
    planning,
    privacy,
    reminders,
    repair,
    runs,
    staffing,
    travel,
    watch,
    webhooks,
    workers,
)
from basicplus.acts.act import Act
from basicplus.errors import invalid

REGISTRY: dict[str, Act] = {
    act.name: act
    for part in (
        groups,
        members,
        workers,
        leave,
        assignments,
        planning,
        repair,
        calendar,
        travel,
        feeds,
        conventions,
        staffing,
        hours,
        month,
        invoicing,
        runs,
        costs,
        budget,
        delivery,
        payments,
        accounting,
        reminders,
        liability,
        compliance,
        watch,
        jobs,
        webhooks,
        privacy,
        access,
    )
    for act in part.ACTS
}


def act_named(name: str) -> Act:
    """Return the act with this name."""
    if name not in REGISTRY:
        raise invalid("act", name, f"one of {', '.join(sorted(REGISTRY))}")
    return REGISTRY[name]


__all__ = ["REGISTRY", "Act", "act_named"]
