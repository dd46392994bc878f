"""What a reader sees of a page: its words, its tables, the fields that its forms carry along."""

from __future__ import annotations

import html
import re

from fastapi.testclient import TestClient
from httpx import Response

ROOT = "/g/demo/finance"


def words(answer: Response) -> str:
    """The text of the page without its marks, with plain spaces."""
    main = answer.text.partition('tabindex="-1">')[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def hidden(answer: Response, name: str) -> str:
    """The value of a field that the page carries along."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', answer.text)
    assert found, f"the page carries no {name}"
    return html.unescape(found[1])


def seen(client: TestClient, path: str, status: int = 200) -> str:
    """The words of a page."""
    answer = client.get(path if path.startswith("/g/") else ROOT + path)
    assert answer.status_code == status, answer.text
    return words(answer)


def sent(client: TestClient, path: str, fields: dict[str, object] | None = None, status: int = 200) -> str:
    """Send a form and follow to the page that it leads to; its words."""
    answer = client.post(path if path.startswith("/g/") else ROOT + path, data=fields or {})
    assert answer.status_code == status, words(answer)
    return words(answer)
