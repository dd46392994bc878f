"""Coming in: the password, the cookie, what makes wait, where the login leads, and how a session ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from freezegun import freeze_time

from basicplus.access.attempts import FAILURES
from basicplus.access.sessions import LONGEST_WAIT, wait_after
from basicplus.app import create_app
from basicplus.db import Database
from basicplus.web.pages.login import own_path
from tests import cast
from tests.access.people import ORIGIN, PASSWORD, admit, browser, come_in, grant, logged_in

NOEL = "noel@group.example"
COORDINATOR = {"role": "coordinator"}


@pytest.fixture
def coordinated(database: Database) -> Database:
    admit(database, NOEL, COORDINATOR)
    return database


def test_a_page_leads_to_the_login_and_back(coordinated: Database) -> None:
    client = browser(coordinated)
    answer = client.get("/g/demo/members?q=M001")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/login?next=%2Fg%2Fdemo%2Fmembers%3Fq%3DM001"
    assert client.get("/login").status_code == 200
    fields = {"email": " Noel@GROUP.example ", "password": PASSWORD, "next": "/g/demo/members?q=M001"}
    came_in = client.post("/login", data=fields)
    assert (came_in.status_code, came_in.headers["location"]) == (303, "/g/demo/members?q=M001")
    assert client.get("/g/demo/members?q=M001").status_code == 200


def test_a_program_is_told_that_nobody_is_logged_in(coordinated: Database) -> None:
    answer = browser(coordinated).get("/api/groups/demo/members")
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
    assert answer.json()["type"] == "/docs#problem-login"


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(coordinated: Database) -> None:
    answer = browser(coordinated).post("/login", data={"email": NOEL, "password": PASSWORD})
    [cookie] = [each for each in answer.headers.get_list("set-cookie") if each.startswith("basicplus=")]
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Secure" not in cookie


def test_nothing_that_opens_a_session_is_written_down(coordinated: Database) -> None:
    client = logged_in(coordinated, NOEL)
    token = client.cookies["basicplus"]
    contents = cast.contents(coordinated)
    hashes = [row for row in contents.pop("user_credential") if "$argon2id$" in str(row)]
    assert len(hashes) == 1
    assert not [secret for secret in (token, PASSWORD, "argon2") if secret in str(contents)]
    assert contents["user_session"]
    assert not [row for row in contents["row_version"] if row[2] in ("user_credential", "user_session")]


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(coordinated: Database) -> None:
    client = browser(coordinated)
    wrong = client.post("/login", data={"email": NOEL, "password": "something else"})
    unknown = client.post("/login", data={"email": "nobody@group.example", "password": "something else"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text.replace(NOEL, "") == unknown.text.replace("nobody@group.example", "")
    assert "basicplus" not in client.cookies


def test_five_failures_make_wait_and_the_right_password_does_not_help(coordinated: Database) -> None:
    client = browser(coordinated)
    with freeze_time("2026-03-02T10:00:00Z") as clock:
        for _ in range(5):
            client.post("/login", data={"email": NOEL, "password": "something else"})
        assert client.post("/login", data={"email": NOEL, "password": PASSWORD}).status_code == 401
        clock.tick(timedelta(seconds=61))
        assert client.post("/login", data={"email": NOEL, "password": PASSWORD}).status_code == 303


@pytest.mark.parametrize(
    ("failures", "minutes"), [(0, 0), (4, 0), (5, 1), (6, 2), (7, 4), (10, 32), (11, 60), (40, 60)]
)
def test_each_failure_makes_wait_twice_as_long(failures: int, minutes: int) -> None:
    assert wait_after(failures) == timedelta(minutes=minutes) <= LONGEST_WAIT


def test_an_address_that_fails_too_often_is_not_heard(coordinated: Database) -> None:
    client = browser(coordinated)
    for number in range(FAILURES):
        client.post("/login", data={"email": f"guess{number}@group.example", "password": "something else"})
    answer = client.post("/login", data={"email": NOEL, "password": PASSWORD})
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "900")


def test_a_session_ends_when_nobody_uses_it_and_in_any_case_after_a_week(coordinated: Database) -> None:
    client = browser(coordinated)
    with freeze_time("2026-03-02T08:00:00Z") as clock:
        come_in(client, NOEL)
        clock.tick(timedelta(hours=11))
        assert client.get("/g/demo/members").status_code == 200
        clock.tick(timedelta(hours=11))
        assert client.get("/g/demo/members").status_code == 200
        clock.tick(timedelta(hours=13))
        assert client.get("/g/demo/members").status_code == 303
        come_in(client, NOEL)
        for _ in range(16):
            clock.tick(timedelta(hours=10))
            assert client.get("/g/demo/members").status_code == 200
        clock.tick(timedelta(hours=10))
        assert client.get("/g/demo/members").status_code == 303


def test_who_logs_out_is_out_and_the_old_cookie_opens_nothing(coordinated: Database) -> None:
    client = logged_in(coordinated, NOEL)
    token = client.cookies["basicplus"]
    assert client.post("/logout").headers["location"] == "/login"
    assert "basicplus" not in client.cookies
    client.cookies.set("basicplus", token)
    assert client.get("/g/demo/members").status_code == 303


def test_logging_in_again_gives_another_session_and_ends_the_old_one(coordinated: Database) -> None:
    client = logged_in(coordinated, NOEL)
    first = client.cookies["basicplus"]
    client.post("/login", data={"email": NOEL, "password": PASSWORD})
    assert client.cookies["basicplus"] != first
    other = browser(coordinated)
    other.cookies.set("basicplus", first)
    assert other.get("/g/demo/members").status_code == 303


def test_roles_hold_on_their_days_by_brussels_clocks(coordinated: Database) -> None:
    with cast.writing(coordinated) as session:
        grant(session, NOEL, "finance", from_on="2026-07-01", until_on="2026-07-02")
    client = browser(coordinated)
    for instant, status in (
        ("2026-06-30T21:59:00Z", 403),
        ("2026-06-30T22:00:00Z", 201),
        ("2026-07-01T21:59:00Z", 201),
        ("2026-07-01T22:00:00Z", 403),
    ):
        with freeze_time(instant):
            come_in(client, NOEL)
            key = f"K{instant[8:10]}{instant[11:13]}"
            answer = client.post("/api/groups/demo/acts/open-key", json={"code": key, "name": key})
            assert (instant, answer.status_code) == (instant, status)


def test_a_change_of_what_a_user_may_do_ends_its_sessions(coordinated: Database) -> None:
    client = logged_in(coordinated, NOEL)
    with cast.writing(coordinated) as session:
        grant(session, NOEL, "admin")
    assert client.get("/g/demo/members").status_code == 303


def test_a_request_with_a_session_says_from_which_page_it_comes(coordinated: Database) -> None:
    client = logged_in(coordinated, NOEL)
    del client.headers["Origin"]
    member = cast.member("M004").model_dump(mode="json")
    assert client.post("/api/groups/demo/members", json=member).status_code == 403
    assert client.post("/api/groups/demo/members", json=member, headers=ORIGIN).status_code == 201


def test_another_group_is_not_there(coordinated: Database) -> None:
    client = logged_in(coordinated, NOEL)
    assert client.get("/g/other/members").status_code == 404
    assert client.get("/api/groups").json() == [
        {"code": "demo", "name": "Groupement des Écoles", "url": "/api/groups/demo"}
    ]


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        ("/g/demo?x=1", "/g/demo?x=1"),
        ("", "/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("/\nevil", "/"),
        ("javascript:alert(1)", "/"),
        ("/login", "/"),
        ("/logout", "/"),
    ],
)
def test_the_login_leads_to_own_pages_only(wanted: str, path: str) -> None:
    assert own_path(wanted) == path


def test_a_configured_name_is_answered_with_a_secure_cookie(coordinated: Database) -> None:
    app = create_app(coordinated, hosts=("basicplus.group.example",))
    client = TestClient(app, base_url="https://basicplus.group.example", follow_redirects=False)
    origin = {"Origin": "https://basicplus.group.example"}
    answer = client.post("/login", data={"email": NOEL, "password": PASSWORD}, headers=origin)
    [cookie] = [each for each in answer.headers.get_list("set-cookie") if "basicplus=" in each]
    assert cookie.startswith("__Host-basicplus=")
    assert {"Secure", "HttpOnly", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert client.get("/g/demo/members").status_code == 200
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 421


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36",
            "Linux",
        ),
        ("Mozilla/5.0 (Android 16; Mobile; rv:150.0) Gecko/150.0 Firefox/150.0", "Firefox, Android"),
        ("curl/8.5.0", "curl/8.5.0"),
    ],
)
def test_a_browser_is_told_apart_by_its_name(coordinated: Database, agent: str, told: str) -> None:
    client = browser(coordinated)
    client.headers["User-Agent"] = agent
    assert told in come_in(client, NOEL).get("/account").text
