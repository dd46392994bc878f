"""By which channel a document goes to its buyer, and the rule that says so: pure, from facts and law."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

from basicplus.compliance.law import Law, Value

Channel = Literal["peppol", "email", "portal", "post"]
CHANNELS: tuple[str, ...] = get_args(Channel)
Rule = Literal[
    "compulsory",
    "asked_peppol",
    "asked_email",
    "asked_portal",
    "asked_post",
    "email_known",
    "signer_known",
    "no_other",
]
BY_HAND = "by_hand"
"""The rule of a channel that a person chose, with a reason."""
VAT_REGISTERED = ("mixed", "taxable")
BELGIAN_SCHEME = "0208"
"""The Peppol scheme of Belgian enterprise numbers."""

_WORD = r"[\w!#$%&'*+/=?^`{|}~-]+"
_EMAIL = re.compile(rf"{_WORD}(\.{_WORD})*@[\w-]+(\.[\w-]+)+")


@dataclass(frozen=True)
class Wish:
    """What a member wishes on the date of a document; addresses and participant may be left to what is known."""

    channel: Channel
    addresses: tuple[str, ...] = ()
    participant: str = ""


@dataclass(frozen=True)
class Known:
    """What the channel of a document depends on, as of its date.

    `taxed` says whether a line bears VAT; `emails` are the buyer's addresses for invoices that are on file. Where
    somebody signs the member's hours, the documents are seen at the same place.
    """

    member: str
    issue_on: date
    taxed: bool
    vat_status: str | None
    enterprise_number: str | None
    postal_address: str
    wish: Wish | None = None
    emails: tuple[str, ...] = ()
    has_signer: bool = False


@dataclass(frozen=True)
class Decision:
    """A channel, where to send the document, and the rule that led there; `law` where the law says so.

    A Peppol address is empty when the buyer's enterprise number is not on file.
    """

    channel: Channel
    rule: Rule
    address: str
    law: Value | None = None


def decide(known: Known, law: Law) -> Decision:
    """Return the channel of a document: what the law wants, what the member asked, what is known, in this order.

    Documents that art. 44 exempts are outside of the duty of art. 53, § 2bis CTVA, and so is a buyer who is not
    registered for VAT.
    """
    duty = law.on(known.issue_on, "structured_invoice_required")
    if duty.value and known.taxed and known.vat_status in VAT_REGISTERED:
        return Decision("peppol", "compulsory", address(known, "peppol"), duty)
    if known.wish and (asked := address(known, known.wish.channel)):
        return Decision(known.wish.channel, _ASKED[known.wish.channel], asked)
    if emails := address(known, "email"):
        return Decision("email", "email_known", emails)
    if known.has_signer:
        return Decision("portal", "signer_known", address(known, "portal"))
    return Decision("post", "no_other", known.postal_address)


def address(known: Known, channel: Channel) -> str:
    """Return where a channel finds the buyer; empty when that is not known."""
    wish = known.wish if known.wish and known.wish.channel == channel else Wish(channel)
    match channel:
        case "peppol":
            number = f"{BELGIAN_SCHEME}:{known.enterprise_number}" if known.enterprise_number else ""
            return wish.participant or number
        case "email":
            return ", ".join(wish.addresses or known.emails)
        case "portal":
            return known.member
        case "post":
            return known.postal_address


def is_email(text: str) -> bool:
    """Say whether a text is one plain e-mail address, without a name beside it."""
    return _EMAIL.fullmatch(text) is not None


def says(rule: str, language: str, because: str = "") -> str:
    """Say in one sentence why a document goes the way it goes; `because` is the reason of a choice by hand."""
    return str(_sentences()[rule][language]).format(because=because)


_ASKED: dict[Channel, Rule] = {
    "peppol": "asked_peppol",
    "email": "asked_email",
    "portal": "asked_portal",
    "post": "asked_post",
}


@cache
def _sentences() -> dict[str, dict[str, Any]]:
    return tomllib.loads((files("basicplus.invoicing.delivery") / "channels.toml").read_text("utf-8"))
