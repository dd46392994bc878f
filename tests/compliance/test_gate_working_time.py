"""The gate refuses work that the law of working time does not allow, on every path, with day, limit and source."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from basicplus import assignments, groups, workers
from basicplus.assignments import timesheets
from basicplus.clock import Span, month_of
from basicplus.compliance.gate import Refused, Warned
from basicplus.db import Database, WriteSession
from tests import cast

Act = Callable[[WriteSession], Any]
MONDAY = date(2025, 3, 3)


def visit(day: str, start: str, minutes: int, member: str = "M001", **changes: Any) -> Act:
    given = {"member": member, "site": f"S-{member}", "agreement": f"A-CP-{member[-1]}"}
    when = {"day": date.fromisoformat(day), "start_time": start, "minutes": minutes}
    return lambda session: assignments.add_visit(session, cast.visit(**given | when | changes))


def did(day: str, start: str, end: str, **changes: Any) -> Act:
    when = {"day": date.fromisoformat(day), "start_time": start, "end_time": end}
    return lambda session: timesheets.log(session, cast.hours(**when | changes))


def do(database: Database, *acts: Act, despite: str | None = None) -> None:
    with cast.writing(database, despite=despite) as session:
        for act in acts:
            act(session)


def refused(database: Database, *acts: Act, by: type[Refused | Warned] = Refused) -> str:
    before = cast.contents(database)
    with pytest.raises(by) as refusal, cast.writing(database) as session:  # noqa: PT012
        for act in acts:
            act(session)
    assert cast.contents(database) == before
    return str(refusal.value)


def test_a_week_of_more_than_forty_hours_over_two_members_is_refused(database: Database) -> None:
    for day in range(3, 7):
        morning, afternoon = f"2025-03-0{day}", f"2025-03-0{day}"
        do(database, visit(morning, "08:00", 240), visit(afternoon, "12:30", 300, "M002"), despite="rest days")
    do(database, visit("2025-03-07", "08:00", 240), despite="rest on 14 March")
    assert refused(database, visit("2025-03-07", "12:00", 1, "M002")) == (
        "WT-01 visits 2025-W10 W001: 40 h 01 of work (2025-03-03 to 2025-03-09); at most 40 h. Move work to"
        " another week or another worker. [Loi du 16 mars 1971 sur le travail: 38 heures en moyenne,"
        " 40 heures au plus (read in an official source)]"
    )


def test_a_day_of_more_than_nine_hours_is_refused(database: Database) -> None:
    do(database, visit("2025-03-03", "08:00", 300))
    assert refused(database, visit("2025-03-03", "13:30", 241, "M002")) == (
        "WT-02 visits 2025-03-03 W001: 9 h 01 of work; at most 9 h. Move work to another day."
        " [Loi du 16 mars 1971 sur le travail, art. 19 et s. (read in an official source)]"
    )


def test_a_short_visit_needs_a_reason(database: Database) -> None:
    told = refused(database, visit("2025-03-03", "08:00", 179), by=Warned)
    assert told == (
        "WT-03 visits 2025-03-03 W001 08:00-10:59: a period of 2 h 59; at least 3 h, which are due in any case."
        " Make it longer, join it to another, or say why."
        " [Loi du 16 mars 1971 sur le travail, art. 21 (read in an official source)]"
    )
    do(database, visit("2025-03-03", "08:00", 179), despite="the school closes early")


def test_an_early_start_after_a_late_end_at_another_member_is_refused(database: Database) -> None:
    do(database, visit("2025-03-03", "16:00", 240))
    told = refused(database, visit("2025-03-04", "06:59", 181, "M002"))
    assert told == (
        "WT-06 visits 2025-03-04 W001: 10 h 59 of rest since the work before ended; at least 11 h. Start later,"
        " or end earlier the day before."
        " [Loi du 16 mars 1971 sur le travail, art. 38ter, § 1 (read in an official source)]"
    )
    do(database, visit("2025-03-04", "07:00", 180, "M002"))


def test_a_monday_that_cuts_the_rest_of_the_week_before_is_refused(database: Database) -> None:
    do(database, *(visit(f"2025-03-0{day}", "09:00", 180) for day in range(3, 8)))
    do(database, visit("2025-03-08", "15:00", 300))
    assert refused(database, visit("2025-03-10", "06:59", 180)).startswith(
        "WT-07 visits 2025-W10 W001: the longest rest of the week is 34 h 59 (2025-03-03 to 2025-03-09);"
    )
    do(database, visit("2025-03-10", "07:00", 180))


def test_hours_of_a_sunday_need_a_derogation(database: Database) -> None:
    assert refused(database, did("2025-03-09", "09:00", "12:00")) == (
        "WT-09 hours 2025-03-09 W001: 3 h of work on Sunday 2025-03-09; none is allowed without a derogation."
        " Choose another day, or record the derogation."
        " [Loi du 16 mars 1971 sur le travail, art. 11 (read in an official source)]"
    )
    cast.day_and_night(database)
    do(database, did("2025-03-09", "09:00", "12:00"))


def test_a_scheme_does_not_end_under_the_work_that_needs_it(database: Database) -> None:
    cast.day_and_night(database)
    do(database, did("2025-03-09", "09:00", "12:00"))

    def end(day: date) -> Act:
        return lambda session: [
            workers.end_scheme(session, scheme, day)
            for scheme in workers.schemes(session)
            if scheme.kind == "sunday"
        ]

    assert refused(database, end(date(2025, 3, 9))).startswith(
        "WT-09 hours 2025-03-09 W001: 3 h of work on Sunday"
    )
    do(database, end(date(2025, 3, 10)))


def test_a_visit_on_a_replacement_day_is_refused_until_another_day_is_decided(database: Database) -> None:
    """1 November 2025 is a Saturday: the Monday after it is kept."""
    assert refused(database, visit("2025-11-03", "09:00", 180)) == (
        "WT-11 visits 2025-11-03 W001: 3 h of work on 2025-11-03, which replaces the holiday of 2025-11-01. Choose"
        " another day, or replace that holiday by another day first."
        " [Loi du 4 janvier 1974, art. 4 (read in an official source)]"
    )
    do(database, lambda session: groups.replace_holiday(session, eve_of_armistice()))
    do(database, visit("2025-11-03", "09:00", 180))
    assert refused(database, visit("2025-11-10", "09:00", 180)).startswith("WT-11 visits 2025-11-10 W001")


def test_a_replacement_day_that_has_visits_is_refused(database: Database) -> None:
    do(database, visit("2025-11-10", "09:00", 180))
    told = refused(database, lambda session: groups.replace_holiday(session, eve_of_armistice()))
    assert told.startswith("WT-11 visits 2025-11-10 W001: 3 h of work on 2025-11-10, which replaces")


def eve_of_armistice() -> groups.ReplacementCreate:
    return groups.ReplacementCreate(
        holiday=date(2025, 11, 1),
        replaced_on=date(2025, 11, 10),
        agreed_by="Délégation du personnel",
        decided_on=date(2024, 11, 20),
        posted_on=date(2024, 12, 1),
    )


def test_a_variable_part_timer_is_told_of_a_visit_seven_working_days_ahead(database: Database) -> None:
    told_on = date(2025, 3, 4)
    late = visit("2025-03-11", "09:00", 180, worker="W003", agreement="A-DPO-1", told_on=told_on)
    assert refused(database, late, by=Warned) == (
        "WT-13 visit 2025-03-11 09:00 W003 at M001: can be told on 2025-03-04 only, on 2025-03-03 at the latest"
        " under a variable schedule; publishing will be refused. Choose a later day."
        " [Loi du 3 octobre 2022: sept jours ouvrables (read in a secondary source)]"
    )
    do(database, visit("2025-03-12", "09:00", 180, worker="W003", agreement="A-DPO-1", told_on=told_on))


def test_a_plan_published_too_late_for_a_variable_part_timer_is_refused(database: Database) -> None:
    def plan(published: str) -> Act:
        def act(session: WriteSession) -> None:
            drafted = assignments.draft(session, month_of(date(2026, 3, 1)))
            visit("2026-03-12", "09:00", 180, worker="W003", agreement="A-DPO-1")(session)
            assignments.publish(session, drafted.plan, cast.SIGNED_AT.fromisoformat(f"{published}T08:00:00+00:00"))

        return act

    told = refused(database, plan("2026-03-05"))
    assert told.startswith("WT-13 visit 2026-03-12 09:00 W003 at M001: told on 2026-03-05, on 2026-03-04")
    do(database, plan("2026-03-04"))


def test_publishing_a_plan_made_before_is_judged_too(database: Database) -> None:
    do(
        database,
        lambda session: assignments.draft(session, month_of(date(2026, 3, 1))),
        visit("2026-03-12", "09:00", 180, worker="W003", agreement="A-DPO-1"),
    )

    def publish(published: str) -> Act:
        at = cast.SIGNED_AT.fromisoformat(f"{published}T08:00:00+00:00")
        return lambda session: assignments.publish(session, assignments.plan_of(session, date(2026, 3, 12)), at)

    assert refused(database, publish("2026-03-05")).startswith("WT-13 visit 2026-03-12 09:00 W003 at M001")
    do(database, publish("2026-03-04"))


def test_a_part_time_contract_without_a_schedule_is_refused(database: Database) -> None:
    told = refused(
        database,
        lambda session: workers.register(session, cast.worker()),
        lambda session: workers.hire(session, cast.contract(week_minutes=1140)),
    )
    assert told == (
        "WT-14 contract C-W004: 19 h a week without a schedule (from 2021-01-04) where full time is 38 h. Write"
        " the usual week, or `variable` where the work rules set the frame."
        " [Loi du 3 juillet 1978, art. 11bis (read in an official source)]"
    )


def test_what_is_found_stands_in_the_audit_of_its_day(database: Database) -> None:
    do(database, did("2025-03-03", "08:00", "15:00"), despite="no break that day")
    with cast.reading(database) as session:
        audit = database.gate.audit  # type: ignore[attr-defined]
        assert [finding.rule for finding in audit(session, Span.day(MONDAY))] == ["WT-08"]
        assert audit(session, Span.day(date(2025, 3, 4))) == []
