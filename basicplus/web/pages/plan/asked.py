"""Which part of the plan a page is to show: everything is in its address, so that it can be kept and sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Annotated
from urllib.parse import urlencode

from dateutil.relativedelta import relativedelta
from fastapi import Depends

from basicplus.clock import Span, month_of, parse_day, parse_period
from basicplus.db import GroupSession
from basicplus.errors import invalid
from basicplus.web.reading.listing import one_of
from basicplus.web.reading.plan.board import VIEWS, Filters
from basicplus.web.reading.plan.state import usual_month
from basicplus.workers.models import PROFESSIONS

WEEK = timedelta(days=7)
BY_WEEK = "week"


@dataclass(frozen=True)
class PlanAsked:
    """A month of the plan in a view, filtered; `week` is a day of the week that is shown of it.

    `month` is None until the records say which is the usual one. With `choosing`, visits can be ticked. A phone
    shows the agenda of the week, with `table` the board; the board shows the month, and its week with `by_week`.
    """

    month: Span | None
    view: str
    filters: Filters
    week: date | None = None
    choosing: bool = False
    page: int = 1
    table: bool = False
    by_week: bool = False

    def settled(self, session: GroupSession, today: date) -> PlanAsked:
        """Return it with its month, and with a week in it."""
        month = self.month or usual_month(session, today)
        day = self.week or (today if today in month else month.from_on)
        return replace(self, month=month, week=max(month.from_on, day - timedelta(days=day.weekday())))

    def at(self, day: date) -> PlanAsked:
        """Return it with the month of a day, where it names none."""
        return self if self.month else replace(self, month=month_of(day))

    @property
    def days(self) -> Span:
        """The days of the month, once it is settled."""
        assert self.month is not None
        return self.month

    @property
    def last_day(self) -> date:
        """The last day of the month, once it is settled."""
        return self.days.until_on - timedelta(days=1)

    @property
    def week_days(self) -> Span:
        """The days of the week that are in the month, once it is settled."""
        assert self.week is not None
        return Span(self.week, self.week - timedelta(days=self.week.weekday()) + WEEK) & self.days

    @property
    def board_days(self) -> Span:
        """The days of the board, once it is settled: the month, or a whole week, also of two months."""
        if not self.by_week or self.week is None:
            return self.days
        monday = self.week - timedelta(days=self.week.weekday())
        return Span(monday, monday + WEEK)

    def query(self, **changes: object) -> str:
        """Return the address' parameters, some of them changed; what is usual is left out."""
        said = {
            "month": f"{self.month.from_on:%Y-%m}" if self.month else "",
            "view": "" if self.view == VIEWS[0] else self.view,
            **vars(self.filters),
            "choosing": "1" if self.choosing else "",
            "table": "1" if self.table else "",
            **({"days": BY_WEEK, "week": self.week or ""} if self.by_week else {}),
        } | changes
        return urlencode({name: str(value) for name, value in said.items() if value})

    def month_at(self, distance: int) -> str:
        """Return the month so many months from this one, as addresses name it."""
        return f"{self.days.from_on + relativedelta(months=distance):%Y-%m}"


async def plan_asked(
    month: str = "",
    view: str = "",
    profession: str = "",
    worker: str = "",
    member: str = "",
    week: str = "",
    choosing: str = "",
    page: int = 1,
    table: str = "",
    days: str = "",
) -> PlanAsked:
    """Read the address of a page of the plan."""
    filters = Filters(one_of("profession", profession, PROFESSIONS), worker.strip(), member.strip())
    day = parse_day(week, "week") if week else None
    return PlanAsked(
        _month(month) if month else month_of(day) if day else None,
        one_of("view", view, VIEWS) or VIEWS[0],
        filters,
        day,
        bool(choosing),
        min(max(page, 1), 1000),
        bool(table),
        one_of("days", days, (BY_WEEK,)) == BY_WEEK,
    )


def _month(text: str) -> Span:
    span = parse_period(text, "month").span
    if span != month_of(span.from_on):
        raise invalid("month", text, "a month, as 2026-03")
    return span


PlanOf = Annotated[PlanAsked, Depends(plan_asked)]
