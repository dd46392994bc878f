"""`basicplus calendar` and the files of openings and closures: what people read, and what programs read."""

from __future__ import annotations

from pathlib import Path

from tests.cli.running import run
from tests.small_demo import SmallDemo

MAY = ("--from", "2025-05-01", "--until", "2025-06-01")


def test_the_calendar_names_special_days(small_demo: SmallDemo) -> None:
    done = run("calendar", "show", *MAY, "--db", str(small_demo.file))
    assert (done.exit_code, [line.rstrip() for line in done.stdout.splitlines()]) == (
        0,
        [
            "Special days 2025-05-01 to 2025-05-31",
            "day              what",
            "2025-05-01  Thu  legal holiday: Labor Day",
            "2025-05-29  Thu  legal holiday: Ascension Day",
        ],
    )


def test_a_closure_from_a_file_is_in_the_calendar_of_its_member(small_demo: SmallDemo, tmp_path: Path) -> None:
    file, db = tmp_path / "closures.csv", ("--db", str(small_demo.file))
    number = "M0001"
    file.write_text(f"member;first_day;last_day;reason;label\n{number};2025-05-19;;works;Toit\n", "utf-8")
    assert run("import", "closures", str(file), *db).exit_code == 0
    opening = tmp_path / "openings.csv"
    opening.write_text(f"member;from;half_days\n{number};2025-05-20;tue am\n", "utf-8")
    assert run("import", "openings", str(opening), *db, "--json").json()["new"] == 1
    week = ("--from", "2025-05-19", "--until", "2025-05-22", "--member", number, "--language", "fr")
    assert run("calendar", "show", *week, *db, "--json").json() == [
        {"day": "2025-05-19", "kind": "member_closed", "name": "membre fermé\u00a0: travaux, Toit"},
        {"day": "2025-05-20", "kind": "member_not_open", "name": "membre pas ouvert\u00a0: après-midi"},
        {"day": "2025-05-21", "kind": "member_not_open", "name": "membre pas ouvert\u00a0: matin, après-midi"},
    ]


def test_school_years_are_shown_with_their_source_and_how_sure_we_are() -> None:
    years = run("calendar", "schools", "--community", "german", "--json").json()
    assert [(year["name"], year["confirmed"]) for year in years][-3:] == [
        ("2025-2026", "secondary"),
        ("2026-2027", "belief"),
        ("2027-2028", "belief"),
    ]
    assert years[-1]["holidays"]["spring"] == {"from_on": "2028-04-17", "until_on": "2028-05-01"}
    shown = run("calendar", "schools", "--community", "flemish").stdout
    assert "Flemish Community 2026-2027 (secondary: Besluit van de Vlaamse Regering van 17 april 1991" in shown
    assert "autumn holidays      2026-11-02 to 2026-11-08" in shown
