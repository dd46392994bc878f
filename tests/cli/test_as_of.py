"""`as-of` and `check --known-on` as people and programs use them."""

from __future__ import annotations

import pytest

from basicplus import journal
from basicplus.clock import today
from basicplus.store import open_store
from tests.cli.running import run
from tests.small_demo import SmallDemo

WORKERS = ["W001", "W002", "W003", "W004"]


def test_a_list_is_shown_as_of_a_day_and_as_known_on_a_day(built_demo: SmallDemo) -> None:
    asked = ("as-of", "2025-06-30", "--known-on", str(today()), "--what", "workers", "--db", str(built_demo.file))
    told = run(*asked, "--json").json()
    assert (told["on"], told["known_on"], told["what"]) == ("2025-06-30", str(today()), "workers")
    assert [row["number"] for row in told["items"]] == WORKERS
    shown = run(*asked)
    assert (shown.exit_code, shown.stdout.splitlines()[-1]) == (0, "4 in all.")
    assert shown.stdout.startswith(f"workers as of 2025-06-30, as known on {today()}")


def test_a_state_does_not_differ_from_itself(built_demo: SmallDemo) -> None:
    day = str(today())
    asked = ("as-of", "2025-06-30", "--known-on", day, "--against", day, "--db", str(built_demo.file))
    assert run(*asked, "--json").json() == {
        "on": "2025-06-30",
        "known_on": day,
        "against": day,
        "differences": {},
    }
    assert run(*asked).stdout.startswith(f"From what was known on {day} to what was known on {day}")


def test_the_rules_run_on_what_was_known(small_demo: SmallDemo) -> None:
    asked = ("check", "--on", "2025-06-30", "--known-on", str(today()), "--db", str(small_demo.file), "--json")
    done = run(*asked, "--as-auditor", "Eva Janssens")
    assert (done.exit_code, done.json()["findings"]) == (0, [])
    run("as-of", "2025-06-30", "--db", str(small_demo.file), "--as-auditor", "Eva Janssens")
    database = open_store(str(small_demo.file))
    with database.reading() as session:
        looks = [(entry.actor, entry.subject) for entry in journal.entries(session) if entry.act == "look"]
    database.close()
    assert looks == [("Eva Janssens", "check"), ("Eva Janssens", "as of: members")]
    assert run("verify", "--db", str(small_demo.file)).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("30 june",), "DAY: found '30 june'"),
        (("2025-06-30", "--known-on", "2999-01-01"), "--known-on: found '2999-01-01'; a day not after today"),
        (("2025-06-30", "--known-on", "2001-01-01"), "Nothing is known from before "),
        (("2025-06-30", "--against", "2025-01-01"), "--known-on: found 'nothing'"),
    ],
)
def test_bad_input_is_a_sentence(built_demo: SmallDemo, arguments: tuple[str, ...], told: str) -> None:
    done = run("as-of", *arguments, "--db", str(built_demo.file))
    assert (done.exit_code in (2, 4), told in done.stderr, "Traceback" in done.stderr) == (True, True, False)
