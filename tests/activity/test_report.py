"""The activity report: every figure can be counted again from the rows, and stands in the PDF of each language."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from sqlmodel import select

from basicplus import invoicing, members, workers
from basicplus.activity import ActivityReport, activity_report, render_report
from basicplus.activity.figures import Row
from basicplus.activity.wording import wording
from basicplus.assignments import TimeEntry
from basicplus.clock import parse_period, year_span
from basicplus.compliance import service
from basicplus.db import Database
from basicplus.errors import NotFound
from basicplus.members import Member, Membership
from basicplus.workers import ContractTerms, EmploymentContract, Worker
from tests import cast
from tests.cli.running import run
from tests.invoicing.documents import reading
from tests.small_demo import SmallDemo

MADE_ON = date(2026, 3, 31)
YEAR = year_span(2025)


@pytest.fixture
def lived(database: Database) -> Database:
    """The cast after a year: hours, some billed, costs, a member in and out, a waiver, a hire and an amendment."""
    cast.do(
        database,
        cast.hours(),
        cast.hours(agreement="A-CP-2", site="S-M002", day=date(2025, 3, 4), end_time="11:17"),
        cast.hours(worker="W002", agreement="A-CPT-1", start_time="13:00", end_time="16:30"),
        cast.hours(worker="W003", agreement="A-DPO-1", day=date(2025, 6, 3)),
        cast.hours(worker="W001", agreement="A-CP-3", site="S-M003", day=date(2025, 5, 5)),
    )
    cast.book(database, ("CP", 123_456), ("CPT", 100_000), ("DPO", 1_234), ("FG", 9_999))
    with cast.writing(database) as session:
        invoicing.issue_run(session, parse_period("2025-03"), date(2025, 4, 7))
        members.register(session, cast.member("M004"))
        members.join(session, "M004", date(2025, 2, 1), **cast.ACCESSION)
        members.leave(session, "M004", date(2025, 11, 1))
        workers.register(session, cast.worker())
        workers.hire(session, cast.contract(from_on=date(2025, 4, 16), until_on=date(2025, 10, 1)))
        workers.amend(session, "C-W002", date(2025, 9, 8), 1824, pattern="variable")
        service.grant(session, cast.waiver("GE-17", party="M004"))
    return database


def report_of(database: Database) -> ActivityReport:
    with cast.reading(database) as session:
        return activity_report(session, 2025, MADE_ON, "en")


def rows(report: ActivityReport, section: str) -> tuple[Row, ...]:
    return report.section(section).rows


def test_members_are_those_of_the_register(lived: Database) -> None:
    report = report_of(lived)
    with cast.reading(lived) as session:
        spans = [(row.from_on, row.until_on or date.max) for row in session.exec(select(Membership))]
    [(first, joined, left, last)] = rows(report, "members")
    assert first == sum(from_on <= date(2025, 1, 1) < until_on for from_on, until_on in spans) == 3
    assert last == sum(from_on <= date(2025, 12, 31) < until_on for from_on, until_on in spans) == 3
    assert (joined, left) == (1, 1)
    assert rows(report, "movements") == (
        (date(2025, 2, 1), "joined", "M004", "École M004"),
        (date(2025, 11, 1), "left", "M004", "École M004"),
    )


def test_staff_is_counted_day_by_day(lived: Database) -> None:
    with cast.reading(lived) as session:
        contracts = {row.id: row for row in session.exec(select(EmploymentContract))}
        terms = sorted(session.exec(select(ContractTerms)), key=lambda row: row.from_on)
    expected = []
    for month in range(1, 13):
        heads, shares = [], []
        for day in (each for each in YEAR.days() if each.month == month):
            held = [
                row
                for row in contracts.values()
                if row.from_on <= day and (row.until_on is None or day < row.until_on)
            ]
            latest = {row.contract_id: row for row in terms if row.from_on <= day}
            heads.append(len({row.worker_id for row in held}))
            shares.append(
                sum(Fraction(latest[row.id].week_minutes, latest[row.id].full_time_minutes) for row in held)
            )
        mean = sum(shares) / len(shares)
        expected.append((date(2025, month, 1), max(heads), round(max(shares) * 100), round(mean * 100)))
    assert rows(report_of(lived), "staff") == tuple(expected)
    assert [row[1:] for row in expected[8:10]] == [(4, 350, 335), (3, 230, 230)]


def test_hours_add_up_by_member_and_by_profession(lived: Database) -> None:
    signed: Counter[tuple[str, str]] = Counter()
    billed: Counter[tuple[str, str]] = Counter()
    with cast.reading(lived) as session:
        people = {row.id: row.profession for row in session.exec(select(Worker))}
        places = {row.id: (row.number, row.name) for row in session.exec(select(Member))}
        for entry in session.exec(select(TimeEntry)):
            if entry.kind == "service" and entry.state in ("signed", "invoiced"):
                for key in (("profession", people[entry.worker_id]), places[entry.member_id or 0]):
                    signed[key] += entry.minutes
                    billed[key] += entry.minutes * (entry.state == "invoiced")
    report = report_of(lived)
    found = {("profession", name): (done, paid) for name, done, paid in rows(report, "professions")}
    found |= {(number, name): (done, paid) for number, name, done, paid in rows(report, "served")}
    assert found == {key: (minutes, billed[key]) for key, minutes in signed.items()}
    assert rows(report, "professions") == (
        ("accountant", 210, 210),
        ("dpo", 210, 0),
        ("prevention_advisor", 587, 377),
    )


def test_the_cost_of_an_hour_is_the_cost_of_the_pool_over_its_signed_hours(lived: Database) -> None:
    report = report_of(lived)
    costs = {code: (cents, minutes, rate) for code, _, cents, minutes, rate in rows(report, "costs")}
    assert sum(cents for cents, _, _ in costs.values()) == 123_456 + 100_000 + 1_234 + 9_999  # type: ignore[misc]
    assert {code: minutes for code, (_, minutes, _) in costs.items()} == {"CP": 587, "CPT": 210, "DPO": 210}
    for cents, minutes, rate in costs.values():
        assert rate == (round(Fraction(cents * 6000, minutes)) if minutes else None)  # type: ignore[operator, arg-type]


def test_waivers_reasons_and_findings_of_the_year_are_listed(lived: Database) -> None:
    report = report_of(lived)
    assert rows(report, "waivers") == (("DER-GE-17", "GE-17", "M004", date(2025, 1, 1), date(2026, 1, 1)),)
    assert {severity for _, _, severity, _ in rows(report, "findings")} == {"note"}


@pytest.mark.freeze_time("2025-04-07 10:00:00")
def test_a_warning_gone_past_is_told_once_with_its_reason(database: Database) -> None:
    with cast.writing(database) as session:
        attestation = members.VatAttestation(
            status="exempt",
            from_on=cast.NEW_YEAR,
            valid_until_on=date(2025, 4, 1),
            signed_on=cast.NEW_YEAR,
            signed_by="x",
        )
        members.attest_vat(session, "M001", attestation)
    with cast.writing(database, despite="in the post") as session:
        invoicing.issue_run(session, parse_period("2025-03"), date(2025, 4, 7))
    report = report_of(database)
    assert rows(report, "despite") == ((date(2025, 4, 7), "issue", "in the post", 1),)
    [(rule, says, severity, count)] = rows(report, "findings")
    assert (rule, severity, count) == ("GE-26", "warn", 1)
    assert str(says).startswith("Invoices are exempt from VAT only to members that are mostly exempt themselves")


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_the_pdf_holds_every_figure_inside_its_margins(lived: Database, language: str) -> None:
    with cast.reading(lived) as session:
        report = activity_report(session, 2025, MADE_ON, language)
    words = wording(language)  # type: ignore[arg-type]
    drawn = render_report(report, language)  # type: ignore[arg-type]
    text = reading.text(drawn)
    writers = {"minutes": words.time, "cents": words.money, "rate_e4": words.rate, "day": words.day}
    for section in report.sections:
        assert words[section.name] in text
        for row in section.rows:
            for value, kind in zip(row, section.columns.values(), strict=True):
                written = writers.get(kind, str)(value) if value is not None else words["none"]  # type: ignore[operator]
                if kind in (*writers, "count", "text"):
                    assert plain(written) in text, (section.name, value)
    assert reading.words_outside_the_frame(drawn) == []
    assert render_report(report, language) == drawn  # type: ignore[arg-type]


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


def test_a_year_without_members_has_no_report(database: Database) -> None:
    with (
        cast.reading(database) as session,
        pytest.raises(NotFound, match="Nobody was a member of the group in 2020"),
    ):
        activity_report(session, 2020, MADE_ON)


def test_the_command_writes_data_with_the_query_of_each_figure(built_demo: SmallDemo, tmp_path: Path) -> None:
    out = tmp_path / "report.json"
    done = run(
        "activity-report",
        "2025",
        "--language",
        "en",
        "--made-on",
        "2026-03-31",
        "--out",
        str(out),
        "--db",
        str(built_demo.file),
        "--json",
    )
    told = done.json()
    assert (done.exit_code, told) == (0, json.loads(out.read_text("utf-8")))
    assert (told["format"], told["year"], told["made_on"]) == ("basicplus-activity-1", 2025, "2026-03-31")
    [members_] = [section for section in told["sections"] if section["section"] == "members"]
    assert members_["query"].startswith("Memberships that cover the first day of 2025;")
    assert members_["columns"] == {
        "on_first_day": "count",
        "joined": "count",
        "left": "count",
        "on_last_day": "count",
    }
    assert [section["section"] for section in told["sections"] if not section["query"]] == []
    pdf = tmp_path / "report.pdf"
    assert run("activity-report", "2025", "--out", str(pdf), "--db", str(built_demo.file)).exit_code == 0
    assert pdf.read_bytes().startswith(b"%PDF")
