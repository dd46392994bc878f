"""Tables of travel: where a group takes its distances from, and the distances between sites that it was told."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from basicplus.assignments.travel.journeys import USUAL
from basicplus.db import GroupRow

Source = Literal["great_circle", "table", "routing"]
AS_THE_CROW_FLIES: Source = "great_circle"


class TravelSettings(GroupRow, table=True):
    """Where the group takes its distances from, and the speed profile of those that nobody told it."""

    __tablename__ = "travel_settings"
    __table_args__ = (
        UniqueConstraint("group_id"),
        CheckConstraint("source IN ('great_circle', 'table', 'routing')", "source"),
    )

    source: str = Field(default=AS_THE_CROW_FLIES, max_length=12)
    profile: str = Field(default=USUAL, max_length=30)


class Distance(GroupRow, table=True):
    """The way from one site to another, as a table or a routing service told it; the way back is another row."""

    __tablename__ = "distance"
    __table_args__ = (
        UniqueConstraint("source", "from_site_id", "to_site_id"),
        CheckConstraint("source IN ('table', 'routing')", "source"),
        CheckConstraint("from_site_id <> to_site_id", "two_sites"),
        CheckConstraint("metres >= 0 AND minutes >= 0", "not_negative"),
    )

    source: str = Field(max_length=12)
    from_site_id: int = Field(foreign_key="site.id", index=True)
    to_site_id: int = Field(foreign_key="site.id")
    metres: int
    minutes: int


TABLES: frozenset[type[GroupRow]] = frozenset({TravelSettings, Distance})
