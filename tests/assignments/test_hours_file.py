"""The hours file: drafts from the template, refused by line, recorded once."""

from __future__ import annotations

import csv
from datetime import date, datetime

import pytest

from basicplus import journal
from basicplus.assignments import HoursCreate
from basicplus.assignments.hours_file import HoursFile, HoursLine, import_hours, read_hours, write_hours_template
from basicplus.compliance.gate import Refused
from basicplus.errors import InvalidInput, Problem
from basicplus.tabular import ImportReport
from tests import cast

LINE = {
    "worker": "W001",
    "agreement": "A-CP-1",
    "site": "S-M001",
    "day": "2025-03-03",
    "start": "08:30",
    "end": "12:00",
}
TRAVEL = {"worker": "W001", "kind": "travel", "day": "2025-03-03", "start": "12:00", "end": "12:35"}


@pytest.fixture
def hours(tmp_path):
    """Return a function that reads lines of the template, given as columns and values."""

    def read(*lines: dict[str, str]) -> HoursFile:
        path = tmp_path / "hours.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(dict.fromkeys(name for line in lines for name in line)))
            writer.writeheader()
            writer.writerows(lines)
        return read_hours(path)

    return read


def imported(database, file: HoursFile, **options: bool) -> ImportReport:
    with cast.writing(database) as session:
        return import_hours(session, file, **options)


def refusals(database, file: HoursFile) -> tuple[Problem, ...]:
    before = cast.contents(database)
    with pytest.raises(InvalidInput) as refused:
        imported(database, file)
    assert cast.contents(database) == before
    return refused.value.problems


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def tried(database, file: HoursFile, **options: bool) -> ImportReport:
    with database.writing(cast.GROUP, cast.COORDINATOR, dry_run=True) as session:
        return import_hours(session, file, **options)


# --- reading


def test_a_line_is_service_under_an_agreement(hours):
    read = hours(LINE | {"day": "03/03/2025", "start": "8h30", "end": "12h", "note": "accounts"})
    line = HoursCreate(
        worker="W001",
        agreement="A-CP-1",
        site="S-M001",
        day=date(2025, 3, 3),
        start_time="08:30",
        end_time="12:00",
        note="accounts",
    )
    assert (read.drafts, read.refused, read.lines_read) == ([HoursLine(2, line)], [], 1)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"worker": ""}, Problem("worker", "", "this cell may not be empty", 2)),
        ({"start": "morning"}, Problem("start", "morning", "write a time as 08:30 or 8h30", 2)),
        (
            {"end": "08:30"},
            Problem("end", "08:30", "the end is a later time than the start, or a time of the next day", 2),
        ),
        (
            {"agreement": ""},
            Problem("agreement", "", "service is done under an agreement with a member: give its number", 2),
        ),
        (
            {"kind": "lunch"},
            Problem("kind", "lunch", "write one of: service, travel, training, internal, unsold", 2),
        ),
        ({"day": "30/02/2025"}, Problem("day", "30/02/2025", "write a day as 2026-12-31 or 31/12/2026", 2)),
    ],
)
def test_a_line_with_a_wrong_cell_is_refused(hours, change, problem):
    read = hours(LINE | {"kind": ""} | change)
    assert (read.drafts, read.refused) == ([], [problem])


@pytest.mark.parametrize("name", ["hours.csv", "hours.xlsx"])
def test_the_template_reads_back_as_two_lines(tmp_path, name):
    write_hours_template(tmp_path / name)
    read = read_hours(tmp_path / name)
    assert [(draft.hours.kind, draft.hours.day) for draft in read.drafts] == [
        ("service", date(2026, 3, 2)),
        ("travel", date(2026, 3, 2)),
    ]
    assert (read.refused, read.remarks) == ([], [])


# --- importing


def test_hours_are_recorded_as_drafts_in_one_act_of_the_journal(database, hours):
    file = hours(LINE, TRAVEL)
    report = imported(database, file)
    assert (report.lines_read, report.new, report.unchanged, report.refused) == (2, 2, 0, [])
    with cast.reading(database) as session:
        assert [(entry.kind, entry.minutes, entry.state) for entry in cast.entries(session)] == [
            ("service", 210, "draft"),
            ("travel", 35, "draft"),
        ]
        acts = list(journal.entries(session))[1:]
    assert cast.told(acts[-1]) == {"entries": 2, "minutes": 245, "source_sha256": file.sha256}
    assert acts[-1].subject == "hours.csv"


def test_a_second_import_changes_nothing(database, hours):
    imported(database, hours(LINE, TRAVEL))
    before = cast.contents(database)
    report = imported(database, hours(LINE, TRAVEL))
    assert (report.new, report.unchanged) == (0, 2)
    assert cast.contents(database) == before


