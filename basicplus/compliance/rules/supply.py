"""GE-01, GE-09, GE-10, GE-17, GE-21 and GE-22: where, when and under what workers may be at work for members."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from basicplus.clock import Span, uncovered
from basicplus.compliance.facts import AbroadNotice, Facts, Membership, Presence, Strike
from basicplus.compliance.findings import Finding
from basicplus.compliance.law import Law
from basicplus.compliance.rules.rule import Rule


def authorised(facts: Facts, law: Law) -> Iterator[Finding]:
    """No worker is put at a member's disposal on a day without a ministerial authorisation in force."""
    spans = authorised_days(facts)
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


def authorised_days(facts: Facts) -> list[Span]:
    """Return the days of the authorisations; one that an excess ended by itself (GE-08) is cut short."""
    spans = []
    for authorisation in facts.authorisations:
        span = authorisation.span
        for incident in facts.incidents:
            if incident.exceeded_on in span:
                span &= Span(span.from_on, incident.ends_on)
        spans.append(span)
    return spans


def members_only(facts: Facts, law: Law) -> Iterator[Finding]:
    """Workers are put at the disposal of effective members only, on days of their membership."""
    spans = days_of_membership(facts)
    for presence in facts.presences:
        if presence.member is None or any(presence.day in span for span in spans[presence.member]):
            continue
        value = law.on(presence.day, "members_only")
        if value.value:
            limit = in_words(spans[presence.member])
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
                subject, limit = f"agreement {supply.agreement}", in_words(spans[supply.member])
                parties = (supply.member, supply.agreement)
                yield Finding(
                    "GE-09", "agreement", "refuse", subject, gap, supply.member, limit, value, parties=parties
                )


def under_a_signed_agreement(facts: Facts, law: Law) -> Iterator[Finding]:
    """Workers are supplied under an agreement with the member that is signed by then, on its days only."""
    for presence in facts.presences:
        if presence.member is None or not law.on(presence.day, "signed_agreement").value:
            continue
        supply = presence.supply
        if supply is None:
            case, found, limit = "none", presence.member, "-"
        elif supply.signed_on is None or supply.signed_on > presence.day:
            case, found, limit = "unsigned", supply.agreement, str(supply.signed_on or "-")
        elif presence.day not in supply.span:
            case, found, limit = "outside", supply.agreement, str(supply.span)
        else:
            continue
        day, value = Span.day(presence.day), law.on(presence.day, "signed_agreement")
        parties = presence.parties if supply is None else (*presence.parties, supply.agreement)
        yield Finding("GE-17", case, "refuse", presence.subject, day, found, limit, value, parties=parties)


def other_groups(facts: Facts, law: Law) -> Iterator[Finding]:
    """A member may belong to several groups: no Belgian limit is known; which ones is good to know."""
    belongs = days_of_membership(facts)
    for other in facts.other_groups:
        for span in belongs[other.member]:
            for value in law.within(span, "several_groups_allowed"):
                if value.value:
                    days, parties = span & value.span, (other.member,)
                    yield Finding(
                        "GE-21", "known", "note", other.member, days, other.name, "-", value, parties=parties
                    )


def days_of_membership(facts: Facts) -> dict[str, list[Span]]:
    """Return the days on which workers may be supplied to each member."""
    spans: dict[str, list[Span]] = defaultdict(list)
    for membership in facts.memberships:
        spans[membership.member] += list(_member_on(facts, membership))
    return spans


def _member_on(facts: Facts, membership: Membership) -> Iterator[Span]:
    """Yield the days on which a membership lets workers be supplied: an adherent's, where the group reads so."""
    for days, adherents_too in facts.readings_within(membership.span, "adherents_are_members"):
        if membership.effective or adherents_too == "yes":
            yield days


def in_words(spans: list[Span]) -> str:
    """Write spans of days, a dash for none."""
    return "; ".join(str(span) for span in sorted(spans)) or "-"


def no_supply_during_strike(facts: Facts, law: Law) -> Iterator[Finding]:
    """No worker is at a member on a day of strike or lock-out there, whatever was planned before."""
    by_member: dict[str | None, list[Strike]] = defaultdict(list)
    for strike in facts.strikes:
        by_member[strike.member].append(strike)
    for presence in facts.presences:
        for strike in by_member[presence.member]:
            value = law.on(presence.day, "no_supply_during_strike")
            if presence.day in strike.span and value.value:
                day, found, limit = Span.day(presence.day), strike.member, str(strike.span)
                parties = presence.parties
                yield Finding(
                    "GE-10", strike.kind, "refuse", presence.subject, day, found, limit, value, parties=parties
                )


def noticed_abroad(facts: Facts, law: Law) -> Iterator[Finding]:
    """A member tells the group beforehand that work is done in another EEA state or in Switzerland."""
    for presence in facts.presences:
        if presence.country == "BE" or presence.member is None:
            continue
        value = law.on(presence.day, "abroad_notice")
        states = law.on(presence.day, "abroad_notice_states").value
        if not value.value or states is None or presence.country not in states:
            continue
        noticed = [notice.noticed_on for notice in facts.abroad_notices if _covers(notice, presence)]
        if any(noticed_on < presence.day for noticed_on in noticed):
            continue
        limit = str(min(noticed, default="-"))
        day, found, parties = Span.day(presence.day), presence.country, presence.parties
        yield Finding("GE-22", "none", "refuse", presence.subject, day, found, limit, value, parties=parties)


def _covers(notice: AbroadNotice, presence: Presence) -> bool:
    return (notice.member, notice.country) == (presence.member, presence.country) and presence.day in notice.span


RULES = (
    Rule("GE-01", authorised, ("authorisation_required",), ("visit", "hours", "authorisation")),
    Rule(
        "GE-09",
        members_only,
        ("members_only",),
        ("agreement", "visit", "hours", "member joins", "member leaves"),
    ),
    Rule("GE-10", no_supply_during_strike, ("no_supply_during_strike",), ("visit", "hours", "strike")),
    Rule("GE-22", noticed_abroad, ("abroad_notice", "abroad_notice_states"), ("visit", "hours")),
    Rule("GE-17", under_a_signed_agreement, ("signed_agreement",), ("agreement", "visit", "hours"), waivable=True),
    Rule("GE-21", other_groups, ("several_groups_allowed",), ("member joins",)),
)
