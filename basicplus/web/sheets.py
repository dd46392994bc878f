"""Style sheets: parts of the pages they belong to, and allowed by their content."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from functools import cache
from importlib.resources import files

from markupsafe import Markup


@cache
def sheet(name: str) -> Markup:
    """Return a style sheet as the part of a page that it is.

    A browser paints when it has the page and its styles: to ask for them apart costs a phone one more way to the
    server and back, which is a fifth of a second.
    """
    return Markup("<style>{}</style>").format(Markup(_sheets()[name]))  # noqa: S704 - a file of ours


@cache
def sheets_allowed() -> str:
    """Return the sources of styles that a page may hold, as its content policy names them: by their content.

    Source: Content Security Policy Level 3, hash-source.
    """
    hashes = (hashlib.sha256(content.encode()).digest() for content in _sheets().values())
    return " ".join(f"'sha256-{b64encode(each).decode()}'" for each in hashes)


@cache
def _sheets() -> dict[str, str]:
    found = files("basicplus.web").joinpath("styles").iterdir()
    return {each.name: each.read_text("utf-8") for each in found if each.name.endswith(".css")}
