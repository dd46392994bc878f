"""Notice: seniority by the calendar, the eve of every row, whose table, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from dateutil.relativedelta import relativedelta

from basicplus.compliance.calculators import notice
from basicplus.compliance.calendar import completed_months
from basicplus.compliance.law import belgian_law
from basicplus.errors import InvalidInput

LAW = belgian_law()
START = date(2020, 6, 1)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("from_on", "until_on", "months"),
    [
        (date(2026, 1, 15), date(2026, 2, 14), 0),
        (date(2026, 1, 15), date(2026, 2, 15), 1),
        (date(2026, 1, 31), date(2026, 2, 28), 0),
        (date(2026, 1, 31), date(2026, 3, 1), 1),
        (date(2024, 2, 29), date(2025, 2, 28), 11),
        (date(2024, 2, 29), date(2025, 3, 1), 12),
        (date(2026, 1, 1), date(2026, 1, 1), 0),
    ],
)
def test_a_month_is_complete_on_the_eve_of_its_day(from_on: date, until_on: date, months: int) -> None:
    assert completed_months(from_on, until_on) == months


@pytest.mark.parametrize("by", ["employer", "worker"])
def test_the_eve_of_every_row_is_in_the_row_before(by: str) -> None:
    rows = LAW.on(START, f"notice_weeks_{by}").value["rows"]
    for (_, before), (months, after) in pairwise(rows):
        starts = START + relativedelta(months=months)
        weeks = [
            notice(LAW, contract_start=START, notice_starts=day, by=by).weeks for day in (starts - DAY, starts)
        ]
        assert (months, weeks) == (months, [before, after])


def test_from_five_years_on_the_table_is_the_formula() -> None:
    for years in range(5, 41):
        starts = START + relativedelta(years=years)
        weeks = 18 + 3 * (years - 5) if years < 20 else 62 + years - 20
        assert notice(LAW, contract_start=START, notice_starts=starts).weeks == weeks


def test_the_worker_has_no_cap_and_never_more_than_13_weeks() -> None:
    given = notice(LAW, contract_start=date(2026, 7, 1), notice_starts=date(2066, 7, 1), by="worker")
    assert (given.weeks, given.capped) == (13, False)
    assert [step.label for step in given.steps] == ["Seniority", "Weeks in the table", "Last day of the notice"]


def test_earlier_service_counts_and_the_last_contract_decides_the_cap() -> None:
    long_served = notice(
        LAW, contract_start=date(2026, 7, 1), notice_starts=date(2037, 7, 1), seniority_from=date(2010, 7, 1)
    )
    assert (long_served.seniority_years, long_served.weeks, long_served.capped) == (27, 52, True)
    before_the_cap = notice(
        LAW, contract_start=date(2026, 6, 30), notice_starts=date(2037, 7, 1), seniority_from=date(2010, 7, 1)
    )
    assert (before_the_cap.weeks, before_the_cap.capped) == (69, False)


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (
            {"contract_start": date(2013, 12, 31), "notice_starts": date(2020, 1, 6)},
            "contract_start: found '2013-12-31'; the notice is counted in two parts",
        ),
        (
            {"contract_start": date(2021, 1, 1), "notice_starts": date(2020, 12, 28)},
            "notice_starts: found '2020-12-28'; contract_start is 2021-01-01: give that day or a later one",
        ),
        (
            {
                "contract_start": date(2020, 1, 1),
                "notice_starts": date(2021, 1, 4),
                "notice_given": date(2021, 1, 5),
            },
            "notice_starts: found '2021-01-04'; notice_given is 2021-01-05: give that day or a later one",
        ),
        (
            {"contract_start": date(1999, 1, 1), "notice_starts": date(2021, 1, 4)},
            "contract_start: found '1999-01-01'; notice_single_table: no value known on 1999-01-01",
        ),
    ],
)
def test_what_cannot_be_counted_is_refused(days: dict[str, date], told: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        notice(LAW, **days)
    assert str(refused.value).startswith(told)


def test_the_first_contract_of_one_table_is_counted() -> None:
    assert notice(LAW, contract_start=date(2014, 1, 1), notice_starts=date(2014, 1, 6)).weeks == 2
