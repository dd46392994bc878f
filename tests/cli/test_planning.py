"""`basicplus plan`: the board, the conflicts, the edits, the differences, and whom to tell."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from basicplus.assignments import planning
from basicplus.store import open_store
from tests.assignments.planning import parts
from tests.cli.running import run

if TYPE_CHECKING:
    from tests.conftest import Templates

WEEK = ("--from", "2025-03-03", "--until", "2025-03-10")
DAY = ("--day", "2025-03-03")


@pytest.fixture
def url(sqlite_templates: Templates) -> Iterator[str]:
    """A database with a published week, one visit of which moves in the draft."""
    for fresh in sqlite_templates.fresh(sqlite_templates.cast):
        database = open_store(fresh)
        parts.plan_week(database)
        move = planning.VisitMove(visit=1, day=parts.FRIDAY, **parts.TOLD)
        parts.do(database, planning.move_visit, move)
        database.close()
        yield fresh


def test_the_board_marks_what_is_drafted(url: str) -> None:
    shown = run("plan", "board", *WEEK, "--db", url).stdout
    [line] = [line.split() for line in shown.splitlines() if line.startswith("W001")]
    assert line[4:] == ["-", "3:30", "-", "-", "3:30+", "7:00", "38:00"]


def test_differences_edits_and_notices_are_listed(url: str) -> None:
    diff = run("plan", "diff", *DAY, "--worker", "W001", "--language", "nl", "--db", url).stdout
    assert "Version 2 -> 3: 0 added, 1 moved, 0 cancelled" in diff
    assert "→ vr 7 maart" in diff
    [edit] = json.loads(run("plan", "edits", *DAY, "--json", "--db", url).stdout)
    assert (edit["state"], edit["kind"]) == ("done", "move visit")
    notices = json.loads(run("plan", "notices", *DAY, "--json", "--db", url).stdout)
    assert [(each["number"], each["added"], each["state"]) for each in notices][:2] == [
        ("W001", 2, "to tell"),
        ("W004", 1, "to tell"),
    ]


def test_conflicts_of_one_kind_are_shown_with_their_sentence(url: str) -> None:
    found = json.loads(
        run("plan", "conflicts", *WEEK, "--on", "2025-02-03", "--kind", "unsold", "--json", "--db", url).stdout
    )
    assert [(each["subject"], each["numbers"]["difference"]) for each in found] == [
        ("W001", "31 h"),
        ("W002", "38 h"),
        ("W003", "19 h"),
        ("W004", "34 h 30"),
    ]


def test_a_language_that_nobody_wrote_is_refused(url: str) -> None:
    done = run("plan", "diff", *DAY, "--language", "es", "--db", url)
    assert (done.exit_code, "one of fr, nl, de, en" in done.stderr) == (2, True)


def test_telling_without_a_mail_server_says_so(url: str) -> None:
    done = run("plan", "tell", "--json", "--db", url)
    assert (done.exit_code, {line["state"] for line in json.loads(done.stdout)}) == (0, {"waiting"})
