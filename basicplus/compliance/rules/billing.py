"""GE-06 and GE-26: members only are billed, exempt from VAT only who may be, and the price is the cost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from basicplus.clock import Span, uncovered
from basicplus.compliance.facts import Billed, Facts
from basicplus.compliance.findings import Finding
from basicplus.compliance.law import Law
from basicplus.compliance.rules.rule import Rule
from basicplus.compliance.rules.supply import days_of_membership, in_words


def members_only_billed(facts: Facts, law: Law) -> Iterator[Finding]:
    """The group bills its effective members only, for days of their membership: it has no other object.

    Every line is a secondment or a share of common costs, because each has the basis of an agreement; an
    adherent is billed where the group reads the law so.
    """
    belongs = days_of_membership(facts)
    for billed in facts.billed:
        for gap in _gaps(billed, belongs[billed.member]):
            value = law.on(gap.from_on, "sole_object")
            if value.value:
                limit = in_words(belongs[billed.member])
                yield Finding(
                    "GE-06",
                    "non_member",
                    "refuse",
                    f"invoice {billed.document}",
                    gap,
                    billed.member,
                    limit,
                    value,
                    gap.length,
                    billed.parties,
                )


def _gaps(billed: Billed, belongs: list[Span]) -> list[Span]:
    """Return the days billed outside membership, each once."""
    gaps: list[Span] = []
    for span in (*billed.spans, *billed.taxed_spans):
        for gap in uncovered(span, belongs):
            gaps += uncovered(gap, gaps)
    return sorted(gaps)


def exempt_and_at_cost(facts: Facts, law: Law) -> Iterator[Finding]:
    """Invoices are exempt from VAT only to members mostly exempt themselves, as they attest, and at cost.

    An invoice of which every line is taxed is judged by no status.
    The member's status counts on the date of the invoice; of a member that has left, on the last day billed.
    What a settled year was billed beyond its cost is told once it exceeds a tolerance.
    """
    belongs = days_of_membership(facts)
    for billed in facts.billed:
        if not billed.spans:
            continue
        day = status_day(billed, belongs[billed.member])
        required, limit = (
            law.on(billed.issue_on, "vat_status_required"),
            law.on(billed.issue_on, "taxed_share_below"),
        )
        about = f"invoice {billed.document}"
        on, parties = Span.day(billed.issue_on), billed.parties
        status = next(
            (each for each in facts.vat_statuses if each.member == billed.member and day in each.span), None
        )
        if status is None:
            if required.value:
                yield Finding(
                    "GE-26", "no_status", "refuse", about, on, billed.member, str(day), required, 1, parties
                )
            continue
        share = status.taxable_percent
        if limit.value is not None and share >= limit.value:
            yield Finding("GE-26", "taxed", "refuse", about, on, share, int(limit.value), limit, share, parties)
        until_on = status.attested_until_on
        if required.value and until_on is not None and day >= until_on:
            last = str(until_on - timedelta(days=1))
            yield Finding("GE-26", "expired", "warn", about, on, billed.member, last, required, 1, parties)
    for each in facts.pool_years:
        last_day = each.year.until_on - timedelta(days=1)
        at_cost, tolerance = law.on(last_day, "price_is_cost"), law.on(last_day, "over_cost_percent")
        beyond = each.billed_cents - each.cost_cents
        if at_cost.value and beyond * 100 > max(each.cost_cents, 0) * tolerance.value:
            found, cost = (f"{cents / 100:.2f}" for cents in (each.billed_cents, each.cost_cents))
            subject = f"pool {each.pool} {last_day.year}"
            yield Finding("GE-26", "above_cost", "warn", subject, each.year, found, cost, at_cost, beyond)


def status_day(billed: Billed, belongs: list[Span]) -> date:
    """Return the day on which the buyer's VAT status counts: the invoice's, or the last one exempt if it left."""
    if any(billed.issue_on in span for span in belongs):
        return billed.issue_on
    return min(billed.issue_on, max(span.until_on for span in billed.spans) - timedelta(days=1))


RULES = (
    Rule("GE-06", members_only_billed, ("sole_object",), ("invoice", "member leaves"), waivable=True),
    Rule(
        "GE-26",
        exempt_and_at_cost,
        ("vat_status_required", "taxed_share_below", "price_is_cost", "over_cost_percent"),
        ("invoice", "member joins", "year end"),
    ),
)
