"""GE-14, GE-18, GE-24 and AUD-02: what must be on paper when an association becomes a member."""

from __future__ import annotations

from collections.abc import Iterator

from basicplus.clock import Span
from basicplus.compliance.facts import Facts
from basicplus.compliance.findings import Finding
from basicplus.compliance.law import Law
from basicplus.compliance.rules.rule import Rule


def liability_acknowledged(facts: Facts, law: Law) -> Iterator[Finding]:
    """A member acknowledges in writing, on its first day at the latest, that members are jointly liable.

    Members answer jointly for the tax and social debts of the group; that the acknowledgement is signed before
    is a rule of the group's own.
    """
    for membership in facts.memberships:
        value = law.on(membership.span.from_on, "acknowledgement_required")
        signed_on, first = membership.acknowledged_on, membership.span.from_on
        if not value.value or (signed_on is not None and signed_on <= first):
            continue
        case, days = ("missing", membership.span) if signed_on is None else ("late", Span(first, signed_on))
        found = str(signed_on or "-")
        member = membership.member
        yield Finding("GE-14", case, "refuse", member, days, found, str(first), value, parties=(member,))


def internal_rules_accepted(facts: Facts, law: Law) -> Iterator[Finding]:
    """A member accepts the internal rules of the group, in the version in force when it joins."""
    for membership in facts.memberships:
        value = law.on(membership.span.from_on, "internal_rules_accepted")
        if not value.value:
            continue
        member, accepted = membership.member, membership.internal_rules_version
        in_force = [rules for rules in facts.internal_rules if rules.span.overlaps(membership.span)]
        if not any(membership.span.from_on in rules.span for rules in in_force):
            known = str(min((rules.span.from_on for rules in in_force), default="-"))
            days = membership.span
            yield Finding("GE-18", "no_rules", "refuse", member, days, "-", known, value, parties=(member,))
        elif accepted is None:
            limit = in_force[0].version
            days = membership.span
            yield Finding("GE-18", "not_accepted", "refuse", member, days, "-", limit, value, parties=(member,))
        for rules in in_force:
            if accepted is not None and accepted < rules.version:
                days = rules.span & membership.span
                limit = rules.version
                yield Finding("GE-18", "older", "warn", member, days, accepted, limit, value, parties=(member,))


def organiser_is_no_member(facts: Facts, law: Law) -> Iterator[Finding]:
    """The external organiser that a decree imposes is no member of the group."""
    for authorisation in facts.authorisations:
        for membership in facts.memberships:
            if not authorisation.organiser or membership.enterprise_number != authorisation.organiser:
                continue
            for value in law.within(authorisation.span & membership.span, "organiser_not_member"):
                if value.value:
                    days = authorisation.span & membership.span & value.span
                    member, number = membership.member, authorisation.organiser
                    limit = authorisation.reference
                    yield Finding(
                        "GE-24", "member", "refuse", member, days, number, limit, value, parties=(member,)
                    )


def entered_in_time(facts: Facts, law: Law) -> Iterator[Finding]:
    """Admissions, resignations and exclusions are in the members' register within 8 days of the decision."""
    for membership in facts.memberships:
        for known_on, entered_on in membership.entries:
            value = law.on(known_on, "members_register_days")
            late = value.value is not None and (entered_on - known_on).days - value.value
            if late and late > 0:
                member, days = membership.member, Span.day(entered_on)
                found, limit = str(entered_on), str(known_on)
                yield Finding("AUD-02", "late", "warn", member, days, found, limit, value, late, (member,))


RULES = (
    Rule("GE-14", liability_acknowledged, ("acknowledgement_required",), ("member joins",), waivable=True),
    Rule("GE-18", internal_rules_accepted, ("internal_rules_accepted",), ("member joins", "group"), waivable=True),
    Rule("GE-24", organiser_is_no_member, ("organiser_not_member",), ("member joins", "authorisation")),
    Rule("AUD-02", entered_in_time, ("members_register_days",), ("member joins", "member leaves")),
)
