"""Any request that the description allows is answered, and as it says: no error of ours, no unknown status.

Each call is tried in a role that it declares and in one that it does not. BASICPLUS_SCHEMA_EXAMPLES asks for more
requests a call, and then each of its roles is tried.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode

from basicplus.access import ROLES, Principal
from basicplus.acts import REGISTRY
from basicplus.app import create_app
from basicplus.store import open_store
from tests.conftest import Templates

EXAMPLES = int(os.environ.get("BASICPLUS_SCHEMA_EXAMPLES", "1"))
METHODS = ("GET", "POST")
KNOWN = {
    "number": ["M001", "W001", "A-CPT-1", "C-W001", "2025-0001"],
    "member": ["M001"],
    "year": [2025],
    "visit_id": [1],
}
"""What is there: without it, nearly every request would stop at what is not."""


@pytest.fixture(scope="module")
def url(sqlite_templates: Templates) -> Iterator[str]:
    yield from sqlite_templates.fresh(sqlite_templates.cast)


def principal(role: str) -> Principal:
    """Who holds one role, over one worker and one member."""
    return Principal(role, frozenset({role}), worker="W001", members=("M001",), signs_for=("M001",))  # type: ignore[arg-type]


def tried(role: str, declared: list[str], position: int) -> bool:
    """Say whether a call is tried in a role: each where much is asked for, otherwise one that it declares."""
    may = [each for each in ROLES if each in declared or {"anyone", "public"} & set(declared)]
    if role in may:
        return EXAMPLES > 1 or may[position % len(may)] == role
    others = [each for each in ROLES if each not in may]
    return others[position % len(others)] == role


def aimed(case: Case, number: int) -> Case:
    """Aim a request at what there is: its group always, and mostly its member, worker or document."""
    for name, values in KNOWN.items():
        if name in case.path_parameters and number % 4:
            case.path_parameters[name] = values[number % len(values)]
    if number % 4 and case.headers:
        # Otherwise nearly every change would stop at a tag that names no answer.
        case.headers.pop("If-Match", None)
    act = REGISTRY.get(case.path.rpartition("/acts/")[2])
    if act and isinstance(case.body, dict) and number % 2:
        # Otherwise nearly every body would stop at its first wrong field.
        case.body = dict(act.example) | dict(list(case.body.items())[number % 3 : number % 3 + 1])
    return case


@pytest.mark.parametrize("role", ROLES)
def test_every_call_is_answered_as_described(url: str, role: str) -> None:
    database = open_store(url)
    app = create_app(database, principal=principal(role))
    schema = schemathesis.openapi.from_dict(app.openapi())
    schema.app = app
    found: dict[str, str] = {}
    for position, result in enumerate(schema.get_all_operations()):
        operation = result.ok()
        declared = operation.definition.raw["x-roles"]
        if tried(role, declared, position):
            found |= wrong(operation, sorted(operation.definition.raw["responses"]))
    database.close()
    assert not found, "\n".join(f"{asked}\n    {answered}" for asked, answered in found.items())


def wrong(operation: Any, documented: list[str]) -> dict[str, str]:
    """Send requests to a call; return those that were answered otherwise than it says."""
    found: dict[str, str] = {}
    cases = operation.as_strategy(path_parameters={"group": "demo"} if "{group}" in operation.path else None)
    if EXAMPLES > 1:
        cases |= operation.as_strategy(GenerationMode.NEGATIVE)
    numbers = iter(range(1_000_000))

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def send(case: Case) -> None:
        try:
            answer = aimed(case, next(numbers)).call(timeout=600)
        except Exception as error:  # The test client raises what the server would log as a 500.
            found[f"{operation.label} {case.body!r:.300} {case.query!r:.300} {case.path_parameters}"] = repr(
                error
            )[:600]
            return
        if str(answer.status_code) not in documented:
            found[f"{operation.label} {case.body!r:.300}"] = f"{answer.status_code}: {answer.text:.300}"

    send()
    return found
