"""Pages of a worker: own week, hours, leave, figures and papers, on a phone first."""

from fastapi import APIRouter

from basicplus.web.pages.me import device, figures, hours, leave, papers, week

router = APIRouter(prefix="/g/{group}/me")
for part in (week, hours, leave, figures, papers, device):
    router.include_router(part.router)

__all__ = ["router"]
