"""A member approves its own lines of a month, all or some of them; other members are not touched."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from basicplus import journal, members
from basicplus.assignments.models import SignOff, TimeEntry
from basicplus.assignments.timesheets.steps import lines_of, own_name
from basicplus.canonical import sha256_of
from basicplus.clock import month_of
from basicplus.db import GroupSession, WriteSession
from basicplus.errors import Conflict, invalid
from basicplus.members import Member


def sign(
    session: WriteSession,
    member_number: str,
    month: date,
    signer: str,
    at: datetime,
    entries: Collection[int] | None = None,
    paper: str = "",
) -> SignOff:
    """A member's signer approves checked lines of a month, all or those chosen; no other member's (T16).

    `paper` names the document that a coordinator has when the signer signed on paper. Raises InvalidInput when the
    signer is not one of the member's, or a chosen line is not one of its checked lines of the month.
    """
    member = members.by_number(session, member_number)
    members.check_signer(session, member, "signer", signer)
    lines = to_sign(session, member, month)
    if not lines:
        raise Conflict(f"{member_number} has no checked hours to sign in {month:%Y-%m}.")
    if entries is not None:
        lines = _chosen(lines, entries, f"checked lines of {member_number} in {month:%Y-%m}")
    return approve(session, member, lines, signer, at, paper=paper)


def sign_own(
    session: WriteSession, member_number: str, month: date, at: datetime, entries: Collection[int]
) -> SignOff:
    """A signer of a member, who acts in his own name, approves chosen lines of the month."""
    return sign(session, member_number, month, own_name(session), at, entries)


def to_sign(session: GroupSession, member: Member, month: date) -> list[TimeEntry]:
    """Return the checked lines of a member's month, which wait for its signature."""
    return lines_of(session, month_of(month), TimeEntry.state == "checked", TimeEntry.member_id == member.id)


def approve(
    session: WriteSession,
    member: Member,
    lines: Sequence[TimeEntry],
    signed_by: str,
    at: datetime,
    *,
    paper: str = "",
    notice_id: int | None = None,
) -> SignOff:
    """Record the approval of lines of one month of a member; with `notice_id` by silence after that notice."""
    month = month_of(lines[0].day).from_on
    signature = SignOff(
        journal_seq=journal.first_seq(session),
        member_id=member.id,
        month=month,
        signed_by=signed_by,
        signed_at=at,
        entries=len(lines),
        minutes=sum(line.minutes for line in lines),
        entries_sha256=lines_sha256(lines),
        paper=paper,
        notice_id=notice_id,
    )
    session.add(signature)
    session.flush()
    for line in lines:
        line.state, line.sign_off_id, line.dispute = "signed", signature.id, None
        session.add(line)
    beside = ({"paper": paper} if paper else {}) | ({"notice": notice_id} if notice_id else {})
    journal.record(
        session,
        "approve hours tacitly" if notice_id else "sign hours",
        member.number,
        month=f"{month:%Y-%m}",
        lines=len(lines),
        signer=signed_by,
        **beside,
    )
    return signature


def lines_sha256(lines: Iterable[TimeEntry]) -> str:
    """Return the SHA-256 of the hours as the member saw them."""
    return sha256_of([line_as_seen(line) for line in lines])


def line_as_seen(line: TimeEntry) -> list[object]:
    """Return what a member sees of a line, as it is signed: who, under which agreement, from when to when."""
    return [line.id, line.worker_id, line.agreement_id, line.starts_at, line.ends_at, line.minutes]


def _chosen(lines: Sequence[TimeEntry], entries: Collection[int], allowed: str) -> list[TimeEntry]:
    wanted = set(entries)
    foreign = wanted - {line.id for line in lines}
    if foreign or not wanted:
        found = ", ".join(map(str, sorted(foreign))) or "nothing"
        raise invalid("entries", found, f"choose among the {len(lines)} {allowed}")
    return [line for line in lines if line.id in wanted]
