"""The independent pass over published plans finds what was written behind the gate's back."""

from __future__ import annotations

from datetime import date, timedelta

from sqlmodel import select

from basicplus.assignments.models import Visit
from basicplus.db import Database
from basicplus.workers import Absence
from tests import cast
from tests.assignments.repair.scene import MONDAY, at_m002, plan
from tests.stored_plan import wrong_visits


def test_a_lawful_plan_passes(database: Database) -> None:
    plan(database, {}, at_m002(start_time="13:00"))
    assert wrong_visits(database) == []


def test_what_was_written_behind_the_gate_is_found(database: Database) -> None:
    [visit] = plan(database, {})
    with cast.reading(database) as session:
        row = session.exec(select(Visit).where(Visit.id == visit)).one()
        copy = row.model_dump(exclude={"id"})
        group = session.group()
    evening = {"starts_at": row.starts_at + timedelta(hours=2), "ends_at": row.ends_at + timedelta(hours=7)}
    cast.put(database, Visit, [copy | evening])
    cast.put(
        database,
        Absence,
        [{"group_id": group, "worker_id": 1, "kind": "other", "from_on": MONDAY, "until_on": date(2025, 3, 4)}],
    )
    assert sorted({said.split(" ")[0] for said in wrong_visits(database)}) == ["PLAN-01", "WT-02", "visit"]
