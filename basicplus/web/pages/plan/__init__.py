"""The coordinator's plan: board, visits, weeks, conflicts, replacement, repair, publishing, months, demand."""

from fastapi import APIRouter

from basicplus.web.pages.plan.board import router as board
from basicplus.web.pages.plan.capacity import router as capacity
from basicplus.web.pages.plan.conflicts import router as conflicts
from basicplus.web.pages.plan.exchanging import router as exchanging
from basicplus.web.pages.plan.many import router as many
from basicplus.web.pages.plan.people import router as people
from basicplus.web.pages.plan.publishing import router as publishing
from basicplus.web.pages.plan.repairing import router as repairing
from basicplus.web.pages.plan.replacing import router as replacing
from basicplus.web.pages.plan.visits import router as visits
from basicplus.web.section import Section

inner = Section(prefix="/g/{group}/plan")
for part in (conflicts, exchanging, many, publishing, repairing, replacing, visits, people):
    inner.include_router(part)
router = APIRouter()
for section in (board, inner, capacity):
    router.include_router(section)

__all__ = ["router"]
