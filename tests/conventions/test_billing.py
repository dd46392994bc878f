"""What members pay follows the version in force on the day, and the year still sums to its cost."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from basicplus import invoicing
from basicplus.clock import Span, parse_period
from basicplus.db import Database
from basicplus.errors import Conflict
from basicplus.evidence.verify_at_cost import verify
from basicplus.exports import export_at_cost
from basicplus.invoicing.lines import Pricing
from tests import cast
from tests.conventions.papers import JULY, amended

YEAR = parse_period("2025")
SIGNED_ON = date(2024, 12, 16)
INDEX = {"index_code": "HEALTH", "index_base_on": date(2024, 3, 15)}


def priced(database: Database, period: str, life: str) -> list[tuple[str, str, int]]:
    """Return number, days and cents of the lines that M001 is to be billed for an agreement in a period."""
    with cast.reading(database) as session:
        lines = Pricing(session, parse_period(period), [1]).lines(1)
        return [
            (line.agreement.number, str(line.span), line.amount_cents)
            for line in lines
            if line.agreement.number.partition(".")[0] == life
        ]


def billed(database: Database, issue_on: date, period: str) -> None:
    with cast.writing(database) as session:
        invoicing.issue_run(session, parse_period(period), issue_on)


def test_a_fee_that_changes_within_a_month_is_billed_by_the_days_of_each(database: Database) -> None:
    amended(database, "A-CPT-1", from_on=date(2025, 3, 16), fee_cents=90000, signed_on=SIGNED_ON)
    assert priced(database, "2025-03", "A-CPT-1") == [
        ("A-CPT-1", "2025-03-01 to 2025-03-15", 21774),
        ("A-CPT-1.2", "2025-03-16 to 2025-03-31", 46452),
    ]
    assert [cents for *_, cents in priced(database, "2025-04", "A-CPT-1")] == [90000]


def test_hours_are_priced_by_the_version_of_their_day(database: Database) -> None:
    terms = {"rounding_rule": "quarter-hour-up-1", "signed_on": SIGNED_ON}
    amended(database, from_on=date(2025, 3, 17), **terms)
    days = (date(2025, 3, 14), date(2025, 3, 17))
    cast.do(database, *(cast.hours(day=day, end_time="12:01") for day in days))
    assert priced(database, "2025-03", "A-CP-1") == [
        ("A-CP-1", "2025-03-01 to 2025-03-31", 45 * 211 * 100 // 60),
        ("A-CP-1.2", "2025-03-01 to 2025-03-31", 45 * 225 * 100 // 60),
    ]


@pytest.mark.parametrize("each", ["january", "anniversary"])
def test_an_index_goes_on_through_an_amendment_that_leaves_the_fee(database: Database, each: str) -> None:
    cast.flat_fee(database, from_on=date(2024, 4, 15), index_each=each, **INDEX)
    with cast.writing(database) as session:
        for month, value in (
            (date(2024, 3, 1), 1271900),
            (date(2024, 12, 1), 1304100),
            (date(2025, 3, 1), 1310000),
        ):
            invoicing.set_price_index(session, "HEALTH", month, value)
    before = sum(cents for *_, cents in priced(database, "2025", "A-FEE-1"))
    amended(database, "A-FEE-1", volume_minutes=9000)
    lines = priced(database, "2025", "A-FEE-1")
    assert {number for number, *_ in lines} == {"A-FEE-1", "A-FEE-1.2"}
    assert sum(cents for *_, cents in lines) == before
    amended(database, "A-FEE-1", from_on=date(2025, 8, 1), fee_cents=46000, signed_on=date(2025, 7, 1))
    assert priced(database, "2025-08", "A-FEE-1") == [("A-FEE-1.3", "2025-08-01 to 2025-08-31", 46000)]


def test_days_that_are_billed_are_credited_before_another_version_holds_on_them(database: Database) -> None:
    billed(database, date(2025, 4, 1), "2025-03")
    change: dict[str, Any] = {"from_on": date(2025, 3, 16), "fee_cents": 90000, "signed_on": SIGNED_ON}
    with pytest.raises(Conflict) as refused:
        amended(database, "A-CPT-1", **change)
    assert str(refused.value) == (
        "Agreement A-CPT-1 is billed for the days before 2025-04-01: amend it from then on, or credit what is"
        " billed from 2025-03-16 on first."
    )
    with cast.writing(database) as session:
        number = cast.invoices(session, member_id=1)[0].number
        invoicing.credit(session, number, date(2025, 4, 2), "avenant")
    amended(database, "A-CPT-1", **change)
    assert [cents for *_, cents in priced(database, "2025-03", "A-CPT-1")] == [21774, 46452]


def test_no_version_begins_in_a_closed_year(database: Database) -> None:
    with cast.writing(database) as session:
        invoicing.close_year(session, 2024, date(2025, 1, 15))
    cast.agreed(database, "A-OLD", from_on=date(2025, 1, 1))
    amended(database, "A-OLD", volume_minutes=9000)
    cast.agreed(database, "A-OLDER", from_on=date(2024, 1, 1), signed_on=date(2023, 12, 1))
    with pytest.raises(Conflict, match=r"2024 is closed: a version of A-OLDER can begin on 2025-01-01 or later"):
        amended(database, "A-OLDER", from_on=date(2024, 7, 1), volume_minutes=9000)


@pytest.mark.parametrize(
    "change",
    [
        {"number": "A-CPT-1", "fee_cents": 60000},
        {"number": "A-CPT-1", "basis": "time_spent"},
        {"number": "A-DPO-1", "volume_minutes": 9000},
        {"number": "A-DPO-2", "until_on": JULY},
        {"number": "A-CP-1", "from_on": date(2025, 3, 4), "pool": "CPT"},
    ],
)
def test_an_amended_year_sums_to_its_cost_and_an_outsider_recomputes_it(
    database: Database, change: dict[str, Any]
) -> None:
    amended(database, **{"from_on": date(2025, 3, 10), "signed_on": SIGNED_ON} | change)
    cast.do(
        database,
        cast.hours(),
        cast.hours(day=date(2025, 3, 4)),
        cast.hours(worker="W003", agreement="A-DPO-1", day=date(2025, 3, 5)),
        cast.hours(worker="W003", agreement="A-DPO-2", site="S-M002", day=date(2025, 3, 6)),
    )
    billed(database, date(2025, 4, 1), "2025-03")
    cast.book(database, ("CP", 45678), ("CPT", 543210), ("DPO", 1234567))
    with cast.writing(database) as session:
        invoicing.settle_year(session, 2025, date(2026, 3, 2))
    with cast.reading(database) as session:
        pools = invoicing.year_of(session, 2025)
        assert {pool.pool.code: sum(claim.billed_cents for claim in pool.agreements) for pool in pools} == {
            "CP": 45678,
            "CPT": 543210,
            "DPO": 1234567,
            "FG": 0,
        }
        assert verify(json.loads(json.dumps(export_at_cost(session, 2025)))) == []


def test_a_share_by_a_key_is_the_same_over_the_versions_as_without_them(database: Database) -> None:
    before = sum(cents for *_, cents in priced(database, "2025", "A-DPO-1"))
    amended(database, "A-DPO-1", volume_minutes=9000)
    lines = priced(database, "2025", "A-DPO-1")
    assert [(number, Span.of(date(2025, 1, 1), JULY).length) for number, *_ in lines[:1]] == [("A-DPO-1", 181)]
    assert sum(cents for *_, cents in lines) == before
