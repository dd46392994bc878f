"""GE-19: the activity report of each year is sent in time."""

from __future__ import annotations

from datetime import date

import pytest

from basicplus.compliance.facts import ActivityReport, Facts
from basicplus.compliance.rules.authorisation import report_sent
from tests.compliance.cast import authorisation, brief, check, span


def facts(*reports: ActivityReport, until_on: str = "2025-07-01", from_on: str = "2024-01-01") -> Facts:
    return Facts(
        authorisations=(authorisation(from_on),), activity_reports=reports, audited=span("2000-08-31", until_on)
    )


def test_a_report_that_was_not_sent_is_late_from_the_first_of_april() -> None:
    assert brief(check(report_sent, facts())) == [
        ("GE-19.late", "warn", "activity report 2024", "from 2025-04-01", "-", "2025-03-31")
    ]


@pytest.mark.parametrize(("until_on", "late"), [("2025-04-01", 0), ("2025-04-02", 1)])
def test_it_is_not_late_before_that_day_has_come(until_on: str, late: int) -> None:
    assert len(check(report_sent, facts(until_on=until_on))) == late


@pytest.mark.parametrize(
    ("sent_on", "days"),
    [(date(2025, 3, 31), []), (date(2025, 4, 1), []), (date(2025, 4, 2), ["2025-04-01 to 2025-04-01"])],
)
def test_sending_ends_it(sent_on: date, days: list[str]) -> None:
    """A report sent on 1 April is a day late, and on no whole day it was missing."""
    found = check(report_sent, facts(ActivityReport(2024, sent_on)))
    assert [str(finding.span) for finding in found] == days


def test_the_year_2017_is_the_first_with_a_report() -> None:
    found = check(report_sent, facts(from_on="2015-01-01", until_on="2018-07-01"))
    assert [finding.subject for finding in found] == ["activity report 2017"]


def test_a_group_without_authorisation_that_year_reports_nothing() -> None:
    ended = Facts(
        authorisations=(authorisation("2020-01-01", "2023-01-01"),), audited=span("2024-01-01", "2026-01-01")
    )
    assert [finding.subject for finding in check(report_sent, ended)] == [
        f"activity report {year}" for year in (2020, 2021, 2022)
    ]


def test_nobody_is_told_outside_of_an_audit() -> None:
    assert check(report_sent, Facts(authorisations=(authorisation("2020-01-01"),))) == []
