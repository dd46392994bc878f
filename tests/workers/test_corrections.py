"""What is said of a worker is put right, and where a worker lives stays out of the journal."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import col, select

from basicplus import workers
from basicplus.db import Database
from basicplus.errors import BasicplusError
from basicplus.journal import JournalEntry
from basicplus.workers import WorkerChange
from tests import cast

HOME = {"home_postal_code": "5000", "home_city": "Namur", "home_latitude": 50.46, "home_longitude": 4.86}


def row(database: Database) -> dict[str, Any]:
    with cast.reading(database) as session:
        return workers.by_number(session, "W001").model_dump()


def change(database: Database, **given: Any) -> None:
    with cast.writing(database) as session:
        workers.change_worker(session, WorkerChange.model_validate({"worker": "W001"} | given))


def refused(database: Database, **given: Any) -> str:
    before = cast.contents(database)
    with pytest.raises(BasicplusError) as refusal:
        change(database, **given)
    assert cast.contents(database) == before
    return str(refusal.value)


def test_a_worker_who_marries_and_moves_is_who_it_was(database: Database) -> None:
    before = row(database)
    change(database, last_name="Lambert-Noël", **HOME)
    assert row(database) == before | {"last_name": "Lambert-Noël"} | HOME
    with cast.reading(database) as session:
        entry = session.exec(select(JournalEntry).order_by(col(JournalEntry.seq).desc())).first()
    assert (entry.act, entry.subject) == ("change worker", "W001")
    assert cast.told(entry) == {
        "fields": ["home_city", "home_latitude", "home_longitude", "home_postal_code", "last_name"]
    }
    assert [said for said in ("5000", "Namur", "50.46") if said in entry.detail.split('"versions"')[0]] == []


def test_a_home_is_emptied_and_does_not_leave_its_coordinates_behind(database: Database) -> None:
    before = row(database)
    change(database, **HOME)
    assert refused(database, home_postal_code="4000", home_city="Liège") == (
        "home_latitude: found '50.46'; that of the new place with its home_longitude, or neither of the two: the"
        " postal code then tells distances"
    )
    assert refused(database, clear=["home_longitude"]) == (
        "home_longitude: found 'nothing'; both home_latitude and home_longitude, or neither"
    )
    change(database, clear=list(HOME))
    assert row(database) == before


def test_number_and_profession_are_no_fields_of_the_change(database: Database) -> None:
    assert refused(database) == (
        "fields: found 'nothing'; one of these at least: first_name, last_name, function, language, email,"
        " home_postal_code, home_city, home_latitude, home_longitude"
    )
    assert refused(database, language="fr") == "There is nothing to change: W001 says language so already."
