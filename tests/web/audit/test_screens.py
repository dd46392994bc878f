"""The auditor's screens: rules by month, findings with records and acts, evidence, a sample, the chain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from fastapi.testclient import TestClient
from freezegun import freeze_time
from sqlmodel import select

from basicplus import members, watch
from basicplus.access import Principal
from basicplus.app import create_app
from basicplus.assignments import TimeEntry
from basicplus.db import Database
from basicplus.journal import JournalEntry
from basicplus.watch import FindingCase
from basicplus.web.reading.as_of import WHAT
from tests import cast

ENGLISH = {"Accept-Language": "en"}
AUDITED_AT = datetime(2025, 4, 1, 2, tzinfo=UTC)


def overlap(database: Database) -> None:
    """Write the same hours twice behind the gate's back, and have the audit find it."""
    cast.do(database, cast.hours())
    with cast.reading(database) as session:
        [entry] = cast.entries(session)
        again = entry.model_dump(exclude={"id", "visit_id"}) | {"sign_off_id": None, "state": "draft"}
    cast.put(database, TimeEntry, [again])
    with cast.writing(database) as session:
        watch.run_audit(session, AUDITED_AT, "en")


@pytest.fixture
def client(database: Database) -> Iterator[TestClient]:
    """An auditor's browser in front of a breach in March 2025."""
    overlap(database)
    auditor = Principal("Odile Claes", frozenset({"auditor"}))
    with TestClient(create_app(database, principal=auditor), headers=ENGLISH) as opened:
        yield opened


def the_case(database: Database, state: str | None = "open") -> FindingCase:
    with cast.reading(database) as session:
        [case] = [case for case in watch.list_cases(session, state) if case.rule == "PLAN-01"]
        return case


def looks(database: Database) -> list[tuple[str, str]]:
    with cast.reading(database) as session:
        query = select(JournalEntry).where(JournalEntry.act == "look").order_by(JournalEntry.seq)
        return [(entry.actor, entry.subject) for entry in session.exec(query)]


def test_the_matrix_shows_each_rule_by_month_as_the_audit_kept_it(client: TestClient) -> None:
    shown = client.get("/g/demo/audit?until=2025-06").text
    assert "From the audit of 01/04/2025 04:00" in shown
    broken = 'href="/g/demo/audit/rules/PLAN-01?month=2025-03">'
    assert broken in shown
    assert "PLAN-01, March 2025: broken" in shown
    assert "PLAN-01, April 2025: kept" in shown
    assert "No audit had run by that day" in client.get("/g/demo/audit?known_on=2025-03-20").text
    assert client.get("/g/demo/audit?until=yesterday").status_code == 422


def test_a_cell_leads_to_findings_records_and_acts_and_the_look_is_journaled(
    client: TestClient, database: Database
) -> None:
    shown = client.get("/g/demo/audit/rules/PLAN-01?month=2025-03").text
    assert 'href="/g/demo/workers/W001"' in shown
    assert f"/g/demo/findings/cases/{the_case(database).id}" in shown
    assert looks(database) == [("Odile Claes", "/g/demo/audit/rules/PLAN-01")]
    assert "Nothing found" in client.get("/g/demo/audit/rules/PLAN-01?month=2025-02").text
    assert client.get("/g/demo/audit/rules/XX-99?month=2025-03").status_code == 404


