"""The e-mail that carries a document: its words in the buyer's language, its files, its unchanging Message-ID."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache
from importlib.resources import files

from basicplus.invoicing.delivery.channel import is_email
from basicplus.invoicing.delivery.outcome import Parcel
from basicplus.invoicing.documents import wording as forms
from basicplus.invoicing.documents.content import DocumentContent, Seller
from basicplus.invoicing.documents.ogm import format_ogm
from basicplus.invoicing.documents.wording import NARROW_NBSP, NBSP, wording


def compose(parcel: Parcel, at: datetime) -> EmailMessage:
    """Return the e-mail of a parcel: text, PDF, and UBL where there is one.

    Raises ValueError when the address of the group or of the buyer is none.
    """
    content, paragraphs = parcel.content, _paragraphs(parcel)
    message = written(content.seller, parcel.address, _subject(content), paragraphs, parcel.message_id, at)
    name = file_name(parcel.number)
    message.add_attachment(parcel.pdf, maintype="application", subtype="pdf", filename=f"{name}.pdf")
    if parcel.ubl is not None:
        message.add_attachment(parcel.ubl, maintype="application", subtype="xml", filename=f"{name}.xml")
    return message


def written(
    seller: Seller, address: str, subject: str, paragraphs: Sequence[str], message_id: str, at: datetime
) -> EmailMessage:
    """Return an e-mail of the group without files; `address` may be several with a comma and a space between them.

    Raises ValueError when an address is none.
    """
    recipients = address.split(", ")
    for each in (seller.email, *recipients):
        if not is_email(each):
            raise ValueError(f"{each!r} is no e-mail address")
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(seller.name, addr_spec=seller.email)
    message["To"] = [Address(addr_spec=each) for each in recipients]
    message["Subject"] = _plain(subject)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id
    # Asks machines not to answer: an absence notice is no bounce.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_plain("\n\n".join(paragraphs)) + "\n")
    return message


def file_name(number: str) -> str:
    """Return a number as the name of a file, without its ending."""
    return re.sub(r"[^A-Za-z0-9-]+", "-", number)


def envelope_sender(parcel: Parcel, bounce_address: str) -> str:
    """Return the address that failures come back to: with the delivery in it, where there is one for bounces."""
    local, at, domain = bounce_address.rpartition("@")
    return f"{local}+{token(parcel)}@{domain}" if at else parcel.content.seller.email


def token(parcel: Parcel) -> str:
    """Return the reference of a delivery in its envelope."""
    return token_of(parcel.delivery_id, parcel.message_id)


def token_of(delivery_id: int, message_id: str) -> str:
    """Return the reference of a delivery in its envelope: its id, and digits that nobody else can guess."""
    return f"{delivery_id}-{hashlib.sha256(message_id.encode()).hexdigest()[:12]}"


def _subject(content: DocumentContent) -> str:
    return _texts()[content.language]["subject"].format(
        kind=wording(content.language)[content.kind], number=content.number, seller=content.seller.name
    )


def _paragraphs(parcel: Parcel) -> list[str]:
    content, texts, write = parcel.content, _texts()[parcel.content.language], wording(parcel.content.language)
    parts = {
        "kind": write[content.kind],
        "number": content.number,
        "issued": write.day(content.issue_on),
        "period": write.period(content.from_on, content.until_on),
        "amount": write.money(content.total_cents),
        "due": write.day(content.due_on),
        "iban": forms.iban(content.seller.iban),
        "ogm": format_ogm(content.ogm) if content.ogm else "",
    }
    if content.kind == "credit_note":
        amount = ["in_favour"]
    elif content.total_cents <= 0:
        amount = ["nothing_to_pay"]
    else:
        amount = ["pay", "ogm"] if content.ogm else ["pay"]
    wanted = ["greeting", "attached", *(["attached_ubl"] if parcel.ubl is not None else []), *amount, "closing"]
    return [texts[key].format(**parts) for key in wanted] + [content.seller.name]


def _plain(text: str) -> str:
    """Write without the spaces of print, which some mail programs show as boxes."""
    return text.replace(NBSP, " ").replace(NARROW_NBSP, " ")


@cache
def _texts() -> dict[str, dict[str, str]]:
    return tomllib.loads((files("basicplus.invoicing.delivery") / "mail.toml").read_text("utf-8"))
