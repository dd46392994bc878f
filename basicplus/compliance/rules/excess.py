"""The fuse of GE-08: since when the group exceeds the maximum, and when its authorisation ends by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from basicplus.clock import Span
from basicplus.compliance.deadlines import authorisation_ends
from basicplus.compliance.facts import Facts
from basicplus.compliance.findings import waived
from basicplus.compliance.law import Law
from basicplus.compliance.rules.heads import at_most_the_maximum


@dataclass(frozen=True)
class Excess:
    """Days without a gap on which the group employs more than the maximum; `cured` where the group reads it so."""

    days: Span
    ends_on: date
    cured: bool


def fuse(facts: Facts, law: Law) -> list[Excess]:
    """Return the excesses among the days counted, each with the day on which the authorisation ends by itself.

    What a waiver covers is no excess. An excess that runs to the last day counted is not cured.
    """
    waivers = [waiver for waiver in facts.waivers if waiver.rule == "GE-07"]
    found = waived(at_most_the_maximum(facts, law), waivers)
    excesses: list[Span] = []
    for span in sorted(finding.span for finding in found if finding.severity == "refuse"):
        if excesses and excesses[-1].until_on >= span.from_on:
            excesses[-1] = excesses[-1].hull(span)
        else:
            excesses.append(span)
    return [_excess(facts, law, days) for days in excesses]


def _excess(facts: Facts, law: Law, days: Span) -> Excess:
    ends_on = authorisation_ends(days.from_on, law.on(days.from_on, "excess_grace_months").value)
    over = days.until_on <= ends_on and facts.counted is not None and days.until_on < facts.counted.until_on
    [(_, cures)] = facts.readings_within(Span.day(days.from_on), "return_cures_excess")
    return Excess(days, ends_on, over and cures == "yes")
