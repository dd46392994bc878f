"""Users and grants: what is accepted, what is journaled, how a password is chosen, changed and taken away."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from freezegun import freeze_time
from sqlmodel import col, select

from basicplus import access
from basicplus.access import UserCreate, UserNamed, passwords
from basicplus.acts import act_named
from basicplus.acts.doing import do
from basicplus.db import Database
from basicplus.errors import Conflict, InvalidInput
from basicplus.journal import JournalEntry
from tests import cast
from tests.access.people import PASSWORD, admit, browser, come_in, logged_in

NOEL = "noel@group.example"
ANOTHER = "une tout autre phrase"


def act(database: Database, name: str, /, **fields: Any) -> dict[str, int | str]:
    return do(database, cast.GROUP, "admin", act_named(name), act_named(name).read(fields)).result


def journaled(database: Database, count: int) -> list[tuple[str, str, dict[str, Any]]]:
    with cast.reading(database) as session:
        last = session.exec(select(JournalEntry).order_by(col(JournalEntry.seq).desc()).limit(count)).all()
        return [(entry.act, entry.subject, cast.told(entry)) for entry in reversed(last)]


def test_a_new_user_chooses_a_password_by_an_address_that_works_once(database: Database) -> None:
    made = act(database, "create-user", email="Noel@Group.example", name="Chantal Noël")
    act(database, "grant-role", email=NOEL, role="coordinator", from_on="2025-01-01")
    assert journaled(database, 2) == [
        ("create user", NOEL, {"name": "Chantal Noël"}),
        (
            "grant role",
            NOEL,
            {
                "grant": 1,
                "role": "coordinator",
                "worker": None,
                "member": None,
                "may_sign": False,
                "from_on": "2025-01-01",
                "until_on": None,
            },
        ),
    ]
    client, path = browser(database), str(made["path"])
    assert "Chantal Noël" in client.get(path).text
    assert client.post(path, data={"password": PASSWORD, "again": ANOTHER}).status_code == 422
    assert client.post(path, data={"password": PASSWORD, "again": PASSWORD}).headers["location"] == "/"
    assert client.get("/g/demo/members").status_code == 200
    assert browser(database).get(path).status_code == 404
    assert journaled(database, 1) == [("choose password", NOEL, {})]


def test_the_address_is_good_for_a_week(database: Database) -> None:
    client = browser(database)
    with freeze_time("2026-03-02T10:00:00Z") as clock:
        made = act(database, "create-user", email=NOEL, name="Chantal Noël")
        clock.tick(timedelta(days=6, hours=23))
        assert client.get(str(made["path"])).status_code == 200
        clock.tick(timedelta(hours=1))
        assert client.get(str(made["path"])).status_code == 404


@pytest.mark.parametrize(
    ("password", "found"),
    [
        ("court", "5 characters"),
        ("a" * 201, "201 characters"),
        ("noel@group.example", "the name or the address"),
        ("Chantal Noël Dupont", "the name or the address"),
        ("chantalnoëldupont", "the name or the address"),
        ("abababababab", "the same few characters"),
    ],
)
def test_a_password_that_anybody_guesses_is_refused(password: str, found: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        passwords.accepted(password, NOEL, "Chantal Noël Dupont")
    assert [problem.found for problem in refused.value.problems] == [found]


def test_an_address_is_a_users_own_whatever_its_capitals(database: Database) -> None:
    act(database, "create-user", email=NOEL, name="Chantal Noël")
    with pytest.raises(Conflict, match=f"There is a user {NOEL} already"):
        act(database, "create-user", email="NOEL@group.EXAMPLE", name="Somebody")
    for wrong in ("noel", "@group.example", "noel@group", "no el@group.example"):
        with pytest.raises(InvalidInput, match="an e-mail address"):
            UserCreate(email=wrong, name="Somebody")


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"role": "worker"}, "the role worker names one worker"),
        ({"role": "member", "worker": "W001"}, "the role worker names one worker"),
        ({"role": "coordinator", "member": "M001"}, "the role member names one member"),
        ({"role": "finance", "may_sign": True}, "only a member's people sign"),
        ({"role": "auditor"}, "an auditor comes for a time"),
        ({"role": "auditor", "until_on": "2027-01-03"}, "an auditor comes for a time"),
        ({"role": "admin", "until_on": "2026-01-01"}, "give a day after 2026-01-01"),
    ],
)
def test_a_grant_that_means_nothing_is_refused(fields: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        act_named("grant-role").read({"email": NOEL, "from_on": "2026-01-01"} | fields)


def test_a_role_is_not_held_twice_on_a_day(database: Database) -> None:
    admit(database, NOEL, {"role": "member", "member": "M001", "until_on": "2026-01-01"})
    act(database, "grant-role", email=NOEL, role="member", member="M002", from_on="2025-01-01")
    act(database, "grant-role", email=NOEL, role="member", member="M001", from_on="2026-01-01")
    with pytest.raises(Conflict, match="has this role on these days already"):
        act(database, "grant-role", email=NOEL, role="member", member="M001", from_on="2025-12-31")


def test_a_grant_ends_and_cannot_end_later(database: Database) -> None:
    admit(database, NOEL, {"role": "admin"})
    act(database, "end-grant", grant=1, on="2026-01-01")
    with pytest.raises(Conflict, match="Grant 1 ends on 2026-01-01 already"):
        act(database, "end-grant", grant=1, on="2026-02-01")
    act(database, "end-grant", grant=1, on="2020-01-01")
    with cast.reading(database) as session:
        [grant] = session.exec(select(access.Grant)).all()
        assert (grant.from_on, grant.until_on) == (date(2024, 1, 1), date(2024, 1, 1))


def test_a_disabled_user_is_out_at_once_and_can_be_let_in_again(database: Database) -> None:
    admit(database, NOEL, {"role": "coordinator"})
    client = logged_in(database, NOEL)
    act(database, "disable-user", email=NOEL)
    assert client.get("/g/demo/members").status_code == 303
    assert client.post("/login", data={"email": NOEL, "password": PASSWORD}).status_code == 401
    act(database, "enable-user", email=NOEL)
    assert come_in(client, NOEL).get("/g/demo/members").status_code == 200


def test_a_reset_takes_password_and_sessions_away(database: Database) -> None:
    admit(database, NOEL, {"role": "coordinator"})
    client = logged_in(database, NOEL)
    made = act(database, "reset-password", email=NOEL)
    assert client.get("/g/demo/members").status_code == 303
    assert client.post("/login", data={"email": NOEL, "password": PASSWORD}).status_code == 401
    client.post(str(made["path"]), data={"password": ANOTHER, "again": ANOTHER})
    assert client.get("/g/demo/members").status_code == 200


def test_a_user_changes_its_password_and_its_other_browsers_are_out(database: Database) -> None:
    admit(database, NOEL, {"role": "coordinator"})
    here, there = logged_in(database, NOEL), logged_in(database, NOEL)
    before = here.cookies["basicplus"]
    new = {"password": ANOTHER, "again": ANOTHER}
    assert here.post("/account/password", data=new | {"current": "not that one"}).status_code == 422
    assert here.post("/account/password", data=new | {"current": PASSWORD}).status_code == 303
    assert here.cookies["basicplus"] != before
    assert (here.get("/account").status_code, there.get("/account").status_code) == (200, 303)


def test_a_user_changes_its_name_and_language(database: Database) -> None:
    admit(database, NOEL, {"role": "coordinator"})
    client = logged_in(database, NOEL)
    assert client.post("/account", data={"name": "", "language": "fr"}).status_code == 422
    assert client.post("/account", data={"name": "Ch. Noël", "language": "en"}).status_code == 303
    assert "Ch. Noël" in client.get("/account").text
    assert journaled(database, 1) == [("change user", NOEL, {"name": "Ch. Noël", "language": "en"})]


def test_a_user_logs_out_everywhere(database: Database) -> None:
    admit(database, NOEL, {"role": "coordinator"})
    here, there = logged_in(database, NOEL), logged_in(database, NOEL)
    assert here.get("/account").text.count("<li>") >= 2
    assert here.post("/account/log-out-everywhere").headers["location"] == "/login"
    assert (here.get("/account").status_code, there.get("/account").status_code) == (303, 303)
    with cast.writing(database) as session:
        assert access.log_out_everywhere(session, UserNamed(email=NOEL)) == {"count": 0}


def test_who_has_no_role_sees_its_account_and_nothing_else(database: Database) -> None:
    admit(database, NOEL)
    client = logged_in(database, NOEL)
    assert client.get("/account").status_code == 200
    assert client.get("/g/demo/members").status_code == 403


def test_one_person_holds_several_roles(database: Database) -> None:
    worker, member = {"role": "worker", "worker": "W001"}, {"role": "member", "member": "M001", "may_sign": True}
    admit(database, NOEL, worker, member)
    client = logged_in(database, NOEL)
    assert client.get("/api/groups/demo/members/M001/account").status_code == 200
    assert client.get("/api/groups/demo/members/M002/account").status_code == 404
    assert client.get("/api/groups/demo/workers/W001/month?month=2025-03").status_code == 200
    assert client.get("/api/groups/demo/workers/W002/month?month=2025-03").status_code == 404
