"""The plan as a table: any view of it, and no cell that a spreadsheet takes for a formula."""

from __future__ import annotations

import csv
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from basicplus import feeds
from basicplus.app import create_app
from basicplus.clock import Span
from basicplus.db import Database
from basicplus.errors import InvalidInput, NotFound
from basicplus.tabular import Sheet
from tests import cast
from tests.assignments.travel.test_travel import place
from tests.cli.running import run
from tests.conftest import Templates
from tests.feeds.test_feeds import plan

MARCH = Span(date(2025, 3, 1), date(2025, 4, 1))
EVIL = ("=1+1", "+32 81", "-5", "@SUM(A1)", "\tx", "\rx", "\nx")


@pytest.fixture
def templates(sqlite_templates: Templates) -> Templates:
    """One database is enough: what is written does not depend on it."""
    return sqlite_templates


@pytest.fixture
def planned(database: Database) -> Database:
    """The cast with two visits of W001 and one of W002 on Monday 3 March 2025."""
    place(database)
    plan(database, (1, date(2025, 3, 3), "08:30"), (2, date(2025, 3, 3), "13:30"))
    plan(database, (1, date(2025, 3, 4), "08:30"), worker="W002")
    return database


def view(database: Database, **wanted: str) -> list[tuple[str, str, str]]:
    """Worker, member and day of a view."""
    with cast.reading(database) as session:
        found = feeds.planned(session, feeds.View(MARCH, **wanted))  # type: ignore[arg-type]
    return [(each.worker.number, each.member.number, str(each.day)) for each in found]


def test_a_view_is_of_a_worker_a_member_a_profession_or_all(planned: Database) -> None:
    first, second, third = (
        ("W001", "M001", "2025-03-03"),
        ("W001", "M002", "2025-03-03"),
        ("W002", "M001", "2025-03-04"),
    )
    assert view(planned) == [first, second, third]
    assert view(planned, worker="W001") == [first, second]
    assert view(planned, member="M001") == [first, third]
    assert view(planned, profession="accountant") == [third]
    assert view(planned, member="M001", profession="accountant") == [third]
    with pytest.raises(NotFound, match="no member M009"):
        view(planned, member="M009")


@pytest.mark.parametrize("text", EVIL)
def test_no_text_becomes_a_formula(text: str) -> None:
    sheet = Sheet("plan", ("name", "minutes"), [(text, -5)])
    [row] = list(csv.reader(StringIO(sheet.written("csv").decode("utf-8-sig"), newline=""), delimiter=";"))[1:]
    assert row == [f"'{text}", "-5"]
    name, minutes = load_workbook(BytesIO(sheet.written("xlsx"))).active[2]  # type: ignore[index]
    assert (name.data_type, name.quotePrefix, minutes.value) == ("s", True, -5)
    assert str(name.value).strip() == text.strip()


def test_numbers_and_days_stay_what_they_are() -> None:
    sheet = Sheet("x", ("day", "km", "none", "name"), [(date(2026, 3, 2), 1.5, None, "École")])
    assert sheet.written("csv").decode("utf-8-sig") == "day;km;none;name\r\n2026-03-02;1.5;;École\r\n"
    day, *rest = load_workbook(BytesIO(sheet.written("xlsx"))).active[2]  # type: ignore[index]
    assert (day.value.date(), [cell.value for cell in rest]) == (date(2026, 3, 2), [1.5, None, "École"])
    with pytest.raises(InvalidInput, match="format: found 'ods'; one of csv, xlsx"):
        sheet.written("ods")


def test_the_command_writes_what_the_api_answers(planned: Database, tmp_path: Path) -> None:
    days = ("--from", "2025-03-01", "--until", "2025-04-01", "--db", planned.url)
    done = run("plan", "export", *days, "--worker", "W001", "--out", str(tmp_path / "plan.csv"))
    assert done.exit_code == 0, done.stderr
    lines = (tmp_path / "plan.csv").read_text("utf-8-sig").splitlines()
    assert lines[2] == (
        "2025-03-03;13:30;17:00;210;W001;Anne Lambert W001;prevention_advisor;M002;École M002;S-M002;Site M002;"
        "Dinant;A-CP-2;Site M001;69.8;71"
    )
    asked = {"from_on": "2025-03-01", "until_on": "2025-04-01", "worker": "W001"}
    with TestClient(create_app(planned, actor="nobody")) as client:
        url = f"/api/groups/{cast.GROUP}/plan/sheet"
        assert client.get(url, params=asked).content == (tmp_path / "plan.csv").read_bytes()
        of_member = client.get(url, params=asked | {"worker": "", "member": "M001", "format": "xlsx"})
    book = load_workbook(BytesIO(of_member.content))
    assert "travel_km" not in [cell.value for cell in book.active[1]]  # type: ignore[index]
    told = run("plan", "export", *days, "--json").json()
    assert [(line["worker"], line["travel_minutes"]) for line in told] == [
        ("W001", None),
        ("W001", 71),
        ("W002", None),
    ]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--from", "2025-03-01", "--until", "2025-03-01"), "--until: found '2025-03-01'; a day after 2025-03-01"),
        (("--from", "2025-03-01", "--until", "2025-04-01", "--profession", "cook"), "--profession: found 'cook'"),
        (("--from", "2025-03-01", "--until", "2025-04-01", "--out", "plan.pdf"), "ends in .csv or .xlsx"),
    ],
)
def test_a_view_that_cannot_be_is_a_sentence(arguments: tuple[str, ...], told: str) -> None:
    done = run("plan", "export", *arguments, "--db", "none.db")
    assert (done.exit_code, told in done.stderr) == (2, True)
