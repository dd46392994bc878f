"""The e-mail that carries a document: amount, due day and structured communication in the buyer's language."""

from __future__ import annotations

import tomllib
from email import message_from_bytes, policy
from email.message import EmailMessage
from importlib.resources import files
from string import Formatter

import pytest

from basicplus.invoicing.delivery.mail import compose, envelope_sender
from basicplus.invoicing.delivery.outcome import Parcel
from tests.invoicing.delivery.documents import MESSAGE_ID, NOON, parcel, ubl
from tests.invoicing.documents import cast as papers

FRENCH = """\
Madame, Monsieur,

Vous trouverez en annexe le document 2026-000042 du 05/02/2026 (Facture, janvier 2026).

Montant à payer : 1 375,92 €, pour le 07/03/2026 au plus tard, sur le compte BE68 5390 0754 7034.

Communication structurée : +++202/6000/04236+++

Une question sur ce document ? Répondez simplement à cet e-mail.

Basic Plus
"""


def sent(given: Parcel) -> EmailMessage:
    """Write an e-mail to bytes and read it back, as a mail program does."""
    read = message_from_bytes(compose(given, NOON).as_bytes(), policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


def words(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def attached(message: EmailMessage) -> list[tuple[str | None, str, bytes]]:
    return [
        (each.get_filename(), each.get_content_type(), each.get_content()) for each in message.iter_attachments()
    ]


def test_an_invoice_says_what_to_pay_by_when_and_how() -> None:
    message = sent(parcel())
    assert words(message) == FRENCH
    headers = ("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted")
    assert {name: str(message[name]) for name in headers} == {
        "From": "Basic Plus <facturation@basicplus.example>",
        "To": "compta@ecole.example",
        "Subject": "Facture 2026-000042 – Basic Plus",
        "Date": "Mon, 07 Apr 2025 12:00:00 +0000",
        "Message-ID": MESSAGE_ID,
        "Auto-Submitted": "auto-generated",
    }
    assert attached(message) == [("2026-000042.pdf", "application/pdf", b"%PDF-1.7 as issued")]


def test_the_ubl_travels_with_the_pdf() -> None:
    message = sent(parcel(ubl=ubl()))
    assert attached(message)[1] == ("2026-000042.xml", "application/xml", ubl())
    assert "joint en format électronique (UBL)" in words(message)


@pytest.mark.parametrize(
    ("language", "subject", "amount"),
    [
        ("fr", "Facture", "Montant à payer : 1 375,92 €, pour le 07/03/2026 au plus tard"),
        ("nl", "Factuur", "Te betalen: € 1.375,92, uiterlijk op 07/03/2026"),
        ("de", "Rechnung", "Zu zahlen: 1.375,92 €, spätestens am 07.03.2026"),
        ("en", "Invoice", "Amount to pay: €1,375.92, by 07/03/2026"),
    ],
)
def test_it_is_written_in_the_language_of_the_document(language: str, subject: str, amount: str) -> None:
    message = sent(parcel(content=papers.invoice(language=language)))
    assert str(message["Subject"]) == f"{subject} 2026-000042 – Basic Plus"
    assert amount in words(message)
    assert "+++202/6000/04236+++" in words(message)


def test_a_credit_note_and_nothing_ask_for_no_payment() -> None:
    credited = words(sent(parcel(content=papers.credit_note())))
    assert "Montant en votre faveur : 570,27 €. Vous n'avez rien à payer." in credited
    assert "+++" not in credited
    nothing = words(sent(parcel(content=papers.invoice(total_cents=0))))
    assert "Montant : 0,00 €. Vous n'avez rien à payer." in nothing


def test_several_addresses_stand_in_one_message() -> None:
    message = sent(parcel(address="a@ecole.example, b@ecole.example"))
    assert [each.addr_spec for each in message["To"].addresses] == ["a@ecole.example", "b@ecole.example"]


@pytest.mark.parametrize(
    "address",
    ["", "no address", "@b.example", "a@b..example", "a@b.example\r\nBcc: x@y.example", "A <a@b.example>"],
)
def test_what_is_no_plain_address_does_not_slip_into_a_header(address: str) -> None:
    with pytest.raises(ValueError, match="is no e-mail address"):
        compose(parcel(address=address), NOON)


def test_failures_come_back_to_the_bounce_address_with_the_delivery_in_it() -> None:
    assert envelope_sender(parcel(), "bounces@basicplus.example") == "bounces+7-fddc21b4b6d8@basicplus.example"
    assert envelope_sender(parcel(), "") == "facturation@basicplus.example"


def test_every_language_says_the_same_things() -> None:
    texts = tomllib.loads((files("basicplus.invoicing.delivery") / "mail.toml").read_text("utf-8"))
    parts = {
        language: {
            key: sorted(name for _, name, _, _ in Formatter().parse(text) if name) for key, text in said.items()
        }
        for language, said in texts.items()
    }
    assert list(parts) == ["fr", "nl", "de", "en"]
    assert all(said == parts["fr"] for said in parts.values())
