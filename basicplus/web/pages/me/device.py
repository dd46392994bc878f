"""What makes a worker's pages an application on a phone: its worker script, and its manifest."""

from __future__ import annotations

from fastapi.responses import JSONResponse, Response

from basicplus.web.assets import asset_url, assets
from basicplus.web.language import speech
from basicplus.web.pages.me.mine import Own
from basicplus.web.roles import roles
from basicplus.web.section import Section

router = Section(prefix="/g/{group}/me")
SCRIPT = "worker.js"
ICONS = (("me-192.png", "192x192"), ("me-512.png", "512x512"))


@router.get("/worker.js", include_in_schema=False, openapi_extra=roles("worker"))
def script(own: Own) -> Response:
    """Send the script that keeps the pages for when there is no network; it may look after /me itself too."""
    script = assets()[SCRIPT]
    headers = {"Service-Worker-Allowed": own.path, "Cache-Control": "no-cache"}
    return Response(script.content, media_type=script.media_type, headers=headers)


@router.get("/manifest.webmanifest", include_in_schema=False, openapi_extra=roles("worker"))
def manifest(own: Own) -> Response:
    """Send what a phone needs to put the pages on its home screen."""
    t, home = speech(own.view.language), own.path
    content = {
        "id": home,
        "name": t("me.app"),
        "short_name": t("me.app_short"),
        "lang": own.view.language,
        "start_url": home,
        "scope": home,
        "display": "standalone",
        "background_color": "#f7f7f4",
        "theme_color": "#0b5a66",
        "icons": [
            {"src": asset_url(name), "sizes": sizes, "type": "image/png", "purpose": "any maskable"}
            for name, sizes in ICONS
        ],
    }
    return JSONResponse(content, media_type="application/manifest+json")
