"""Pages of a worker: own week, hours, leave, figures and papers, on a phone first."""

from fastapi import APIRouter

from basicplus.web.pages.me import device, documents, figures, hours, leave, week

router = APIRouter()
for part in (week, hours, leave, figures, documents, device):
    router.include_router(part.router)

__all__ = ["router"]
