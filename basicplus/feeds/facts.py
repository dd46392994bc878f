"""Feeds tell the rules nothing: who reads a plan changes none of it."""

from __future__ import annotations

from basicplus.compliance.facts import Facts
from basicplus.compliance.gate import Scope, Witness, silent
from basicplus.db import GroupSession
from basicplus.feeds.models import Feed


def testify(_session: GroupSession, _scope: Scope) -> Facts:
    """Return no facts."""
    return Facts()


WITNESS = Witness("feeds", frozenset({Feed}), silent, testify)
