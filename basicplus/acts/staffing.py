"""The act that makes a plan of the planner the draft."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from basicplus import clock, staffing
from basicplus.acts.act import COORDINATOR, Act, Days
from basicplus.db import WriteSession
from basicplus.planner import Plan


class YearPlan(Days):
    """A plan of some days, as the planner writes it: agreements as demands, workers by number."""

    plan: Plan
    keep: Annotated[tuple[str, ...], Field(description="numbers of agreements whose visits stay")] = ()
    told_on: Annotated[date, Field(description="first day on which workers can be told; today unless given")] = (
        Field(default_factory=clock.today)
    )


def apply_year_plan(session: WriteSession, given: YearPlan) -> object:
    """Make a plan of the planner the draft: what the law refuses of it is left out and told."""
    return staffing.apply_plan(session, given.plan, given.span, given.told_on, given.keep)


ACTS = (
    Act(
        "apply-year-plan",
        YearPlan,
        apply_year_plan,
        COORDINATOR,
        {
            "from_on": "2026-05-04",
            "until_on": "2026-06-01",
            "told_on": "2026-01-02",
            "plan": {"instance": "2026-05-04 to 2026-05-31", "assignments": []},
        },
    ),
)
