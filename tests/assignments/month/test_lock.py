"""A closed month: no path adds, changes or takes away hours of it, and it never stops the rest (T2, T4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from basicplus import assignments, journal
from basicplus.acts.doing import Asked, do_all
from basicplus.app import create_app
from basicplus.assignments import timesheets
from basicplus.assignments.hours_file import import_hours, read_hours
from basicplus.clock import Span, month_of
from basicplus.db import Database, WriteSession
from basicplus.errors import BasicplusError
from tests import cast
from tests.cli.running import run

MARCH_3, APRIL_1 = date(2025, 3, 3), date(2025, 4, 1)
CLOSED = (
    "2025-03 is closed: its hours stay as they are."
    " A coordinator can open it again, with a reason (`reopen-month`)."
)
LINE: dict[str, Any] = {
    "worker": "W001",
    "agreement": "A-CP-1",
    "site": "S-M001",
    "start_time": "13:00",
    "end_time": "15:00",
}
TWO_LINES = [{"act": "log-hours", "day": day} | LINE for day in ("2025-03-31", "2025-04-01")]


@pytest.fixture
def closed(database: Database) -> Database:
    """March is signed and closed; its first morning is entry 1."""
    cast.do(database, cast.hours())
    with cast.writing(database) as session:
        timesheets.close_month(session, MARCH_3)
    return database


def refused(database: Database, act: Callable[[WriteSession], object]) -> str:
    before = cast.contents(database)
    with pytest.raises(BasicplusError) as refusal, cast.writing(database) as session:
        act(session)
    assert cast.contents(database) == before
    return str(refusal.value)


def test_every_service_that_changes_hours_refuses_a_closed_month(closed: Database) -> None:
    line = cast.hours(start_time="13:00", end_time="15:00")
    for act in (
        lambda session: timesheets.log(session, line),
        lambda session: timesheets.log_many(session, [line], "hours.csv"),
        lambda session: timesheets.correct(session, cast.entries(session)[0], "08:00"),
        lambda session: timesheets.delete(session, cast.entries(session)[0]),
    ):
        assert refused(closed, act) == CLOSED


def test_hours_are_made_in_one_module_which_asks_for_the_lock() -> None:
    package = Path(assignments.__file__).parent.parent
    making = [file for file in package.rglob("*.py") if " TimeEntry(\n" in file.read_text("utf-8")]
    assert [file.relative_to(package).as_posix() for file in making] == ["assignments/timesheets/entries.py"]


def test_a_month_with_hours_on_their_way_is_not_closed(database: Database) -> None:
    cast.log(database, cast.hours(), cast.hours(day=date(2025, 3, 4)), cast.hours(day=APRIL_1))
    told = refused(database, lambda session: timesheets.close_month(session, MARCH_3))
    assert told == "2025-03 still has 2 drafts and 0 submitted hours: submit, check or delete them first."


def test_a_closed_month_is_opened_again_with_a_reason_in_the_journal(closed: Database) -> None:
    assert refused(closed, lambda session: timesheets.reopen_month(session, MARCH_3, " ")) == (
        "because: found ' '; say in a few words why the month is opened again"
    )
    with cast.writing(closed) as session:
        timesheets.reopen_month(session, MARCH_3, "une matinée oubliée")
    cast.log(closed, cast.hours(day=date(2025, 3, 4)))
    with cast.reading(closed) as session:
        assert timesheets.month_period(session, MARCH_3) == "closing"
        told = [(act.act, cast.told(act)) for act in journal.entries(session) if act.act.startswith("month")]
    assert [(act, detail["because"]) for act, detail in told] == [
        ("month closed", ""),
        ("month closing", "une matinée oubliée"),
    ]
    assert refused(closed, lambda session: timesheets.reopen_month(session, MARCH_3, "encore")) == (
        "2025-03 is not closed."
    )


def test_signing_and_billing_go_on_in_a_closed_month(database: Database) -> None:
    cast.log(database, cast.hours())
    cast.check(database, month_of(MARCH_3))
    with cast.writing(database) as session:
        timesheets.close_month(session, MARCH_3)
    cast.sign(database, "M001")
    assert cast.states(database) == [(MARCH_3, "signed")]


def test_prefilling_leaves_a_closed_month_out_and_fills_the_rest(closed: Database) -> None:
    with cast.writing(closed) as session:
        for day in (date(2025, 3, 31), APRIL_1):
            assignments.add_visit(session, cast.visit(day=day))
    cast.publish(closed)
    with cast.writing(closed) as session:
        assert timesheets.prefill(session, Span(date(2025, 3, 1), date(2025, 5, 1))) == 1
    assert cast.states(closed) == [(MARCH_3, "signed"), (APRIL_1, "draft")]


def test_the_api_saves_the_lines_of_open_months_and_says_why_not_the_others(closed: Database) -> None:
    client = TestClient(create_app(closed, actor=cast.COORDINATOR))
    answer = client.post(f"/api/groups/{cast.GROUP}/hours/lines", json={"lines": TWO_LINES})
    assert answer.json() == [
        {"line": 1, "act": "log-hours", "status": "conflict", "says": CLOSED, "id": None},
        {"line": 2, "act": "log-hours", "status": "ok", "says": "", "id": 2},
    ]
    single = client.post(f"/api/groups/{cast.GROUP}/acts/log-hours", json=LINE | {"day": "2025-03-31"})
    assert (single.status_code, single.json()["detail"]) == (409, CLOSED)
    other = client.post(f"/api/groups/{cast.GROUP}/hours/lines", json={"lines": [{"act": "hire"}]})
    assert (other.status_code, other.json()["detail"]) == (
        422,
        "act: found 'hire'; one of log-hours, correct-hours, delete-hours",
    )


def test_a_rule_that_refuses_one_line_does_not_stop_the_others(closed: Database) -> None:
    client = TestClient(create_app(closed, actor=cast.COORDINATOR))
    lines = [LINE | {"act": "log-hours", "day": "2025-04-01"}] * 2
    answer = client.post(f"/api/groups/{cast.GROUP}/hours/lines", json={"lines": lines})
    assert [(line["status"], line["says"][:7]) for line in answer.json()] == [("ok", ""), ("refused", "PLAN-01")]


def test_a_file_of_hours_is_imported_but_for_the_lines_of_a_closed_month(closed: Database, tmp_path: Path) -> None:
    file = tmp_path / "hours.csv"
    file.write_text(
        "worker,agreement,site,day,start,end\n"
        "W001,A-CP-1,S-M001,2025-03-03,08:30,12:00\n"
        "W001,A-CP-1,S-M001,2025-03-31,13:00,15:00\n"
        "W001,A-CP-1,S-M001,2025-04-01,13:00,15:00\n",
        "utf-8",
    )
    with cast.writing(closed) as session:
        report = import_hours(session, read_hours(file), skip_refused=True)
    assert (report.new, report.unchanged, list(map(str, report.refused))) == (
        1,
        1,
        [f"line 3, day: found '2025-03-31'; {CLOSED}"],
    )
    assert cast.states(closed) == [(MARCH_3, "signed"), (APRIL_1, "draft")]


def test_a_file_of_acts_is_done_but_for_those_on_a_closed_month(closed: Database) -> None:
    asked = [Asked(each["act"], {name: each[name] for name in each if name != "act"}) for each in TWO_LINES]
    with cast.writing(closed) as session:
        assert [step.status for step in do_all(session, asked)] == ["conflict", "ok"]
    assert cast.states(closed) == [(MARCH_3, "signed"), (APRIL_1, "draft")]


def test_the_command_refuses_a_closed_month_too(closed: Database) -> None:
    fields = LINE | {"day": "2025-03-31"}
    given = [f"--set={name}={value}" for name, value in fields.items()]
    done = run("do", "log-hours", *given, "--db", closed.url)
    assert (done.exit_code, CLOSED in done.stderr) == (5, True)
