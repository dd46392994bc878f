"""Forms that change a record begin with what it says, and change only what their reader changed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from basicplus import groups, members, workers
from basicplus.access import Principal
from basicplus.access.principal import Role
from basicplus.db import Database
from basicplus.members import MemberChange, SiteChange
from basicplus.workers import WorkerChange
from tests import cast
from tests.web.mine import Caller, app_on

DO = "/g/demo/do"
FIELD = re.compile(r'<(?:input|textarea)[^>]* name="([^"]+)"[^>]*? value="([^"]*)"')
SELECT = re.compile(r'<select[^>]* name="([^"]+)".*?<option value="([^"]*)" selected', re.DOTALL)
ABOUT = {
    "change-group": "",
    "change-member": "?member=M001",
    "change-site": "?site=S-M001",
    "change-worker": "?worker=W001",
}
WHO: dict[str, Role] = {"change-group": "admin"}


@pytest.fixture
def prepared(database: Database) -> Database:
    """The cast, with something in every field that may be empty."""
    with cast.writing(database) as session:
        members.change_member(session, MemberChange(member="M001", email="m@ecole.example", activity="École"))
        members.change_site(session, SiteChange(site="S-M001", latitude=50.26, longitude=4.91))
        home: dict[str, Any] = {"home_city": "Namur", "home_latitude": 50.46, "home_longitude": 4.86}
        workers.change_worker(session, WorkerChange(worker="W001", email="w@groupement.example", **home))
    return database


def caller(database: Database, role: Role = "coordinator") -> TestClient:
    return Caller(app_on(database), Principal(cast.COORDINATOR, frozenset({role})))


def form(client: TestClient, name: str) -> dict[str, str]:
    """Return the fields of the form of a change as a browser sends them back."""
    page = client.get(f"{DO}/{name}{ABOUT[name]}")
    assert page.status_code == 200, page.text
    inside = page.text[page.text.index('<form class="form"') :]
    return dict(FIELD.findall(inside)) | dict(SELECT.findall(inside))


def saved(database: Database) -> dict[str, Any]:
    with cast.reading(database) as session:
        member = members.by_number(session, "M001")
        [site] = members.sites_of(session, member)
        rows = (groups.current(session), member, site, workers.by_number(session, "W001"))
        return {type(row).__name__: row.model_dump() for row in rows}


@pytest.mark.parametrize("name", sorted(ABOUT))
def test_a_form_that_comes_back_as_it_was_changes_nothing(prepared: Database, name: str) -> None:
    client, before = caller(prepared, WHO.get(name, "coordinator")), cast.contents(prepared)
    answer = client.post(f"{DO}/{name}", data=form(client, name))
    assert (answer.status_code, answer.headers["location"]) == (303, DO)
    assert cast.contents(prepared) == before


@pytest.mark.parametrize(
    ("name", "table", "given", "becomes"),
    [
        (
            "change-group",
            "Group",
            {"iban": "BE71 0961 2345 6769"},
            {"iban": "BE71096123456769", "bic": "GKCCBEBB"},
        ),
        (
            "change-member",
            "Member",
            {"street": "Rue Neuve 1", "email": ""},
            {"street": "Rue Neuve 1", "email": ""},
        ),
        ("change-member", "Member", {"language": "de"}, {"language": "de"}),
        (
            "change-site",
            "Site",
            {"latitude": "", "longitude": "", "postal_code": "5000"},
            {"latitude": None, "longitude": None, "postal_code": "5000"},
        ),
        (
            "change-worker",
            "Worker",
            {"last_name": "Noël", "home_city": ""},
            {"last_name": "Noël", "home_city": ""},
        ),
    ],
)
def test_a_form_changes_what_its_reader_changed(
    prepared: Database, name: str, table: str, given: dict[str, str], becomes: dict[str, Any]
) -> None:
    client, before = caller(prepared, WHO.get(name, "coordinator")), saved(prepared)
    answer = client.post(f"{DO}/{name}", data=form(client, name) | given)
    assert answer.status_code == 303, answer.text
    assert saved(prepared) == before | {table: before[table] | becomes}


def test_a_form_takes_back_nothing_that_another_changed_meanwhile(prepared: Database) -> None:
    client = caller(prepared)
    sent = form(client, "change-member") | {"city": "Namur"}
    with cast.writing(prepared) as session:
        members.change_member(session, MemberChange(member="M001", street="Rue Neuve 1"))
    assert client.post(f"{DO}/change-member", data=sent).status_code == 303
    member = saved(prepared)["Member"]
    assert (member["street"], member["city"]) == ("Rue Neuve 1", "Namur")


def test_a_form_that_is_refused_keeps_what_was_typed(prepared: Database) -> None:
    client, before = caller(prepared), cast.contents(prepared)
    sent = form(client, "change-member") | {"email": "nowhere", "activity": ""}
    again = client.post(f"{DO}/change-member", data=sent)
    assert (again.status_code, "une adresse e-mail, comme nom@ecole.example" in again.text) == (422, True)
    inside = dict(FIELD.findall(again.text))
    assert {name: inside[name] for name in ("email", "activity", "was_email", "was_activity", "member")} == {
        "email": "nowhere",
        "activity": "",
        "was_email": "m@ecole.example",
        "was_activity": "École",
        "member": "M001",
    }
    assert cast.contents(prepared) == before


def test_a_form_about_nobody_begins_empty_and_leaves_alone_what_stays_empty(prepared: Database) -> None:
    client, before = caller(prepared), saved(prepared)
    page = client.get(f"{DO}/change-member").text
    assert ('name="was_' in page, 'name="clear"' in page) == (False, True)
    assert client.get(f"{DO}/change-member?member=M999").status_code == 200
    answer = client.post(f"{DO}/change-member", data={"member": "M001", "city": "Namur", "email": "", "name": ""})
    assert answer.status_code == 303
    assert saved(prepared) == before | {"Member": before["Member"] | {"city": "Namur"}}


def test_the_joint_committee_is_asked_of_an_association_that_has_not_joined(database: Database) -> None:
    client = caller(database)
    with cast.writing(database) as session:
        members.register(session, cast.member("M900"))
    asked = 'name="joint_committee"'
    pages = [client.get(f"{DO}/change-member{about}").text for about in ("?member=M001", "?member=M900", "")]
    assert [asked in page for page in pages] == [False, True, True]
    refused = client.post(f"{DO}/change-member", data=form(client, "change-member") | {"email": "nowhere"})
    assert asked not in refused.text
    sent = {"member": "M001", "joint_committee": "200.00"}
    assert "comme enregistré : des règles s&#39;y réfèrent" in client.post(f"{DO}/change-member", data=sent).text


def test_the_pages_of_records_lead_to_their_forms(database: Database) -> None:
    office, admin, auditor = (caller(database, role) for role in ("coordinator", "admin", "auditor"))
    member = office.get("/g/demo/members/M001").text
    for link in ("change-member?member=M001", "add-site?member=M001", "change-site?site=S-M001", "end-contact?"):
        assert f"{DO}/{link}" in member
    assert f"{DO}/change-worker?worker=W001" in office.get("/g/demo/workers/W001").text
    assert f"{DO}/change-group?" in admin.get("/g/demo/admin").text
    for page in ("members/M001", "workers/W001"):
        assert DO not in auditor.get(f"/g/demo/{page}").text
    assert [office.get(f"{DO}/change-group").status_code, admin.get(f"{DO}/change-member").status_code] == [
        403,
        403,
    ]


def test_a_contact_is_taken_out_and_a_site_added_by_form(database: Database) -> None:
    client = caller(database)
    ended = {"member": "M001", "name": "Marie Dupont", "role": "signer", "back": "/g/demo/members/M001"}
    answer = client.post(f"{DO}/end-contact", data=ended)
    assert (answer.status_code, answer.headers["location"]) == (303, "/g/demo/members/M001")
    site = {"code": "S-NEW", "name": "Annexe", "street": "Rue Neuve 1", "postal_code": "5000", "city": "Namur"}
    assert client.post(f"{DO}/add-site", data={"member": "M001"} | site).status_code == 303
    page = client.get("/g/demo/members/M001").text
    assert ("Marie Dupont" in page, "Annexe" in page) == (False, True)


@pytest.mark.parametrize(
    ("role", "number", "path", "given"),
    [
        ("finance", "member", "members/M001", {"member": "M001", "city": "Namur"}),
        ("coordinator", "worker", "workers/W001", {"worker": "W001", "last_name": "Noël"}),
    ],
)
def test_a_change_decided_on_what_is_gone_is_refused(
    database: Database, role: Role, number: str, path: str, given: dict[str, str]
) -> None:
    client = caller(database, role)
    seen = {"If-Match": client.get(f"/api/groups/demo/{path}").headers["ETag"]}
    call = f"/api/groups/demo/acts/change-{number}"
    assert client.post(call, json=given, headers=seen).status_code == 201
    assert client.post(call, json=given | {"language": "nl"}, headers=seen).status_code == 412
