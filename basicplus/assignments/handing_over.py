"""Hands notices over by e-mail: claims one in a commit, sends it outside of any, records the outcome in another.

A run that is killed in between leaves its claim: once that has ended, the next run sends the same e-mail again,
under the same Message-ID. Knows nothing of what notices say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Protocol, TypeVar

from basicplus.db import Database, GroupRow, GroupSession, WriteSession
from basicplus.errors import Conflict

Notice = TypeVar("Notice", bound=GroupRow)
CLAIM = timedelta(minutes=15)
SHORT = 1000
NO_SERVER = "no mail server is set: BASICPLUS_SMTP_URL"
SERVER_DOWN = "the mail server cannot be used now: run again later"
TAKEN = "another run is sending it"


class Sent(Protocol):
    """What came of handing an e-mail over."""

    @property
    def kind(self) -> str:
        """`sent`, `later` or `failed`."""

    @property
    def says(self) -> str:
        """The answer."""

    @property
    def down(self) -> bool:
        """Whether there is no use in trying another one now."""


class Mailer(Protocol):
    """What hands e-mails over."""

    def post(self, message: EmailMessage, sender: str, address: str) -> Sent:
        """Hand one over, from a sender to the addresses of its envelope."""


class Event(Protocol):
    """What became of a notice last: `claimed`, `told`, `later` or `failed`, and when."""

    kind: str
    at: datetime


@dataclass(frozen=True)
class Waiting:
    """A notice that nobody was told of yet: to whom, where, in which language, and what it says."""

    notice: int
    party: str
    address: str
    message: EmailMessage


@dataclass(frozen=True)
class TellLine:
    """What a run did with a notice; `waiting` means that nothing happened, and `says` why."""

    notice: int
    party: str
    state: str
    address: str
    says: str


class Book(Protocol):
    """Where one kind of notices and their events are kept."""

    no_address: str

    def waiting(self, session: GroupSession, at: datetime, again: Sequence[int]) -> Sequence[Waiting]:
        """Return the notices that are to be told, with their e-mails."""

    def last_events(self, session: GroupSession) -> Mapping[int, Event]:
        """Return what became last of each notice."""

    def record(
        self, session: WriteSession, notice: int, kind: str, at: datetime, address: str, says: str = ""
    ) -> object:
        """Record what became of a notice."""


def hand_over(
    database: Database,
    group: str | None,
    actor: str,
    mailer: Mailer | None,
    clock: Callable[[], datetime],
    book: Book,
    again: Sequence[int] = (),
) -> list[TellLine]:
    """Tell by e-mail what a book has waiting, and those of `again` whose e-mail failed."""
    with database.reading(group) as session:
        found = book.waiting(session, clock(), again)
    lines, without = [], SERVER_DOWN if mailer else NO_SERVER
    for each in found:
        line = TellLine(each.notice, each.party, "waiting", each.address, book.no_address)
        if each.address and mailer is None:
            line = replace(line, says=without)
        elif each.address and mailer is not None:
            line, down = _tell(database, group, actor, mailer, clock, book, each, again)
            mailer = None if down else mailer
        lines.append(line)
    return lines


def to_tell(
    notices: Iterable[Notice], last: Mapping[int, Event], at: datetime, again: Sequence[int]
) -> list[Notice]:
    """Return the notices that may be sent now, in their order; Conflict when one of `again` did not fail."""
    found = [row for row in notices if is_free(last.get(row.id or 0), at, row.id in again)]
    for number in set(again) - {row.id for row in found}:
        raise Conflict(f"Notice {number} is not told again: only one that failed is.")
    return found


def is_free(last: Event | None, at: datetime, is_asked: bool) -> bool:
    """Say whether a notice may be sent now: nobody has it, and it was not told; a failed one when asked."""
    if last is None or last.kind == "later":
        return True
    if last.kind == "claimed":
        return at >= last.at + CLAIM
    return is_asked and last.kind == "failed"


def _tell(
    database: Database,
    group: str | None,
    actor: str,
    mailer: Mailer,
    clock: Callable[[], datetime],
    book: Book,
    each: Waiting,
    again: Sequence[int],
) -> tuple[TellLine, bool]:
    with database.writing(group, actor) as session:
        if not is_free(book.last_events(session).get(each.notice), clock(), each.notice in again):
            return TellLine(each.notice, each.party, "waiting", each.address, TAKEN), False
        book.record(session, each.notice, "claimed", clock(), each.address)
    sent = mailer.post(each.message, str(each.message["From"]), each.address)
    kind = "told" if sent.kind == "sent" else sent.kind
    with database.writing(group, actor) as session:
        book.record(session, each.notice, kind, clock(), each.address, sent.says)
    return TellLine(each.notice, each.party, kind, each.address, sent.says), sent.down