def test_an_evidence_pack_is_asked_for_as_a_job(client: TestClient) -> None:
    given = {"from_on": "2025-01-01", "until_on": "2026-01-01", "sample": "3", "seed": "seven"}
    answer = client.post("/g/demo/audit/evidence", data=given, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/g/demo/jobs/1")
    wrong = client.post("/g/demo/audit/evidence", data=given | {"until_on": "2024-01-01"})
    assert (wrong.status_code, "give a day after 01/01/2025" in wrong.text) == (422, True)


def test_a_sample_shows_the_chain_of_its_proof_and_the_same_seed_draws_the_same(client: TestClient) -> None:
    asked = "/g/demo/audit/sample?from_on=2025-01-01&last_on=2025-12-31&seed=seven&size=1"
    first, second = client.get(asked).text, client.get(asked).text
    assert "1 lines drawn from 2" in first
    assert first == second
    assert 'href="/g/demo/agreements/A-CP-1"' in first
    assert client.get(asked.replace("size=1", "size=0")).status_code == 422


def test_the_chain_is_checked_at_once_and_a_full_verification_is_asked_for(
    client: TestClient, database: Database
) -> None:
    assert "The chain is whole." in client.get("/g/demo/audit/chain").text
    answer = client.post("/g/demo/audit/chain", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/g/demo/jobs/1")
    with cast.reading(database) as session:
        entry = session.exec(select(JournalEntry).where(JournalEntry.seq == 3)).one()
        told = entry.model_dump()
    assert told["seq"] == 3
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE journal_entry SET actor = 'somebody else' WHERE seq = 3")
    assert "The chain is broken: 1 problems" in client.get("/g/demo/audit/chain").text


def test_members_and_workers_see_none_of_it(database: Database) -> None:
    stranger = Principal("Marie Dupont", frozenset({"member"}), members=("M001",))
    with TestClient(create_app(database, principal=stranger)) as member:
        assert [member.get(f"/g/demo/audit{path}").status_code for path in ("", "/sample", "/chain")] == [403] * 3


def test_the_day_known_must_have_come(client: TestClient) -> None:
    assert client.get(f"/g/demo/audit?known_on={date(2999, 1, 1)}").status_code == 422


def test_a_case_is_assigned_and_closed_with_the_file_that_proves_why(database: Database) -> None:
    overlap(database)
    coordinator = Principal(cast.COORDINATOR, frozenset({"coordinator"}))
    with TestClient(create_app(database, principal=coordinator), headers=ENGLISH) as client:
        here = f"/g/demo/findings/cases/{the_case(database).id}"
        assert here in client.get("/g/demo/findings/cases").text
        own = client.post(f"{here}/own", data={"owner": "Luc Martin"}, follow_redirects=False)
        assert own.headers["location"] == here
        refused = client.post(f"{here}/close", data={"because": "It is so"})
        assert (refused.status_code, "It is so" in refused.text) == (409, True)
        client.post(f"{here}/close", data={"because": "It is so"}, files={"evidence": ("paper.txt", b"a paper")})
    case = the_case(database, None)
    assert (case.state, case.owner, case.ended_by, case.ended_because) == (
        "closed",
        "Luc Martin",
        cast.COORDINATOR,
        "It is so",
    )


def test_the_journal_is_searched_by_who_what_about_what_and_when(client: TestClient) -> None:
    def found(**asked: str) -> list[str]:
        shown = client.get("/g/demo/journal", params=asked).text
        return re.findall(r'<th scope="row" role="rowheader" class="right">(\d+)</th>', shown)

    everything = found()
    assert len(found(act="audit")) == 1
    assert set(found(subject="W001")) < set(everything)
    assert found(actor="nobody") == []
    assert found(from_on="2999-01-01") == []
    assert found(actor="chantal", act="audit", last_on="2999-01-01") == found(act="audit")
    assert client.get("/g/demo/journal?from_on=soon").status_code == 422


def test_a_list_is_shown_as_of_a_day_and_as_known_on_a_day_with_what_was_learnt_since(
    client: TestClient, database: Database
) -> None:
    asked = "/g/demo/audit/as-of"
    shown = client.get(f"{asked}?what=contracts&on=2025-03-03").text
    assert ("Employment contracts as of 03/03/2025" in shown, shown.count("/g/demo/workers/W001")) == (True, 1)
    assert "Nothing on that day" in client.get(f"{asked}?what=contracts&on=2019-01-01").text
    with freeze_time("2030-01-02T10:00+01:00"), cast.writing(database) as session:
        members.register(session, cast.member("M777"))
    with freeze_time("2030-01-03T10:00+01:00"):
        now = client.get(asked).text
        then = client.get(f"{asked}?known_on=2030-01-01").text
    assert ("/g/demo/members/M777" in now, "/g/demo/members/M777" in then) == (True, False)
    assert "Learnt since 01/01/2030" in then
    assert "added</span> <strong>M777" in then
    assert client.get(f"{asked}?known_on=2999-01-01").status_code == 422
    assert client.get(f"{asked}?what=salaries").status_code == 422
    for what in WHAT:
        assert client.get(f"{asked}?what={what}&on=2025-03-03").status_code == 200
