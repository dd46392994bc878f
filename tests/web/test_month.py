"""The month cockpit: what holds billing up first, checked in bulk and undone, closed by three parties."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from fastapi.testclient import TestClient
from freezegun import freeze_time

from basicplus import assignments, clock, invoicing
from basicplus.access import Principal
from basicplus.app import create_app
from basicplus.assignments import timesheets
from basicplus.clock import month_of, parse_period
from basicplus.db import Database
from basicplus.invoicing.cockpit import month_state
from tests import cast
from tests.conftest import templates as templates

MARCH = month_of(date(2025, 3, 1))
MONTH = f"/g/{cast.GROUP}/month/2025-03"
ROW, OTHER = "A-CP-1 W001", "A-CP-2 W001"
CHANTAL = Principal(cast.COORDINATOR, frozenset({"coordinator"}))
ANNE = Principal("Anne Lambert W001", frozenset({"worker"}), worker="W001")
MARIE = Principal("Marie Dupont", frozenset({"member"}), members=("M001",), signs_for=("M001",))


def browser(database: Database, principal: Principal) -> TestClient:
    return TestClient(create_app(database, principal=principal), headers={"Accept-Language": "en"})


@pytest.fixture
def planned(database: Database) -> Database:
    """Three mornings at M001 and one at M002 in March are planned and published; none has hours yet."""
    with cast.writing(database) as session:
        for day in (3, 10, 17):
            assignments.add_visit(session, cast.visit(day=date(2025, 3, day)))
        assignments.add_visit(
            session, cast.visit(day=date(2025, 3, 4), member="M002", site="S-M002", agreement="A-CP-2")
        )
    cast.publish(database)
    return database


@pytest.fixture
def handed_in(planned: Database) -> Database:
    """The worker confirmed all four: entries 1 to 4."""
    with cast.writing(planned) as session:
        timesheets.prefill(session, MARCH)
        timesheets.submit(session, "W001", MARCH)
    return planned


@pytest.fixture
def chantal(handed_in: Database) -> Iterator[TestClient]:
    with browser(handed_in, CHANTAL) as opened:
        yield opened


def states(database: Database) -> str:
    with cast.reading(database) as session:
        return " ".join(entry.state for entry in sorted(cast.entries(session), key=lambda entry: entry.id))


def rows(database: Database, today: date) -> list[tuple[str, str, str, int]]:
    with cast.reading(database) as session:
        found = month_state(session, MARCH.from_on, today).rows
        return [(row.agreement, row.state, row.turn, row.days_waiting(today)) for row in found]


def words(text: str) -> str:
    main = text.split("<main")[1].split("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)).replace("\u00a0", " ").strip()


def test_the_state_of_an_assignment_is_what_holds_billing_up_most(planned: Database) -> None:
    first = date(2025, 3, 1)
    assert rows(planned, first) == [("A-CP-1", "planned", "", 0), ("A-CP-2", "planned", "", 0)]
    assert rows(planned, date(2025, 3, 5)) == [
        ("A-CP-1", "missing", "worker", 2),
        ("A-CP-2", "missing", "worker", 1),
    ]
    april = date(2025, 4, 2)
    with cast.writing(planned) as session:
        timesheets.prefill(session, MARCH)
        timesheets.submit(session, "W001", MARCH)
    assert rows(planned, april)[0] == ("A-CP-1", "in", "coordinator", 30)
    with cast.writing(planned) as session:
        timesheets.check(session, MARCH)
    assert rows(planned, april)[0] == ("A-CP-1", "checked", "coordinator", 30)
    with freeze_time("2025-04-01 08:00"), cast.writing(planned) as session:
        timesheets.put_before_members(session, MARCH.from_on, cast.SIGNED_AT.replace(year=2025, month=4, day=1))
    assert rows(planned, april)[0] == ("A-CP-1", "waiting", "member", 1)
    with freeze_time("2025-04-01 09:00"), cast.writing(planned) as session:
        timesheets.dispute(session, cast.entries(session, member_id=2)[0], "personne")
    cast.sign(planned, "M001")
    assert rows(planned, april) == [("A-CP-2", "disputed", "coordinator", 1), ("A-CP-1", "signed", "finance", 0)]
    with cast.writing(planned) as session:
        invoicing.issue_run(session, parse_period("2025-03"), date(2025, 5, 7))
    assert rows(planned, date(2025, 5, 8))[1] == ("A-CP-1", "invoiced", "member", 0)


def test_rows_are_checked_in_bulk_and_the_check_is_undone(chantal: TestClient, handed_in: Database) -> None:
    page = chantal.get(f"{MONTH}?state=in")
    assert re.findall(r'name="row" value="([^"]+)"', page.text) == [ROW, OTHER]
    page = chantal.post(f"{MONTH}/check", data={"row": [ROW]})
    assert ("Checked: 3 lines." in words(page.text), sorted(states(handed_in).split())) == (
        True,
        ["checked", "checked", "checked", "submitted"],
    )
    again = chantal.post(f"{MONTH}/check", data={"row": [ROW]})
    assert "Nothing was checked: none of the rows chosen" in words(again.text)
    [undo] = re.findall(r'name="entries" value="([^"]+)"', page.text)
    chantal.post(f"{MONTH}/uncheck", data={"entries": undo})
    assert states(handed_in) == "submitted submitted submitted submitted"


def test_choosing_nothing_is_said_and_changes_nothing(chantal: TestClient, handed_in: Database) -> None:
    page = chantal.post(f"{MONTH}/check", data={})
    assert (page.status_code, states(handed_in)) == (422, "submitted submitted submitted submitted")


def test_lines_are_seen_beside_the_plan_and_sent_back_with_a_reason(
    chantal: TestClient, handed_in: Database
) -> None:
    with cast.writing(handed_in) as session:
        timesheets.correct(session, cast.entries(session, member_id=1)[0], end_time="11:00")
    path = f"{MONTH}/A-CP-1/W001"
    page = words(chantal.get(path).text)
    assert ("08:30–11:00 planned 08:30–12:00 2 h 30" in page, page.count("as planned")) == (True, 2)
    entry = re.findall(r'name="entry" value="(\d+)"', chantal.get(path).text)[0]
    assert chantal.post(f"{path}/back", data={"entry": [entry]}).status_code == 422
    page = words(chantal.post(f"{path}/back", data={"entry": [entry], "why": "midi ou onze heures ?"}).text)
    assert ("Sent back: 1 lines." in page, "midi ou onze heures ?" in page) == (True, True)
    assert sorted(states(handed_in).split()) == ["draft", "submitted", "submitted", "submitted"]
    page = words(
        chantal.post(
            f"{path}/check", data={"entry": re.findall(r'name="entry" value="(\d+)"', chantal.get(path).text)}
        ).text
    )
    assert "Checked: 2 lines." in page


def test_a_month_is_closed_by_three_parties_end_to_end(planned: Database) -> None:
    acts = f"/api/groups/{cast.GROUP}/acts"
    days = {"worker": "W001", "from_on": "2025-03-01", "until_on": "2025-04-01"}
    with browser(planned, ANNE) as anne:
        assert anne.post(f"{acts}/prefill-hours", json=days).status_code == 201
        assert anne.post(f"{acts}/submit-hours", json=days).status_code == 201
    with browser(planned, CHANTAL) as chantal:
        chantal.post(f"{MONTH}/check", data={"row": [ROW, OTHER]})
        page = chantal.post(f"{MONTH}/send", data={"row": [ROW]})
        assert "Send the e-mails (1)" in words(page.text)
        asked = chantal.post(f"{MONTH}/follow-up")
        assert (asked.url.path.startswith(f"/g/{cast.GROUP}/jobs/"), "Follow-up of" in asked.text) == (True, True)
    portal = f"/g/{cast.GROUP}/portal/M001"
    with browser(planned, MARIE) as marie:
        shown = re.findall(r'name="entry" value="(\d+)"', marie.get(f"{portal}/sign").text)
        marie.post(f"{portal}/sign/{shown[0]}/dispute", data={"why": "left at eleven"})
        marie.post(f"{portal}/sign", data={"month": "2025-03-01", "entry": shown[1:]})
    with browser(planned, ANNE) as anne:
        said = {"entry": shown[0], "day": "2025-03-03", "says": "I wrote the report until noon."}
        assert anne.post(f"/g/{cast.GROUP}/me/hours/answer", data=said | {"says": ""}).status_code == 422
        page = words(anne.post(f"/g/{cast.GROUP}/me/hours/answer", data=said).text)
        assert "left at eleven" in page.partition("I wrote the report until noon.")[0]
    with browser(planned, CHANTAL) as chantal:
        page = chantal.get(f"{MONTH}/disputes")
        assert ("left at eleven" in page.text, "I wrote the report until noon." in page.text) == (True, True)
        settled = {"starts_at": "08:30", "ends_at": "11:30", "says": "Half past eleven."}
        wrong = chantal.post(f"{MONTH}/disputes/{shown[0]}/settle", data=settled | {"ends_at": ""})
        assert wrong.status_code == 422
        chantal.post(f"{MONTH}/disputes/{shown[0]}/settle", data=settled)
    with browser(planned, MARIE) as marie:
        marie.post(f"{portal}/sign", data={"month": "2025-03-01", "entry": [shown[0]]})
    with browser(planned, CHANTAL) as chantal:
        page = words(chantal.post(f"{MONTH}/close").text)
        assert "The month is closed." in page
        refused = chantal.post(
            f"{acts}/log-hours",
            json={
                "worker": "W001",
                "agreement": "A-CP-1",
                "day": "2025-03-20",
                "start_time": "08:30",
                "end_time": "10:00",
            },
        )
        assert (refused.status_code, "2025-03 is closed" in refused.text) == (409, True)
    with cast.writing(planned) as session:
        invoicing.issue_run(session, parse_period("2025-03"), date(2025, 4, 7))
    with cast.reading(planned) as session:
        billed = [(entry.state, entry.minutes) for entry in cast.entries(session, member_id=1)]
        assert billed == [("invoiced", 180), ("invoiced", 210), ("invoiced", 210)]
        assert [entry.state for entry in cast.entries(session, member_id=2)] == ["checked"]


def test_a_month_is_opened_again_with_a_reason_only(chantal: TestClient, handed_in: Database) -> None:
    page = chantal.post(f"{MONTH}/close")
    assert (page.status_code, "4 submitted hours" in page.text) == (409, True)
    chantal.post(f"{MONTH}/check", data={"row": [ROW, OTHER]})
    chantal.post(f"{MONTH}/close")
    assert chantal.post(f"{MONTH}/reopen", data={}).status_code == 422
    assert "The month is open again." in words(chantal.post(f"{MONTH}/reopen", data={"reason": "oubli"}).text)


def test_an_empty_month_says_what_to_do(chantal: TestClient) -> None:
    assert "Publish the plan" in words(chantal.get(f"/g/{cast.GROUP}/month/2024-03").text)
    assert chantal.get(f"/g/{cast.GROUP}/month/mars").status_code == 422
    before_this_one = clock.today().replace(day=1) - timedelta(days=1)
    assert chantal.get(f"/g/{cast.GROUP}/month").url.path.endswith(f"/month/{before_this_one:%Y-%m}")


def test_auditors_read_and_do_not_act(handed_in: Database) -> None:
    with browser(handed_in, Principal("Auditor", frozenset({"auditor"}))) as auditor:
        page = auditor.get(MONTH)
        assert (page.status_code, 'name="row"' in page.text) == (200, False)
        assert auditor.post(f"{MONTH}/check", data={"row": [ROW]}).status_code == 403


def test_programs_read_the_cockpit_and_the_disputes(handed_in: Database) -> None:
    api = f"/api/groups/{cast.GROUP}/months/2025-03"
    with cast.writing(handed_in) as session:
        timesheets.check(session, MARCH)
        timesheets.dispute(session, cast.entries(session, member_id=2)[0], "personne")
    with browser(handed_in, CHANTAL) as chantal:
        found = chantal.get(api).json()
        assert [(item["agreement"], item["state"], item["turn"]) for item in found["items"]] == [
            ("A-CP-2", "disputed", "coordinator"),
            ("A-CP-1", "checked", "coordinator"),
        ]
        assert (found["blocking"], found["counters"]["disputed"]) == (2, 1)
        assert [item["agreement"] for item in chantal.get(f"{api}?state=checked").json()["items"]] == ["A-CP-1"]
        assert chantal.get(f"{api}?state=lost").status_code == 422
        [line] = chantal.get(f"{api}/disputes").json()
        assert [said["says"] for said in line["thread"]] == ["personne"]
    with browser(handed_in, MARIE) as marie:
        assert marie.get(api).status_code == 403
