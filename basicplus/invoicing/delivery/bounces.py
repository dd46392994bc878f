"""Reads what mail servers send back: delivery status reports (RFC 3464) and plain failures. Knows no records."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import Message
from email.parser import BytesParser
from pathlib import Path
from typing import Literal

from basicplus.errors import NotFound

Came = Literal["bounced", "passing", "delayed", "delivered"]
_MESSAGE_ID = re.compile(r"<[^<>\s@]+@[^<>\s]+>")
_TOKEN = re.compile(r"\+(\d+-[0-9a-f]{12})@")
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_MACHINES = re.compile(r"^(mailer-daemon|postmaster)@", re.IGNORECASE)


@dataclass(frozen=True)
class Report:
    """What a message tells of a delivery: which one, what became of it, and in whose words.

    `bounced` is final; `passing` is a failure that may pass (4.x.x), but nobody tries any more; `delayed` means
    that the other server still tries by itself. `message_ids` is all that looks like one in it.
    """

    name: str
    came: Came
    diagnostic: str
    message_ids: tuple[str, ...]
    tokens: tuple[str, ...]
    sha256: str


def read_reports(path: Path) -> Iterator[tuple[str, Report | None]]:
    """Yield name and report of a message file, or of every .eml file of a folder; None for what is no report."""
    if not path.exists():
        raise NotFound(f"There is no file or folder {path}.")
    for file in sorted(path.glob("*.eml")) if path.is_dir() else [path]:
        yield file.name, read_report(file.name, file.read_bytes())


def read_report(name: str, raw: bytes) -> Report | None:
    """Return what a message tells of a delivery; None when it is no report, as an absence notice is none."""
    # The structured headers of newer policies raise on what servers and attackers write; this one takes anything.
    message = BytesParser(policy=policy.compat32).parsebytes(raw)
    judged = _of_status(message) or _of_plain_failure(message)
    if judged is None:
        return None
    came, diagnostic = judged
    return Report(
        name,
        came,
        diagnostic[:500],
        tuple(dict.fromkeys(_MESSAGE_ID.findall(_everything(message)))),
        tuple(dict.fromkeys(_TOKEN.findall(_addressed(message)))),
        hashlib.sha256(raw).hexdigest(),
    )


def _of_status(message: Message) -> tuple[Came, str] | None:
    """Judge a delivery status report by its worst recipient (RFC 3464, fields Action and Status)."""
    worst: tuple[Came, str] | None = None
    rank: tuple[Came, ...] = ("delivered", "delayed", "passing", "bounced")
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for fields in _blocks(part):
            came = _came(fields)
            if came and (worst is None or rank.index(came) > rank.index(worst[0])):
                worst = came, _diagnostic(fields)
    return worst


def _blocks(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []


def _came(fields: Message) -> Came | None:
    action, status = _field(fields, "Action").lower(), _field(fields, "Status")
    match action:
        case "failed":
            return "passing" if status.startswith("4.") else "bounced"
        case "delayed":
            return "delayed"
        case "delivered":
            return "delivered"
        case _:
            return None


def _diagnostic(fields: Message) -> str:
    who, what = (_field(fields, name).partition(";") for name in ("Final-Recipient", "Diagnostic-Code"))
    said = " ".join((what[2] or what[0]).split())
    return f"{(who[2] or who[0]).strip()}: {_field(fields, 'Status')} {said}".strip()


def _field(fields: Message, name: str) -> str:
    return str(fields.get(name, "")).strip()


def _of_plain_failure(message: Message) -> tuple[Came, str] | None:
    """Judge a failure written for people: from a mail server, or naming whom it could not reach."""
    failed = str(message.get("X-Failed-Recipients", "")).strip()
    sender = str(message.get("From", ""))
    if not failed and not any(_MACHINES.match(word.strip('<>",;')) for word in sender.split()):
        return None
    text = "\n".join(_text(part) for part in message.walk() if part.get_content_maintype() == "text")
    status = _STATUS.search(text)
    came: Came = "passing" if status and status[1].startswith("4") else "bounced"
    line = next((" ".join(line.split()) for line in text.splitlines() if status and status[1] in line), "")
    return came, f"{failed}: {line or message.get('Subject', '')}".removeprefix(": ")


def _everything(message: Message) -> str:
    """Return the text where the Message-ID of what came back may stand; that of the report itself is none."""
    found = [str(message.get(name, "")) for name in ("In-Reply-To", "References")]
    for part in message.walk():
        if part is not message:
            found.append(str(part.get("Message-ID", "")))
        if part.get_content_type() in ("text/plain", "text/rfc822-headers"):
            found.append(_text(part))
    return "\n".join(found)


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def _addressed(message: Message) -> str:
    return " ".join(str(message.get(name, "")) for name in ("To", "Delivered-To", "X-Original-To"))
