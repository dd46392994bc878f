"""Amendments: the next version from a day on, with its own days; what was agreed before stays as it was."""

from __future__ import annotations

from datetime import date
from typing import Any

from basicplus import conventions
from basicplus.assignments.agreements import by_number, versions_of
from basicplus.clock import Span
from basicplus.conventions import AgreementAmendment, Amendment
from basicplus.db import Database
from tests import cast

JULY = date(2025, 7, 1)


def amended(database: Database, number: str = "A-CP-1", **changes: Any) -> Amendment:
    """Amend an agreement from July on, signed in June."""
    given = {"from_on": JULY, "why": "more hours", "signed_on": date(2025, 6, 16), "agreement": number}
    with cast.writing(database) as session:
        return conventions.amend(session, AgreementAmendment(**given | changes))


def said(database: Database, number: str) -> list[tuple[Any, ...]]:
    """Return number, version, days, volume and day of signature of each version."""
    with cast.reading(database) as session:
        return [
            (row.number, row.version, str(Span.of(row.from_on, row.until_on)), row.volume_minutes, row.signed_on)
            for row in versions_of(session, number)
        ]


def test_a_signed_amendment_is_the_next_version_and_the_one_before_ends(database: Database) -> None:
    amended(database, volume_minutes=9000)
    expected = [
        ("A-CP-1", 1, "2025-01-01 to 2025-06-30", 6000, date(2024, 11, 25)),
        ("A-CP-1.2", 2, "from 2025-07-01", 9000, date(2025, 6, 16)),
    ]
    assert said(database, "A-CP-1") == expected
    assert said(database, "A-CP-1.2") == expected
    with cast.reading(database) as session:
        found = [
            by_number(session, number, day).number
            for number, day in (
                ("A-CP-1", None),
                ("A-CP-1", date(2024, 12, 31)),
                ("A-CP-1", date(2025, 6, 30)),
                ("A-CP-1", JULY),
                ("A-CP-1.2", None),
            )
        ]
    assert found == ["A-CP-1.2", "A-CP-1", "A-CP-1", "A-CP-1.2", "A-CP-1.2"]
