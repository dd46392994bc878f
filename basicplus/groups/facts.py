"""What the group's rows tell the rules: on which days it is authorised, and which days replace holidays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from basicplus.clock import Span
from basicplus.compliance import facts as fact
from basicplus.compliance.facts import Facts
from basicplus.compliance.gate import Scope, Witness, changed_span
from basicplus.db import Change, GroupSession, pick
from basicplus.groups.models import Authorisation, Group, ReplacementDay

# A holiday that nobody replaced is kept a few days after it at most, whatever other holidays follow it.
DEFAULT_WITHIN = timedelta(days=8)


def _span(state: dict[str, Any]) -> Span:
    return Span.of(state["from_on"], state["until_on"])


def concerns(change: Change, scope: Scope) -> None:
    """An authorisation concerns everybody on the days it covers or no longer covers.

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


def testify(session: GroupSession, _scope: Scope) -> Facts:
    """Return every authorisation and every replacement day of the group: they are few."""
    rows = session.rows(pick(Authorisation.reference, Authorisation.from_on, Authorisation.until_on))
    return Facts(
        authorisations=tuple(
            fact.Authorisation(reference, Span.of(from_on, until_on)) for reference, from_on, until_on in rows
        ),
        replacements=tuple(
            fact.Replacement(holiday, replaced_on, posted_on)
            for holiday, replaced_on, posted_on in session.rows(
                pick(ReplacementDay.holiday, ReplacementDay.replaced_on, ReplacementDay.posted_on)
            )
        ),
    )


WITNESS = Witness("groups", frozenset({Group, Authorisation, ReplacementDay}), concerns, testify)
