"""Acts on travel: where distances come from, and those between sites that somebody told."""

from __future__ import annotations

from basicplus.acts.act import COORDINATOR, Act
from basicplus.assignments import travel

ACTS = (
    Act("set-travel", travel.TravelTerms, travel.set_travel, COORDINATOR, {"source": "table", "profile": "car-1"}),
    Act(
        "record-distances",
        travel.DistancesCreate,
        travel.record_distances,
        COORDINATOR,
        {"distances": [{"from_site": "M900-1", "to_site": "S-M001", "km": 31.5, "minutes": 34}]},
    ),
)
