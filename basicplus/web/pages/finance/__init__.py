"""The treasurer's pages: costs, budget, runs, invoices, payments, reminders, settlement, provisions, exports."""

from fastapi import APIRouter

from basicplus.web.pages.finance.ageing import router as ageing
from basicplus.web.pages.finance.budget import router as budget
from basicplus.web.pages.finance.costs import router as costs
from basicplus.web.pages.finance.credits import router as credits
from basicplus.web.pages.finance.effects import router as effects
from basicplus.web.pages.finance.exports import router as exports
from basicplus.web.pages.finance.liability import router as liability
from basicplus.web.pages.finance.matching import router as matching
from basicplus.web.pages.finance.overview import router as overview
from basicplus.web.pages.finance.payments import router as payments
from basicplus.web.pages.finance.reminder_steps import router as reminder_steps
from basicplus.web.pages.finance.reminders import router as reminders
from basicplus.web.pages.finance.runs import router as runs
from basicplus.web.pages.finance.settlement import router as settlement

router = APIRouter()
for section in (
    overview,
    budget,
    effects,
    costs,
    runs,
    credits,
    payments,
    matching,
    reminders,
    reminder_steps,
    ageing,
    settlement,
    liability,
    exports,
):
    router.include_router(section)

__all__ = ["router"]
