"""A whole demonstration group out of one seed: the same seed gives the same group, on every machine.

Pure: knows no database, no clock and no real organisation. Start here; the parts live beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

from basicplus.demo.absences import InventedAbsence
from basicplus.demo.agreements import InventedAgreement, invent_agreements
from basicplus.demo.matching import ServedMember
from basicplus.demo.members import InventedContact, InventedMember, InventedSite, invent_members
from basicplus.demo.workers import (
    InventedAmendment,
    InventedQualification,
    InventedWorker,
    headcounts,
    invent_workers,
)

__all__ = [
    "InventedAbsence",
    "InventedAgreement",
    "InventedAmendment",
    "InventedContact",
    "InventedMember",
    "InventedQualification",
    "InventedSite",
    "InventedWorker",
    "Invention",
    "ServedMember",
    "headcounts",
    "invent",
    "invent_agreements",
    "invent_members",
    "invent_workers",
]


@dataclass(frozen=True)
class Invention:
    """The people of an invented group in one year."""

    members: tuple[InventedMember, ...]
    workers: tuple[InventedWorker, ...]


def invent(seed: int = 1, members: int = 550, workers: int = 43, year: int = 2025) -> Invention:
    """Return a group of so many members and workers; the law's limit of 50 workers is not its business."""
    return Invention(invent_members(seed, members, year), invent_workers(seed, workers, year))
