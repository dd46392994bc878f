"""What days bring: signatures followed up, people let go, webhooks told; a second run does nothing."""

from __future__ import annotations

from datetime import date, time
from threading import Event
from typing import Any

import pytest
from freezegun import freeze_time

from basicplus import jobs, privacy, workers
from basicplus.acts import REGISTRY
from basicplus.acts.doing import do
from basicplus.assignments import timesheets
from basicplus.clock import at, month_of
from basicplus.db import Database
from basicplus.jobs import Job
from basicplus.work import KINDS
from tests import cast
from tests.invoicing.delivery.conftest import mailbox as mailbox
from tests.invoicing.delivery.conftest import running_mail_server as running_mail_server
from tests.invoicing.delivery.conftest import sqlite_database as sqlite_database
from tests.invoicing.delivery.servers import Mailbox
from tests.webhooks.test_webhooks import Listener, subscribed
from tests.webhooks.test_webhooks import listener as listener

MARCH = month_of(date(2025, 3, 1))


def done(database: Database, kind: str, day: str, **fields: Any) -> dict[str, Any]:
    """Ask for a kind of work on a day and have a worker do it; return what came of it."""
    act = REGISTRY[f"ask-{kind}"]
    with freeze_time(f"{day} 08:00:00+00:00"):
        number = int(do(database, cast.GROUP, cast.COORDINATOR, act, act.read(fields)).result["id"])
        jobs.work(database, KINDS, ending=Event(), once=True)
    job = found(database, number)
    assert (job.state, job.error) == ("done", "")
    return jobs.result_of(job)


def found(database: Database, number: int) -> Job:
    with cast.reading(database) as session:
        return jobs.job_by_id(session, number)


@pytest.fixture
def put_before(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch, mailbox: Mailbox) -> Database:
    """Lines of March put before M001, whose silence of ten days approves, and M002, whose silence never does."""
    monkeypatch.setenv("BASICPLUS_SMTP_URL", f"smtp://127.0.0.1:{mailbox.port}")
    at_m002 = cast.hours(agreement="A-CP-2", site="S-M002", day=date(2025, 3, 4))
    cast.log(sqlite_database, cast.hours(), at_m002)
    cast.check(sqlite_database, MARCH)
    with cast.writing(sqlite_database) as session:
        timesheets.set_tacit_approval(session, "A-CP-1", MARCH.from_on, 10)
        timesheets.put_before_members(session, MARCH.from_on, at(date(2025, 4, 2), time(9)), ())
    return sqlite_database


def test_the_follow_up_tells_reminds_and_approves_as_days_go_by(put_before: Database, mailbox: Mailbox) -> None:
    nothing = {"approved": 0, "reminders": 0, "to_call": 0, "problems": []}
    assert done(put_before, "month-follow-up", "2025-04-02") == nothing | {"told": 2}
    assert done(put_before, "month-follow-up", "2025-04-02") == nothing
    assert done(put_before, "month-follow-up", "2025-04-05") == nothing | {"reminders": 2, "told": 2}
    assert done(put_before, "month-follow-up", "2025-04-13") == {
        "approved": 1,
        "reminders": 1,
        "told": 1,
        "to_call": 0,
        "problems": [],
    }
    assert done(put_before, "month-follow-up", "2025-04-16") == nothing | {"to_call": 1}
    assert [str(each["To"]) for each in mailbox.messages].count("ecole@example.org") == 5
    with cast.reading(put_before) as session:
        assert [entry.state for entry in cast.entries(session)] == ["signed", "checked"]


def test_the_follow_up_says_whom_it_could_not_tell_and_why(
    put_before: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BASICPLUS_SMTP_URL")
    told = done(put_before, "month-follow-up", "2025-04-02")
    assert (told["waiting"], told["mail_server"], told["problems"]) == (2, False, [])


def test_people_past_their_term_are_named_then_let_go_once(database: Database) -> None:
    with cast.writing(database) as session:
        workers.register(session, cast.worker("W004", email="zoe@group.example"))
        workers.hire(session, cast.contract("W004"))
        workers.end_contract(session, "C-W004", date(2025, 7, 1))
    due = ["W004: RET-04, 2030-12-31"]
    assert done(database, "retention", "2030-12-31") == {"let_go": 0, "people": [], "dry_run": False}
    assert done(database, "retention", "2031-01-01", dry_run=True) == {
        "let_go": 0,
        "people": due,
        "dry_run": True,
    }
    assert done(database, "retention", "2031-01-01", only=["W004", "W001"])["people"] == due
    assert done(database, "retention", "2031-01-02")["let_go"] == 0
    with cast.reading(database) as session:
        [line] = privacy.log(session)
    assert (line.subject, line.rule, line.let_go_on) == ("W004", "RET-04", date(2031, 1, 1))


def test_webhooks_are_told_what_happened_since(
    sqlite_database: Database, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BASICPLUS_WEBHOOKS_PRIVATE", "true")
    subscribed(sqlite_database, listener.url, "register *")
    with cast.writing(sqlite_database) as session:
        workers.register(session, cast.worker())
    listener.status = 500
    refused = {"sent": 0, "failed": 1, "problems": ["1: 500 Internal Server Error"]}
    assert done(sqlite_database, "webhook-sending", "2026-12-01") == refused
    listener.status = 200
    assert done(sqlite_database, "webhook-sending", "2026-12-02") == {"sent": 1, "failed": 0, "problems": []}
    assert done(sqlite_database, "webhook-sending", "2026-12-03") == {"sent": 0, "failed": 0, "problems": []}


def test_what_goes_by_days_can_be_put_on_the_schedule(sqlite_database: Database) -> None:
    for kind in ("month-follow-up", "retention", "webhook-sending"):
        act = REGISTRY["schedule-job"]
        given = {"kind": kind, "every": "day", "hour": 6, "from_on": "2025-04-01"}
        do(sqlite_database, cast.GROUP, cast.COORDINATOR, act, act.read(given))
    with freeze_time("2025-04-01 08:00:00+00:00"):
        assert jobs.work(sqlite_database, KINDS, ending=Event(), once=True) == 3
        with cast.reading(sqlite_database) as session:
            assert {job.kind: job.state for job in jobs.list_jobs(session)} == {
                "month-follow-up": "done",
                "retention": "done",
                "webhook-sending": "done",
            }
