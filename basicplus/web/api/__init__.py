"""The JSON API: the same services as the command line, with the same gate; one session for each request."""

from fastapi import APIRouter

from basicplus.web.api import agreements, dossier, group, invoices, members, notices, presences, workers
from basicplus.web.api.shapes import PROBLEMS

router = APIRouter(prefix="/api", responses=PROBLEMS)
for part in (group, dossier, members, notices, workers, agreements, presences, invoices):
    router.include_router(part.router)

__all__ = ["router"]
