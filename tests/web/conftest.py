"""The application on a database that holds the cast, with an issued invoice, hours and an absence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from basicplus import assignments, invoicing, members, web, workers
from basicplus.app import create_app
from basicplus.clock import parse_period
from basicplus.db import Database
from basicplus.groups import found
from tests import cast
from tests.web.mine import TUESDAY, Planned, app_on

FRENCH, ENGLISH = {"Accept-Language": "fr-BE,fr;q=0.9"}, {"Accept-Language": "en-GB,en;q=0.8"}
DUTCH, GERMAN = {"Accept-Language": "nl-BE"}, {"Accept-Language": "de-BE,de;q=0.9"}


@pytest.fixture
def client(database: Database) -> Iterator[TestClient]:
    """A browser in front of the cast."""
    with TestClient(create_app(database, actor=cast.COORDINATOR)) as opened:
        yield opened


@pytest.fixture
def busy_client(database: Database, client: TestClient) -> TestClient:
    """The same, after a month of work: hours signed and billed, one credited, an absence, a candidate."""
    cast.do(
        database,
        cast.hours(),
        cast.hours(worker="W002", agreement="A-CPT-1", start_time="13:00", end_time="16:30"),
    )
    with cast.writing(database) as session:
        workers.record_absence(session, "W001", "sickness", date(2025, 5, 5), date(2025, 5, 10))
        workers.record_qualification(session, "W001", "Niveau II", date(2020, 6, 30))
        members.declare_vat(session, "M001", date(2025, 1, 1), "mixed", 20)
        members.register(session, cast.member("M009", enterprise_number=None))
        invoicing.issue_run(session, parse_period("2025-03"), date(2025, 4, 7))
    with cast.writing(database) as session:
        invoice = cast.invoices(session)[0]
        invoicing.credit(session, invoice.number, date(2025, 4, 8), "mauvais destinataire")
    return client


@pytest.fixture
def empty_client(empty_database: Database) -> Iterator[TestClient]:
    """A browser in front of a group that has nothing yet."""
    with empty_database.writing(None, cast.COORDINATOR, new_group=True) as session:
        found(session, cast.group())
    with TestClient(create_app(empty_database, actor=cast.COORDINATOR)) as opened:
        yield opened


@pytest.fixture
def texts() -> Path:
    """Where the texts of the screens are."""
    return Path(web.__file__).parent / "texts"


@pytest.fixture
def planned(database: Database) -> Planned:
    """The group with its week."""
    app = app_on(database)
    second = {"member": "M002", "site": "S-M002", "agreement": "A-CP-2", "start_time": "13:00"}
    with cast.writing(database) as session:
        for visit in (cast.visit(), cast.visit(**second), cast.visit(day=TUESDAY)):
            assignments.add_visit(session, visit)
    cast.publish(database)
    return Planned(database, app)
