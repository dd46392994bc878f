"""Real servers on this machine for the tests: one that takes e-mails, one that is an access point."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass
class Mailbox:
    """What a server took; `refuse` answers recipients, `answers` the next messages, `greeting` every sender."""

    port: int = 0
    refuse: dict[str, str] = field(default_factory=dict)
    answers: list[str] = field(default_factory=list)
    greeting: str = ""
    envelopes: list[Envelope] = field(default_factory=list)

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if not self.greeting:
            envelope.mail_from = address
        return self.greeting or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address not in self.refuse:
            envelope.rcpt_tos.append(address)
        return self.refuse.get(address, "250 OK")

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            self.envelopes.append(envelope)
        return answer

    @property
    def messages(self) -> list[EmailMessage]:
        """The messages that were taken."""
        parser = BytesParser(policy=policy.default)
        return [parser.parsebytes(each.content) for each in self.envelopes if isinstance(each.content, bytes)]


@contextmanager
def mail_server(
    *, port: int = 0, tls: ssl.SSLContext | None = None, login: tuple[str, str] | None = None
) -> Iterator[Mailbox]:
    """Run an SMTP server; with `tls` it asks for STARTTLS, with `login` for user and password too."""
    mailbox = Mailbox()

    def authenticate(*given: Any) -> AuthResult:
        words = given[-1]
        assert isinstance(words, LoginPassword)
        return AuthResult(success=(words.login.decode(), words.password.decode()) == login, handled=False)

    options: dict[str, Any] = {"tls_context": tls, "require_starttls": True} if tls else {}
    if login:
        options |= {"authenticator": authenticate, "auth_required": True}
    controller = Controller(mailbox, "127.0.0.1", port or free_port(), **options)
    controller.start()
    mailbox.port = controller.port
    try:
        yield mailbox
    finally:
        controller.stop()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@dataclass
class AccessPointServer:
    """An access point: what it took by idempotency key, every call, and how it is told to behave.

    `answers` are given before it looks at a document: status and headers. As often as `lose` says, it takes the
    document and breaks the line. While it stalls, it has `took` a document and gives no answer.
    """

    url: str = ""
    taken: dict[str, bytes] = field(default_factory=dict)
    calls: list[dict[str, str]] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    lose: int = 0
    stalls: Event | None = None
    took: Event = field(default_factory=Event)
    statuses: dict[str, dict[str, str]] = field(default_factory=dict)


@contextmanager
def access_point_server() -> Iterator[AccessPointServer]:
    """Run an access point on this machine."""
    state = AccessPointServer()

    class Desk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            state.calls.append({"path": self.path, **dict(self.headers.items())})
            if state.answers:
                status, headers = state.answers.pop(0)
                self.tell(status, {"detail": f"told to say {status}"}, headers)
                return
            key = self.headers["Idempotency-Key"]
            state.taken.setdefault(key, body)
            state.took.set()
            if state.stalls:
                state.stalls.wait(60)
                return
            if state.lose:
                state.lose -= 1
                return
            self.tell(202, {"id": f"AP/{key[:8]}", "status": "accepted"}, {})

        def do_GET(self) -> None:
            told = state.statuses.get(self.path)
            self.tell(200 if told else 404, told or {}, {})

        def tell(self, status: int, told: dict[str, str], headers: dict[str, str]) -> None:
            content = json.dumps(told).encode()
            self.send_response(status)
            for name, value in {"Content-Length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    state.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
