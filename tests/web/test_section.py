"""Sections: a path is sought only where it can be, and found as if it were sought everywhere."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient

from basicplus.web.section import Section


def test_a_section_answers_for_its_own_paths_only_whatever_stands_around_it() -> None:
    inner, outer, other = (
        Section(prefix="/plan"),
        Section(prefix="/g/{group}"),
        Section(prefix="/g/{group}/plan/x"),
    )

    @inner.get("/{day}")
    def of_day(group: str, day: str) -> str:
        return f"{group} {day}"

    @other.get("/y")
    def last(group: str) -> str:
        return f"other {group}"

    outer.include_router(inner)
    around = APIRouter(prefix="/api")
    around.include_router(outer)
    around.include_router(other)
    app = FastAPI()
    app.include_router(around)
    client = TestClient(app)
    asked = (
        "/api/g/one/plan/monday",
        "/api/g/one/plan/x/y",
        "/api/g/one/plan",
        "/api/plan/monday",
        "/g/one/plan/x",
    )
    answers = [client.get(path) for path in asked]
    assert [(answer.status_code, answer.json()) for answer in answers[:2]] == [
        (200, "one monday"),
        (200, "other one"),
    ]
    assert [answer.status_code for answer in answers[2:]] == [404, 404, 404]
    assert client.post("/api/g/one/plan/monday").status_code == 405
