"""What a rule is: an id of the catalogue, a pure function, the parameters it reads, the events that call it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from basicplus.compliance.facts import Facts
from basicplus.compliance.findings import Finding
from basicplus.compliance.law import Law

Check = Callable[[Facts, Law], Iterator[Finding]]
Event = Literal[
    "hire",
    "amendment",
    "contract end",
    "member joins",
    "member leaves",
    "agreement",
    "visit",
    "schedule published",
    "hours",
    "strike",
    "authorisation",
    "group",
    "invoice",
    "month close",
    "year end",
]


@dataclass(frozen=True)
class Rule:
    """A rule of the catalogue.

    `events` are the changes that call for it; an audit runs every rule. A refusal of a `waivable` rule can
    be lifted by a documented waiver, because the law itself lets some groups depart from it.
    """

    id: str
    check: Check
    parameters: tuple[str, ...]
    events: tuple[Event, ...]
    waivable: bool = False

    @property
    def says(self) -> str:
        """The rule in one sentence."""
        return (self.check.__doc__ or "").split("\n")[0]
