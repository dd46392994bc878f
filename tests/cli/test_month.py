"""`basicplus month`: seen, told, reminded, approved in silence, closed and opened again."""

from __future__ import annotations

from datetime import date
from typing import Any

from basicplus.assignments import timesheets
from basicplus.clock import month_of
from basicplus.db import Database
from tests import cast
from tests.cli.running import Ran, run
from tests.invoicing.delivery.servers import mail_server

MARCH = month_of(date(2025, 3, 1))


def test_a_month_is_closed_from_the_shell(database: Database) -> None:
    cast.log(database, cast.hours(), cast.hours(agreement="A-CP-2", site="S-M002", day=date(2025, 3, 4)))
    cast.check(database, MARCH)
    with cast.writing(database) as session:
        timesheets.set_tacit_approval(session, "A-CP-1", MARCH.from_on, 10)

    def ran(*arguments: str, exit_code: int = 0, **environment: str) -> Ran:
        done = run("month", *arguments, "--db", database.url, **environment)
        assert done.exit_code == exit_code, done.stdout + done.stderr
        return done

    def told(*arguments: str, **environment: str) -> Any:
        return ran(*arguments, "--json", **environment).json()

    assert [row["state"] for row in told("show", "2025-03", "--on", "2025-04-02")["rows"]] == ["checked"] * 2
    assert "M001" in ran("show", "2025-03", "--blocking").stdout
    fields = ("--set", "month=2025-03-01", "--set", "at=2025-04-02T08:00+02:00")
    assert run("do", "put-hours-before-members", *fields, "--db", database.url).exit_code == 0
    assert [line["state"] for line in told("tell")] == ["waiting", "waiting"]
    with mail_server() as mailbox:
        server = {"BASICPLUS_SMTP_URL": f"smtp://127.0.0.1:{mailbox.port}"}
        assert [line["state"] for line in told("tell", **server)] == ["told", "told"]
        assert told("remind", **server) == []
    assert told("approve", "--on", "2100-01-01")["result"] == {"count": 1}
    told("close", "2025-03")
    assert told("show", "2025-03")["period"] == "closed"
    assert "closed already" in ran("close", "2025-03", exit_code=5).stderr
    told("reopen", "2025-03", "--reason", "oubli")
    assert told("show", "2025-03")["period"] == "closing"
