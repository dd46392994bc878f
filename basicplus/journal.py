"""The journal: append-only, one hash chain per group; who did what, when, why, under which verdict."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import Column, Text, UniqueConstraint, func
from sqlmodel import Field, col, select

from basicplus import versions
from basicplus.canonical import canonical_json, sha256_of
from basicplus.clock import now
from basicplus.db import GroupRow, GroupSession, UtcInstant, WriteSession, pick
from basicplus.errors import BasicplusError

GENESIS = "0" * 64
LOOK = "look"


class JournalEntry(GroupRow, table=True):
    """One act. `sha256` covers every field and the hash of the entry before it."""

    __tablename__ = "journal_entry"
    __table_args__ = (UniqueConstraint("group_id", "seq"),)

    seq: int
    at: datetime = Field(sa_column=Column(UtcInstant, nullable=False))
    actor: str = Field(max_length=120)
    act: str = Field(max_length=60)
    subject: str = Field(max_length=160)
    reason: str | None = None
    detail: str = Field(sa_column=Column(Text, nullable=False))
    verdict: str = Field(sa_column=Column(Text, nullable=False))
    previous_sha256: str = Field(max_length=64)
    sha256: str = Field(max_length=64)


SUMMED = ("seq", "at", "actor", "act", "subject", "reason", "detail", "verdict", "previous_sha256")
"""What the hash of an entry covers, in this order."""
_summed = attrgetter(*SUMMED)


def chained(entry: Any) -> str:
    """Return the SHA-256 that an entry, or a row with its columns, must have."""
    return sha256_of(_summed(entry))


@dataclass(frozen=True)
class Act:
    """An act that a service has done and the commit will write down."""

    act: str
    subject: str
    detail: dict[str, Any]


def record(session: WriteSession, act: str, subject: str, **detail: Any) -> None:
    """Tell the journal what is being done; it is written when, and only if, the session commits."""
    session.unit.acts.append(Act(act, subject, detail))


def look(session: WriteSession, what: str, **detail: Any) -> None:
    """Record that somebody looked at the records: an auditor's look is an act of its own, and changes nothing."""
    record(session, LOOK, what, **detail)


def first_seq(session: WriteSession) -> int:
    """Return the number that the session's first entry will have; sealed rows point to it."""
    if session.unit.first_seq is None:
        with session.unscoped():
            last = session.exec(select(func.max(JournalEntry.seq))).one()
        session.unit.first_seq = (last or 0) + 1
    return session.unit.first_seq


def write(session: WriteSession, verdict: dict[str, Any]) -> None:
    """Append the session's acts to the chain; the first sums the rows it sealed and the versions it kept."""
    acts: list[Act] = session.unit.acts
    if not acts:
        raise BasicplusError("A change must be journaled: the service that made it recorded no act.")
    session.unit.verdict = verdict
    seq = first_seq(session)
    previous = session.exec(select(JournalEntry).where(JournalEntry.seq == seq - 1)).first()
    previous_sha256 = previous.sha256 if previous else GENESIS
    at = now()
    sums = _sums(session, seq)
    for number, act in enumerate(acts):
        entry = JournalEntry(
            seq=seq + number,
            at=at,
            actor=session.unit.actor,
            act=act.act,
            subject=act.subject,
            reason=session.unit.reason,
            detail=canonical_json(act.detail | (sums if number == 0 else {})),
            verdict=canonical_json(verdict),
            previous_sha256=previous_sha256,
            sha256="",
        )
        entry.sha256 = previous_sha256 = chained(entry)
        session.add(entry)


def _sums(session: WriteSession, seq: int) -> dict[str, Any]:
    kept = versions.keep(session, seq)
    sums = {"seals": seals(session.unit.sealed)} if session.unit.sealed else {}
    return sums | ({"versions": kept} if kept else {})


def seals(rows: Iterable[Any]) -> dict[str, dict[str, Any]]:
    """Return, per table, how many sealed rows there are and the SHA-256 over their seals in order of id."""
    by_table: dict[str, list[tuple[int, str]]] = {}
    for row in rows:
        by_table.setdefault(row.__tablename__, []).append((row.id, row.sha256))
    return {table: sum_of_seals(pairs) for table, pairs in sorted(by_table.items())}


def sum_of_seals(pairs: list[tuple[int, str]]) -> dict[str, Any]:
    """Sum the seals of one table's rows, given as (id, seal)."""
    together = "".join(seal for _, seal in sorted(pairs))
    return {"rows": len(pairs), "sha256": hashlib.sha256(together.encode()).hexdigest()}


def last_entry(session: GroupSession) -> JournalEntry | None:
    """Return the entry that was written last: its hash stands for every entry before it."""
    return session.exec(select(JournalEntry).order_by(col(JournalEntry.seq).desc()).limit(1)).first()


def entries(session: GroupSession) -> Iterator[JournalEntry]:
    """Yield the group's entries in order."""
    yield from session.exec(select(JournalEntry).order_by(col(JournalEntry.seq)).execution_options(yield_per=500))


def broken_links(session: GroupSession) -> Iterator[str]:
    """Yield a sentence for each entry that is missing, altered or out of its chain."""
    expected_seq, previous = 1, GENESIS
    columns = [getattr(JournalEntry, name) for name in (*SUMMED, "sha256")]  # A year has thousands: no objects.
    for entry in session.rows(pick(*columns).order_by(col(JournalEntry.seq))):
        name = f"journal entry {entry.seq}"
        if entry.seq != expected_seq:
            yield f"{name}: entry {expected_seq} is missing before it"
        if entry.previous_sha256 != previous:
            yield f"{name}: does not follow from the entry before it"
        if chained(entry) != entry.sha256:
            yield f"{name}: its content does not match its hash"
        expected_seq, previous = entry.seq + 1, entry.sha256


def sealed_counts(session: GroupSession) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Yield (sequence number, table, sum of seals) for every entry that sealed rows."""
    for entry in entries(session):
        for table, summed in json.loads(entry.detail).get("seals", {}).items():
            yield entry.seq, table, summed


def version_sums(session: GroupSession) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (sequence number, sum of versions) for every entry that kept versions of rows."""
    for entry in entries(session):
        if summed := json.loads(entry.detail).get("versions"):
            yield entry.seq, summed
