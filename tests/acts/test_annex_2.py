"""Every event that has rules is refused on every path, with the whole message, and nothing is saved."""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from basicplus import workers
from basicplus.acts.doing import Asked
from basicplus.acts.files import ActsFile, import_acts
from basicplus.app import create_app
from basicplus.compliance.rules import RULES
from basicplus.db import Database
from tests import cast
from tests.cli.running import run

LINES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("annex_2.toml").read_text("utf-8"))["line"]
# Rules that no single act can break or be warned by, and why.
WITHOUT_LINE: dict[str, str] = {
    "GE-03": "an audit tells it: days go by, nobody acts",
    "GE-04": "a note, which asks for no answer",
    "GE-06": "a run bills days within membership only (GE-09); an audit finds who leaves after, not the gate",
    "GE-08": "the nightly watch opens the incident; an act can only close it",
    "GE-19": "an audit tells it: days go by, nobody acts",
    "GE-20": "a note, which asks for no answer",
    "GE-21": "a note, which asks for no answer",
    "GE-23": "a note, which asks for no answer",
    "HOL-02": "a note, told by audits",
    "HOL-05": "a note, which asks for no answer",
    "WT-05": "a week below the share is below 19 hours too: GE-13 refuses it, since February 2014",
    "WT-15": "an audit sums the month or the quarter",
    "WT-17": "an audit sums the year",
}


def name_of(line: dict[str, Any]) -> str:
    return f"{line['event']}: {line['rule']}"


def asked(fields: dict[str, Any]) -> Asked:
    return Asked(fields["act"], {name: value for name, value in fields.items() if name != "act"})


def prepare(database: Database, line: dict[str, Any]) -> None:
    """Hire the staff and do the acts that come before."""
    with cast.writing(database, despite="the group grows") as session:
        for number in range(4, line.get("staff", 0) + 1):
            workers.register(session, cast.worker(f"W{number:03d}"))
            workers.hire(session, cast.contract(f"W{number:03d}", from_on="2025-01-06", signed_on="2024-12-02"))
    with cast.writing(database, despite="the group grows") as session:
        import_acts(session, ActsFile("before", "", [asked(fields) for fields in line.get("before", ())]))


def through_the_api(database: Database, attempt: Asked, _folder: Path) -> str:
    client = TestClient(create_app(database, actor="tester"))
    answer = client.post(
        f"/api/groups/{cast.GROUP}/acts/{attempt.act}", json=attempt.fields, headers={"Accept-Language": "en"}
    )
    kind = answer.json()["type"].removeprefix("/docs#problem-")
    assert answer.status_code == 409, answer.text
    return f"{kind}: {answer.json()['detail']}"


def through_the_command(database: Database, attempt: Asked, _folder: Path) -> str:
    fields = [part for name, value in attempt.fields.items() for part in ("--set", f"{name}={written(value)}")]
    return told_by("do", attempt.act, *fields, "--db", database.url)


def through_a_file(database: Database, attempt: Asked, folder: Path) -> str:
    file = folder / "acts.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened, delimiter=";")
        writer.writerow(["act", *attempt.fields])
        writer.writerow([attempt.act, *map(written, attempt.fields.values())])
    return told_by("import", "acts", str(file), "--db", database.url)


def written(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def told_by(*arguments: str) -> str:
    done = run(*arguments)
    kind = {3: "refused", 6: "warned"}[done.exit_code]
    told = done.stderr.removeprefix("Not done: nothing was saved.\n").removesuffix("\n")
    return f"{kind}: {told}"


PATHS: tuple[Callable[[Database, Asked, Path], str], ...] = (through_the_api, through_the_command, through_a_file)


def paths(database: Database) -> tuple[Callable[[Database, Asked, Path], str], ...]:
    """Return all paths, and on PostgreSQL the first: which database it is makes no path another."""
    return PATHS if database.url.startswith("sqlite") else PATHS[:1]


@pytest.mark.parametrize("line", LINES, ids=name_of)
def test_the_event_is_refused_on_every_path_with_the_same_message(
    database: Database, tmp_path: Path, line: dict[str, Any]
) -> None:
    prepare(database, line)
    before = cast.contents(database)
    told = [path(database, asked(line["try"]), tmp_path) for path in paths(database)]
    kind = "warned" if line.get("warns") else "refused"
    assert told == [f"{kind}: {line['told']}"] * len(paths(database))
    assert line["told"].startswith(line["rule"])
    assert cast.contents(database) == before


def test_every_rule_has_a_line() -> None:
    assert {line["rule"] for line in LINES} | WITHOUT_LINE.keys() == {rule.id for rule in RULES}
