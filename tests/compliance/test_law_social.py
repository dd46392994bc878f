"""Social liability, accounting, retention and audit as dated data: the day before a change, and the day itself."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from basicplus.compliance.law import belgian_law

FIRST_LAW = date(2000, 8, 31)


def percents(**parts: str) -> dict[str, Decimal]:
    return {name: Decimal(percent) for name, percent in parts.items()}


@pytest.mark.parametrize(
    ("name", "day", "value"),
    [
        ("notice_single_table", date(2013, 12, 31), False),
        ("notice_single_table", date(2014, 1, 1), True),
        ("notice_cap_weeks", date(2026, 6, 30), None),
        ("notice_cap_weeks", date(2026, 7, 1), 52),
        ("dismissal_effective_working_days", date(2013, 12, 31), None),
        ("dismissal_effective_working_days", date(2014, 1, 1), 3),
        ("notice_starts_weekday", date(2014, 1, 1), "monday"),
        ("employability_from_weeks", date(2022, 11, 19), None),
        ("employability_from_weeks", date(2022, 11, 20), 30),
        ("severance_weeks_year", FIRST_LAW, 52),
        ("exit_holiday_percent", FIRST_LAW, Decimal("15.34")),
        ("exit_holiday_double_liable_percent", FIRST_LAW, Decimal("6.80")),
        ("exit_holiday_double_free_percent", FIRST_LAW, Decimal("0.87")),
        ("special_worker_percent", FIRST_LAW, Decimal("13.07")),
        ("new_hire_day_percent", date(2023, 12, 31), None),
        ("new_hire_day_percent", date(2024, 1, 1), 10),
        ("double_holiday_percent", FIRST_LAW, 92),
        ("holiday_accrual_percent", date(2016, 12, 31), None),
        ("holiday_accrual_percent", date(2017, 1, 1), Decimal("18.20")),
        ("year_end_premium_337", date(2023, 12, 31), None),
        ("year_end_premium_225", date(2026, 1, 1), None),
        ("worker_onss_percent", FIRST_LAW, Decimal("13.07")),
        ("employer_onss_maribel", date(2017, 12, 31), None),
        ("employer_onss_maribel", date(2018, 1, 1), Decimal("32.40")),
        ("employer_onss_maribel_parts", date(2018, 1, 1), percents(base="24.92", wage_moderation="7.48")),
        ("employer_onss_profit", date(2017, 12, 31), None),
        ("employer_onss_profit", date(2018, 1, 1), Decimal("25.00")),
        ("employer_onss_profit_parts", date(2018, 1, 1), percents(base="19.88", wage_moderation="5.12")),
        ("holiday_debt", FIRST_LAW, True),
        ("undecided_dismissal_provision", FIRST_LAW, False),
        ("keep_invoices", date(2022, 12, 31), {"years": 7, "starts": "year_end"}),
        ("keep_invoices", date(2023, 1, 1), {"years": 10, "starts": "year_end"}),
        ("keep_fiscal_slips", date(2022, 12, 31), None),
        ("keep_fiscal_slips", date(2023, 1, 1), {"years": 10, "starts": "year_end"}),
        ("keep_individual_accounts", FIRST_LAW, {"years": 5, "starts": "year_end"}),
        ("keep_contracts", FIRST_LAW, {"years": 5, "starts": "end"}),
        ("members_register_days", date(2019, 4, 30), None),
        ("members_register_days", date(2019, 5, 1), 8),
        (
            "large_association",
            date(2023, 12, 31),
            {"fte": 50, "turnover_cents": 900_000_000, "balance_cents": 450_000_000},
        ),
        (
            "large_association",
            date(2024, 1, 1),
            {"fte": 50, "turnover_cents": 1_125_000_000, "balance_cents": 600_000_000},
        ),
    ],
)
def test_the_value_of_a_day_is_the_one_in_force(name: str, day: date, value: object) -> None:
    assert belgian_law().on(day, name).value == value


@pytest.mark.parametrize("name", ["notice_weeks_employer", "notice_weeks_worker"])
def test_no_notice_is_known_before_2014(name: str) -> None:
    law = belgian_law()
    assert law.on(date(2013, 12, 31), name).value is None
    assert law.on(date(2014, 1, 1), name).value is not None


def test_the_first_six_months_of_notice_changed_on_1_may_2018_and_nothing_else() -> None:
    old, new = (
        belgian_law().on(day, "notice_weeks_employer").value for day in (date(2018, 4, 30), date(2018, 5, 1))
    )
    assert old["rows"][:2] == [[0, 2], [3, 4]]
    assert new["rows"][:4] == [[0, 1], [3, 3], [4, 4], [5, 5]]
    assert old["rows"][2:] == new["rows"][4:]
    assert (old["each_further_year"], new["each_further_year"]) == (1, 1)


def test_the_parts_of_the_exit_pay_make_its_whole() -> None:
    parts = ("simple", "double_liable", "double_free")
    law = belgian_law()
    assert sum(law.on(FIRST_LAW, f"exit_holiday_{part}_percent").value for part in parts) == (
        law.on(FIRST_LAW, "exit_holiday_percent").value
    )


@pytest.mark.parametrize("sector", ["maribel", "profit"])
def test_the_parts_of_the_contribution_make_its_rate(sector: str) -> None:
    rate, parts = (
        belgian_law().on(date(2018, 1, 1), f"employer_onss_{sector}{end}").value for end in ("", "_parts")
    )
    assert sum(parts.values()) == rate


def test_every_number_of_the_catalogue_has_a_parameter() -> None:
    rules = {parameter.rule for parameter in belgian_law().parameters.values()}
    wanted = {f"SOC-{n:02d}" for n in (*range(1, 7), *range(10, 19), *range(20, 24))}
    wanted |= {f"ACC-{n:02d}" for n in range(1, 6)} | {f"RET-{n:02d}" for n in range(1, 15)}
    wanted |= {f"AUD-{n:02d}" for n in range(1, 4)}
    assert wanted - rules == set()
