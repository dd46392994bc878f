"""A year of disturbances on the small demonstration: each repaired and published, and nothing unlawful saved."""

from __future__ import annotations

from basicplus.clock import Span
from basicplus.db import Database
from tests.disturbances import live, open_days, plan_next_year, told

COUNT = 20


def test_disturbances_are_repaired_and_nothing_refused_is_saved(demo_database: Database) -> None:
    plan_next_year(demo_database)
    with demo_database.reading() as session:
        days = open_days(session)
    lived = live(demo_database, Span(days.from_on, days.until_on), COUNT, seed=7)
    assert (lived.wrong, lived.not_done) == ([], [])
    assert sum(lived.kinds.values()) == COUNT
    assert lived.fallen == sum(lived.steps.values()) > lived.steps["unserved"]
    assert lived.shares
    assert max(lived.shares) < min(lived.anew)
    assert f"disturbances repaired: {COUNT}" in next(told(lived))
