"""Scripts and pictures: read once, named by their content so that browsers may keep them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from fastapi import APIRouter
from fastapi.responses import Response

from basicplus.errors import NotFound
from basicplus.web.roles import roles

TYPES = {
    "js": "text/javascript; charset=utf-8",
    "png": "image/png",
    "svg": "image/svg+xml",
}
router = APIRouter()


@dataclass(frozen=True)
class Asset:
    """A file for browsers, with the fingerprint that its address carries."""

    content: bytes
    media_type: str
    fingerprint: str


@cache
def assets() -> dict[str, Asset]:
    """Return every static file by name."""
    found = {}
    for entry in files("basicplus.web").joinpath("static").iterdir():
        media_type = TYPES.get(entry.name.rpartition(".")[2])
        if media_type:
            content = entry.read_bytes()
            found[entry.name] = Asset(content, media_type, hashlib.sha256(content).hexdigest()[:12])
    return found


def asset_url(name: str) -> str:
    """Return the address of a static file."""
    return f"/static/{name}?{assets()[name].fingerprint}"


@router.get("/static/{name}", include_in_schema=False, openapi_extra=roles("public"))
def static_file(name: str) -> Response:
    """Send a static file."""
    asset = assets().get(name)
    if asset is None:
        raise NotFound(f"There is no file {name!r}.")
    keep = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(asset.content, media_type=asset.media_type, headers=keep)
