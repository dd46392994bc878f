"""Workers and their contracts: hired, amended, ended; their usual week and their papers."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from sqlmodel import select

from basicplus import workers
from basicplus.db import Database
from basicplus.errors import BasicplusError, InvalidInput
from basicplus.workers import Absence, Qualification
from basicplus.workers.pattern import format_pattern, parse_pattern, week_minutes_of
from tests import cast

WEEK = "mon 08:30-12:30 13:00-16:36; tue 08:30-12:30"


def refused(database: Database, act: Any, *given: Any, **named: Any) -> str:
    before = cast.contents(database)
    with pytest.raises(BasicplusError) as refusal, cast.writing(database) as session:
        act(session, *given, **named)
    assert cast.contents(database) == before
    return str(refusal.value)


def test_a_contract_keeps_its_first_terms(database: Database) -> None:
    with cast.writing(database) as session:
        workers.register(session, cast.worker())
        workers.hire(session, cast.contract(until_on=date(2026, 1, 1), week_minutes=1140, pattern="variable"))
    with cast.reading(database) as session:
        contract = workers.contract_by_number(session, "C-W004")
        assert (contract.kind, contract.until_on) == ("fixed_term", date(2026, 1, 1))
        [terms] = workers.terms_of(session, contract)
        assert (terms.from_on, terms.week_minutes, terms.full_time_minutes) == (date(2021, 1, 4), 1140, 2280)


def test_an_amendment_follows_the_terms_before_it(database: Database) -> None:
    with cast.writing(database) as session:
        workers.amend(session, "C-W001", date(2025, 6, 2), 1368, date(2025, 5, 5), "variable")
    with cast.reading(database) as session:
        contract = workers.contract_by_number(session, "C-W001")
        assert [(row.from_on, row.week_minutes) for row in workers.terms_of(session, contract)] == [
            (date(2021, 1, 4), 2280),
            (date(2025, 6, 2), 1368),
        ]
    assert refused(database, workers.amend, "C-W001", date(2025, 6, 2), 1140) == (
        "from_on: found '2025-06-02'; a day after the last terms took effect (2025-06-02)"
    )
    assert refused(database, workers.amend, "C-W001", date(2020, 1, 1), 1140) == (
        "from_on: found '2020-01-01'; a day of contract C-W001"
    )


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"number": "C-W001"}, "number: found 'C-W001'; this contract number is taken; choose another"),
        ({"worker": "W009"}, "There is no worker W009 in this group."),
        ({"until_on": date(2021, 1, 4)}, "until_on: found '2021-01-04'; a day after from_on (2021-01-04)"),
        (
            {"week_minutes": 2400},
            "week_minutes: found '2400'; at most the full-time week of 2280 minutes",
        ),
        ({"pattern": WEEK}, "pattern: found '696 minutes'; a week of 2280 minutes, as agreed"),
        (
            {"pattern": "monday"},
            "pattern: found 'monday'; write each day as `mon 08:30-12:30 13:00-16:36`, or `variable` alone",
        ),
    ],
)
def test_a_contract_that_does_not_add_up_is_refused(database: Database, changes: dict, told: str) -> None:
    given = {"number": "C-NEW", "worker": "W001"} | changes
    assert refused(database, workers.hire, cast.contract("W001", **given)) == told


def test_a_contract_ends_once_and_not_before_it_begins(database: Database) -> None:
    with cast.writing(database) as session:
        workers.end_contract(session, "C-W001", date(2025, 7, 1))
    assert refused(database, workers.end_contract, "C-W001", date(2025, 7, 2)) == (
        "Contract C-W001 already ends: its last day is before 2025-07-01."
    )
    assert refused(database, workers.end_contract, "C-W001", date(2021, 1, 4)) == (
        "until_on: found '2021-01-04'; a day after the contract starts (2021-01-04)"
    )


def test_a_number_belongs_to_one_worker(database: Database) -> None:
    assert refused(database, workers.register, cast.worker("W001")) == (
        "number: found 'W001'; this worker number is taken; choose another"
    )


def test_absences_and_qualifications_are_kept_with_their_days(database: Database) -> None:
    with cast.writing(database) as session:
        workers.record_absence(session, "W001", "annual_leave", date(2025, 7, 21), date(2025, 8, 2))
        workers.record_qualification(session, "W001", "Niveau I", date(2020, 6, 30))
    with cast.reading(database) as session:
        [absence] = session.exec(select(Absence))
        assert (absence.kind, absence.from_on, absence.until_on) == (
            "annual_leave",
            date(2025, 7, 21),
            date(2025, 8, 2),
        )
        [paper] = session.exec(select(Qualification))
        assert (paper.name, paper.until_on) == ("Niveau I", None)
    told = refused(database, workers.record_absence, "W001", "sickness", date(2025, 7, 1), date(2025, 7, 1))
    assert told == "until_on: found '2025-07-01'; a day after from_on (2025-07-01)"


def test_a_week_is_read_and_written_the_same_way() -> None:
    week = parse_pattern(WEEK)
    assert week == {
        0: [(time(8, 30), time(12, 30)), (time(13), time(16, 36))],
        1: [(time(8, 30), time(12, 30))],
    }
    assert format_pattern(week) == WEEK
    assert week_minutes_of(week) == 696
    assert parse_pattern("") == {}


@pytest.mark.parametrize(
    "text", ["mon", "mon 8:30-12:30", "mon 12:30-08:30", "mon 08:30-24:00", "lun 08:30-12:30"]
)
def test_a_week_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        parse_pattern(text)
