"""Costs as foreseen and as they were, which show pay, and why a member's year comes to what it comes to."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query

from basicplus import invoicing
from basicplus.clock import parse_period
from basicplus.invoicing.costs import SideBySide
from basicplus.invoicing.settlement import ExplainedYear
from basicplus.web.api.shapes import GROUP
from basicplus.web.desk import AtDesk
from basicplus.web.roles import roles
from basicplus.web.section import Section

router = Section(prefix=GROUP, tags=["costs"])


@router.get("/costs", openapi_extra=roles("finance", "auditor", "admin"))
def get_costs(
    desk: AtDesk,
    period: Annotated[str, Query(description="A month 2025-03, a quarter 2025-Q1 or a year 2025.")],
    worker: Annotated[str | None, Query(description="Number of a worker; all if not given.")] = None,
    pool: Annotated[str | None, Query(description="Code of a pool; all if not given.")] = None,
) -> SideBySide:
    """Return estimated and actual costs side by side, per pool, worker, month and kind. Shows pay."""
    with desk.reading() as session:
        return invoicing.side_by_side(session, parse_period(period).span, worker=worker, pool=pool)


@router.get("/settlements/{year}/members/{member}", openapi_extra=roles("finance", "auditor"))
def get_explained_settlement(
    desk: AtDesk, year: Annotated[int, Path(ge=2000, le=2100)], member: str
) -> ExplainedYear:
    """Explain a member's settlement: it may be handed to that member, for it tells of others only sums."""
    with desk.reading() as session:
        return invoicing.explain_settlement(session, year, member)
