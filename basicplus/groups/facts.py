"""What the group's rows tell the rules: when it is authorised, its form, its internal rules, its holidays."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

from basicplus.clock import FOREVER, Span
from basicplus.compliance import facts as fact
from basicplus.compliance.facts import Facts
from basicplus.compliance.gate import Scope, Witness, changed_span
from basicplus.db import Change, GroupSession, whole
from basicplus.groups.models import (
    ActivityReport,
    Application,
    Authorisation,
    Group,
    InternalRules,
    ReplacementDay,
    Statutes,
)

# A holiday that nobody replaced is kept a few days after it at most, whatever other holidays follow it.
DEFAULT_WITHIN = timedelta(days=8)


def _span(state: dict[str, Any]) -> Span:
    return Span.of(state["from_on"], state["until_on"])


def concerns(change: Change, scope: Scope) -> None:
    """An authorisation concerns everybody on the days it covers or no longer covers; papers concern the group.

    A replacement day concerns everybody on that day; one that is taken back, on the days it could fall on then.
    """
    if isinstance(change.row, Authorisation):
        for span in changed_span(change, _span):
            scope.all_on(span)
    elif isinstance(change.row, ReplacementDay):
        for state in change.states():
            scope.all_on(Span.day(state["replaced_on"]))
        if change.before is not None:
            scope.all_on(Span(change.before["holiday"], change.before["holiday"] + DEFAULT_WITHIN))
    elif not isinstance(change.row, Group):
        scope.group = True


def testify(session: GroupSession, scope: Scope) -> Facts:
    """Return every authorisation and version of the internal rules, and the papers when they matter: all are few.

    Internal rules without a member in scope are not asked for.
    """
    papers = scope.group or scope.everything is not None
    return Facts(
        authorisations=tuple(_authorisation(row) for row in session.rows(whole(Authorisation))),
        internal_rules=_internal_rules(session) if papers or scope.members or scope.buyers else (),
        statutes=_statutes(session) if papers else (),
        activity_reports=_reports(session) if papers else (),
        replacements=tuple(
            fact.Replacement(row.holiday, row.replaced_on, row.posted_on)
            for row in session.rows(whole(ReplacementDay))
        ),
    )


def applications(session: GroupSession, committees: frozenset[str]) -> tuple[fact.Application, ...]:
    """Return every application; `committees` are those of the members, whom only a package above knows."""
    return tuple(
        fact.Application(
            row.reference,
            row.received_on,
            row.registered_letter,
            row.internal_rules_version,
            row.proposed_committee,
            row.proposed_committee in committees,
            row.advice_asked_on,
            row.advice_given_on,
            row.decided_on,
        )
        for row in session.rows(whole(Application))
    )


def _authorisation(row: Any) -> fact.Authorisation:
    return fact.Authorisation(
        row.reference,
        Span.of(row.from_on, row.until_on),
        row.granted_on,
        row.joint_committee,
        row.organiser or "",
        row.withdrawn_because is not None,
    )


def _internal_rules(session: GroupSession) -> tuple[fact.InternalRules, ...]:
    rows = sorted(session.rows(whole(InternalRules)), key=lambda row: row.version)
    ends = [row.from_on for row in rows[1:]] + [FOREVER]
    return tuple(
        fact.InternalRules(row.version, Span(row.from_on, end)) for row, end in zip(rows, ends, strict=False)
    )


def _statutes(session: GroupSession) -> tuple[fact.Statutes, ...]:
    rows = sorted(session.rows(whole(Statutes)), key=lambda row: row.from_on)
    return tuple(
        fact.Statutes(
            row.legal_form,
            Span(row.from_on, later.from_on if later else FOREVER),
            row.founding or (earlier is not None and earlier.legal_form != row.legal_form),
        )
        for (earlier, row), (_, later) in zip(pairwise([None, *rows]), pairwise([*rows, None]), strict=True)
    )


def _reports(session: GroupSession) -> tuple[fact.ActivityReport, ...]:
    return tuple(fact.ActivityReport(row.year, row.sent_on) for row in session.rows(whole(ActivityReport)))


WITNESS = Witness(
    "groups",
    frozenset({Group, Authorisation, Statutes, InternalRules, Application, ActivityReport, ReplacementDay}),
    concerns,
    testify,
)
