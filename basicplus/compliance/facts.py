"""What the rules look at: plain frozen facts, gathered from the rows of the packages above."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from basicplus.clock import BRUSSELS, Span, uncovered
from basicplus.compliance.questions import open_questions


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
    def parties(self) -> tuple[str, ...]:
        """The worker, and the member if there is one."""
        return (self.worker, self.member) if self.member else (self.worker,)

    @property
    def subject(self) -> str:
        """Name the presence as a coordinator would."""
        place = f" at {self.member}" if self.member else ""
        return f"{self.kind} {self.day} {self.starts_at.astimezone(BRUSSELS):%H:%M} {self.worker}{place}"


@dataclass(frozen=True)
class Waiver:
    """A documented permission to depart from a rule on some days.

    It covers everybody, or the findings about `party` only: the number of a worker, member or contract.
    With `up_to` it covers what is found up to there, as a decree that raises a maximum.
    """

    reference: str
    rule: str
    span: Span
    party: str = ""
    up_to: int | None = None


@dataclass(frozen=True)
class Reading:
    """How the group reads an open question of law on some days, where that is not the prudent reading."""

    question: str
    answer: str
    span: Span


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
    waivers: tuple[Waiver, ...] = ()
    readings: tuple[Reading, ...] = ()
    counted: Span | None = None

    def __add__(self, other: Facts) -> Facts:
        joined = {name: mine + getattr(other, name) for name, mine in vars(self).items() if name != "counted"}
        return Facts(**joined, counted=self.counted or other.counted)

    def readings_within(self, span: Span, question: str) -> Iterator[tuple[Span, str]]:
        """Yield how the group reads an open question of law in a span: its own choice, else the prudent one."""
        own = [reading for reading in self.readings if reading.question == question]
        for reading in own:
            if piece := reading.span & span:
                yield piece, reading.answer
        for piece in uncovered(span, [reading.span for reading in own]):
            yield piece, open_questions()[question].prudent
