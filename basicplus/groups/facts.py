"""What the group's rows tell the rules: on which days it is authorised."""

from __future__ import annotations

from typing import Any

from basicplus.clock import Span
from basicplus.compliance import facts as fact
from basicplus.compliance.facts import Facts
from basicplus.compliance.gate import Scope, Witness, changed_span
from basicplus.db import Change, GroupSession, pick
from basicplus.groups.models import Authorisation, Group


def _span(state: dict[str, Any]) -> Span:
    return Span.of(state["from_on"], state["until_on"])


def concerns(change: Change, scope: Scope) -> None:
    """An authorisation concerns everybody on the days it covers or no longer covers."""
    if isinstance(change.row, Authorisation):
        for span in changed_span(change, _span):
            scope.all_on(span)


def testify(session: GroupSession, _scope: Scope) -> Facts:
    """Return every authorisation of the group: they are few."""
    rows = session.rows(pick(Authorisation.reference, Authorisation.from_on, Authorisation.until_on))
    return Facts(
        authorisations=tuple(
            fact.Authorisation(reference, Span.of(from_on, until_on)) for reference, from_on, until_on in rows
        )
    )


WITNESS = Witness("groups", frozenset({Group, Authorisation}), concerns, testify)
