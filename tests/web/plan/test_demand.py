"""Demand beside capacity, and what hiring would do: the verdict of really hiring, and nothing saved."""

from __future__ import annotations

import re

from fastapi.testclient import TestClient
from sqlmodel import select

from basicplus.db import Database
from basicplus.workers import Worker
from tests import cast
from tests.staffing import people
from tests.web.plan.conftest import browser, plain

DEMAND = "/g/demo/demand"


def shown(client: TestClient, path: str = "", status: int = 200) -> str:
    answer = client.get(DEMAND + path)
    assert answer.status_code == status, answer.text
    return plain(answer.text)


def test_capacity_is_drawn_and_told_by_month(database: Database) -> None:
    people.staff(database)
    page = shown(browser(database, "finance"), "?from_on=2026-03-01&profession=prevention_advisor")
    assert "3 conseillers en prévention : " in page.lower()
    assert page.count('<rect class="series-1"') == 13
    assert len(re.findall(r'<tr><th scope="row">\w+ 202[67]</th>', page)) == 12


def test_what_if_gives_the_verdict_of_hiring(database: Database) -> None:
    client = browser(database, "coordinator")
    page = shown(client, "/hire?profession=dpo&hours=20&from_on=2025-03-01")
    assert "Accepté : aucune règle ne s'y oppose." in page
    assert {"A-DPO-1", "A-DPO-2"} <= set(re.findall(r">(A-DPO-\d)</a>", page))
    page = shown(client, "/hire?profession=dpo&hours=12&from_on=2025-03-01")
    assert "La loi ne le permet pas." in page
    assert "<strong>GE-13</strong>" in page
    with cast.reading(database) as session:
        assert session.exec(select(Worker.number).where(Worker.number == "NEW")).first() is None


def test_hours_that_make_no_sense_are_asked_again(database: Database) -> None:
    page = shown(browser(database, "coordinator"), "/hire?profession=dpo&hours=many", 422)
    assert 'name="hours" required aria-invalid="true"' in page
