"""What stands beside a draft: the facts that conflicts are found in, and what a conflict is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from basicplus.assignments.planning.capacity import Staff
from basicplus.clock import Span, minutes_between
from basicplus.compliance.findings import Finding, Severity

TravelMinutes = Callable[[int, int], int | None]
"""Minutes from one site to another, by their ids; None where nobody knows."""


@dataclass(frozen=True)
class Planned:
    """A visit that stands in a draft."""

    visit: int
    worker: int
    member: str
    site: int
    agreement: int | None
    day: date
    starts_at: datetime
    ends_at: datetime

    @property
    def minutes(self) -> int:
        """The minutes that pass."""
        return minutes_between(self.starts_at, self.ends_at)


@dataclass(frozen=True)
class Agreed:
    """An agreement: the profession that it asks for, its minutes a year, and what is planned of it, by month."""

    number: str
    member: str
    profession: str
    volume_minutes: int
    span: Span
    school_weeks_only: bool = False
    by_month: Mapping[date, int] = field(default_factory=dict)
    visits: int = 0


@dataclass(frozen=True)
class PlanFacts:
    """What the conflicts of a span are found in; `findings` are those of the rules about visits.

    The agreements hold what is planned in the whole year of the first day of the span.
    """

    span: Span
    visits: tuple[Planned, ...] = ()
    staff: Staff = field(default_factory=Staff)
    agreements: Mapping[int, Agreed] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Conflict:
    """One thing to look at in a draft: what, how bad, whom it is about and since when.

    `words` is the key of its sentence, filled with `numbers`; `link` says where to look, as `visits/12` or
    `agreements/A-1`. What a rule found carries its `finding`, and the rule's own sentence.
    """

    kind: str
    severity: Severity
    subject: str
    day: date
    words: str
    numbers: Mapping[str, int | str] = field(default_factory=dict)
    link: str = ""
    finding: Finding | None = None


def hours(minutes: int) -> str:
    """Write minutes as `7 h 30`."""
    return f"{minutes // 60} h {minutes % 60:02d}" if minutes % 60 else f"{minutes // 60} h"
