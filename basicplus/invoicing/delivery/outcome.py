"""What goes out with a delivery, what came of sending it, and when to try again: pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from basicplus.invoicing.documents.content import DocumentContent

Sending = Literal["sent", "later", "failed"]
News = Literal["delivered", "failed", "down"]
FIRST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=24)
MOST_ATTEMPTS = 8
"""After so many attempts, over more than two days, a person is asked to look."""


@dataclass(frozen=True)
class Parcel:
    """A document ready to be sent: what it says, its bytes, to whom, under which unchanging name."""

    delivery_id: int
    attempt: int
    channel: str
    address: str
    message_id: str
    content: DocumentContent
    pdf: bytes
    ubl: bytes | None = None

    @property
    def number(self) -> str:
        """The number of the document."""
        return self.content.number


@dataclass(frozen=True)
class Outcome:
    """What came of one attempt; `says` is the receiver's answer, or what to do.

    `reference` is what the receiver calls the document. `wait` is how long the receiver asks to wait. `down` says
    that the receiver itself cannot be used now, whatever the document.
    """

    kind: Sending
    says: str = ""
    reference: str = ""
    wait: timedelta | None = None
    down: bool = False


@dataclass(frozen=True)
class Status:
    """What an access point tells later of a document that it accepted; `down` when it does not answer at all."""

    kind: News
    says: str = ""


class Transport(Protocol):
    """What can send a parcel: it never raises for what the receiver or the network does, it says so."""

    def send(self, parcel: Parcel) -> Outcome:
        """Send a parcel once."""
        ...


class AccessPoint(Transport, Protocol):
    """The way into the Peppol network; sending the same bytes twice is the same as once."""

    def status(self, reference: str) -> Status | None:
        """Return what became of an accepted document; None while it is on its way or nothing is known."""
        ...


def next_attempt(at: datetime, attempts: int, asked: timedelta | None = None) -> datetime | None:
    """Return when to try again after so many attempts: 5 minutes, then three times longer each time.

    At least as long as the receiver `asked` to wait, at most a day; None when it is a person's turn.
    """
    if attempts >= MOST_ATTEMPTS:
        return None
    wait = max(FIRST_WAIT * int(3 ** max(attempts - 1, 0)), asked or timedelta())
    return at + min(wait, LONGEST_WAIT)


def next_question(at: datetime, sent_at: datetime) -> datetime | None:
    """Return when to ask again what became of a document: as long again as it is on its way; a week at most."""
    underway = at - sent_at
    return None if underway > timedelta(days=7) else at + max(FIRST_WAIT, underway)
