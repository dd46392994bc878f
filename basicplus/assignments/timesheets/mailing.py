"""The e-mails of notices to members: to whom a step goes, what it says in their language, what became of it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache
from importlib.resources import files

from babel.dates import format_date
from sqlmodel import col, select

from basicplus import groups, journal
from basicplus.assignments.handing_over import SHORT, Mailer, TellLine, Waiting, hand_over, to_tell
from basicplus.assignments.models import TimeEntry
from basicplus.assignments.timesheets.models import HoursNotice, HoursNoticeEvent
from basicplus.clock import BRUSSELS, brussels_day
from basicplus.db import Database, GroupSession, WriteSession, get, pick
from basicplus.members import Contact, Member, Site
from basicplus.workers import Worker

NO_ADDRESS = "no e-mail address is known: record one with `add-contact`, or have the sheet signed on paper"


def tell_due(
    database: Database,
    group: str | None,
    actor: str,
    mailer: Mailer | None,
    clock: Callable[[], datetime],
    again: Sequence[int] = (),
) -> list[TellLine]:
    """Send the notices to members that were not sent yet, and those of `again` whose e-mail failed."""
    return hand_over(database, group, actor, mailer, clock, _Notices(), again)


class _Notices:
    """The notices of hours to members, told by e-mail."""

    no_address = NO_ADDRESS

    def waiting(self, session: GroupSession, at: datetime, again: Sequence[int]) -> list[Waiting]:
        notices = session.exec(select(HoursNotice).order_by(col(HoursNotice.id)))
        rows = to_tell(notices, self.last_events(session), at, again)
        writer = _Writer(session, at)
        return [writer.waiting(row) for row in _unanswered(session, rows)]

    def last_events(self, session: GroupSession) -> Mapping[int, HoursNoticeEvent]:
        return last_events(session)

    def record(
        self, session: WriteSession, notice: int, kind: str, at: datetime, address: str, says: str = ""
    ) -> HoursNoticeEvent:
        event = HoursNoticeEvent(
            journal_seq=journal.first_seq(session),
            notice_id=notice,
            at=at,
            kind=kind,
            address=address,
            says=says[:SHORT],
        )
        session.add(event)
        journal.record(session, f"hours notice {kind}", f"notice {notice}", at=at)
        return event


def last_events(session: GroupSession) -> dict[int, HoursNoticeEvent]:
    """Return what became last of each notice to a member."""
    query = select(HoursNoticeEvent).order_by(col(HoursNoticeEvent.id))
    return {row.notice_id: row for row in session.exec(query)}


def untold(session: GroupSession, month: date) -> list[HoursNotice]:
    """Return the notices of a month that wait for an answer, and whose e-mail no mail server has accepted yet."""
    last = last_events(session)
    query = select(HoursNotice).where(HoursNotice.month == month.replace(day=1)).order_by(col(HoursNotice.id))
    rows = [row for row in session.exec(query) if row.id not in last or last[row.id].kind != "told"]
    return _unanswered(session, rows)


def _unanswered(session: GroupSession, rows: Sequence[HoursNotice]) -> list[HoursNotice]:
    """Leave out the notices whose lines were all answered: nobody is asked for what is given."""
    lines = {row.id: {each["seen"][0] for each in json.loads(row.lines)} for row in rows}
    of_all = set().union(*lines.values())
    query = pick(TimeEntry.id).where(col(TimeEntry.id).in_(of_all), TimeEntry.state == "checked")
    waiting = {entry_id for (entry_id,) in session.rows(query)}
    return [row for row in rows if lines[row.id] & waiting]


def addresses(session: GroupSession, member: Member, step: str) -> str:
    """Return where a step goes: to all signers; to the head, or else the member's address, or signers."""
    query = select(Contact).where(Contact.member_id == member.id, Contact.email != "")
    found: dict[str, dict[str, None]] = {}
    for contact in session.exec(query.order_by(col(Contact.id))):
        found.setdefault(contact.role, {})[contact.email] = None
    signers, heads = ", ".join(found.get("signer", ())), ", ".join(found.get("head", ()))
    return heads or member.email or signers if step == "head" else signers or member.email


class _Writer:
    """Writes the e-mails of notices."""

    def __init__(self, session: GroupSession, at: datetime) -> None:
        self.session, self.at = session, at
        self.group = cache(lambda: groups.current(session))
        self.worker = cache(lambda worker_id: get(session, Worker, "worker of these hours", id=worker_id))
        self.site = cache(lambda site_id: get(session, Site, "site of these hours", id=site_id))

    def waiting(self, row: HoursNotice) -> Waiting:
        member = get(self.session, Member, "member of this notice", id=row.member_id)
        words, group = texts(member.language), self.group()
        named = {"member": member.name, "month": format_date(row.month, "LLLL y", locale=words["locale"])}
        address = addresses(self.session, member, row.step)
        message = EmailMessage()
        message["Subject"] = words[f"{row.step}_subject"].format(**named)
        message["From"], message["To"] = group.email, address
        message["Date"] = format_datetime(self.at)
        message["Message-ID"] = f"<hours.{row.id}.{row.sha256[:16]}@{group.email.rpartition('@')[2]}>"
        parts = [
            words["greeting"],
            words[f"{row.step}_intro"].format(**named),
            "\n".join(self._lines(row, words)),
            *self._tacit(row, words),
            words["closing"],
            group.name,
        ]
        message.set_content("\n\n".join(parts) + "\n")
        return Waiting(row.id, member.number, address, message)

    def _lines(self, row: HoursNotice, words: Mapping[str, str]) -> Iterator[str]:
        said, marks = json.loads(row.lines), _marks(row)
        query = pick(TimeEntry.id, TimeEntry.site_id).where(
            col(TimeEntry.id).in_([each["seen"][0] for each in said])
        )
        sites: dict[int, int | None] = dict(map(tuple, self.session.rows(query)))
        for each in said:
            entry_id, worker_id, _, starts, ends, _ = each["seen"]
            worker, site_id = self.worker(worker_id), sites.get(entry_id)
            line = words["line"].format(
                day=format_date(date.fromisoformat(each["day"]), words["day"], locale=words["locale"]),
                starts=_clock(starts),
                ends=_clock(ends),
                worker=f"{worker.first_name} {worker.last_name}",
                place=self.site(site_id).name if site_id else "-",
            )
            yield f"- {line} {marks.get(each['tacit_days'], '')}".rstrip()
        yield words["total"].format(hours=f"{row.minutes // 60} h {row.minutes % 60:02d}")

    def _tacit(self, row: HoursNotice, words: Mapping[str, str]) -> Iterator[str]:
        """Yield what silence means, with its last day: the delay runs from the day on which the mail is sent."""
        for days, mark in _marks(row).items():
            until = brussels_day(self.at) + timedelta(days=days)
            yield words["tacit"].format(mark=mark, until=format_date(until, "long", locale=words["locale"]))


def _marks(row: HoursNotice) -> dict[int, str]:
    """Return the mark of each delay of silence: `(*)` for the shortest, `(**)` for the next."""
    delays = sorted({each["tacit_days"] for each in json.loads(row.lines) if each["tacit_days"]})
    return {days: f"({'*' * place})" for place, days in enumerate(delays, start=1)}


@cache
def texts(language: str) -> dict[str, str]:
    """Return the texts of a language."""
    content = files("basicplus.assignments.timesheets").joinpath("texts.toml").read_text("utf-8")
    found: dict[str, str] = tomllib.loads(content)[language]
    return found


def _clock(instant: str) -> str:
    return f"{datetime.fromisoformat(instant).astimezone(BRUSSELS):%H:%M}"
