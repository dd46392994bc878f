"""Agreements of the cast, amended, sent and signed."""

from __future__ import annotations

from datetime import date
from typing import Any

from basicplus import conventions
from basicplus.assignments.agreements import versions_of
from basicplus.clock import Span
from basicplus.conventions import AgreementAmendment, Amendment, SignatureCreate
from basicplus.db import Database
from tests import cast

JULY = date(2025, 7, 1)
SENT_ON = date(2025, 6, 2)
SIGNERS = {"group": cast.COORDINATOR, "member": "Marie Dupont", "worker": "Anne Lambert W001"}


def amended(database: Database, number: str = "A-CP-1", **changes: Any) -> Amendment:
    """Amend an agreement from July on, signed in June; `signed_on` None leaves it to be sent and signed."""
    given = {"agreement": number, "from_on": JULY, "why": "more hours", "signed_on": date(2025, 6, 16)}
    with cast.writing(database) as session:
        return conventions.amend(session, AgreementAmendment(**given | changes))


def sent(database: Database, number: str = "A-CP-1", on: date = SENT_ON) -> str:
    """Send what is to be signed of an agreement, and return the SHA-256 of its bytes."""
    with cast.writing(database) as session:
        return conventions.send(session, number, on).content_sha256


def signed(database: Database, party: str, number: str = "A-CP-1", **changes: Any) -> None:
    """Have a party sign on 16 June 2025."""
    given = {"agreement": number, "party": party, "signed_by": SIGNERS[party], "signed_on": date(2025, 6, 16)}
    with cast.writing(database) as session:
        conventions.sign(session, SignatureCreate(**given | changes))


def versions(database: Database, number: str = "A-CP-1") -> list[tuple[str, str, int, date | None]]:
    """Return number, days, volume and day of signature of each version."""
    with cast.reading(database) as session:
        return [
            (row.number, str(Span.of(row.from_on, row.until_on)), row.volume_minutes, row.signed_on)
            for row in versions_of(session, number)
        ]


def states(database: Database, on: date) -> dict[str, str]:
    """Return where every agreement stands on a day, in words, by number."""
    with cast.reading(database) as session:
        return {each.number: each.words("en") for each in conventions.standings(session, on)}
