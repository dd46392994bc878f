"""What a rule has to say: findings, and whether a change made any of them new or worse."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from basicplus.clock import Span
from basicplus.compliance.law import Value

Severity = Literal["refuse", "warn", "note"]


@dataclass(frozen=True)
class Finding:
    """A breach, or a remark, on the days of `span`.

    `case` picks the sentence; `found` and `limit` are in the unit of `law`; `excess` says how far beyond
    the limit it lies, so that worse can be told from as bad as before.
    """

    rule: str
    case: str
    severity: Severity
    subject: str
    span: Span
    found: int | str
    limit: int | str
    law: Value
    excess: int = 1


def worsened(before: Iterable[Finding], after: Iterable[Finding]) -> list[Finding]:
    """Return the refusals of `after` that were not there before, or not as bad, on those days.

    A breach that was there already may stay or shrink: records that once went wrong can be mended step
    by step. A finding that is worse on some of its days only is returned for those days.
    """
    known: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in before:
        if finding.severity == "refuse":
            known[finding.rule, finding.subject].append(finding)
    worse = []
    for finding in after:
        if finding.severity == "refuse":
            worse += _beyond(finding, known[finding.rule, finding.subject])
    return worse


def _beyond(finding: Finding, known: list[Finding]) -> list[Finding]:
    pieces = [finding.span]
    for old in known:
        if old.excess >= finding.excess:
            pieces = [piece for span in pieces for piece in span.minus(old.span)]
    return [replace(finding, span=piece) for piece in pieces]
