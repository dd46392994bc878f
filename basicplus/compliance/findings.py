"""What a rule has to say: findings, and whether a change made any of them new or worse."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from basicplus.clock import Span
from basicplus.compliance.facts import Waiver
from basicplus.compliance.law import Value

Severity = Literal["refuse", "warn", "note"]


@dataclass(frozen=True)
class Finding:
    """A breach, or a remark, on the days of `span`.

    `case` picks the sentence; `found` and `limit` are in the unit of `law`; `excess` says how far beyond
    the limit it lies, so that worse can be told from as bad as before. `parties` are the numbers of the
    worker, member or contract concerned; `waiver` names the waiver that covers it.
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
    parties: tuple[str, ...] = ()
    waiver: str | None = None


def waived(findings: Iterable[Finding], waivers: Iterable[Waiver]) -> Iterator[Finding]:
    """Turn refusals into warnings on the days on which a waiver covers them; of a warning it is the reason."""
    waivers = list(waivers)
    for finding in findings:
        rest = [finding]
        for waiver in waivers:
            rest = [piece for each in rest for piece in _waived_by(waiver, each)]
        yield from rest


def _waived_by(waiver: Waiver, finding: Finding) -> Iterator[Finding]:
    covered = finding.span & waiver.span
    if not covered or not _covers(waiver, finding):
        yield finding
        return
    yield replace(finding, span=covered, severity="warn", waiver=waiver.reference)
    for span in finding.span.minus(waiver.span):
        yield replace(finding, span=span)


def _covers(waiver: Waiver, finding: Finding) -> bool:
    return (
        finding.severity != "note"
        and finding.rule == waiver.rule
        and waiver.party in ("", *finding.parties)
        and (waiver.up_to is None or (isinstance(finding.found, int) and finding.found <= waiver.up_to))
    )


def worsened(before: Iterable[Finding], after: Iterable[Finding], severity: Severity = "refuse") -> list[Finding]:
    """Return the refusals (or warnings) of `after` that were not there before, or not as bad, on those days.

    A breach that was there already may stay or shrink: records that once went wrong can be mended step
    by step. One of another case excuses it only if it is gone: a breach may change its kind, not add one. A
    finding that is worse on some of its days only is returned for those days. What was refused before is no new
    warning.
    """
    known: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in before:
        if finding.severity in (severity, "refuse"):
            known[finding.rule, finding.subject].append(finding)
    after = list(after)
    standing = {(finding.rule, finding.subject, finding.case) for finding in after}
    worse = []
    for finding in after:
        if finding.severity == severity and (severity == "refuse" or finding.waiver is None):
            about = finding.rule, finding.subject
            excuses = (
                old for old in known[about] if old.case == finding.case or (*about, old.case) not in standing
            )
            worse += _beyond(finding, excuses)
    return worse


def _beyond(finding: Finding, known: Iterable[Finding]) -> list[Finding]:
    pieces = [finding.span]
    for old in known:
        if old.excess >= finding.excess:
            pieces = [piece for span in pieces for piece in span.minus(old.span)]
    return [replace(finding, span=piece) for piece in pieces]
