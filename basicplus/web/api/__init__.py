"""The JSON API: the same services as the command line, with the same gate; one session for each request."""

from fastapi import APIRouter

from basicplus.web.api import (
    acts,
    agreements,
    as_of,
    calculators,
    group,
    invoices,
    liability,
    members,
    presences,
    workers,
)
from basicplus.web.api.shapes import PROBLEMS

router = APIRouter(prefix="/api", responses=PROBLEMS)
for part in (group, members, workers, agreements, presences, invoices, calculators, as_of, liability, acts):
    router.include_router(part.router)

__all__ = ["router"]
