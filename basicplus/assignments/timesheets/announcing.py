"""Puts the checked lines of a month before their members: each line as it stands, and what silence would mean."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from sqlmodel import col, func, select

from basicplus import journal, members
from basicplus.assignments import agreements
from basicplus.assignments.models import Agreement, TimeEntry
from basicplus.assignments.timesheets.models import HoursMessage, HoursNotice, HoursNoticeEvent, TacitClause
from basicplus.assignments.timesheets.periods import begin_close
from basicplus.assignments.timesheets.signing import line_as_seen
from basicplus.assignments.timesheets.steps import lines_of
from basicplus.canonical import canonical_json
from basicplus.clock import brussels_day, month_of
from basicplus.db import GroupSession, WriteSession, pick
from basicplus.errors import Conflict


@dataclass(frozen=True)
class Announced:
    """A checked line that was put before its member as it stands: by which notice, told when, with which delay."""

    line: TimeEntry
    notice: HoursNotice
    told_at: datetime | None
    tacit_days: int | None

    @property
    def answer_until_on(self) -> date | None:
        """The last day to answer before silence approves; None where it never does, or nobody was told."""
        if self.told_at is None or self.tacit_days is None:
            return None
        return brussels_day(self.told_at) + timedelta(days=self.tacit_days)


def set_tacit_approval(
    session: WriteSession, agreement_number: str, from_on: date, delay_days: int | None
) -> TacitClause:
    """Set after how many days of silence hours of an agreement count as approved, for days from `from_on` on.

    None: silence approves nothing, as long as no clause says otherwise.
    """
    life = agreements.versions_of(session, agreement_number)[0].life_id
    query = select(TacitClause).where(TacitClause.agreement_id == life, TacitClause.from_on == from_on)
    row = session.exec(query).first() or TacitClause(agreement_id=life, from_on=from_on)
    row.delay_days = delay_days
    session.add(row)
    journal.record(session, "set tacit approval", agreement_number, from_on=from_on, delay_days=delay_days)
    return row


def put_before_members(
    session: WriteSession, month: date, at: datetime, member_numbers: Collection[str] = ()
) -> list[HoursNotice]:
    """Write a notice to each member with checked lines of the month that it was not told of as they stand.

    With `member_numbers`, to these members only. Raises Conflict when there is nothing to tell.
    """
    wanted = [members.by_number(session, number).id for number in member_numbers]
    lines = lines_of(session, month_of(month), TimeEntry.state == "checked", TimeEntry.kind == "service")
    known = {each.line.id for each in announced(session, lines)}
    new = [line for line in lines if line.id not in known and (not wanted or line.member_id in wanted)]
    if not new:
        raise Conflict(f"No member has checked hours of {month:%Y-%m} that it was not told of: check some first.")
    delays = Delays(session)
    written = []
    for member_id, own in groupby(sorted(new, key=_by_member), key=lambda line: line.member_id):
        assert member_id is not None
        written.append(write_notice(session, member_id, month, "lines", list(own), at, delays=delays))
    begin_close(session, month)
    journal.record(session, "put hours before members", f"{month:%Y-%m}", members=len(written), lines=len(new))
    return written


def write_notice(
    session: WriteSession,
    member_id: int,
    month: date,
    step: str,
    lines: list[TimeEntry],
    at: datetime,
    *,
    first_id: int | None = None,
    delays: Delays | None = None,
) -> HoursNotice:
    """Write, and seal, what a member is told of some lines; the delays are those of their agreements."""
    said = [
        {"seen": line_as_seen(line), "tacit_days": delays.of(line) if delays else None, "day": line.day}
        for line in lines
    ]
    notice = HoursNotice(
        journal_seq=journal.first_seq(session),
        member_id=member_id,
        month=month_of(month).from_on,
        step=step,
        first_id=first_id,
        written_at=at,
        entries=len(lines),
        minutes=sum(line.minutes for line in lines),
        lines=canonical_json(said),
    )
    session.add(notice)
    return notice


def announced(session: GroupSession, lines: Iterable[TimeEntry]) -> list[Announced]:
    """Return which of some checked lines were put before their members as they stand.

    A notice no longer counts for a line that was changed, disputed, settled or credited after it.
    """
    current = {_seen(line): line for line in lines if line.state == "checked"}
    if not current:
        return []
    months = {line.day.replace(day=1) for line in current.values()}
    moved = _last_moved(session, [line.id for line in current.values()])
    query = select(HoursNotice).where(HoursNotice.step == "lines", col(HoursNotice.month).in_(months))
    notices = list(session.exec(query.order_by(col(HoursNotice.id))))
    told = told_moments(session, [notice.id for notice in notices])
    found: dict[int, Announced] = {}
    for notice in notices:
        for said in json.loads(notice.lines):
            line = current.get(tuple(said["seen"]))
            if line is not None and (line.id not in moved or moved[line.id] < notice.written_at):
                found[line.id] = Announced(line, notice, told.get(notice.id), said["tacit_days"])
    return list(found.values())


def told_moments(session: GroupSession, notices: Collection[int]) -> dict[int, datetime]:
    """Return when the mail server accepted the e-mail of notices; one that was not accepted is left out."""
    query = pick(HoursNoticeEvent.notice_id, HoursNoticeEvent.at).where(
        col(HoursNoticeEvent.notice_id).in_(notices), HoursNoticeEvent.kind == "told"
    )
    return dict(map(tuple, session.rows(query)))


class Delays:
    """After how many days of silence hours are approved, by agreement and day."""

    def __init__(self, session: GroupSession) -> None:
        lives = session.rows(pick(Agreement.id, func.coalesce(Agreement.first_id, Agreement.id)))
        self._life: dict[int, int] = dict(map(tuple, lives))
        self._clauses: dict[int, list[TacitClause]] = {}
        for clause in session.exec(select(TacitClause).order_by(col(TacitClause.from_on))):
            self._clauses.setdefault(clause.agreement_id, []).append(clause)

    def of(self, line: TimeEntry) -> int | None:
        """Return the days of delay that hold for a line; None where silence approves nothing."""
        clauses = self._clauses.get(self._life.get(line.agreement_id or 0, 0), [])
        holding = [clause for clause in clauses if clause.from_on <= line.day]
        return holding[-1].delay_days if holding else None


def tacit_days(session: GroupSession, lives: Collection[int], day: date) -> dict[int, int | None]:
    """Return, by first version of an agreement, after how many days silence approves hours of a day."""
    query = select(TacitClause).where(col(TacitClause.agreement_id).in_(lives), TacitClause.from_on <= day)
    rows = session.exec(query.order_by(col(TacitClause.from_on)))
    return {row.agreement_id: row.delay_days for row in rows}


def _last_moved(session: GroupSession, entries: Collection[int]) -> dict[int, datetime]:
    """Return when lines were last disputed, settled or credited: what members were told before is void."""
    query = pick(HoursMessage.entry_id, HoursMessage.at).where(
        col(HoursMessage.entry_id).in_(entries), col(HoursMessage.kind).in_(("dispute", "settled", "credited"))
    )
    return dict(map(tuple, session.rows(query.order_by(col(HoursMessage.id)))))


def _by_member(line: TimeEntry) -> tuple[int, datetime, int]:
    return (line.member_id or 0, line.starts_at, line.id)


def _seen(line: TimeEntry) -> tuple[object, ...]:
    """Return a line as a notice has it: JSON knows no instants."""
    return tuple(json.loads(canonical_json(line_as_seen(line))))
