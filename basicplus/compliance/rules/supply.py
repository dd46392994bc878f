"""GE-01 and GE-09: workers are at work under an authorisation, and for members only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from basicplus.clock import Span, uncovered
from basicplus.compliance.facts import Facts
from basicplus.compliance.findings import Finding
from basicplus.compliance.law import Law


def authorised(facts: Facts, law: Law) -> Iterator[Finding]:
    """No worker is put at a member's disposal on a day without a ministerial authorisation in force."""
    spans = [authorisation.span for authorisation in facts.authorisations]
    for presence in facts.presences:
        if presence.member is None or any(presence.day in span for span in spans):
            continue
        value = law.on(presence.day, "authorisation_required")
        if value.value:
            limit = str(min((span.from_on for span in spans if span.from_on > presence.day), default="-"))
            day = Span.day(presence.day)
            yield Finding("GE-01", "none", "refuse", presence.subject, day, str(presence.day), limit, value)


def members_only(facts: Facts, law: Law) -> Iterator[Finding]:
    """Workers are put at the disposal of effective members only, on days of their membership."""
    spans: dict[str, list[Span]] = defaultdict(list)
    for membership in facts.memberships:
        if membership.effective:
            spans[membership.member].append(membership.span)
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
            )
    for supply in facts.supplies:
        for gap in uncovered(supply.span, spans[supply.member]):
            value = law.on(gap.from_on, "members_only")
            if value.value:
                subject, limit = f"agreement {supply.agreement}", _spans(spans[supply.member])
                yield Finding("GE-09", "agreement", "refuse", subject, gap, supply.member, limit, value)


def _spans(spans: list[Span]) -> str:
    return "; ".join(str(span) for span in sorted(spans)) or "-"
