"""Agreements at the command line and through the API: where they stand, paper, redline, campaign, hours."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from basicplus import assignments
from basicplus.app import create_app
from basicplus.db import Database
from tests import cast
from tests.cli.running import run
from tests.conventions.papers import amended, sent, signed

API = "/api/groups/demo"


@pytest.fixture
def agreed(database: Database) -> Database:
    """An amendment that the group signed, and a morning planned."""
    with cast.writing(database) as session:
        assignments.add_visit(session, cast.visit())
    cast.agreed(database, "A-END-1", until_on=date(2025, 9, 1))
    amended(database, signed_on=None, volume_minutes=9000)
    sent(database)
    signed(database, "group")
    return database


def test_the_lists_say_where_agreements_stand(agreed: Database) -> None:
    on = ("--on", "2025-06-20", "--db", agreed.url)
    [told] = run("agreements", "list", "--state", "partly_signed", *on, "--json").json()
    assert (told["number"], told["words"], told["missing"]) == ("A-CP-1.2", "partly signed", ["member"])
    assert "A-END-1" in run("agreements", "expiring", *on).stdout
    client = TestClient(create_app(agreed, actor="tester"))
    found = client.get(f"{API}/standings", params={"on": "2025-06-20", "state": "partly_signed"}).json()
    assert [each["number"] for each in found] == ["A-CP-1.2"]
    [ends] = client.get(f"{API}/standings/expiring", params={"on": "2025-06-20"}).json()
    assert (ends["number"], ends["state"], ends["days"]) == ("A-END-1", "expires", 73)


def test_the_paper_and_its_redline_are_to_be_had(agreed: Database, tmp_path: Path) -> None:
    file = tmp_path / "paper.pdf"
    told = run("agreements", "pdf", "A-CP-1", "--out", str(file), "--language", "nl", "--db", agreed.url, "--json")
    client = TestClient(create_app(agreed, actor="tester"))
    answer = client.get(f"{API}/agreements/A-CP-1/pdf", params={"language": "nl"})
    assert (told.json()["number"], answer.headers["content-type"]) == ("A-CP-1.2", "application/pdf")
    assert file.read_bytes() == answer.content
    [change] = client.get(f"{API}/agreements/A-CP-1/redline", params={"language": "en"}).json()
    assert (change["term"], change["before"].split()[0], change["after"].split()[0]) == ("Volume", "100", "150")
    assert client.get(f"{API}/agreements/A-CP-1/redline", params={"version": 1}).json() == []
    assert "Volume" in run("agreements", "redline", "A-CP-1", "--db", agreed.url).stdout


def test_the_hours_of_a_year_are_listed(agreed: Database) -> None:
    found = run("agreements", "envelope", "2025", "--db", agreed.url, "--json").json()
    [mine] = [each for each in found if each["agreement"] == "A-CP-1"]
    assert (mine["agreed_minutes"], mine["worked_minutes"], mine["planned_minutes"]) == (6000, 0, 210)
    client = TestClient(create_app(agreed, actor="tester"))
    assert client.get(f"{API}/envelopes/2025", params={"alerts": True}).json() == []
    assert len(client.get(f"{API}/envelopes/2025").json()) == 8


def test_a_campaign_that_is_not_there_is_a_sentence(agreed: Database) -> None:
    done = run("agreements", "campaign", "2", "--db", agreed.url)
    assert (done.exit_code, "There is no campaign for version 2 of the rules in this group." in done.stderr) == (
        4,
        True,
    )
    client = TestClient(create_app(agreed, actor="tester"))
    assert client.get(f"{API}/campaigns/2").status_code == 404
