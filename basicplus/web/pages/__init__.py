"""Pages for people: server-rendered, usable without scripts, in the reader's language."""

from fastapi import APIRouter

from basicplus.web.pages.account import router as account
from basicplus.web.pages.admin import router as admin
from basicplus.web.pages.agreements import router as agreements
from basicplus.web.pages.as_of import router as as_of
from basicplus.web.pages.audit import router as audit
from basicplus.web.pages.doing import router as doing
from basicplus.web.pages.filters import router as filters
from basicplus.web.pages.finance import router as finance
from basicplus.web.pages.findings import router as findings
from basicplus.web.pages.home import router as home
from basicplus.web.pages.invoices import router as invoices
from basicplus.web.pages.jobs import router as jobs
from basicplus.web.pages.journal import router as journal
from basicplus.web.pages.keys import router as keys
from basicplus.web.pages.leave import router as leave
from basicplus.web.pages.links import router as links
from basicplus.web.pages.login import router as login
from basicplus.web.pages.me import router as me
from basicplus.web.pages.members import router as members
from basicplus.web.pages.month import router as month
from basicplus.web.pages.own_export import router as own_export
from basicplus.web.pages.plan import router as plan
from basicplus.web.pages.portal import router as portal
from basicplus.web.pages.privacy import router as privacy
from basicplus.web.pages.provider import router as provider
from basicplus.web.pages.search import router as search
from basicplus.web.pages.second_step import router as second_step
from basicplus.web.pages.users import router as users
from basicplus.web.pages.webhooks import router as webhooks
from basicplus.web.pages.workers import router as workers

router = APIRouter()
for section in (
    account,
    admin,
    agreements,
    as_of,
    audit,
    doing,
    filters,
    finance,
    findings,
    home,
    invoices,
    jobs,
    journal,
    keys,
    leave,
    links,
    login,
    me,
    members,
    month,
    own_export,
    plan,
    portal,
    privacy,
    provider,
    search,
    second_step,
    users,
    webhooks,
    workers,
):
    router.include_router(section)

__all__ = ["router"]
