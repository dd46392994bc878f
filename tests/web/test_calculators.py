"""The calculators over the API: the figures of the command line, and refusals that name the field."""

from __future__ import annotations

from fastapi.testclient import TestClient

from tests.calculators import CASES, calculated, written


def test_every_worked_example_has_the_figures_of_the_command_line(client: TestClient) -> None:
    for case in CASES:
        asked = {name: written(value) for name, value in case["inputs"].items()}
        answer = client.get(f"/api/calculators/{case['calculator']}", params=asked)
        assert (answer.status_code, answer.json()) == (200, calculated(case["calculator"], **case["inputs"]))


def test_the_law_of_today_applies_where_no_day_is_asked(client: TestClient) -> None:
    answer = client.get("/api/calculators/part-time-minimum", params={"full_time_minutes": 2280})
    assert answer.json()["minimum_minutes"] == 1140


def test_a_refusal_names_the_field_and_what_is_allowed(client: TestClient) -> None:
    asked = {"committee": "225", "october_gross_cents": 1, "months": 3, "year": 2024}
    answer = client.get("/api/calculators/year-end-premium", params=asked)
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {
            "field": "committee",
            "found": "225",
            "allowed": "its premium of 2024 cannot be calculated (Convention collective propre: non lu pour cette"
            " période); these can: 200, 329.02, 337",
        }
    ]


def test_the_reference_describes_the_calculators(client: TestClient) -> None:
    described = client.get("/openapi.json").json()["paths"]["/api/calculators/notice"]["get"]
    assert [each["name"] for each in described["parameters"]][:2] == ["contract_start", "notice_starts"]
    assert "/api/calculators/notice" in client.get("/docs").text
