"""GE-01 and GE-09: workers are at work under an authorisation, and for members only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from basicplus.clock import Span, uncovered
from basicplus.compliance.facts import Facts, Membership
from basicplus.compliance.findings import Finding
from basicplus.compliance.law import Law
from basicplus.compliance.rules.rule import Rule


def authorised(facts: Facts, law: Law) -> Iterator[Finding]:
    """No worker is put at a member's disposal on a day without a ministerial authorisation in force."""
    spans = [authorisation.span for authorisation in facts.authorisations]
    for presence in facts.presences:
        if presence.member is None or any(presence.day in span for span in spans):
            continue
        value = law.on(presence.day, "authorisation_required")
        if value.value:
            limit = str(min((span.from_on for span in spans if span.from_on > presence.day), default="-"))
            yield Finding(
                "GE-01",
                "none",
                "refuse",
                presence.subject,
                Span.day(presence.day),
                str(presence.day),
                limit,
                value,
                parties=presence.parties,
            )


def members_only(facts: Facts, law: Law) -> Iterator[Finding]:
    """Workers are put at the disposal of effective members only, on days of their membership."""
    spans: dict[str, list[Span]] = defaultdict(list)
    for membership in facts.memberships:
        spans[membership.member] += list(_member_on(facts, membership))
    for presence in facts.presences:
        if presence.member is None or any(presence.day in span for span in spans[presence.member]):
            continue
        value = law.on(presence.day, "members_only")
        if value.value:
            limit = _spans(spans[presence.member])
            yield Finding(
                "GE-09",
                "presence",
                "refuse",
                presence.subject,
                Span.day(presence.day),
                presence.member,
                limit,
                value,
                parties=presence.parties,
            )
    for supply in facts.supplies:
        for gap in uncovered(supply.span, spans[supply.member]):
            value = law.on(gap.from_on, "members_only")
            if value.value:
                subject, limit = f"agreement {supply.agreement}", _spans(spans[supply.member])
                parties = (supply.member, supply.agreement)
                yield Finding(
                    "GE-09", "agreement", "refuse", subject, gap, supply.member, limit, value, parties=parties
                )


def _member_on(facts: Facts, membership: Membership) -> Iterator[Span]:
    """Yield the days on which a membership lets workers be supplied: an adherent's, where the group reads so."""
    for days, adherents_too in facts.readings_within(membership.span, "adherents_are_members"):
        if membership.effective or adherents_too == "yes":
            yield days


def _spans(spans: list[Span]) -> str:
    return "; ".join(str(span) for span in sorted(spans)) or "-"


RULES = (
    Rule("GE-01", authorised, ("authorisation_required",), ("visit", "hours", "authorisation")),
    Rule(
        "GE-09",
        members_only,
        ("members_only",),
        ("agreement", "visit", "hours", "member joins", "member leaves"),
    ),
)
