"""Pages for people: server-rendered, usable without scripts, in the reader's language."""

from fastapi import APIRouter

from basicplus.web.pages import agreements, findings, home, invoices, journal, members, workers

router = APIRouter()
for section in (home, members, workers, agreements, invoices, findings, journal):
    router.include_router(section.router)

__all__ = ["router"]
