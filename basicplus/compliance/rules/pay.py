"""GE-16 and GE-23: what a contract pays, and how fast a worker of a target group may leave it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from basicplus.compliance.facts import Facts, PayScale
from basicplus.compliance.findings import Finding
from basicplus.compliance.law import Law
from basicplus.compliance.rules.rule import Rule
from basicplus.money import round_half_away


def paid_by_the_scale(facts: Facts, law: Law) -> Iterator[Finding]:
    """Gross pay is never below the scale of the joint committee, in proportion to the hours.

    Pay that is not recorded is not judged. A finding names the scale and never what the worker earns.
    """
    scales: dict[str, list[PayScale]] = defaultdict(list)
    for scale in facts.pay_scales:
        scales[scale.code].append(scale)
    for contract in facts.contracts:
        for terms in contract.terms:
            if terms.gross_month_cents is None:
                continue
            for scale in scales[terms.scale]:
                least = Fraction(scale.month_cents * terms.week_minutes, terms.full_time_minutes)
                if terms.gross_month_cents >= least:
                    continue
                for value in law.within(terms.span & scale.span, "scale_of_committee"):
                    if value.value:
                        yield Finding(
                            "GE-16",
                            "below",
                            "refuse",
                            f"contract {contract.number}",
                            terms.span & scale.span & value.span,
                            scale.code,
                            f"{round_half_away(least) / 100:.2f}",
                            value,
                            round_half_away(least - terms.gross_month_cents) or 1,
                            (contract.worker, contract.number),
                        )


def short_resignation(facts: Facts, law: Law) -> Iterator[Finding]:
    """Who was a long-term job-seeker or on income support when hired may resign with seven days' notice.

    Not who directs or supervises others.
    """
    for contract in facts.contracts:
        if not contract.target_group or contract.supervisor:
            continue
        for value in law.within(contract.span, "short_resignation_days"):
            if value.value is not None:
                yield Finding(
                    "GE-23",
                    "short_notice",
                    "note",
                    f"contract {contract.number}",
                    contract.span & value.span,
                    contract.worker,
                    int(value.value),
                    value,
                    parties=(contract.worker, contract.number),
                )


RULES = (
    Rule("GE-16", paid_by_the_scale, ("scale_of_committee",), ("hire", "amendment")),
    Rule("GE-23", short_resignation, ("short_resignation_days",), ("hire",)),
)
