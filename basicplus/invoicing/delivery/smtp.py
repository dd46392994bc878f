"""Sends documents by e-mail through the SMTP server of the settings; tells passing failures from final ones."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from typing import Literal
from urllib.parse import unquote, urlsplit

from basicplus.clock import now
from basicplus.errors import invalid
from basicplus.invoicing.delivery.mail import compose, envelope_sender
from basicplus.invoicing.delivery.outcome import Outcome, Parcel

Security = Literal["none", "starttls", "tls"]
SECURITY: dict[str, Security] = {"smtp": "none", "smtp+tls": "starttls", "smtps": "tls"}
PORTS = {"none": 25, "starttls": 587, "tls": 465}
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
TIMEOUT_SECONDS = 30
CLOSING, TOO_LARGE = 421, 552
MEND_ADDRESS = (
    "Correct the address and send it with `change-channel`, or try again with `basicplus deliver retry`."
)


@dataclass(frozen=True)
class Mailer:
    """An SMTP server that e-mails go through; `bounce_address` is where failures are to come back."""

    host: str
    port: int
    security: Security = "none"
    user: str = ""
    password: str = field(default="", repr=False)
    bounce_address: str = ""
    clock: Callable[[], datetime] = now

    @classmethod
    def of_url(cls, url: str, bounce_address: str = "") -> Mailer:
        """Return the server of a URL: smtp://, smtp+tls:// (STARTTLS) or smtps://, with user and password.

        The URL may hold a password: no error repeats it. A password goes over an encrypted line only, unless the
        server is this machine.
        """
        parts = urlsplit(url)
        security = SECURITY.get(parts.scheme)
        if security is None or not parts.hostname:
            raise invalid(
                "BASICPLUS_SMTP_URL", parts.scheme or "?", "smtp+tls://user:password@host:587, or smtps://"
            )
        if security == "none" and parts.password and parts.hostname not in LOOPBACK:
            raise invalid(
                "BASICPLUS_SMTP_URL", "a password on smtp://", "smtp+tls:// or smtps://, which encrypt it"
            )
        return cls(
            parts.hostname,
            parts.port or PORTS[security],
            security,
            unquote(parts.username or ""),
            unquote(parts.password or ""),
            bounce_address,
        )

    def send(self, parcel: Parcel) -> Outcome:
        """Send one document; 4xx answers and a lost connection are for later, 5xx answers are final."""
        try:
            message = compose(parcel, self.clock())
        except ValueError as error:
            return Outcome("failed", f"{error}. {MEND_ADDRESS}")
        return self.post(message, envelope_sender(parcel, self.bounce_address), parcel.address)

    def post(self, message: EmailMessage, sender: str, address: str) -> Outcome:
        """Send one e-mail, from a sender and to the addresses of its envelope, as `send` does."""
        try:
            server = self._connected()
        except (smtplib.SMTPException, OSError) as error:
            return Outcome("later", f"The mail server {self.host} cannot be used: {_told(error)}.", down=True)
        try:
            refused = server.send_message(message, sender, address.split(", "))
        except smtplib.SMTPRecipientsRefused as error:
            return _of_refusals(error.recipients)
        except smtplib.SMTPResponseException as error:
            return _of_answer(error)
        except smtplib.SMTPNotSupportedError as error:
            return Outcome("failed", f"The mail server cannot send to {address}: {error}. {MEND_ADDRESS}")
        except (smtplib.SMTPException, OSError) as error:
            # The server may have taken it before the line broke: the same Message-ID goes out again.
            return Outcome("later", f"The line to {self.host} broke: {_told(error)}.", down=True)
        finally:
            _leave(server)
        return Outcome("sent", f"accepted, but not for {_listed(refused)}" if refused else "accepted")

    def _connected(self) -> smtplib.SMTP:
        context = ssl.create_default_context() if self.security != "none" else None
        if self.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_SECONDS, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS)
        try:
            if self.security == "starttls":
                server.starttls(context=context)
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server


def _of_refusals(refused: Mapping[str, tuple[int, bytes]]) -> Outcome:
    """Judge a message that no recipient was accepted for: final when it is for all of them."""
    if any(code < 500 for code, _ in refused.values()):
        return Outcome("later", _listed(refused))
    return Outcome("failed", f"{_listed(refused)}. {MEND_ADDRESS}")


def _of_answer(error: smtplib.SMTPResponseException) -> Outcome:
    """Judge an answer to the message itself; a greeting or a sender refused is no fault of the document."""
    about_us = (
        isinstance(error, smtplib.SMTPHeloError | smtplib.SMTPSenderRefused) and error.smtp_code != TOO_LARGE
    )
    if about_us or error.smtp_code == CLOSING:
        return Outcome("later", f"The mail server does not take e-mails from here: {_told(error)}.", down=True)
    if error.smtp_code < 500:
        return Outcome("later", _told(error))
    return Outcome("failed", f"{_told(error)}. {MEND_ADDRESS}")


def _told(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return str(error) or type(error).__name__


def _listed(refused: Mapping[str, tuple[int, bytes]]) -> str:
    return "; ".join(f"{address}: {code} {_text(said)}" for address, (code, said) in refused.items())


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said


def _leave(server: smtplib.SMTP) -> None:
    with suppress(smtplib.SMTPException, OSError):
        server.quit()
    server.close()
