"""My figures: worked, expected and absent, side by side and never one."""

from __future__ import annotations

from datetime import date, timedelta

from fastapi.responses import HTMLResponse

from basicplus import clock
from basicplus.web.pages.frame import page
from basicplus.web.pages.me.chart import columns
from basicplus.web.pages.me.mine import Own
from basicplus.web.reading.me.figures import PERIODS, PeriodKind, my_figures
from basicplus.web.reading.me.leave import leave_year
from basicplus.web.section import Section

router = Section(prefix="/g/{group}/me/figures")


@page(router, "", "worker")
def figures(own: Own, period: PeriodKind = "month", day: date | None = None) -> HTMLResponse:
    """Show the figures of the week, month or year of a day."""
    today = clock.today()
    with own.view.reading() as session:
        found = my_figures(session, own.number, period, day or today, today)
        year = leave_year(session, own.number, found.from_on.year, today)
    return own.render(
        "figures",
        figures=found,
        year=year,
        periods=PERIODS,
        day=day or today,
        chart=columns(found.parts),
        previous=found.from_on - timedelta(days=1),
        following=found.until_on,
    )
