"""Amendments: the next version from a day on, with its own days; what was agreed before stays as it was."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlmodel import col, select

from basicplus import assignments, conventions
from basicplus.assignments import TimeEntry, Visit
from basicplus.assignments.agreements import by_number
from basicplus.clock import Span
from basicplus.compliance.gate import Refused
from basicplus.db import Database
from basicplus.errors import BasicplusError, Conflict
from tests import cast
from tests.conventions.papers import JULY, amended, versions

FIRST = ("A-CP-1", "2025-01-01 to 2025-06-30", 6000, date(2024, 11, 25))
SECOND = ("A-CP-1.2", "from 2025-07-01", 9000, date(2025, 6, 16))


def test_a_signed_amendment_is_the_next_version_and_the_one_before_ends(database: Database) -> None:
    amended(database, volume_minutes=9000)
    assert versions(database) == versions(database, "A-CP-1.2") == [FIRST, SECOND]
    asked = [
        ("A-CP-1", None, "A-CP-1.2"),
        ("A-CP-1", date(2024, 12, 31), "A-CP-1"),
        ("A-CP-1", date(2025, 6, 30), "A-CP-1"),
        ("A-CP-1", JULY, "A-CP-1.2"),
        ("A-CP-1.2", None, "A-CP-1.2"),
    ]
    with cast.reading(database) as session:
        assert [(number, day, by_number(session, number, day).number) for number, day, _ in asked] == asked


def test_a_third_version_follows_the_second(database: Database) -> None:
    amended(database, volume_minutes=9000)
    amended(database, from_on=date(2025, 10, 1), volume_minutes=3000, until_on=date(2026, 1, 1))
    assert versions(database)[1:] == [
        ("A-CP-1.2", "2025-07-01 to 2025-09-30", 9000, date(2025, 6, 16)),
        ("A-CP-1.3", "2025-10-01 to 2025-12-31", 3000, date(2025, 6, 16)),
    ]


def test_what_ends_is_prolonged_from_the_day_it_ends(database: Database) -> None:
    cast.agreed(database, "A-END", until_on=JULY)
    amended(database, "A-END", until_on=None)
    assert [days for _, days, *_ in versions(database, "A-END")] == ["2025-01-01 to 2025-06-30", "from 2025-07-01"]


def test_a_fee_gives_way_to_time_spent_with_all_that_belongs_to_it(database: Database) -> None:
    cast.flat_fee(
        database, fee_per="year", index_code="HEALTH", index_base_on=date(2024, 12, 9), index_each="january"
    )
    amended(database, "A-FEE-1", basis="time_spent", rounding_rule="per-visit-1")
    with cast.reading(database) as session:
        row = by_number(session, "A-FEE-1")
        said = (row.basis, row.rounding_rule, row.fee_cents, row.fee_per, row.index_code, row.index_base_on)
        assert said == ("time_spent", "per-visit-1", None, "month", None, None)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "changes: found 'nothing'; a term of A-CP-1 that is another from then on"),
        ({"volume_minutes": 6000}, "changes: found 'nothing'; a term of A-CP-1 that is another from then on"),
        ({"agreement": "A-NONE"}, "There is no agreement A-NONE in this group."),
        (
            {"volume_minutes": None},
            "volume_minutes: found 'null'; an agreement always has this term",
        ),
        ({"worker": "W009"}, "There is no worker W009 in this group."),
        ({"places": ["S-M002"]}, "site: found 'S-M002'; a site of M001: S-M001"),
        ({"internal_rules_version": 7}, "There is no version 7 of the internal rules in this group."),
        (
            {"basis": "flat_fee"},
            "fee_cents: found 'nothing'; a flat fee agreement needs its fee a month",
        ),
        (
            {"basis": "pro_rata"},
            "key: found 'nothing'; a pro rata agreement needs the allocation key",
        ),
        (
            {"volume_minutes": 9000, "from_on": date(2025, 1, 1)},
            "from_on: found '2025-01-01'; a day after A-CP-1 begins (2025-01-01)",
        ),
        (
            {"volume_minutes": 9000, "until_on": JULY},
            "until_on: found '2025-07-01'; a day after from_on (2025-07-01)",
        ),
    ],
)
def test_what_cannot_be_agreed_is_refused_and_nothing_is_saved(
    database: Database, changes: dict[str, Any], told: str
) -> None:
    before = cast.contents(database)
    with pytest.raises(BasicplusError) as refused:
        amended(database, **changes)
    assert told in str(refused.value)
    assert cast.contents(database) == before


def test_what_begins_after_the_end_is_no_version(database: Database) -> None:
    cast.agreed(database, "A-END", until_on=date(2025, 6, 30))
    with pytest.raises(BasicplusError, match=r"what begins later is a new agreement"):
        amended(database, "A-END", until_on=None)


def test_one_amendment_is_open_at_a_time_and_can_be_withdrawn(database: Database) -> None:
    amended(database, signed_on=None, volume_minutes=9000)
    with pytest.raises(Conflict, match="Agreement A-CP-1 has an open amendment: sign it, or withdraw it first"):
        amended(database, signed_on=None, volume_minutes=8000)
    with cast.writing(database) as session:
        conventions.withdraw_amendment(session, "A-CP-1", "the member changed its mind")
    with pytest.raises(Conflict, match="no open amendment"), cast.writing(database) as session:
        conventions.withdraw_amendment(session, "A-CP-1", "again")
    amended(database, volume_minutes=9000)
    assert versions(database) == [FIRST, SECOND]


def test_an_agreement_that_is_not_signed_is_not_amended(database: Database) -> None:
    cast.agreed(database, "A-OPEN", signed_on=None)
    with pytest.raises(Conflict, match="Agreement A-OPEN is not signed yet"):
        amended(database, "A-OPEN", volume_minutes=9000)


def test_visits_and_hours_follow_the_version_of_their_day(database: Database) -> None:
    days = (date(2025, 6, 30), JULY, date(2025, 7, 7))
    with cast.writing(database) as session:
        for day in days[:2]:
            assignments.add_visit(session, cast.visit(day=day))
    cast.log(database, *(cast.hours(day=day) for day in days[:2]))
    amended(database, volume_minutes=9000)
    with cast.writing(database) as session:
        assignments.add_visit(session, cast.visit(day=days[2]))
    cast.log(database, cast.hours(day=days[2]))
    with cast.reading(database) as session:
        numbers = {row.id: row.number for row in assignments.versions_of(session, "A-CP-1")}
        for model in (Visit, TimeEntry):
            rows = session.exec(select(model).order_by(col(model.day)))
            assert [(row.day, numbers[row.agreement_id]) for row in rows] == [
                (days[0], "A-CP-1"),
                (days[1], "A-CP-1.2"),
                (days[2], "A-CP-1.2"),
            ]


def test_an_assignment_goes_on_under_the_next_version(database: Database) -> None:
    with cast.writing(database) as session:
        every_other = assignments.AssignmentCreate(
            agreement="A-CP-1",
            worker="W001",
            site="S-M001",
            rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=MO",
            start_time="09:00",
            minutes=210,
            from_on=date(2026, 6, 1),
        )
        assignments.assign(session, every_other)
    amended(database, from_on=date(2026, 6, 29), volume_minutes=9000)
    with cast.writing(database) as session:
        assignments.draft(session, Span(date(2026, 6, 1), date(2026, 8, 1)))
    with cast.reading(database) as session:
        numbers = {row.id: row.number for row in assignments.versions_of(session, "A-CP-1")}
        rows = session.exec(select(Visit).order_by(col(Visit.day)))
        assert [(f"{row.day:%d.%m}", numbers[row.agreement_id]) for row in rows] == [
            ("01.06", "A-CP-1"),
            ("15.06", "A-CP-1"),
            ("29.06", "A-CP-1.2"),
            ("13.07", "A-CP-1.2"),
            ("27.07", "A-CP-1.2"),
        ]


def test_hours_that_a_member_signed_stay_under_the_version_they_were_signed_under(database: Database) -> None:
    cast.do(database, cast.hours(day=date(2025, 7, 2)))
    with pytest.raises(Conflict, match="Hours under A-CP-1 are signed until 2025-07-02: a new version"):
        amended(database, volume_minutes=9000)
    amended(database, from_on=date(2025, 7, 3), volume_minutes=9000)


@pytest.mark.parametrize(("signed_on", "refused"), [(JULY, False), (date(2025, 7, 2), True)])
def test_a_version_is_signed_before_its_first_visit(database: Database, signed_on: date, refused: bool) -> None:
    with cast.writing(database) as session:
        assignments.add_visit(session, cast.visit(day=JULY))
    if refused:
        with pytest.raises(Refused, match=r"GE-17 visit 2025-07-01 08:30 W001 at M001: .*A-CP-1\.2"):
            amended(database, signed_on=signed_on, volume_minutes=9000)
    else:
        amended(database, signed_on=signed_on, volume_minutes=9000)


def test_the_last_version_ends_and_no_other_does(database: Database) -> None:
    amended(database, volume_minutes=9000)
    with cast.writing(database) as session:
        assignments.end_agreement(session, "A-CP-1", date(2025, 10, 1))
    assert [days for _, days, *_ in versions(database)] == [
        "2025-01-01 to 2025-06-30",
        "2025-07-01 to 2025-09-30",
    ]
