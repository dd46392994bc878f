"""The rules, one pure function each: facts + law -> findings. Each module lists its own in RULES."""

from __future__ import annotations

from basicplus.compliance.facts import Facts
from basicplus.compliance.findings import Finding, waived
from basicplus.compliance.law import Law
from basicplus.compliance.rules import (
    accession,
    authorisation,
    billing,
    contracts,
    group,
    heads,
    holidays,
    overlap,
    pay,
    supply,
    working_time,
)
from basicplus.compliance.rules.rule import Rule

MODULES = (
    accession,
    authorisation,
    billing,
    contracts,
    group,
    heads,
    holidays,
    overlap,
    pay,
    supply,
    working_time,
)
RULES: tuple[Rule, ...] = tuple(
    sorted(
        (rule for module in MODULES for rule in module.RULES),
        key=lambda rule: rule.id,
    )
)
WAIVABLE = frozenset(rule.id for rule in RULES if rule.waivable)


def judge(facts: Facts, law: Law) -> list[Finding]:
    """Run every rule on the facts; what a waiver covers is a warning that names it."""
    found = (finding for rule in RULES for finding in rule.check(facts, law))
    return list(waived(found, (waiver for waiver in facts.waivers if waiver.rule in WAIVABLE)))
