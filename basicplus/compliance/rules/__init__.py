"""The rules, one pure function each: facts + law -> findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from basicplus.compliance.facts import Facts
from basicplus.compliance.findings import Finding
from basicplus.compliance.law import Law
from basicplus.compliance.rules import contracts, heads, overlap, supply

Check = Callable[[Facts, Law], Iterator[Finding]]


@dataclass(frozen=True)
class Rule:
    """A rule of the catalogue: its id, the function that checks it and the parameters it reads."""

    id: str
    check: Check
    parameters: tuple[str, ...]

    @property
    def says(self) -> str:
        """The rule in one sentence."""
        return (self.check.__doc__ or "").split("\n")[0]


RULES = (
    Rule("GE-01", supply.authorised, ("authorisation_required",)),
    Rule("GE-07", heads.at_most_the_maximum, ("max_heads",)),
    Rule("GE-09", supply.members_only, ("members_only",)),
    Rule("GE-11", contracts.signed_before_work, ("written_before_start",)),
    Rule("GE-12", contracts.purpose_clause, ("purpose_clause",)),
    Rule("GE-13", contracts.enough_weekly_hours, ("min_week_minutes", "full_time_only")),
    Rule("PLAN-01", overlap.one_place_at_a_time, ("one_place_at_a_time",)),
)


def judge(facts: Facts, law: Law) -> list[Finding]:
    """Run every rule on the facts."""
    return [finding for rule in RULES for finding in rule.check(facts, law)]
