"""The e-mail that carries a reminder: its words, what it asks for, the letter and the documents as issued."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage

from basicplus.invoicing.delivery.mail import file_name, written
from basicplus.invoicing.documents.ogm import format_ogm
from basicplus.invoicing.documents.wording import iban, wording
from basicplus.invoicing.reminders.letter import Letter, claims, how_claimed, render_letter


def compose(
    letter: Letter, address: str, message_id: str, documents: Mapping[str, bytes], at: datetime
) -> EmailMessage:
    """Return the e-mail of a reminder with the letter and `documents`, PDFs by number.

    Raises ValueError when an address is none.
    """
    message = written(letter.seller, address, letter.subject, _paragraphs(letter), message_id, at)
    name = file_name(wording(letter.language)["reminder"])
    files = {f"{name}-{letter.written_on}": render_letter(letter)}
    files |= {file_name(number): content for number, content in documents.items()}
    for title, content in files.items():
        message.add_attachment(content, maintype="application", subtype="pdf", filename=f"{title}.pdf")
    return message


def _paragraphs(letter: Letter) -> list[str]:
    words = wording(letter.language)
    lines = []
    for each in letter.documents:
        document = each.document
        ogm = f" · {format_ogm(document.ogm)}" if document.ogm else ""
        due = f"{words['due_on']} {words.day(document.due_on)}"
        lines.append(f"{document.number} · {due} · {words.money(document.open_cents)}{ogm}")
    lines += [f"{label} · {words.money(cents)}" for label, cents in claims(letter, words) if cents]
    total = f"{words['total_asked']} · {words.money(letter.total_cents)} · {iban(letter.seller.iban)}"
    return [
        letter.body,
        "\n".join([*lines, total]),
        *(["\n".join(how_claimed(letter, words))] if how_claimed(letter, words) else []),
        letter.seller.name,
    ]
