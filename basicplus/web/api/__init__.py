"""The JSON API: the same services as the command line, with the same gate; one session for each request."""

from fastapi import APIRouter

from basicplus.web.api import (
    accounting,
    acts,
    agreements,
    as_of,
    budgets,
    calculators,
    calendar,
    conventions,
    costs,
    deliveries,
    dossier,
    group,
    invoice_runs,
    invoices,
    jobs,
    liability,
    me,
    members,
    notices,
    payments,
    plan_views,
    planning,
    presences,
    privacy,
    reminders,
    repair,
    staffing,
    travel,
    vat,
    watch,
    webhooks,
    workers,
)
from basicplus.web.api.shapes import PROBLEMS

PARTS = (
    group,
    dossier,
    members,
    notices,
    vat,
    workers,
    agreements,
    conventions,
    presences,
    me,
    calendar,
    plan_views,
    repair,
    travel,
    planning,
    invoices,
    payments,
    reminders,
    budgets,
    deliveries,
    costs,
    accounting,
    invoice_runs,
    liability,
    staffing,
    calculators,
    watch,
    jobs,
    as_of,
    webhooks,
    privacy,
    acts,
)
router = APIRouter(prefix="/api", responses=PROBLEMS)
for part in PARTS:
    router.include_router(part.router)

__all__ = ["router"]
