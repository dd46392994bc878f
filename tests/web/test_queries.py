"""How many statements a page sends to the database: as many for much as for little, and none for a style sheet."""

from __future__ import annotations

from datetime import date

from fastapi.testclient import TestClient

from basicplus import assignments
from basicplus.access import ROLES, Principal
from basicplus.app import create_app
from basicplus.clock import month_of
from basicplus.db import Database
from bench.pages.telling import counting
from tests import cast

FIRST, LATER = date(2025, 3, 4), date(2025, 3, 11)
MUCH = tuple(date(2025, 3, day) for day in (12, 13, 14, 18, 19, 20))
EVERYTHING = Principal(
    "somebody",
    frozenset(ROLES),
    worker="W001",
    members=("M001",),
    signs_for=("M001",),
    email="somebody@school.example",
    group=cast.GROUP,
)
PAGES = (
    "",
    "/plan/conflicts?month=2025-03",
    "/plan?month=2025-03",
    "/plan?month=2025-03&view=member",
    "/plan/workers/W001?month=2025-03",
    "/month/2025-03",
    "/members",
    "/members/M001",
    "/workers/W001",
    "/invoices",
    "/findings?year=2025",
    "/me?day=2025-03-11",
    "/me/hours?day=2025-03-11",
    "/portal/M001",
    "/portal/M001/sign",
)
MOST = 45


def worked(database: Database, days: tuple[date, ...]) -> None:
    """Plan and check a morning and an afternoon of W001 at M001, and an afternoon of W002, on each day."""
    later = {"start_time": "13:00"}
    with cast.writing(database, despite="measured") as session:
        for day in days:
            assignments.add_visit(session, cast.visit(day=day))
            assignments.add_visit(session, cast.visit(day=day, **later))
            assignments.add_visit(session, cast.visit(day=day, worker="W002", agreement="A-CPT-1", **later))
    cast.publish(database)
    hours = [cast.hours(day=day) for day in days]
    hours += [cast.hours(day=day, start_time="13:00", end_time="16:30") for day in days]
    cast.log(database, *hours)
    cast.check(database, month_of(days[0]))


def queries(client: TestClient) -> dict[str, int]:
    """Return how many statements each page sends, once it has been shown before."""
    found = {}
    for page in PAGES:
        for _ in range(2):
            with counting() as counted:
                answer = client.get(f"/g/{cast.GROUP}{page}")
            assert answer.status_code == 200, (page, answer.text)
        found[page] = counted.queries
    return found


def test_pages_read_much_in_as_many_queries_as_little(database: Database) -> None:
    client = TestClient(create_app(database, principal=EVERYTHING))
    worked(database, (FIRST,))
    worked(database, (LATER,))  # Not the first version of the plan, of which less is asked.
    little = queries(client)
    worked(database, MUCH)
    assert queries(client) == little
    assert {page: count for page, count in little.items() if count > MOST} == {}


def test_who_fetches_a_script_is_not_looked_up(database: Database) -> None:
    client = TestClient(create_app(database))
    client.cookies.set("basicplus", "a token")
    with counting() as counted:
        assert client.get("/static/basicplus.js").status_code == 200
    assert counted.queries == 0


def test_pages_travel_compressed_and_what_carries_a_tag_does_not(database: Database) -> None:
    client = TestClient(create_app(database, actor=cast.COORDINATOR))
    sent = {
        path: client.get(path).headers.get("content-encoding", "")
        for path in ("/g/demo", "/static/icons.svg", "/static/basicplus.js", "/api/groups/demo/members")
    }
    assert sent == {
        "/g/demo": "gzip",
        "/static/icons.svg": "gzip",
        "/static/basicplus.js": "gzip",
        "/api/groups/demo/members": "",
    }
