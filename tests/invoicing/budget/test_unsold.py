"""The ledger of unsold hours: every contract minute of a pool and month is somewhere, once."""

from __future__ import annotations

from datetime import date

from basicplus import assignments, invoicing, workers
from basicplus.clock import month_of, parse_period
from basicplus.db import Database
from basicplus.invoicing.budget import UnsoldHours, unsold_hours
from basicplus.invoicing.budget.unsold import MonthOfHours
from tests import cast

MARCH = date(2025, 3, 1)
EMPTY = MonthOfHours(*[0] * 11)


def read(database: Database) -> UnsoldHours:
    with cast.reading(database) as session:
        return unsold_hours(session, cast.YEAR)


def march(database: Database) -> dict[str, MonthOfHours]:
    return {pool.pool: pool.months[MARCH] for pool in read(database).pools}


def test_without_records_all_contract_time_but_the_holidays_is_unrecorded(database: Database) -> None:
    found = read(database)
    assert [pool.pool for pool in found.pools] == ["CP", "CPT", "DPO"]
    cp = found.pools[0]
    assert (cp.name, list(cp.months)) == (
        "Conseillers en prévention",
        [date(2025, month, 1) for month in range(1, 13)],
    )
    april = MonthOfHours(22 * 456, 456, *[0] * 8, unrecorded_minutes=21 * 456)
    assert cp.months[date(2025, 4, 1)] == april
    assert (cp.total.contract_minutes, cp.total.holiday_minutes) == (261 * 456, 4560)
    assert sum(cp.months.values(), EMPTY) == cp.total


def test_every_kind_of_hours_has_its_column(database: Database) -> None:
    cast.do(database, cast.hours(), cast.hours(agreement="A-CP-2", site="S-M002", day=date(2025, 3, 4)))
    cast.log(
        database,
        cast.hours(day=date(2025, 3, 5)),
        *(
            cast.hours(kind=kind, agreement=None, site=None, day=date(2025, 3, 6), start_time=start, end_time=end)
            for kind, start, end in (
                ("travel", "08:30", "09:00"),
                ("training", "09:00", "10:00"),
                ("internal", "10:00", "11:30"),
                ("unsold", "13:00", "15:00"),
            )
        ),
    )
    with cast.writing(database) as session:
        invoicing.issue_run(session, parse_period("2025-03"), date(2025, 4, 7), only=["M001"])
    expected = MonthOfHours(
        contract_minutes=21 * 456,
        holiday_minutes=0,
        absent_minutes=0,
        travel_minutes=30,
        training_minutes=60,
        internal_minutes=90,
        unsold_minutes=120,
        sold_minutes=420,
        unbilled_minutes=210,
        unsigned_minutes=210,
        unrecorded_minutes=21 * 456 - 930,
    )
    assert march(database)["CP"] == expected


def test_absences_count_once_without_their_kind_and_not_on_days_off(database: Database) -> None:
    with cast.writing(database) as session:
        workers.record_absence(session, "W001", "sickness", date(2025, 3, 6), date(2025, 3, 12))
        workers.record_absence(session, "W001", "annual_leave", date(2025, 3, 11), date(2025, 3, 13))
        workers.record_absence(session, "W001", "training", date(2025, 3, 20), date(2025, 3, 21))
        assignments.close(session, date(2025, 3, 10), "pont")
    cp = march(database)["CP"]
    # Thursday, Friday, Tuesday and Wednesday: the Monday between is closed, the training is logged as hours.
    assert (cp.holiday_minutes, cp.absent_minutes, cp.unrecorded_minutes) == (456, 4 * 456, 16 * 456)


def test_more_hours_than_agreed_leave_less_than_nothing(database: Database) -> None:
    with cast.writing(database) as session:
        workers.record_absence(session, "W001", "unpaid_leave", month_of(MARCH).from_on, month_of(MARCH).until_on)
    assert march(database)["CP"].unrecorded_minutes == 0
    cast.log(database, cast.hours(agreement=None, site=None, kind="internal"), despite="asked for")
    assert march(database)["CP"].unrecorded_minutes == -210


def test_staff_of_no_pool_stand_by_themselves(database: Database) -> None:
    with cast.writing(database) as session:
        workers.register(session, cast.worker("W004", "lawyer"))
        workers.hire(session, cast.contract("W004", from_on=date(2025, 12, 1), signed_on=date(2025, 11, 3)))
    first = read(database).pools[0]
    assert (first.pool, first.name, first.total.contract_minutes) == ("", "", 23 * 456)


def test_terms_that_change_within_a_month_count_by_the_day(database: Database) -> None:
    with cast.writing(database) as session:
        workers.amend(session, "C-W001", date(2025, 3, 17), 1140, date(2025, 3, 3), "variable")
    assert march(database)["CP"].contract_minutes == 10 * 456 + 11 * 228
