"""The description of the API is whole: each call with its summary, its tag, its examples and its answers."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from basicplus.app import create_app
from basicplus.db import Database
from basicplus.store import open_store
from basicplus.web.describing import JSON, TAGS, operations
from basicplus.web.problems import MEDIA_TYPE
from tests.conftest import Templates

Described = dict[str, Any]


@pytest.fixture(scope="module")
def described(sqlite_templates: Templates) -> Described:
    database: Database = open_store(sqlite_templates.empty)
    found = create_app(database, actor="nobody").openapi()
    database.close()
    return found


def names(described: Described) -> dict[str, Described]:
    return {f"{method.upper()} {path}": operation for path, method, operation in operations(described)}


def wrong(described: Described, contents: dict[str, Described]) -> dict[str, str]:
    """Return what is wrong with examples; all at once, for a validator of so many shapes is slow to make."""
    together = {
        "components": described["components"],
        "properties": {name: content["schema"] for name, content in contents.items()},
    }
    examples = {name: content["example"] for name, content in contents.items()}
    errors = jsonschema_rs.Draft202012Validator(together).iter_errors(examples)
    return {str(error.instance_path[0]): error.message for error in errors}


def test_it_says_what_it_is_and_how_to_sign_in(described: Described) -> None:
    assert described["openapi"].startswith("3.1")
    assert described["info"]["title"] == "basicplus"
    assert "Authorization: Bearer" in described["info"]["description"]
    assert set(described["components"]["securitySchemes"]) == {"token", "session"}


def test_each_call_has_a_summary_and_a_tag_that_is_described(described: Described) -> None:
    found = names(described)
    assert [name for name, each in found.items() if not each["summary"] or each["summary"].endswith(".")] == []
    assert {tag for each in found.values() for tag in each["tags"]} <= set(TAGS)
    assert [tag["name"] for tag in described["tags"] if not tag["description"]] == []


def test_each_call_asks_for_a_login_unless_it_is_public(described: Described) -> None:
    for name, each in names(described).items():
        assert ("security" in each) == ("public" not in each["x-roles"]), name


def test_each_body_and_each_answer_has_an_example_that_fits(described: Described) -> None:
    contents: dict[str, Described] = {}
    for name, each in names(described).items():
        contents[f"{name}: body"] = each.get("requestBody", {}).get("content", {}).get(JSON)
        for status, answer in each["responses"].items():
            kind = JSON if status.startswith("2") else MEDIA_TYPE
            contents[f"{name}: {status}"] = answer.get("content", {}).get(kind)
    present = {name: content for name, content in contents.items() if content}
    assert len(present) > 1000
    assert wrong(described, present) == {}


def test_problems_are_told_as_problems(described: Described) -> None:
    api = {name: each for name, each in names(described).items() if " /api/" in name}
    for name, each in api.items():
        problems = {code: answer for code, answer in each["responses"].items() if not code.startswith("2")}
        assert {"400", "403", "404", "422"} <= set(problems), name
        assert {tuple(answer["content"]) for code, answer in problems.items() if code != "304"} == {(MEDIA_TYPE,)}


def test_calls_that_change_what_can_be_read_take_its_tag(described: Described) -> None:
    told = {name for name, each in names(described).items() if "412" in each["responses"]}
    api = "POST /api/groups/{group}"
    assert {f"{api}/acts/correct-hours", f"{api}/acts/end-contract", f"{api}/contracts/{{number}}/end"} < told
    assert told.isdisjoint({f"{api}/workers", f"{api}/acts/register-worker", f"{api}/simulations"})
    asked = described["paths"]["/api/groups/{group}/acts/correct-hours"]["post"]["parameters"]
    assert [each["name"] for each in asked if each["in"] == "header"] == ["Idempotency-Key", "If-Match"]
