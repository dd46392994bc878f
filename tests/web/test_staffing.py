"""The routes of the staff: capacity, hiring, and the planner's input, which its reader understands."""

from __future__ import annotations

from fastapi.testclient import TestClient

from basicplus.db import Database
from basicplus.planner import Instance
from tests.staffing import people

STAFFING = "/api/groups/demo/staffing"


def test_capacity_and_hiring_are_told_in_a_language(database: Database, client: TestClient):
    people.staff(database)
    asked = {"from_on": "2026-03-01", "language": "fr"}
    capacity = {each["profession"]: each for each in client.get(f"{STAFFING}/capacity", params=asked).json()}
    advisors = capacity["prevention_advisor"]
    assert (advisors["workers"], advisors["demands"], len(advisors["months"])) == (3, 5, 12)
    assert advisors["says"][0].startswith("3 conseillers en prévention : ")
    hired = client.get(f"{STAFFING}/hire", params=asked | {"profession": "dpo", "share": 0.5}).json()
    assert (hired["share"], hired["locality"], hired["heads"], hired["heads_after"]) == (0.5, "5500 Dinant", 5, 6)
    assert {each["demand"] for each in hired["serves"]} == {"A-DPO-1", "A-DPO-2", "A-DPO-3"}
    refused = client.get(f"{STAFFING}/hire", params=asked | {"profession": "pilot"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "profession")


def test_the_input_of_the_planner_is_a_file_that_it_reads(database: Database, client: TestClient):
    people.staff(database)
    days = {"from_on": "2026-03-01", "until_on": "2026-04-01"}
    told = client.get(f"{STAFFING}/year-instance", params=days).json()
    assert told["horizon"] == {"from": "2026-03-01", "to": "2026-03-31"}
    assert Instance.model_validate(told) == people.instance(database)
