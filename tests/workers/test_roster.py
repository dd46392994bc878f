"""The roster file: workers and contracts from the template, refused by line, by record or by law."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from basicplus import workers
from basicplus.compliance.gate import Refused
from basicplus.errors import InvalidInput, Problem
from basicplus.workers import ContractCreate, WorkerCreate
from basicplus.workers.roster import (
    Roster,
    RosterImport,
    RosterLine,
    import_workers,
    read_roster,
    write_roster_template,
)
from tests import cast

WORKER = {"number": "W010", "first_name": "Camille", "last_name": "Exemple", "profession": "accountant"}
CONTRACT = {
    "contract_number": "CT-W010",
    "contract_from": "2026-01-05",
    "week_hours": "22,8",
    "pattern": "variable",
    "signed_on": "15/12/2025",
    "purpose_clause": "oui",
}
LINE = WORKER | CONTRACT


@pytest.fixture
def roster(tmp_path):
    """Return a function that reads lines of the template, given as columns and values."""

    def read(*lines: dict[str, str]) -> Roster:
        path = tmp_path / "roster.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(dict.fromkeys(name for line in lines for name in line)))
            writer.writeheader()
            writer.writerows(lines)
        return read_roster(path)

    return read


def imported(database, roster: Roster, despite: str | None = None, **options: bool) -> RosterImport:
    with cast.writing(database, despite=despite) as session:
        return import_workers(session, roster, **options)


def refusals(database, roster: Roster) -> list[tuple[str, str, int | None]]:
    before = cast.contents(database)
    with pytest.raises(InvalidInput) as refused:
        imported(database, roster)
    assert cast.contents(database) == before
    return [(problem.field, problem.found, problem.line) for problem in refused.value.problems]


def tried(database, roster: Roster, **options: bool) -> RosterImport:
    with database.writing(cast.GROUP, cast.COORDINATOR, dry_run=True) as session:
        return import_workers(session, roster, **options)


# --- reading


def test_a_line_is_a_worker_with_a_contract(roster):
    read = roster(LINE | {"contract_last_day": "2026-12-31", "pattern": "mon 08:00-20:00; tue 08:00-18:48"})
    assert (read.lines_read, read.refused, read.remarks) == (1, [], [])
    assert read.drafts == [
        RosterLine(
            line=2,
            worker=WorkerCreate(number="W010", first_name="Camille", last_name="Exemple", profession="accountant"),
            contract=ContractCreate(
                number="CT-W010",
                worker="W010",
                from_on=date(2026, 1, 5),
                until_on=date(2027, 1, 1),
                week_minutes=1368,
                full_time_minutes=2280,
                signed_on=date(2025, 12, 15),
                purpose_clause=True,
                pattern="mon 08:00-20:00; tue 08:00-18:48",
            ),
            given=frozenset(LINE) | {"contract_last_day", "pattern"},
        )
    ]


def test_a_worker_without_a_contract_is_a_line_too(roster):
    assert [draft.contract for draft in roster(WORKER).drafts] == [None]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"last_name": ""}, Problem("last_name", "", "this cell may not be empty", 2)),
        ({"number": "w10"}, Problem("number", "w10", "write capitals, digits and hyphens only, as M-001", 2)),
        (
            {"profession": "nurse"},
            Problem(
                "profession",
                "nurse",
                "write one of: accountant, prevention_advisor, energy_advisor, dpo, lawyer, dedicated",
                2,
            ),
        ),
        ({"week_hours": ""}, Problem("week_hours", "", "this cell may not be empty", 2)),
        ({"contract_number": ""}, Problem("contract_number", "", "this cell may not be empty", 2)),
        (
            {"week_hours": "half"},
            Problem("week_hours", "half", "write hours as 19, 22,8, 22:48 or 22h48", 2),
        ),
        (
            {"week_hours": "38h01"},
            Problem("week_hours", "38h01", "at most the full-time week of 38h00", 2),
        ),
        (
            {"contract_last_day": "2026-01-04"},
            Problem(
                "contract_last_day", "2026-01-04", "write 2026-01-05, when the contract starts, or a later day", 2
            ),
        ),
        (
            {"pattern": "mon 08:00-20:00"},
            Problem("pattern", "mon 08:00-20:00", "this week has 12h00; write one of 22h48, as agreed", 2),
        ),
        (
            {"pattern": "monday"},
            Problem(
                "pattern", "monday", "write each day as `mon 08:30-12:30 13:00-16:36`, or `variable` alone", 2
            ),
        ),
        (
            {"home_latitude": "50.4"},
            Problem("home_longitude", "", "give both home_latitude and home_longitude, or neither", 2),
        ),
    ],
)
def test_a_line_with_a_wrong_cell_is_refused(roster, change, problem):
    read = roster(LINE | change)
    assert (read.drafts, read.refused) == ([], [problem])


def test_a_contract_of_one_day_may_be(roster):
    contract = roster(LINE | {"contract_last_day": "2026-01-05"}).drafts[0].contract
    assert contract is not None
    assert contract.until_on == date(2026, 1, 6)


def test_a_worker_with_two_contracts_repeats_the_line(roster):
    second = {"contract_number": "CT-2", "contract_from": "2027-01-04", "signed_on": "2026-12-01"}
    read = roster(LINE | {"contract_last_day": "2026-12-31"}, LINE | second | {"contract_last_day": ""})
    assert ([draft.line for draft in read.drafts], read.refused) == ([2, 3], [])


def test_lines_that_contradict_each_other_are_refused(roster):
    read = roster(LINE, LINE | {"last_name": "Exemplaire", "week_hours": "30", "contract_last_day": "2026-12-31"})
    assert [draft.line for draft in read.drafts] == [2]
    there = "this contradicts line 2, where it is {!r}; make the lines agree"
    assert read.refused == [
        Problem("last_name", "Exemplaire", there.format("Exemple"), 3),
        Problem("contract_last_day", "2026-12-31", there.format("no day"), 3),
        Problem("week_hours", "30h00", there.format("22h48"), 3),
    ]


@pytest.mark.parametrize("name", ["roster.csv", "roster.xlsx"])
def test_the_template_reads_back_as_two_workers(tmp_path, name):
    write_roster_template(tmp_path / name)
    read = read_roster(tmp_path / name)
    assert [(draft.worker.number, draft.line) for draft in read.drafts] == [("W001", 2), ("W002", 3)]
    assert (read.refused, read.remarks) == ([], [])


# --- importing


def test_new_workers_are_registered_and_hired(database, roster):
    report = imported(database, roster(LINE, WORKER | {"number": "W011"}))
    assert (report.lines_read, report.new, report.unchanged) == (2, 2, 0)
    assert (report.workers, report.contracts) == (["W010", "W011"], ["CT-W010"])
    with cast.reading(database) as session:
        contract = workers.contract_by_number(session, "CT-W010")
        assert (contract.kind, contract.until_on, contract.purpose_clause) == ("open_ended", None, True)
        assert [terms.week_minutes for terms in workers.terms_of(session, contract)] == [1368]
        assert workers.by_number(session, "W011").name == "Camille Exemple"


def test_a_second_import_changes_nothing(database, roster):
    read = roster(LINE, WORKER | {"number": "W011"})
    imported(database, read)
    before = cast.contents(database)
    report = imported(database, read)
    assert (report.new, report.unchanged, report.workers, report.contracts) == (0, 2, [], [])
    assert cast.contents(database) == before


def test_a_new_contract_of_a_recorded_worker_is_signed(database, roster):
    imported(database, roster(LINE | {"contract_last_day": "2026-12-31"}))
    second = {"contract_number": "CT-2", "contract_from": "2027-01-04", "signed_on": "2026-12-01"}
    report = imported(database, roster(LINE | second))
    assert (report.new, report.workers, report.contracts) == (1, [], ["CT-2"])


def test_a_dry_run_saves_nothing(database, roster):
    before = cast.contents(database)
    assert tried(database, roster(LINE)).new == 1
    assert cast.contents(database) == before


def test_a_contract_that_differs_from_the_recorded_one_is_refused(database, roster):
    imported(database, roster(LINE))
    other = {"number": "W011", "contract_number": "CT-W011"}
    read = roster(LINE | other, LINE | {"week_hours": "30", "contract_last_day": "2026-12-31"})
    assert refusals(database, read) == [
        ("contract_last_day", "2026-12-31", 3),
        ("week_hours", "30h00", 3),
    ]
    report = imported(database, read, skip_refused=True)
    advice = "an import amends no contract: amend or end it, or make the file agree"
    assert report.contracts == ["CT-W011"]
    assert [problem.allowed for problem in report.refused] == [
        f"contract CT-W010 (from 2026-01-05) is recorded with no day; {advice}",
        f"contract CT-W010 (from 2026-01-05) is recorded with 22h48; {advice}",
    ]


def test_an_amended_contract_is_the_same_before_and_after_its_amendment(database, roster):
    imported(database, roster(LINE))
    with cast.writing(database) as session:
        workers.amend(session, "CT-W010", date(2026, 7, 1), 1800, date(2026, 6, 1), "variable")
    assert imported(database, roster(LINE)).unchanged == 1
    assert imported(database, roster(LINE | {"week_hours": "30"})).unchanged == 1
    assert refusals(database, roster(LINE | {"week_hours": "31"})) == [("week_hours", "31h00", 2)]


def test_clauses_and_patterns_that_differ_are_refused_with_what_is_recorded(database, roster):
    pattern = "mon 08:00-20:00; tue 08:00-18:48"
    imported(database, roster(LINE | {"pattern": pattern}))
    assert imported(database, roster(LINE | {"pattern": pattern.replace("; ", " ;  ")})).unchanged == 1
    other = {"purpose_clause": "no", "pattern": "wed 08:00-20:00; fri 08:00-18:48", "signed_on": "2025-12-16"}
    with pytest.raises(InvalidInput) as refused:
        imported(database, roster(LINE | other))
    recorded = [problem.allowed.split(";")[0].rpartition(" with ")[2] for problem in refused.value.problems]
    assert recorded == ["2025-12-15", "yes", "mon 08:00-20:00"]


def test_a_worker_who_differs_from_the_recorded_one_is_refused(database, roster):
    imported(database, roster(LINE | {"email": "camille@example.org"}))
    assert refusals(database, roster(LINE | {"email": "c@example.org"})) == [("email", "c@example.org", 2)]


def test_an_empty_cell_says_nothing_of_a_recorded_worker(database, roster):
    imported(database, roster(LINE | {"email": "camille@example.org", "language": "nl"}))
    assert imported(database, roster(LINE | {"signed_on": "", "purpose_clause": ""})).unchanged == 1


def test_the_contract_number_of_somebody_else_is_refused(database, roster):
    assert refusals(database, roster(LINE | {"contract_number": "C-W001"})) == [("contract_number", "C-W001", 2)]


# --- the law


def test_a_file_that_brings_the_fifty_first_worker_is_refused_whole(database, roster):
    def line(rank: int) -> dict[str, str]:
        return LINE | {"number": f"W{rank:03d}", "contract_number": f"CT-W{rank:03d}"}

    before = cast.contents(database)
    with pytest.raises(Refused) as refused:
        imported(database, roster(*(line(rank) for rank in range(10, 58))))  # 48 and the 3 of the cast
    found = [
        (finding.rule, finding.span.from_on, finding.found, finding.limit) for finding in refused.value.findings
    ]
    assert found == [("GE-07", date(2026, 1, 5), 51, 50)]
    assert refused.value.findings[0].law.source in str(refused.value)
    assert cast.contents(database) == before
    assert imported(database, roster(*(line(rank) for rank in range(10, 57))), despite="growth").new == 47


def test_a_file_with_a_contract_of_eighteen_hours_and_a_half_is_refused_whole(database, roster):
    before = cast.contents(database)
    with pytest.raises(Refused) as refused:
        imported(database, roster(WORKER | {"number": "W011"}, LINE | {"week_hours": "18:30"}))
    found = [
        (finding.rule, finding.subject, finding.span.from_on, finding.found, finding.limit)
        for finding in refused.value.findings
    ]
    assert found == [("GE-13", "contract CT-W010", date(2026, 1, 5), 1110, 1140)]
    assert refused.value.findings[0].law.source in str(refused.value)
    assert cast.contents(database) == before
    assert imported(database, roster(LINE | {"week_hours": "19:00"})).new == 1
