"""What the rules look at: plain frozen facts, gathered from the rows of the packages above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from basicplus.clock import BRUSSELS, Span


@dataclass(frozen=True)
class Authorisation:
    """A ministerial authorisation and the days it holds."""

    reference: str
    span: Span


@dataclass(frozen=True)
class Membership:
    """The days a member belongs to the group; `effective` is false for an adherent member."""

    member: str
    span: Span
    effective: bool


@dataclass(frozen=True)
class Terms:
    """The weekly minutes of a contract during a span: what was first agreed, or an amendment."""

    span: Span
    week_minutes: int
    full_time_minutes: int


@dataclass(frozen=True)
class Contract:
    """An employment contract; `signed_on` is None until both have signed."""

    worker: str
    number: str
    span: Span
    signed_on: date | None
    purpose_clause: bool
    terms: tuple[Terms, ...]


@dataclass(frozen=True)
class Supply:
    """An agreement that puts workers at a member's disposal during a span."""

    agreement: str
    member: str
    span: Span


@dataclass(frozen=True)
class Presence:
    """A planned visit or worked hours in [starts_at, ends_at), and the member served, if any."""

    kind: Literal["visit", "hours"]
    worker: str
    member: str | None
    day: date
    starts_at: datetime
    ends_at: datetime

    @property
    def subject(self) -> str:
        """Name the presence as a coordinator would."""
        place = f" at {self.member}" if self.member else ""
        return f"{self.kind} {self.day} {self.starts_at.astimezone(BRUSSELS):%H:%M} {self.worker}{place}"


@dataclass(frozen=True)
class Facts:
    """Everything gathered for one judgement.

    `counted` is the span of days on which `contracts` holds every contract of the group: heads are counted
    there and nowhere else.
    """

    authorisations: tuple[Authorisation, ...] = ()
    memberships: tuple[Membership, ...] = ()
    contracts: tuple[Contract, ...] = ()
    supplies: tuple[Supply, ...] = ()
    presences: tuple[Presence, ...] = ()
    counted: Span | None = None

    def __add__(self, other: Facts) -> Facts:
        return Facts(
            self.authorisations + other.authorisations,
            self.memberships + other.memberships,
            self.contracts + other.contracts,
            self.supplies + other.supplies,
            self.presences + other.presences,
            self.counted or other.counted,
        )