def test_only_the_lines_that_are_not_there_yet_are_recorded(database, hours):
    cast.log(database, cast.hours())
    report = imported(database, hours(LINE, TRAVEL))
    assert (report.new, report.unchanged) == (1, 1)


def test_a_line_that_is_there_twice_counts_once_and_is_remarked(database, hours):
    report = imported(database, hours(LINE, TRAVEL, LINE))
    assert (report.new, report.unchanged) == (2, 1)
    allowed = "these hours are on line 2 already; they count once"
    assert report.remarks == [Problem("day", "2025-03-03", allowed, 4)]


def test_a_dry_run_saves_nothing(database, hours):
    before = cast.contents(database)
    assert tried(database, hours(LINE)).new == 1
    assert cast.contents(database) == before


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"worker": "W009"}, Problem("worker", "W009", "write one of: W001, W002, W003", 3)),
        ({"site": "S-9"}, Problem("site", "S-9", "write one of: S-M001", 3)),
        (
            {"agreement": "A-9"},
            Problem(
                "agreement",
                "A-9",
                "write one of: A-CP-1, A-CP-2, A-CP-3, A-CPT-1, A-DPO-1, ... (7 in all)",
                3,
            ),
        ),
        (
            {"day": "2024-12-31"},
            Problem("day", "2024-12-31", "write a day of agreement A-CP-1 (from 2025-01-01)", 3),
        ),
    ],
)
def test_a_line_that_names_what_is_not_there_refuses_the_file(database, hours, change, problem):
    file = hours(LINE, LINE | {"day": "2025-03-04"} | change)
    assert refusals(database, file) == (problem,)
    report = imported(database, file, skip_refused=True)
    assert (report.new, report.refused) == (1, [problem])


def test_refusals_come_in_the_order_of_the_lines(database, hours):
    wrong = [LINE | {"worker": "W009"}, LINE | {"start": "?"}, LINE | {"site": "S-9"}]
    assert [problem.line for problem in refusals(database, hours(*wrong))] == [2, 3, 4]


# --- clocks


def test_hours_past_midnight_end_on_the_next_day(database, hours):
    cast.day_and_night(database)
    imported(
        database, hours(LINE | {"start": "22:00", "end": "01:30"}, TRAVEL | {"start": "21:00", "end": "22:00"})
    )
    with cast.reading(database) as session:
        assert [(entry.minutes, entry.ends_at) for entry in cast.entries(session, kind="service")] == [
            (210, instant("2025-03-04T00:30:00+00:00"))
        ]


def test_the_night_of_the_autumn_change_is_an_hour_longer_and_still_imported_once(database, hours):
    cast.day_and_night(database)
    file = hours(LINE | {"day": "2025-10-25", "start": "23:00", "end": "04:00"})
    assert imported(database, file).new == 1
    assert imported(database, file).unchanged == 1
    with cast.reading(database) as session:
        assert [entry.minutes for entry in cast.entries(session)] == [360]


def test_a_time_that_the_spring_change_skips_is_imported_once(database, hours):
    cast.day_and_night(database)
    file = hours(LINE | {"day": "2025-03-30", "start": "02:30", "end": "06:00"})
    assert imported(database, file).new == 1
    assert imported(database, file).unchanged == 1


def test_hours_that_the_spring_change_leaves_no_time_for_are_refused(hours):
    file = hours(LINE | {"day": "2025-03-30", "start": "02:30", "end": "03:10"})
    allowed = "a time that clocks show on 2025-03-30: they skip an hour"
    assert (file.drafts, file.refused) == ([], [Problem("start", "02:30", allowed, 2)])


def test_a_file_without_lines_changes_nothing(database, tmp_path):
    (tmp_path / "hours.csv").write_text("worker;day;start;end\n")
    before = cast.contents(database)
    assert imported(database, read_hours(tmp_path / "hours.csv")) == ImportReport(lines_read=0)
    assert cast.contents(database) == before


# --- the law


def test_hours_that_overlap_refuse_the_whole_file(database, hours):
    before = cast.contents(database)
    with pytest.raises(Refused) as refused:
        imported(database, hours(LINE, TRAVEL | {"start": "11:59"}))
    assert [(finding.rule, finding.span.from_on) for finding in refused.value.findings] == [
        ("PLAN-01", date(2025, 3, 3))
    ]
    assert cast.contents(database) == before


def test_hours_that_follow_each_other_do_not_overlap(database, hours):
    assert (
        imported(
            database,
            hours(LINE, LINE | {"agreement": "A-CP-2", "site": "S-M002", "start": "12:00", "end": "13:00"}),
        ).new
        == 2
    )
