"""What happened is sent to who asked for it: signed, in order, again when it fails, and never inside the house."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from pydantic import ValidationError

from basicplus import members, webhooks
from basicplus.db import Database
from basicplus.errors import BasicplusError
from basicplus.webhooks import Sent, WebhookCreate, WebhookNamed
from basicplus.webhooks.addresses import destination
from basicplus.webhooks.sending import GIVEN_UP, WAITS
from tests import cast

AT = datetime(2025, 3, 3, 9, tzinfo=UTC)


class Listener(ThreadingHTTPServer):
    """A program of somebody else, that answers what it is told to and remembers what it heard."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Heard)
        self.status, self.heard = 200, []
        self.location = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/hooks"


class Heard(BaseHTTPRequestHandler):
    server: Listener

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.heard.append((dict(self.headers), body))
        self.send_response(self.server.status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def listener() -> Iterator[Listener]:
    server = Listener()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def subscribed(database: Database, url: str, *events: str) -> dict[str, Any]:
    with cast.writing(database) as session:
        return webhooks.create_webhook(session, WebhookCreate(url=url, events=list(events) or ["*"]))


def register(database: Database, number: str) -> None:
    with cast.writing(database) as session:
        members.register(session, cast.member(number, enterprise_number=None))


def send(database: Database, at: datetime = AT) -> list[Sent]:
    return webhooks.send_due(database, cast.GROUP, lambda: at, private=True)


def test_what_happens_after_a_subscription_is_sent_once_and_signed(database: Database, listener: Listener) -> None:
    made = subscribed(database, listener.url, "register *")
    register(database, "M008")
    seq = cast.ACTS + 2
    assert send(database) == [Sent(made["id"], seq, "register member", True, "200 OK")]
    assert send(database) == []
    ((headers, body),) = listener.heard
    told = json.loads(body)
    assert set(told) == {"group", "seq", "at", "act", "subject"}
    assert (told["group"], told["seq"], told["act"], told["subject"]) == ("demo", seq, "register member", "M008")
    assert (headers["Basicplus-Act"], headers["Basicplus-Timestamp"]) == ("register member", "1740992400")
    expected = hmac.new(made["secret"].encode(), f"1740992400.{body}".encode(), hashlib.sha256).hexdigest()
    assert headers["Basicplus-Signature"] == f"v1={expected}"


def test_what_was_not_accepted_is_sent_again_later_and_fails_in_the_end(
    database: Database, listener: Listener
) -> None:
    made = subscribed(database, listener.url, "register *")
    register(database, "M008")
    listener.status, at = 503, AT
    for wait in WAITS:
        assert [each.accepted for each in send(database, at)] == [False]
        assert send(database, at + wait - timedelta(seconds=1)) == []
        at += wait
    assert [each.says for each in send(database, at)] == ["503 Service Unavailable"]
    assert send(database, at + timedelta(days=2)) == []
    with cast.reading(database) as session:
        (line,) = webhooks.deliveries_of(session, made["id"])
    assert (line.state, line.attempts, line.answered) == ("failed", 7, "503 Service Unavailable")


def test_who_accepts_again_is_sent_what_waited(database: Database, listener: Listener) -> None:
    subscribed(database, listener.url, "register *")
    register(database, "M008")
    listener.status = 500
    send(database)
    listener.status = 204
    assert [each.says for each in send(database, AT + WAITS[0])] == ["204 No Content"]


def test_an_address_that_never_accepts_is_disabled_until_somebody_enables_it(
    database: Database, listener: Listener
) -> None:
    made = subscribed(database, listener.url)
    for number in range(GIVEN_UP):
        with cast.writing(database) as session:
            members.register(session, cast.member(f"M1{number:02}", enterprise_number=None))
    listener.status = 410
    assert len(send(database)) == GIVEN_UP
    with cast.reading(database) as session:
        (line,) = webhooks.webhooks_of(session)
    assert (line.disabled_at, line.failures) == (AT, GIVEN_UP)
    later = AT + WAITS[0]
    assert send(database, later) == []
    with cast.writing(database) as session:
        webhooks.enable_webhook(session, WebhookNamed(webhook=made["id"]))
    listener.status = 200
    assert {each.accepted for each in send(database, later)} == {True}


def test_a_deleted_webhook_hears_of_nothing(database: Database, listener: Listener) -> None:
    made = subscribed(database, listener.url)
    with cast.writing(database) as session:
        webhooks.delete_webhook(session, WebhookNamed(webhook=made["id"]))
    register(database, "M008")
    assert (send(database), listener.heard) == ([], [])
    assert subscribed(database, listener.url)["id"] == made["id"]


def test_nothing_is_sent_to_addresses_that_are_not_public(database: Database, listener: Listener) -> None:
    subscribed(database, listener.url, "register *")
    register(database, "M008")
    (sent,) = webhooks.send_due(database, cast.GROUP, lambda: AT)
    assert sent.says == "127.0.0.1 is not a public address: BASICPLUS_WEBHOOKS_PRIVATE allows others."
    assert listener.heard == []


@pytest.mark.parametrize(
    "host",
    ["10.0.0.1", "169.254.169.254", "[::1]", "[::ffff:127.0.0.1]", "[fd00::1]", "0.0.0.0", "2130706433", "0x7f.1"],
)
def test_no_way_of_writing_an_address_leads_inside(host: str) -> None:
    with pytest.raises(BasicplusError):
        destination(f"https://{host}/", private=False)


def test_a_redirection_is_not_followed(database: Database, listener: Listener) -> None:
    subscribed(database, listener.url, "register *")
    register(database, "M008")
    listener.status, listener.location = 307, "http://127.0.0.1:1/elsewhere"
    assert [(each.accepted, each.says) for each in send(database)] == [(False, "307 Temporary Redirect")]
    assert len(listener.heard) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://ecole.example/",
        "ftp://ecole.example/",
        "https://u:p@ecole.example/",
        "https:///x",
        "x",
        "https://[/",
    ],
)
def test_only_addresses_over_tls_are_accepted(url: str) -> None:
    with pytest.raises(ValidationError, match="https://host/path"):
        WebhookCreate(url=url)


def test_without_a_key_no_secret_is_stored(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BASICPLUS_SECRET_KEY")
    with pytest.raises(BasicplusError, match="BASICPLUS_SECRET_KEY"):
        subscribed(database, "https://ecole.example/")


def test_the_journal_and_the_versions_hold_no_secret(database: Database) -> None:
    secret = subscribed(database, "https://ecole.example/")["secret"]
    assert secret not in str(cast.contents(database))
