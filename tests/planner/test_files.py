"""Instance and plan files: what is wrong is named with its field, what was found and what is allowed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from basicplus.errors import InvalidInput
from basicplus.planner import Assignment, Plan, read_instance, read_plan, write_plan
from tests.planner.small import small_year


def written(folder: Path, content: Any) -> Path:
    file = folder / "file.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return file


def test_an_instance_is_read(tmp_path: Path) -> None:
    read = read_instance(written(tmp_path, small_year(demands=5)))
    assert (read.name, len(read.workers), [each.wanted for each in read.demands][1]) == ("small-1", 4, 2)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("workers", 0, "week"), ["sun-am"], "workers.0.week.0: found 'sun-am'; Input should be 'mon-am'"),
        (("members", 1, "site", "lat"), 200, "members.1.site.lat: found '200'; Input should be less than"),
        (("demands", 1, "half_days"), None, "a weekly demand needs half_days"),
        (("demands", 0, "visits"), None, "a spread demand needs visits and min_gap_days"),
        (("demands", 0, "member"), "M99", "demand D0: member 'M99' is not among the members"),
        (("demands", 0, "previous"), "W99", "demand D0: worker 'W99' is not among the workers"),
        (("demands", 0, "id"), "D1", "demands: an id is given twice"),
        (("demands", 0, "window", "to"), "2026-01-01", "must not be before"),
        (("horizon", "to"), "2028-08-31", "at most 366"),
        (("weights", "km"), -1, "weights.km: found '-1'"),
        (("format",), "planbench-instance-2", "format: found 'planbench-instance-2'"),
    ],
)
def test_a_bad_instance_is_a_sentence(tmp_path: Path, path: tuple[Any, ...], value: Any, said: str) -> None:
    content = small_year(demands=5)
    inner: Any = content
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    with pytest.raises(InvalidInput) as refused:
        read_instance(written(tmp_path, content))
    assert said in str(refused.value)
    assert len(str(refused.value)) < 1000


def test_a_file_that_is_no_json_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="write a JSON file"):
        read_plan(written(tmp_path, "{"))


def test_a_plan_is_read_as_it_was_written(tmp_path: Path) -> None:
    rows = (
        Assignment(demand="D0", worker="W0", visits=("2026-09-15-am",)),
        Assignment(demand="D1", worker="W1", slots=("mon-am", "thu-pm")),
    )
    plan = Plan(instance="small-1", assignments=rows)
    write_plan(plan, tmp_path / "plan.json")
    assert read_plan(tmp_path / "plan.json") == plan
    assert [file.name for file in tmp_path.iterdir()] == ["plan.json"]
    with pytest.raises(InvalidInput, match="instance: found 'nothing'"):
        read_plan(written(tmp_path, {"format": "planbench-plan-1"}))
