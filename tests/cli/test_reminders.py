"""`basicplus reminders`: from the preview to the server, as tables and as JSON."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from basicplus.db import Database
from tests.cli.running import Ran, run
from tests.invoicing.delivery.documents import FIRST, SECOND, issue, wish
from tests.invoicing.delivery.servers import mail_server

ON = ("--on", "2025-05-20")


def test_reminders_are_seen_written_sent_stopped_and_listed(database: Database, tmp_path: Path) -> None:
    issue(database, "M001", "M002", issue_on=date(2025, 4, 7))
    wish(database, "M001", emails=["compta@ecole.example"])
    wish(database, "M002", "post")

    def ran(*arguments: str, exit_code: int = 0, **environment: str) -> Ran:
        done = run("reminders", *arguments, "--db", database.url, **environment)
        assert done.exit_code == exit_code, done.stdout + done.stderr
        return done

    def told(*arguments: str, **environment: str) -> Any:
        return ran(*arguments, "--json", **environment).json()

    assert [step["after_days"] for step in told("steps")] == [10, 30]
    ran("stop", "--document", SECOND, "--reason", "contesté", "--from", "2025-05-01")
    assert told("stop") == [
        {"member": "M002", "document": SECOND, "from_on": "2025-05-01", "until_on": None, "why": "contesté"}
    ]
    seen = told("preview", *ON)
    assert [(each["buyer"]["number"], each["step"]) for each in seen["letters"]] == [("M001", 1)]
    assert [(each["document"], each["because"]) for each in seen["left_out"]] == [(SECOND, "disputed")]
    ran("resume", "--document", SECOND, "--on", "2025-05-20")
    assert told("write", *ON)["result"] == {"count": 2}
    with mail_server() as mailbox:
        server = {"BASICPLUS_SMTP_URL": f"smtp://127.0.0.1:{mailbox.port}"}
        sent = told("send", "--out", str(tmp_path), **server)
    assert [(line["member"], line["state"]) for line in sent] == [("M001", "sent"), ("M002", "printed")]
    assert len(mailbox.messages) == len(list(tmp_path.glob("M002-*.pdf"))) == 1
    assert [(row["member"], row["state"]) for row in told("list", "--member", "M001")] == [("M001", "sent")]
    texts = {"fr": {"subject": "Rappel", "body": "{somme}"}}
    (tmp_path / "steps.json").write_text(json.dumps({"steps": [{"after_days": 5, "texts": texts}]}))
    done = run("do", "set-reminder-steps", "--from", str(tmp_path / "steps.json"), "--db", database.url)
    assert (done.exit_code, "found '{somme}'; the places {group}" in done.stderr) == (2, True)
    for arguments, says in (
        (("steps",), "days after the due day"),
        (("stop",), "contesté"),
        (("preview", *ON), "step 2 comes on"),
        (("list",), FIRST),
        (("send",), "what was said"),
    ):
        assert says in ran(*arguments).stdout
