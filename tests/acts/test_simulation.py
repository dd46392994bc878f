"""What would happen if: the verdict of doing it (T17), the staff, what appears and goes; and nothing is saved."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

import basicplus
from basicplus.acts.curve import ChangePoint
from basicplus.acts.doing import Asked
from basicplus.acts.files import ActsFile, import_acts, read_acts
from basicplus.acts.simulation import Simulation, simulate
from basicplus.clock import Span
from basicplus.compliance.gate import Refused, Warned, refusal
from basicplus.db import Database, pick
from basicplus.errors import InvalidInput
from basicplus.invoicing.models import KeyWeight
from basicplus.members import Member
from tests import cast
from tests.cli.running import run
from tests.small_demo import SmallDemo

EXAMPLES = Path(basicplus.__file__).parent.parent / "docs/simulations"
OUTCOMES = {
    "agreement.json": ("saved", 0),
    "amendment.json": ("refused", 3),
    "growth.json": ("saved", 0),
    "hire.json": ("saved", 0),
    "member-leaves.json": ("refused", 3),
    "strike.json": ("saved", 0),
}
ON = date(2025, 9, 1)


def hiring(number: int, from_on: str = "2025-10-01", **changes: Any) -> list[Asked]:
    """Register and hire a worker."""
    given = {
        "number": f"C-W{number:03d}",
        "worker": f"W{number:03d}",
        "from_on": from_on,
        "week_minutes": 1140,
        "pattern": "variable",
        "signed_on": "2025-08-01",
        "purpose_clause": True,
    }
    worker = cast.worker(f"W{number:03d}").model_dump()
    return [Asked("register-worker", worker), Asked("hire", given | changes)]


def simulated(database: Database, *acts: Asked, despite: str | None = None) -> Simulation:
    """Simulate, and be certain that nothing was saved."""
    before = cast.contents(database)
    result = simulate(database, cast.GROUP, acts, despite=despite, on=ON)
    assert cast.contents(database) == before
    return result


def staff(database: Database, count: int) -> None:
    """Hire until the group has this many workers."""
    with cast.writing(database, despite="the group grows") as session:
        import_acts(
            session, acts_file(*(act for number in range(4, count + 1) for act in hiring(number, "2025-09-01")))
        )


def acts_file(*acts: Asked, despite: str | None = None) -> ActsFile:
    """A file of acts, as if it had been read."""
    return ActsFile("acts", "", list(acts), despite)


def test_a_hire_moves_the_curve_and_would_be_saved(database: Database) -> None:
    told = simulated(database, *hiring(4))
    assert (told.outcome, [step.status for step in told.steps], told.appears, told.goes) == (
        "saved",
        ["ok"] * 2,
        [],
        [],
    )
    assert told.curve == [
        ChangePoint(ON, 3, 3, Fraction(5, 2), Fraction(5, 2), 47, 50),
        ChangePoint(date(2025, 10, 1), 3, 4, Fraction(5, 2), Fraction(3), 47, 50),
    ]
    assert (told.over, told.near, told.authorisation_ends_on) == ([], [], None)


def test_the_fifty_first_would_be_refused_and_would_end_the_authorisation(database: Database) -> None:
    staff(database, 50)
    told = simulated(database, *hiring(51, "2025-11-30", until_on="2026-02-01"))
    assert (told.outcome, [found.rule for found in told.verdict.refused]) == ("refused", ["GE-07"])
    assert (told.over, told.near) == (
        [Span(date(2025, 11, 30), date(2026, 2, 1))],
        [Span(ON, date(2025, 11, 30)), Span(date(2026, 2, 1))],
    )
    assert told.authorisation_ends_on == date(2026, 2, 28)
    assert [(found.found, found.span) for found in told.appears] == [
        (51, Span(date(2025, 11, 30), date(2026, 2, 1)))
    ]
    assert [(found.found, found.span) for found in told.goes] == [(50, Span(date(2025, 11, 30), date(2026, 2, 1)))]


def test_the_forty_seventh_would_be_warned_of_until_somebody_says_why(database: Database) -> None:
    staff(database, 46)
    assert simulated(database, *hiring(47)).outcome == "warned"
    assert simulated(database, *hiring(47), despite=" ").outcome == "warned"
    told = simulated(database, *hiring(47), despite="three schools wait")
    assert (told.outcome, [found.rule for found in told.verdict.warned]) == ("saved", ["GE-07"])


@pytest.mark.parametrize("week_minutes", [1139, 1140])
def test_the_verdict_is_that_of_doing_it(database: Database, week_minutes: int) -> None:
    acts = hiring(4, week_minutes=week_minutes)
    told = simulated(database, *acts)
    try:
        with cast.writing(database) as session:
            import_acts(session, acts_file(*acts))
        done, sentences = "saved", ""
    except Refused as error:
        done, sentences = "refused", str(error)
    assert (told.outcome, refusal(told.verdict.refused, "en")) == (done, sentences)
    assert done == ("saved" if week_minutes == 1140 else "refused")


def test_a_step_that_cannot_be_done_leaves_nothing_and_the_others_are_judged(database: Database) -> None:
    half = Asked("weigh-key", {"key": "ELEVES", "from_on": "2026-01-01", "weights": {"M001": 1, "M999": 2}})
    told = simulated(database, half, Asked("join", {"member": "M001"}), Asked("sack", {}), *hiring(4))
    assert told.outcome == "invalid"
    assert [(step.status, [str(problem) for problem in step.problems]) for step in told.steps[:2]] == [
        ("not_found", ["act: found 'weigh-key'; There is no member M999 in this group."]),
        ("invalid", ["from_on: found 'nothing'; Field required"]),
    ]
    assert [step.status for step in told.steps[2:]] == ["invalid", "ok", "ok"]
    with cast.writing(database) as session:
        report = import_acts(session, acts_file(half, *hiring(4)), skip_refused=True)
    assert (report.new, [problem.found for problem in report.refused]) == (2, ["weigh-key"])
    with cast.reading(database) as session:
        weights = {row[0]: row[1] for row in session.rows(_weights())}
    assert weights == cast.PUPILS


def _weights() -> Any:
    return pick(Member.number, KeyWeight.weight).where(KeyWeight.member_id == Member.id)


def test_a_key_that_is_taken_fails_alone(database: Database) -> None:
    """What the tables refuse at a flush is undone to the act, and is a sentence."""
    told = simulated(database, Asked("open-key", {"code": "ELEVES", "name": "twice"}), *hiring(4))
    assert [step.status for step in told.steps] == ["conflict", "ok", "ok"]
    assert "This contradicts what is recorded already" in told.steps[0].problems[0].allowed
    assert told.verdict.refused == []


def test_an_import_with_a_step_that_cannot_be_done_is_refused_whole(database: Database) -> None:
    before = cast.contents(database)
    acts = [*hiring(4), Asked("leave", {"member": "M999", "until_on": "2026-01-01"}, line=3)]
    with (
        pytest.raises(InvalidInput, match="line 3, act: found 'leave'; There is no member M999"),
        cast.writing(database) as session,
    ):
        import_acts(session, acts_file(*acts))
    assert cast.contents(database) == before


def test_what_a_change_mends_goes(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE contract_terms SET week_minutes = 1020 WHERE week_minutes = 1140"))
    told = simulated(
        database,
        Asked(
            "amend-contract",
            {"contract": "C-W003", "from_on": "2025-10-01", "week_minutes": 1140, "pattern": "variable"},
        ),
    )
    assert (told.outcome, told.appears) == ("saved", [])
    assert [(found.rule, found.subject, found.span) for found in told.goes] == [
        ("GE-13", "contract C-W003", Span(date(2025, 10, 1)))
    ]


def test_every_example_is_expected_to_end_in_one_way() -> None:
    assert sorted(file.name for file in EXAMPLES.iterdir()) == sorted(OUTCOMES)


@pytest.mark.parametrize("name", sorted(OUTCOMES))
def test_the_examples_run_on_the_demonstration_and_save_nothing(small_demo: SmallDemo, name: str) -> None:
    before = small_demo.file.read_bytes()
    arguments = (str(EXAMPLES / name), "--on", "2026-01-01", "--db", str(small_demo.file))
    done = run("simulate", *arguments, "--json")
    assert (done.json()["outcome"], done.exit_code) == OUTCOMES[name]
    assert [step["status"] for step in done.json()["steps"]] == ["ok"] * len(read_acts(EXAMPLES / name).acts)
    assert run("simulate", *arguments).exit_code == done.exit_code
    assert small_demo.file.read_bytes() == before
    assert run("import", "acts", str(EXAMPLES / name), "--db", str(small_demo.file)).exit_code == done.exit_code


def test_the_table_for_people_begins_with_the_verdict(database: Database, tmp_path: Path) -> None:
    staff(database, 50)
    file = tmp_path / "acts.json"
    acts = [{"act": each.act, **each.fields} for each in hiring(51, "2025-11-30", until_on="2026-02-01")]
    file.write_text(json.dumps({"acts": acts}), "utf-8")
    done = run("simulate", str(file), "--on", "2025-09-01", "--db", database.url)
    lines = done.stdout.splitlines()
    assert (done.exit_code, lines[0]) == (
        3,
        "Would be refused. Change what the refusals say, then simulate again.",
    )
    assert lines[1].startswith("refused GE-07 The group would employ 51 workers (2025-11-30 to 2026-01-31)")
    assert lines[2] == "end The authorisation would end on 2026-02-28 (GE-08)."
    assert "over 2025-11-30 to 2026-01-31" in lines
    assert "near from 2026-02-01" in lines
    assert lines[-1] == "Nothing was saved."


def test_a_file_that_gives_no_reason_is_warned_of_as_simulated(database: Database) -> None:
    staff(database, 46)
    with pytest.raises(Warned), cast.writing(database) as session:
        import_acts(session, acts_file(*hiring(47)))
