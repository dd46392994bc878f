"""Pages for people: server-rendered, usable without scripts, in the reader's language."""

from fastapi import APIRouter

from basicplus.web.pages.agreements import router as agreements
from basicplus.web.pages.filters import router as filters
from basicplus.web.pages.finance import router as finance
from basicplus.web.pages.findings import router as findings
from basicplus.web.pages.home import router as home
from basicplus.web.pages.invoices import router as invoices
from basicplus.web.pages.journal import router as journal
from basicplus.web.pages.members import router as members
from basicplus.web.pages.search import router as search
from basicplus.web.pages.workers import router as workers

router = APIRouter()
for section in (home, members, workers, agreements, finance, invoices, findings, journal, search, filters):
    router.include_router(section)

__all__ = ["router"]
