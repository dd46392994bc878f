"""`basicplus deliver`: from the queue to the server and back, as tables and as JSON; secrets are never shown."""

from __future__ import annotations

from pathlib import Path

from basicplus.db import Database
from tests.cli.running import run
from tests.invoicing.delivery.documents import FIRST, SECOND, issue, rows, wish
from tests.invoicing.delivery.servers import mail_server
from tests.invoicing.delivery.test_bounces import returned

TO = "compta@ecole.example"


def test_documents_are_queued_sent_and_come_back(database: Database, tmp_path: Path) -> None:
    issue(database, "M001", "M002")
    wish(database, "M001", emails=[TO])
    wish(database, "M002", "post")
    here = ("--db", database.url, "--json")
    queued = run("deliver", "queue", "--period", "2025-03", *here).json()
    assert [(row["document"], row["channel"], row["rule"], row["why"]) for row in queued] == [
        (FIRST, "email", "asked_email", "the member asks for e-mail"),
        (SECOND, "post", "asked_post", "the member asks for post"),
    ]
    told = run("deliver", "run", *here).json()
    by_hand = "print, post, and record it with `basicplus do tell-delivery`"
    assert told == {
        "deliveries": [],
        "waiting": {
            "email": {"documents": 1, "what_to_do": "set BASICPLUS_SMTP_URL"},
            "post": {"documents": 1, "what_to_do": by_hand},
        },
    }
    with mail_server() as mailbox:
        server = {"BASICPLUS_SMTP_URL": f"smtp://127.0.0.1:{mailbox.port}"}
        mailbox.refuse[TO] = "550 5.1.1 No such user"
        failed = run("deliver", "run", *here, **server)
        assert (failed.exit_code, failed.json()["deliveries"][0]["state"]) == (1, "failed")
        mailbox.refuse.clear()
        assert run("deliver", "retry", "--failed", *here).json() == {"queued": [FIRST]}
        done = run("deliver", "run", *here, **server)
    assert (done.exit_code, done.json()["deliveries"]) == (
        0,
        [{"document": FIRST, "channel": "email", "address": TO, "state": "sent", "says": "accepted"}],
    )
    (tmp_path / "back.eml").write_bytes(returned("exim_plain", rows(database)[0].message_id))
    (tmp_path / "away.eml").write_bytes(returned("out_of_office"))
    says = f"{TO}: 550 5.7.1 Relaying denied"
    assert run("deliver", "bounces", str(tmp_path), *here).json() == {
        "reports": [{"name": "back.eml", "document": FIRST, "state": "bounced", "says": says}],
        "no_reports": ["away.eml"],
    }
    listed = run("deliver", "list", "--state", "bounced", *here).json()
    assert [(row["document"], row["last_error"]) for row in listed["deliveries"]] == [(FIRST, says)]
    shown = run("deliver", "show", FIRST, *here).json()
    happened = ["queued", "claimed", "failed", "queued", "claimed", "sent", "bounced"]
    assert (shown["state"], [event["what"] for event in shown["events"]]) == ("issued", happened)
    for arguments in (("list",), ("show", FIRST), ("bounces", str(tmp_path)), ("run",)):
        done = run("deliver", *arguments, "--db", database.url)
        assert (done.exit_code, "Traceback" in done.stdout + done.stderr) == (0, False)


def test_nothing_to_try_again_and_a_bad_setting_are_sentences(database: Database) -> None:
    here = ("--db", database.url)
    done = run("deliver", "retry", "--failed", *here)
    assert (done.exit_code, "There is nothing to try again" in done.stderr) == (5, True)
    done = run("deliver", "run", *here, BASICPLUS_SMTP_URL="smtp://me:s3cret@mail.example")
    assert (done.exit_code, "which encrypt it" in done.stderr, "s3cret" in done.stderr) == (2, True, False)
