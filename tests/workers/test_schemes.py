"""Working-time schemes on file: signed before they start, personal where each worker agrees, ended once."""

from __future__ import annotations

from base64 import b64encode
from datetime import date
from typing import Any

import pytest

from basicplus import workers
from basicplus.db import Database
from basicplus.errors import BasicplusError
from basicplus.workers import SchemeCreate
from tests import cast


def scheme(**changes: Any) -> SchemeCreate:
    given = {"kind": "flexible", "worker": "W001", "from_on": date(2025, 3, 3), "signed_on": date(2025, 2, 3)}
    return SchemeCreate(**given | changes)


def adopt(database: Database, **changes: Any) -> None:
    with cast.writing(database) as session:
        workers.adopt_scheme(session, scheme(**changes))


def test_a_scheme_is_kept_with_its_worker_days_and_document(database: Database) -> None:
    adopt(database, document={"name": "avenant.pdf", "content": b64encode(b"signed")}, until_on=date(2025, 9, 1))
    adopt(database, kind="night", worker=None, from_on=date(2026, 7, 1))
    with cast.reading(database) as session:
        found = [
            (row.kind, row.worker_id is None, row.from_on, row.until_on, row.kept_file_id is None)
            for row in workers.schemes(session)
        ]
    assert found == [
        ("night", True, date(2026, 7, 1), None, True),
        ("flexible", False, date(2025, 3, 3), date(2025, 9, 1), False),
    ]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"worker": "W009"}, "There is no worker W009 in this group."),
        ({"until_on": date(2025, 3, 3)}, "until_on: found '2025-03-03'; a day after from_on (2025-03-03)"),
        (
            {"signed_on": date(2025, 3, 4)},
            "signed_on: found '2025-03-04'; the day it starts (2025-03-03) or an earlier one",
        ),
        (
            {"kind": "four_day_week", "worker": None},
            "worker: found 'nothing'; four_day_week is agreed with each worker: name one",
        ),
        (
            {"kind": "extra_hours", "worker": None},
            "worker: found 'nothing'; extra_hours is agreed with each worker: name one",
        ),
    ],
)
def test_a_scheme_that_does_not_add_up_is_refused(database: Database, changes: dict[str, Any], told: str) -> None:
    before = cast.contents(database)
    with pytest.raises(BasicplusError) as refused:
        adopt(database, **changes)
    assert str(refused.value) == told
    assert cast.contents(database) == before


def test_a_scheme_ends_after_it_starts_and_never_later_than_said(database: Database) -> None:
    adopt(database)

    def end(day: date) -> None:
        with cast.writing(database) as session:
            [row] = workers.schemes(session)
            workers.end_scheme(session, row, day)

    with pytest.raises(BasicplusError) as refused:
        end(date(2025, 3, 3))
    assert str(refused.value) == "until_on: found '2025-03-03'; a day after the scheme starts (2025-03-03)"
    end(date(2025, 6, 2))
    with pytest.raises(BasicplusError) as refused:
        end(date(2025, 6, 3))
    assert str(refused.value) == "The scheme flexible already ends before 2025-06-02."
