"""Tells people what a published version changes for them, by e-mail or by hand, and records the moment."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache

from sqlmodel import col, select

from basicplus import groups, journal
from basicplus.assignments.handing_over import SHORT, Mailer, TellLine, Waiting, hand_over, to_tell
from basicplus.assignments.models import Plan, Visit
from basicplus.assignments.planning.differences import SlotChange
from basicplus.assignments.planning.diffing import DiffLine, lines_of
from basicplus.assignments.planning.models import PlanNotice, PlanNoticeEvent
from basicplus.assignments.planning.publishing import changes_of, slot_of
from basicplus.assignments.planning.wording import day_in_words, texts
from basicplus.clock import brussels_day
from basicplus.db import Database, GroupSession, WriteSession, get
from basicplus.errors import Conflict
from basicplus.members import Contact, Member
from basicplus.workers import Worker

NO_ADDRESS = "no e-mail address is known: tell them, and record it with `record-telling`"


@dataclass(frozen=True)
class NoticeLine:
    """A notice and what became of it: `told` with the moment, `failed`, `later`, `claimed`, or `to tell`."""

    notice: int
    version: int
    party: str
    number: str
    published_at: datetime
    added: int
    moved: int
    cancelled: int
    state: str
    channel: str
    address: str
    at: datetime | None


def tell_due(
    database: Database,
    group: str | None,
    actor: str,
    mailer: Mailer | None,
    clock: Callable[[], datetime],
    again: Sequence[int] = (),
) -> list[TellLine]:
    """Tell everybody by e-mail who was not told yet, and those of `again` whose e-mail failed."""
    return hand_over(database, group, actor, mailer, clock, _Notices(), again)


class _Notices:
    """The notices of plan versions, told by e-mail."""

    no_address = NO_ADDRESS

    def waiting(self, session: GroupSession, at: datetime, again: Sequence[int]) -> list[Waiting]:
        return waiting(session, at, again)

    def last_events(self, session: GroupSession) -> Mapping[int, PlanNoticeEvent]:
        return _last_events(session)

    def record(
        self, session: WriteSession, notice: int, kind: str, at: datetime, address: str, says: str = ""
    ) -> PlanNoticeEvent:
        return _record(session, notice, kind, "email", at, address, says)


def record_telling(session: WriteSession, notice: int, at: datetime, says: str) -> PlanNoticeEvent:
    """Record that somebody was told of a notice otherwise than by e-mail: on the telephone, on paper."""
    row = get(session, PlanNotice, f"notice {notice}", id=notice)
    if at < row.published_at:
        raise Conflict(f"Notice {notice} was published on {row.published_at}: nobody was told of it before.")
    return _record(session, notice, "told", "hand", at, "", says)


def _record(
    session: WriteSession, notice: int, kind: str, channel: str, at: datetime, address: str, says: str = ""
) -> PlanNoticeEvent:
    event = PlanNoticeEvent(
        journal_seq=journal.first_seq(session),
        notice_id=notice,
        at=at,
        kind=kind,
        channel=channel,
        address=address,
        says=says[:SHORT],
    )
    session.add(event)
    journal.record(session, f"plan notice {kind}", f"notice {notice}", channel=channel, at=at)
    return event


def waiting(session: GroupSession, at: datetime, again: Sequence[int] = ()) -> list[Waiting]:
    """Return the notices that are to be told, with their e-mails, in the order in which they were published.

    Raises Conflict when one of `again` did not fail.
    """
    notices = session.exec(select(PlanNotice).order_by(col(PlanNotice.id)))
    rows = to_tell(notices, _last_events(session), at, again)
    writer = _Writer(session, at)
    return [writer.waiting(row) for row in rows]


def notices_of(session: GroupSession, plan: Plan) -> list[NoticeLine]:
    """Return the notices of all versions of a plan, and what became of each."""
    last = _last_events(session)
    query = select(PlanNotice).where(PlanNotice.plan_id == plan.id).order_by(col(PlanNotice.id))
    found = []
    # Read at once, and held while they are looked up one by one.
    _held = session.exec(select(Worker)).all(), session.exec(select(Member)).all()
    for row in session.exec(query):
        party, number, address, _ = addressee(session, row)
        event = last.get(row.id)
        state = (event.kind, event.channel, event.address, event.at) if event else ("to tell", "", address, None)
        said = (row.version, party, number, row.published_at, row.added, row.moved, row.cancelled)
        found.append(NoticeLine(row.id, *said, *state))
    return found


class _Writer:
    """Writes the e-mails of notices; what a version changes is read once."""

    def __init__(self, session: GroupSession, at: datetime) -> None:
        self.session, self.at = session, at
        self.group = cache(lambda: groups.current(session))
        self.plan = cache(lambda plan_id: get(session, Plan, "plan of this notice", id=plan_id))
        self.changes = cache(self._changes)
        self.lines = cache(self._lines)
        self.called_off = cache(self._called_off)

    def _changes(self, plan_id: int, version: int) -> list[SlotChange]:
        return changes_of(self.session, self.plan(plan_id), version - 1, version)

    def _lines(self, plan_id: int, version: int, language: str) -> dict[tuple[str, str], list[DiffLine]]:
        return _by_party(lines_of(self.session, self.changes(plan_id, version), language))

    def _called_off(self, visits: str, language: str) -> dict[tuple[str, str], list[DiffLine]]:
        rows = self.session.exec(select(Visit).where(col(Visit.id).in_(json.loads(visits))))
        gone = sorted((slot_of(row, row.id or 0) for row in rows), key=lambda slot: (slot.starts_at, slot.row))
        return _by_party(lines_of(self.session, [SlotChange(slot, None) for slot in gone], language))

    def waiting(self, row: PlanNotice) -> Waiting:
        party, number, address, language = addressee(self.session, row)
        words, plan, group = texts(language), self.plan(row.plan_id), self.group()
        days = (row.from_on, row.until_on) if row.called_off else (plan.from_on, plan.until_on)
        first, last = (day_in_words(day, language) for day in (days[0], days[1] - timedelta(days=1)))
        published = day_in_words(brussels_day(row.published_at), language)
        found = (
            self.called_off(row.called_off, language)
            if row.called_off
            else self.lines(row.plan_id, row.version, language)
        )
        lines = found.get((party, number), [])
        kind = "_off" if row.called_off else ""
        message = EmailMessage()
        message["Subject"] = words[f"subject{kind}"].format(first=first, last=last, version=row.version)
        message["From"], message["To"] = group.email, address
        message["Date"] = format_datetime(self.at)
        message["Message-ID"] = f"<plan.{row.id}.{row.sha256[:16]}@{group.email.rpartition('@')[2]}>"
        said = "\n".join(f"- {line.says}" for line in lines)
        parts = [
            words["greeting"],
            words[f"intro{kind}"].format(published=published),
            said,
            words["closing"],
            group.name,
        ]
        message.set_content("\n\n".join(parts) + "\n")
        return Waiting(row.id, number, address, message)


def _by_party(lines: Iterable[DiffLine]) -> dict[tuple[str, str], list[DiffLine]]:
    found: dict[tuple[str, str], list[DiffLine]] = {}
    for line in lines:
        found.setdefault((line.party, line.number), []).append(line)
    return found


def addressee(session: GroupSession, row: PlanNotice) -> tuple[str, str, str, str]:
    """Return the party of a notice, its number, e-mail address (of a member, or else its signer) and language."""
    if row.worker_id is not None:
        worker = session.get_one(Worker, row.worker_id)
        return "worker", worker.number, worker.email, worker.language
    member = session.get_one(Member, row.member_id)
    if member.email:
        return "member", member.number, member.email, member.language
    signers = select(Contact).where(Contact.member_id == member.id, Contact.role == "signer")
    contact = session.exec(signers.order_by(col(Contact.id))).first()
    return "member", member.number, contact.email if contact else "", member.language


def _last_events(session: GroupSession) -> dict[int, PlanNoticeEvent]:
    return {row.notice_id: row for row in session.exec(select(PlanNoticeEvent).order_by(col(PlanNoticeEvent.id)))}
