"""Pages for people: server-rendered, usable without scripts, in the reader's language."""

from fastapi import APIRouter

from basicplus.web.pages.account import router as account
from basicplus.web.pages.admin import router as admin
from basicplus.web.pages.agreements import router as agreements
from basicplus.web.pages.audit import router as audit
from basicplus.web.pages.doing import router as doing
from basicplus.web.pages.filters import router as filters
from basicplus.web.pages.findings import router as findings
from basicplus.web.pages.home import router as home
from basicplus.web.pages.invoices import router as invoices
from basicplus.web.pages.jobs import router as jobs
from basicplus.web.pages.journal import router as journal
from basicplus.web.pages.login import router as login
from basicplus.web.pages.members import router as members
from basicplus.web.pages.papers import router as papers
from basicplus.web.pages.search import router as search
from basicplus.web.pages.users import router as users
from basicplus.web.pages.workers import router as workers

router = APIRouter()
for section in (
    home,
    members,
    workers,
    papers,
    agreements,
    invoices,
    findings,
    journal,
    admin,
    users,
    audit,
    doing,
    jobs,
    search,
    filters,
    login,
    account,
):
    router.include_router(section)

__all__ = ["router"]
