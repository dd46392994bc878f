"""Files that people send: of limited size, and carried along in the page from one step to the next.

Nothing is kept on the server between two steps, so nothing has to be cleared away or found again: the page of the
second step holds the file itself, and every step reads it anew.
"""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import UploadFile

from basicplus.errors import invalid
from basicplus.web.pages.forms import MOST_TEXT, Form

MOST_BYTES = 2_000_000


@dataclass(frozen=True)
class Sent:
    """A file as it was sent."""

    name: str
    content: bytes

    @property
    def as_text(self) -> str:
        """The bytes in base64, as a page and an act carry them."""
        return b64encode(self.content).decode("ascii")

    @property
    def fields(self) -> dict[str, str]:
        """The file as the field of an act."""
        return {"name": self.name, "content": self.as_text}


def _measured(request: Request) -> None:
    """Raise InvalidInput for a request that is too large, before it is read."""
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > MOST_TEXT:
        raise _too_large(f"{length or 'an unknown number of'} bytes")


async def sent_of(_measure: Annotated[None, Depends(_measured)], form: Form) -> Sent | None:
    """Return the file of a form, sent now or carried along; None when there is none."""
    file = form.get("file")
    if isinstance(file, UploadFile):
        await file.seek(0)
        content = await file.read(MOST_BYTES + 1)
        if file.filename:
            return _within(file.filename[:160], content)
    carried = form.get("content")
    if not isinstance(carried, str) or not carried:
        return None
    try:
        return _within(str(form.get("name") or "file")[:160], b64decode(carried, validate=True))
    except binascii.Error:
        raise invalid("file", "a file that was changed on its way", "send the file again") from None


SentFile = Annotated[Sent | None, Depends(sent_of)]


def _within(name: str, content: bytes) -> Sent:
    if len(content) > MOST_BYTES:
        raise _too_large(name)
    return Sent(name, content)


def _too_large(found: str) -> Exception:
    return invalid(
        "file", found, f"at most {MOST_BYTES // 1_000_000} MB: send it in parts, or import it by command"
    )
