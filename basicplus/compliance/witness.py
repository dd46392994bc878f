"""What the group's own waivers, readings of the law and open incidents tell the rules."""

from __future__ import annotations

from itertools import zip_longest
from operator import attrgetter
from typing import Any

from basicplus.clock import FOREVER, Span
from basicplus.compliance.facts import Facts, Reading, Waiver
from basicplus.compliance.facts import Incident as Incidence
from basicplus.compliance.gate import Scope, Witness
from basicplus.compliance.models import GrantedWaiver, Incident, KeptFile, LegalReading
from basicplus.db import Change, GroupSession, whole


def concerns(change: Change, scope: Scope) -> None:
    """What a waiver no longer covers, and what another reading changes, concerns everybody on those days.

    That an incident is found concerns nobody: it is a fact, and what it breaks is said from then on.
    """
    if isinstance(change.row, LegalReading):
        for state in change.states():
            _everybody(scope, Span(state["from_on"]))
    elif isinstance(change.row, GrantedWaiver) and change.before is not None:
        covered = _span(change.before)
        lost = covered.minus(_span(change.after)) if change.after is not None else [covered]
        for span in lost:
            _everybody(scope, span)


def _everybody(scope: Scope, span: Span) -> None:
    scope.all_on(span)
    scope.count_heads(span)


def _span(state: dict[str, Any]) -> Span:
    whole = Span.of(state["from_on"], state["until_on"])
    return whole & Span(whole.from_on, state["revoked_on"] or FOREVER)


def testify(session: GroupSession, _scope: Scope) -> Facts:
    """Return every waiver, every reading and every open incident: they are few."""
    readings = sorted(session.rows(whole(LegalReading)), key=attrgetter("question", "from_on"))
    return Facts(
        incidents=tuple(
            Incidence(row.exceeded_on, row.ends_on)
            for row in session.rows(whole(Incident))
            if row.closed_on is None
        ),
        waivers=tuple(
            Waiver(row.reference, row.rule, _span(row._asdict()), row.party, row.up_to)
            for row in session.rows(whole(GrantedWaiver))
        ),
        readings=tuple(
            Reading(row.question, row.answer, Span(row.from_on, _until(row, later)))
            for row, later in zip_longest(readings, readings[1:])
        ),
    )


def _until(row: Any, later: Any) -> Any:
    return later.from_on if later and later.question == row.question else FOREVER


WITNESS = Witness("compliance", frozenset({GrantedWaiver, Incident, KeptFile, LegalReading}), concerns, testify)
