"""GE-05 and GE-15: the legal form of the group, its members in number, and the joint committee of its workers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from basicplus.clock import Span
from basicplus.compliance.facts import Authorisation, Facts, Membership
from basicplus.compliance.findings import Finding, Severity
from basicplus.compliance.law import Law, Value
from basicplus.compliance.rules.rule import Rule


def legal_form(facts: Facts, law: Law) -> Iterator[Finding]:
    """The group has a legal form that the law allows, on its first day and later, and enough members."""
    for statutes in facts.statutes:
        form, first, days = statutes.legal_form, Span.day(statutes.span.from_on), statutes.span
        if statutes.new:
            value = law.on(first.from_on, "legal_forms_new")
            days = Span(first.until_on, days.until_on)
            if form not in value.value:
                yield Finding("GE-05", "new", "refuse", "group", first, form, ", ".join(value.value), value)
        for value in law.within(days, "legal_forms_kept"):
            if form not in value.value:
                kept, limit = days & value.span, ", ".join(value.value)
                yield Finding("GE-05", "kept", "refuse", "group", kept, form, limit, value)
    for span, count in _effective_members(facts):
        for value in law.within(span, "min_members"):
            if count < value.value:
                few, missing = span & value.span, value.value - count
                yield Finding("GE-05", "members", "warn", "group", few, count, value.value, value, missing)


def _effective_members(facts: Facts) -> Iterator[tuple[Span, int]]:
    """Yield how many effective members there are, in an audit, from the day the first one joins."""
    memberships = [membership for membership in facts.memberships if membership.effective]
    if not facts.audited or not memberships:
        return
    whole = Span(min(each.span.from_on for each in memberships)) & facts.audited
    edges = {day for each in memberships for day in (each.span.from_on, each.span.until_on)}
    edges = {day for day in edges if day in whole} | {whole.from_on, whole.until_on}
    for start, end in pairwise(sorted(edges)):
        yield Span(start, end), len({each.member for each in memberships if start in each.span})


def committee_of_authorisation(facts: Facts, law: Law) -> Iterator[Finding]:
    """The workers' joint committee is the one that the authorisation names.

    Terms that name none follow the authorisation. A member of a committee that none had before calls for a
    review: the advice on the authorisation may have rested on the committees of its members.
    """
    for authorisation in facts.authorisations:
        designated = authorisation.joint_committee
        if not designated:
            continue
        for contract, terms in [(each, terms) for each in facts.contracts for terms in each.terms]:
            if terms.joint_committee in ("", designated):
                continue
            for value in law.within(terms.span & authorisation.span, "committee_of_authorisation"):
                if value.value:
                    days = terms.span & authorisation.span & value.span
                    yield _committee(
                        "contract",
                        f"contract {contract.number}",
                        days,
                        terms.joint_committee,
                        authorisation,
                        value,
                        (contract.worker, contract.number),
                    )
        for membership in _of_new_committees(facts, authorisation):
            value = law.on(membership.span.from_on, "committee_of_authorisation")
            if value.value:
                day = Span.day(membership.span.from_on)
                yield _committee(
                    "member",
                    membership.member,
                    day,
                    membership.joint_committee,
                    authorisation,
                    value,
                    (membership.member,),
                )


def _of_new_committees(facts: Facts, authorisation: Authorisation) -> Iterator[Membership]:
    """Yield those who join under the authorisation from a joint committee that no earlier member had."""
    known = {"", authorisation.joint_committee}
    for membership in sorted(facts.memberships, key=lambda each: (each.span, each.member)):
        if membership.span.from_on in authorisation.span and membership.joint_committee not in known:
            yield membership
        known.add(membership.joint_committee)


def _committee(
    case: str,
    subject: str,
    days: Span,
    found: str,
    authorisation: Authorisation,
    value: Value,
    parties: tuple[str, ...],
) -> Finding:
    severity: Severity = "refuse" if case == "contract" else "note"
    limit = authorisation.joint_committee
    return Finding("GE-15", case, severity, subject, days, found, limit, value, parties=parties)


RULES = (
    Rule("GE-05", legal_form, ("legal_forms_new", "legal_forms_kept", "min_members"), ("group", "member leaves")),
    Rule(
        "GE-15",
        committee_of_authorisation,
        ("committee_of_authorisation",),
        ("hire", "authorisation", "member joins"),
    ),
)
