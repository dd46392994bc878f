"""Every worked example gives its figures, the same through the function and the command line."""

from __future__ import annotations

from typing import Any

import pytest

from tests.calculators import CALCULATORS, CASES, calculated, options, plain
from tests.cli.running import run


@pytest.mark.parametrize("case", CASES, ids=[f"{case['calculator']}: {case['name']}" for case in CASES])
def test_a_worked_example_gives_its_figures(case: dict[str, Any]) -> None:
    figures = calculated(case["calculator"], **case["inputs"])
    expected = plain(case["expected"])
    assert {name: figures[name] for name in expected} == expected
    done = run("calc", case["calculator"], *options(case["inputs"]), "--json")
    assert (done.exit_code, done.json()) == (0, figures)


def test_every_calculator_has_a_worked_example() -> None:
    assert {case["calculator"] for case in CASES} == set(CALCULATORS)


def test_every_step_of_every_example_explains_itself() -> None:
    for case in CASES:
        steps = calculated(case["calculator"], **case["inputs"])["steps"]
        assert steps, case["name"]
        for step in steps:
            assert list(step) == ["label", "formula", "result", "source", "confirmed"]
            assert [name for name, text in step.items() if not text] == []
            assert step["confirmed"] in ("official", "secondary", "belief", "house")
