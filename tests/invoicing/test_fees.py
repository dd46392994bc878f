"""Flat fees: by the day at both ends, a year's fee exactly over its months, raised by an index once a year."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basicplus import invoicing
from basicplus.clock import Period, Span, parse_period, year_span
from basicplus.db import Database
from basicplus.errors import Conflict
from basicplus.invoicing.fees import adjusted_on, fee_of, flat_fee, index_month, indexed
from basicplus.invoicing.lines import Pricing
from tests import cast
from tests.cli.running import run

GOLDEN = tomllib.loads((Path(__file__).parent / "golden/fees.toml").read_text("utf-8"))["case"]
YEAR = parse_period("2025")
INDEX = {"index_code": "HEALTH", "index_base_on": date(2024, 3, 15)}


@pytest.mark.parametrize("case", GOLDEN, ids=[case["name"] for case in GOLDEN])
def test_the_worked_fees_come_out_to_the_cent(case: dict[str, Any]) -> None:
    months = flat_fee(case["cents"], case["per"], Span(case["from"], case["until"]))
    assert [cents for _, cents in months] == case["months_cents"]
    options = (f"--{name}={case[name]}" for name in ("cents", "per", "from", "until"))
    done = run("calc", "flat-fee", *options, "--json")
    told = [(month["from_on"], month["until_on"], month["cents"]) for month in done.json()["months"]]
    assert told == [(str(days.from_on), str(days.until_on), cents) for days, cents in months]
    assert done.json()["total_cents"] == sum(case["months_cents"])


@given(st.integers(0, 10**9), st.integers(2000, 2100), st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_the_months_of_a_year_sum_to_its_fee_and_parts_to_their_whole(fee: int, year: int, day: date) -> None:
    assert sum(cents for _, cents in flat_fee(fee, "year", year_span(year))) == fee
    month = Span(day.replace(day=1), day), Span(day, day.replace(day=28))
    whole = Span(day.replace(day=1), day.replace(day=28))
    if all(month):
        assert sum(fee_of(fee, "year", part) for part in month) == fee_of(fee, "year", whole)


@pytest.mark.parametrize(
    ("each", "agreed", "day", "adjusted"),
    [
        ("january", date(2024, 4, 15), date(2024, 12, 31), None),
        ("january", date(2024, 4, 15), date(2025, 1, 1), date(2025, 1, 1)),
        ("january", date(2025, 1, 1), date(2025, 12, 31), None),
        ("anniversary", date(2024, 4, 15), date(2025, 4, 14), None),
        ("anniversary", date(2024, 4, 15), date(2025, 4, 15), date(2025, 4, 15)),
        ("anniversary", date(2024, 4, 15), date(2027, 1, 1), date(2026, 4, 15)),
        ("anniversary", date(2024, 2, 29), date(2025, 2, 28), date(2025, 2, 28)),
    ],
)
def test_a_fee_is_raised_on_1_january_or_its_anniversary(
    each: str, agreed: date, day: date, adjusted: date | None
) -> None:
    assert adjusted_on(each, agreed, day) == adjusted


def test_the_index_of_the_month_before_counts_and_is_rounded_once() -> None:
    assert (index_month(date(2025, 1, 1)), index_month(date(2025, 4, 15))) == (date(2024, 12, 1), date(2025, 3, 1))
    assert indexed(45000, 1304100, 1271900) == 46139
    assert indexed(10, 5, 4) == 13


def priced(database: Database, period: Period, number: str = "A-FEE-1") -> list[tuple[str, int, int | None]]:
    with cast.reading(database) as session:
        lines = Pricing(session, period, [1]).lines(1)
        return [
            (str(line.span), line.amount_cents, line.terms.fee_cents)
            for line in lines
            if line.agreement.number == number
        ]


def set_index(database: Database, *values: tuple[date, int]) -> None:
    with cast.writing(database) as session:
        for month, value in values:
            invoicing.set_price_index(session, "HEALTH", month, value)


def test_a_years_fee_is_billed_month_by_month_to_the_cent(database: Database) -> None:
    cast.flat_fee(database, fee_cents=540001, fee_per="year")
    months = [priced(database, parse_period(f"2025-{month:02d}"))[0][1] for month in range(1, 13)]
    assert (months[:2], sum(months)) == ([45863, 41425], 540001)
    assert priced(database, YEAR) == [("2025-01-01 to 2025-12-31", 540001, 540001)]


def test_who_joins_and_leaves_within_a_month_pays_its_days_once(database: Database) -> None:
    cast.flat_fee(database, from_on=date(2025, 3, 12), until_on=date(2025, 5, 11))
    for month in ("2025-03", "2025-04", "2025-05", "2025-05"):
        period = parse_period(month)
        with cast.writing(database) as session:
            invoicing.issue_run(session, period, date(2025, 6, 2), only=["M001"])
    with cast.reading(database) as session:
        lines = [line for line in cast.lines(session) if line.from_on.day != 1 or line.until_on.day != 1]
        assert [(str(Span(line.from_on, line.until_on)), line.amount_cents) for line in lines] == [
            ("2025-03-12 to 2025-03-31", 29032),
            ("2025-05-01 to 2025-05-10", 14516),
        ]


def test_a_fee_is_raised_each_january_by_the_index_of_december(database: Database) -> None:
    cast.flat_fee(database, from_on=date(2024, 4, 15), index_each="january", **INDEX)
    set_index(database, (date(2024, 3, 1), 1271900), (date(2024, 12, 31), 1304100))
    assert priced(database, parse_period("2025-01")) == [("2025-01-01 to 2025-01-31", 46139, 46139)]
    with cast.reading(database) as session:
        [line] = [
            line
            for line in Pricing(session, parse_period("2025-01"), [1]).lines(1)
            if line.agreement.number == "A-FEE-1"
        ]
    assert line.terms.index == "450.00 x 130.4100 (HEALTH 2024-12) / 127.1900 (2024-03)"


def test_a_month_with_an_anniversary_has_a_line_for_each_fee(database: Database) -> None:
    cast.flat_fee(database, from_on=date(2024, 4, 15), index_each="anniversary", **INDEX)
    set_index(database, (date(2024, 3, 1), 1271900), (date(2025, 3, 1), 1304100))
    assert priced(database, parse_period("2025-Q2")) == [
        ("2025-04-01 to 2025-04-14", 21000, 45000),
        ("2025-04-15 to 2025-06-30", 24607 + 2 * 46139, 46139),
    ]


def test_a_fee_waits_for_its_index(database: Database) -> None:
    cast.flat_fee(database, from_on=date(2024, 4, 15), index_each="january", **INDEX)
    set_index(database, (date(2024, 3, 1), 1271900))
    with pytest.raises(Conflict) as refused:
        priced(database, YEAR)
    assert str(refused.value) == (
        "Index HEALTH has no value for 2024-12: record it (set-price-index) before billing."
    )


def test_the_index_of_a_month_is_recorded_once(database: Database) -> None:
    set_index(database, (date(2025, 3, 1), 1304100))
    with pytest.raises(Conflict) as refused:
        set_index(database, (date(2025, 3, 31), 1304200))
    assert str(refused.value) == "Index HEALTH has its value of 2025-03, and fees may rest on it: it stands."
