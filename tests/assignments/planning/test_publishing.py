"""Publishing freezes a version and gives notice to whom it concerns; what was published is checked ever after."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import col, select

from basicplus import assignments
from basicplus.assignments import Visit, planning, timesheets
from basicplus.assignments.planning import PlanNotice, PlanPublication
from basicplus.clock import Span
from basicplus.compliance.gate import Refused, Warned
from basicplus.db import Database, WriteSession
from basicplus.errors import BasicplusError
from basicplus.verification import verify
from tests import cast
from tests.assignments.planning import parts
from tests.assignments.planning.parts import FRIDAY, MONDAY, TOLD, TUESDAY, do, places

LATER = cast.PUBLISHED_AT + timedelta(days=30)


@pytest.fixture
def planned(database: Database) -> Database:
    parts.plan_week(database)
    return database


def move(visit: int, day: date) -> planning.VisitMove:
    return planning.VisitMove(visit=visit, day=day, **TOLD)


def notices(database: Database) -> list[tuple[int, int | None, int | None, int, int, int, Span]]:
    with cast.reading(database) as session:
        return [
            (
                row.version,
                row.worker_id,
                row.member_id,
                row.added,
                row.moved,
                row.cancelled,
                Span(row.from_on, row.until_on),
            )
            for row in session.exec(select(PlanNotice).order_by(col(PlanNotice.id)))
        ]


def test_the_next_version_is_known_from_its_publication_on(planned: Database) -> None:
    do(planned, planning.move_visit, move(1, FRIDAY))
    do(planned, planning.take_out_visit, planning.VisitTakenOut(visit=3, **TOLD))
    known = places(planned, published=True)
    cast.publish(planned, at=LATER)
    assert known == [("W001", "M001", "Mon 08:30"), ("W001", "M002", "Tue 08:30"), ("W004", "M003", "Wed 08:30")]
    assert places(planned, published=True) == [("W001", "M002", "Tue 08:30"), ("W001", "M001", "Fri 08:30")]
    with cast.reading(planned) as session:
        plan = planning.plan_of(session, MONDAY)
        assert (plan.version, plan.published, plan.draft, plan.state) == (3, 3, 4, "published")
        told = {visit.id: visit.told_on for visit in planning.visits_of(session, parts.WEEK, published=True)}
        assert told == {2: cast.PUBLISHED_AT.date(), 4: LATER.date()}


def test_whom_a_version_concerns_gets_notice_with_the_days(planned: Database) -> None:
    day = Span.day(MONDAY)
    assert notices(planned) == [
        (2, 1, None, 2, 0, 0, Span(MONDAY, date(2025, 3, 5))),
        (2, 4, None, 1, 0, 0, Span.day(date(2025, 3, 5))),
        (2, None, 1, 1, 0, 0, day),
        (2, None, 2, 1, 0, 0, Span.day(TUESDAY)),
        (2, None, 3, 1, 0, 0, Span.day(date(2025, 3, 5))),
    ]
    given = planning.VisitMove(visit=1, worker="W004", day=FRIDAY, **TOLD)
    do(planned, planning.move_visit, given)
    cast.publish(planned, at=LATER)
    assert notices(planned)[5:] == [
        (3, 1, None, 0, 0, 1, day),
        (3, 4, None, 1, 0, 0, Span.day(FRIDAY)),
        (3, None, 1, 0, 1, 0, Span(MONDAY, date(2025, 3, 8))),
    ]


def test_a_draft_that_says_nothing_new_is_not_published(planned: Database) -> None:
    moved = do(planned, planning.move_visit, move(1, FRIDAY))
    do(planned, planning.move_visit, move(moved.id, MONDAY))
    with pytest.raises(BasicplusError) as refused:
        cast.publish(planned, at=LATER)
    assert str(refused.value) == "Version 3 of the plan says the same as version 2."


def test_a_visit_whose_hours_were_recorded_meanwhile_is_put_back_first(planned: Database) -> None:
    moved = do(planned, planning.move_visit, move(1, FRIDAY))
    do(planned, planning.take_out_visit, planning.VisitTakenOut(visit=3, **TOLD))
    do(planned, timesheets.prefill, Span.day(MONDAY))
    with pytest.raises(BasicplusError) as refused:
        cast.publish(planned, at=LATER)
    assert str(refused.value) == (
        "Hours are recorded for the visit of 2025-03-03, which the draft moves or takes out: put it back in the"
        " draft first."
    )
    do(planned, planning.move_visit, move(moved.id, MONDAY))
    cast.publish(planned, at=LATER)


def test_a_version_is_not_published_before_the_one_before_it(planned: Database) -> None:
    do(planned, planning.move_visit, move(1, FRIDAY))
    with pytest.raises(BasicplusError) as refused:
        cast.publish(planned, at=cast.PUBLISHED_AT - timedelta(minutes=1))
    assert str(refused.value) == (
        "at: found '2024-12-02 08:59:00+00:00'; an instant after version 2 was published"
        " (2024-12-02 09:00:00+00:00)"
    )


def test_what_is_called_off_is_in_no_version_any_more_and_in_none_to_come(planned: Database) -> None:
    do(planned, planning.move_visit, move(1, FRIDAY))
    with cast.writing(planned) as session:
        assert assignments.cancel_visits(session, "W001", parts.WEEK, "ill") == 3
    assert places(planned, published=True) == places(planned, published=False) == [("W004", "M003", "Wed 08:30")]
    assert len(places(planned, published=True, called_off=True)) == 3
    cast.publish(planned, at=LATER)
    assert notices(planned)[-1] == (3, None, 1, 0, 0, 1, Span.day(MONDAY))
    with cast.reading(planned) as session:
        assert session.exec(select(PlanPublication.visits).order_by(col(PlanPublication.version))).all() == [
            0,
            3,
            2,
        ]


def variable(day: date, told_on: date) -> planning.VisitCreate:
    return cast.visit(worker="W003", agreement="A-DPO-1", day=day, told_on=told_on)


def test_a_variable_part_timer_is_told_in_time_or_the_version_is_not_published(planned: Database) -> None:
    """Told on 4 March, 12 March is in time and 11 March is not; published a day later, neither is."""
    late, soon, told_on = date(2025, 3, 11), date(2025, 3, 12), date(2025, 3, 4)
    with pytest.raises(Warned):
        do(planned, planning.add_visit, variable(late, told_on))
    do(planned, planning.add_visit, variable(soon, told_on))
    before = cast.contents(planned)
    with pytest.raises(Refused) as refused:
        cast.publish(planned, at=datetime.fromisoformat("2025-03-05T08:00:00+00:00"))
    assert [(finding.rule, finding.case) for finding in refused.value.findings] == [("WT-13", "late")]
    assert cast.contents(planned) == before
    cast.publish(planned, at=datetime.fromisoformat("2025-03-04T08:00:00+00:00"))


def test_a_reason_does_not_help_to_publish_what_is_told_too_late(planned: Database) -> None:
    told_on = date(2025, 3, 4)
    do(planned, planning.add_visit, variable(date(2025, 3, 11), told_on), despite="agreed with her")
    at = datetime.fromisoformat("2025-03-04T08:00:00+00:00")

    def publish(session: WriteSession, day: date) -> None:
        assignments.publish(session, planning.plan_of(session, day), at)

    with pytest.raises(Refused):
        do(planned, publish, MONDAY, despite="agreed with her")


def test_a_published_visit_changed_behind_the_gate_is_named(planned: Database) -> None:
    with cast.reading(planned) as session:
        assert verify(session, cast.GROUP).ok
        visit = session.get(Visit, 2)
    assert visit is not None
    with planned.engine.begin() as connection:
        table = Visit.__table__  # type: ignore[attr-defined]
        connection.execute(table.update().where(table.c.id == 2).values(site_id=visit.site_id + 1))
    with cast.reading(planned) as session:
        problems = [each["problem"] for each in verify(session, cast.GROUP).problems if each["check"] == "plans"]
    assert problems == [
        "version 2 of the plan 2025-01-01 to 2025-12-31: its visits are not those that were published"
    ]
