"""Time for the way from a morning to an afternoon elsewhere: the morning ends earlier, the midday break stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from basicplus.assignments.travel import Place, journey
from basicplus.demo.agreements import InventedAgreement
from basicplus.demo.matching import ServedMember
from basicplus.staffing.expansion import time_for

MORNING, AFTERNOON = 0, 1
Morning = tuple[str, int, int]
"""The agreement, the weekday and the phase of the cycle."""


def on_the_way(agreements: Sequence[InventedAgreement], members: Mapping[str, ServedMember]) -> dict[Morning, int]:
    """Return by how many minutes, in steps of five, a morning ends earlier: an afternoon elsewhere follows."""
    afternoons = {
        (agreement.worker, weekday, phase): agreement.member
        for agreement in agreements
        for weekday, half, phase in agreement.slots
        if half == AFTERNOON
    }
    lost: dict[Morning, int] = {}
    for agreement in agreements:
        for weekday, half, phase in agreement.slots:
            after = afternoons.get((agreement.worker, weekday, phase), agreement.member)
            if half == MORNING and after != agreement.member:
                lost[agreement.number, weekday, phase] = _minutes(members[agreement.member], members[after])
    return lost


def _minutes(one: ServedMember, other: ServedMember) -> int:
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return 0
    way = journey(Place(one.latitude, one.longitude), Place(other.latitude, other.longitude))
    return time_for(way)
