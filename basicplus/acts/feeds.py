"""Acts on feeds: open the calendar of a worker or a member, and revoke it."""

from __future__ import annotations

from basicplus import feeds
from basicplus.acts.act import Act, ActRole

OWN: tuple[ActRole, ...] = ("coordinator", "worker")

ACTS = (
    Act(
        "open-feed",
        feeds.FeedCreate,
        feeds.open_feed,
        OWN,
        {"worker": "W900", "label": "phone", "at": "2025-12-15T09:00+01:00"},
        shown_once=True,
    ),
    Act(
        "revoke-feed",
        feeds.FeedRevocation,
        feeds.revoke_feed,
        OWN,
        {"feed": 1, "at": "2026-06-15T09:00+02:00"},
    ),
)
