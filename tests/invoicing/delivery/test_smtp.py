"""E-mails go out through a real SMTP server: accepted, refused for good, for later, down, encrypted."""

from __future__ import annotations

import ssl
import subprocess
from pathlib import Path

import pytest

from basicplus.errors import InvalidInput
from basicplus.invoicing.delivery.outcome import Outcome
from basicplus.invoicing.delivery.smtp import MEND_ADDRESS, Mailer
from tests.invoicing.delivery.documents import MESSAGE_ID, NOON, parcel
from tests.invoicing.delivery.servers import Mailbox, free_port, mail_server

TO = "compta@ecole.example"
LOGIN = ("groupement", "p@ss:word")


def mailer(mailbox: Mailbox, bounce_address: str = "") -> Mailer:
    return Mailer("127.0.0.1", mailbox.port, bounce_address=bounce_address, clock=lambda: NOON)


def test_an_email_arrives_with_its_message_id_and_its_envelope(mailbox: Mailbox) -> None:
    assert mailer(mailbox, "bounces@basicplus.example").send(parcel()) == Outcome("sent", "accepted")
    [envelope], [message] = mailbox.envelopes, mailbox.messages
    assert envelope.rcpt_tos == [TO]
    assert str(envelope.mail_from).startswith("bounces+7-")
    assert message["Message-ID"] == MESSAGE_ID
    [pdf] = message.iter_attachments()
    assert pdf.get_content() == b"%PDF-1.7 as issued"


def test_a_refused_recipient_is_final(mailbox: Mailbox) -> None:
    mailbox.refuse[TO] = "550 5.1.1 No such user"
    assert mailer(mailbox).send(parcel()) == Outcome("failed", f"{TO}: 550 5.1.1 No such user. {MEND_ADDRESS}")
    assert mailbox.envelopes == []


def test_a_recipient_refused_for_now_is_for_later(mailbox: Mailbox) -> None:
    mailbox.refuse[TO] = "450 4.2.1 Greylisted, come back"
    assert mailer(mailbox).send(parcel()) == Outcome("later", f"{TO}: 450 4.2.1 Greylisted, come back")


def test_one_recipient_of_two_is_enough_and_the_other_is_named(mailbox: Mailbox) -> None:
    mailbox.refuse[TO] = "550 5.1.1 No such user"
    told = mailer(mailbox).send(parcel(address=f"{TO}, b@ecole.example"))
    assert told == Outcome("sent", f"accepted, but not for {TO}: 550 5.1.1 No such user")
    assert [envelope.rcpt_tos for envelope in mailbox.envelopes] == [["b@ecole.example"]]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("452 4.3.1 Disk full", Outcome("later", "452 4.3.1 Disk full")),
        ("554 5.7.1 Looks like spam", Outcome("failed", f"554 5.7.1 Looks like spam. {MEND_ADDRESS}")),
        (
            "421 4.3.2 Closing",
            Outcome("later", "The mail server does not take e-mails from here: 421 4.3.2 Closing.", down=True),
        ),
    ],
)
def test_the_answer_to_a_message_is_judged_by_its_code(mailbox: Mailbox, answer: str, outcome: Outcome) -> None:
    mailbox.answers.append(answer)
    assert mailer(mailbox).send(parcel()) == outcome


def test_a_refused_sender_is_no_fault_of_the_document(mailbox: Mailbox) -> None:
    mailbox.greeting = "550 5.7.1 Not allowed to relay"
    told = "The mail server does not take e-mails from here: 550 5.7.1 Not allowed to relay."
    assert mailer(mailbox).send(parcel()) == Outcome("later", told, down=True)
    mailbox.greeting = "552 5.3.4 Message too large"
    assert mailer(mailbox).send(parcel()).kind == "failed"


def test_a_server_that_is_down_is_for_later() -> None:
    told = Mailer("127.0.0.1", free_port()).send(parcel())
    assert (told.kind, told.down) == ("later", True)
    assert told.says.startswith("The mail server 127.0.0.1 cannot be used: ")


def test_what_is_no_address_is_final(mailbox: Mailbox) -> None:
    told = mailer(mailbox).send(parcel(address="compta chez ecole"))
    assert (told.kind, told.says.startswith("'compta chez ecole' is no e-mail address.")) == ("failed", True)


def test_the_line_is_encrypted_the_certificate_checked_and_a_wrong_password_told_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    made = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        key,
        "-out",
        certificate,
        *names,
    ]
    subprocess.run(made, check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    with mail_server(tls=context, login=LOGIN) as mailbox:
        url = f"smtp+tls://groupement:p%40ss%3Aword@localhost:{mailbox.port}"
        told = Mailer.of_url(url).send(parcel())
        assert (told.kind, told.down, "certificate" in told.says) == ("later", True, True)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert Mailer.of_url(url).send(parcel()) == Outcome("sent", "accepted")
        told = Mailer.of_url(url.replace("word", "wrong")).send(parcel())
        assert (told.kind, told.down, "535" in told.says, "wrong" in told.says) == ("later", True, True, False)
        assert len(mailbox.envelopes) == 1


def test_a_url_gives_security_port_and_words() -> None:
    found = Mailer.of_url("smtps://me:s%20t@mail.example", "bounces@x.example")
    assert found == Mailer("mail.example", 465, "tls", "me", "s t", "bounces@x.example")
    assert "s t" not in repr(found)
    assert Mailer.of_url("smtp+tls://mail.example").port == 587
    assert Mailer.of_url("smtp://localhost:2525").security == "none"


@pytest.mark.parametrize("url", ["http://mail.example", "mail.example", "smtp://me:secret@mail.example"])
def test_a_url_that_would_not_do_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(InvalidInput, match="BASICPLUS_SMTP_URL") as refused:
        Mailer.of_url(url)
    assert "secret" not in str(refused.value)
