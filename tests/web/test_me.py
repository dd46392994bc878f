"""A worker's own pages: the week, hours as typed, leave, figures, documents; and the coordinator's inbox."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any
from uuid import uuid4

from fastapi.testclient import TestClient

from basicplus import assignments, workers
from basicplus.assignments import TimeEntry, timesheets
from basicplus.clock import Span
from basicplus.db import Database
from basicplus.web.language import LANGUAGES, speech
from basicplus.web.pages.me.wording import long_day
from tests import cast
from tests.conftest import templates as templates
from tests.web.mine import API, HOME, MONDAY, OFFICE, TUESDAY, Planned

WEEK = {"from_on": "2025-03-03", "until_on": "2025-03-08"}


def recorded(database: Database) -> list[tuple[str, str, str, int, str, bool]]:
    """Return day, kind, state, minutes, note, and whether it is of a visit, of all hours."""
    with cast.reading(database) as session:
        return [
            (str(row.day), row.kind, row.state, row.minutes, row.note, row.visit_id is not None)
            for row in cast.entries(session)
        ]


def lines(client: TestClient) -> list[dict[str, Any]]:
    """Return the lines of the week as the API tells them."""
    days = client.get(f"{API}/me/hours", params=WEEK).json()["days"]
    return [line for day in days for line in day["lines"]]


def save(client: TestClient, *given: dict[str, Any]) -> list[tuple[str, str]]:
    """Save lines through the API, each time as a request of its own; return status and sentence of each."""
    key = {"Idempotency-Key": str(uuid4())}
    answer = client.post(f"{API}/me/hours/lines", json={"lines": list(given)}, headers=key)
    assert answer.status_code == 200, answer.text
    return [(line["status"], line["says"]) for line in answer.json()["lines"]]


def nbsp(answer: Any) -> str:
    """Return a page with plain spaces."""
    return str(answer.text).replace("\u00a0", " ")


PAGES = ("", "/hours", "/leave", "/figures?period=week", "/figures?period=year", "/documents")


def test_every_page_is_shown_to_its_worker_without_pay_or_colleagues(planned: Planned) -> None:
    client = planned.worker()
    for path in PAGES:
        for day in ("", MONDAY):
            answer = client.get(HOME + path, params={"day": day} if day else None)
            told = (answer.status_code, "W002" in answer.text, "cents" in answer.text)
            assert told == (200, False, False), path


def test_an_account_without_a_worker_is_told_what_to_do(planned: Planned) -> None:
    answer = planned.worker(None).get(HOME)
    assert answer.status_code == 404
    assert "demandez à un administrateur de le lier" in answer.text


def test_the_week_says_where_when_and_whom_to_call(planned: Planned) -> None:
    page = planned.worker().get(f"{HOME}?day={MONDAY}").text
    for said in (
        "08:30 – 12:00",
        "École M001",
        "École M002",
        "Rue Haute 1, 5500 Dinant",
        "google.com/maps",
        "Marie Dupont",
    ):
        assert said in page, said


def test_what_was_published_since_the_last_look_is_marked_until_it_is_seen(planned: Planned) -> None:
    client = planned.worker()
    marked = {}
    for seen_on in ("2024-12-01", "2024-12-03"):
        client.cookies.set("plan_seen", f"{seen_on}T12:00:00+00:00", path=HOME)
        marked[seen_on] = "J'ai vu" in client.get(f"{HOME}?day={MONDAY}").text.replace("&#39;", "'")
        client.cookies.clear()
    assert marked == {"2024-12-01": True, "2024-12-03": False}
    seen = client.post(f"{HOME}/seen")
    assert (seen.status_code, f"Path={HOME}" in seen.headers["set-cookie"]) == (303, True)


def test_an_empty_week_leads_to_the_nearest_visit(planned: Planned) -> None:
    client = planned.worker()
    assert 'Votre prochaine visite : <a href="/g/demo/me?day=2025-03-03' in nbsp(
        client.get(f"{HOME}?day=2025-02-05")
    )
    assert 'visite publiée : <a href="/g/demo/me?day=2025-03-04' in nbsp(client.get(f"{HOME}?day=2025-04-02"))
    assert "visite publiée" not in client.get(f"{HOME}?day=2025-03-03").text


def test_a_day_is_recorded_as_planned_in_one_tap(planned: Planned) -> None:
    client = planned.worker()
    page = client.get(f"{HOME}/hours?day={MONDAY}").text
    assert "Toute la semaine comme prévu" in page
    answer = client.post(f"{HOME}/hours/planned", data={"from_on": "2025-03-03", "until_on": "2025-03-04"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{HOME}/hours?day=2025-03-03#day-2025-03-03")
    day = ("2025-03-03", "service", "draft", 210, "", True)
    assert recorded(planned.database) == [day, day]


def test_a_duration_is_understood_as_it_is_typed(planned: Planned) -> None:
    client = planned.worker()
    visit = lines(client)[2]["visit"]
    line = {"day": "2025-03-04", "visit": visit, "start": "8h"}
    told = [save(client, {**line, "duration": typed})[0] for typed in ("3.5", "3,5", "3:30", "3h30", "3h31")]
    assert told == [("saved", ""), ("same", ""), ("same", ""), ("same", ""), ("saved", "")]
    assert recorded(planned.database) == [("2025-03-04", "service", "draft", 211, "", True)]


def test_where_a_rule_warns_the_reason_is_asked_beside_the_line(planned: Planned) -> None:
    client = planned.worker()
    visit = lines(client)[2]["visit"]
    line = {"key": f"visit-{visit}", "day": "2025-03-04", "visit": visit, "start": "8h", "duration": "7h30"}
    asked = client.post(f"{HOME}/hours/line", data=line)
    assert (asked.status_code, "WT-08" in asked.text, 'name="despite"' in asked.text) == (409, True, True)
    assert client.post(f"{HOME}/hours/line", data=line | {"despite": "réunion"}).status_code == 303
    assert recorded(planned.database) == [("2025-03-04", "service", "draft", 450, "", True)]


def test_what_is_no_duration_is_told_what_is_allowed(planned: Planned) -> None:
    client = planned.worker()
    visit = lines(client)[2]["visit"]
    answer = client.post(
        f"{HOME}/hours/line",
        data={"key": f"visit-{visit}", "day": "2025-03-04", "visit": visit, "duration": "7.33"},
    )
    assert answer.status_code == 409
    assert "écrivez les heures comme 7,5, 7:30 ou 7h30" in answer.text
    assert 'value="7.33"' in answer.text
    assert recorded(planned.database) == []


def test_what_is_amiss_with_new_hours_stands_in_their_form_by_the_names_of_its_fields(planned: Planned) -> None:
    client = planned.worker()
    new = {"key": "new", "day": "2025-03-05", "kind": "training"}
    told = []
    for wrong in ({}, {"start": "9", "duration": "abc"}, {"kind": "service", "start": "9", "duration": "1"}):
        page = client.post(f"{HOME}/hours/line", data=new | wrong).text
        [form] = re.findall(r'(<form[^>]*/hours/line#day-2025-03-05".*?</form>)', page, re.S)
        told += re.findall(r"</strong></p><p>([^<]*?)</p>", form)
    choose = "choisissez la convention sous laquelle le service est presté chez un membre"
    allowed = "écrivez les heures comme 7,5, 7:30 ou 7h30, ou les minutes comme 45 min ; 24 heures au plus"
    assert [unescape(says).replace("\u00a0", " ") for says in told] == [
        "Début : rien n'est donné ; l'heure du début, comme 8:30 ou 8h30",
        f"Durée : « abc » ; {allowed}",
        f"Convention : rien n'est donné ; {choose}",
    ]


def test_a_rule_names_members_to_the_worker_and_not_the_worker_itself(planned: Planned) -> None:
    client = planned.worker()
    client.post(f"{HOME}/hours/planned", data=WEEK)
    [(status, says)] = save(client, {"day": "2025-03-03", "kind": "training", "start": "8:00", "duration": "1"})
    assert (status, "W001" in says, "M001" in says.replace("École M001", "")) == ("refused", False, False)
    assert "École M001" in says


def test_a_month_handed_in_from_one_of_its_weeks_comes_back_to_that_week(planned: Planned) -> None:
    client = planned.worker()
    client.post(f"{HOME}/hours/planned", data=WEEK)
    page = client.get(f"{HOME}/hours?day={MONDAY}").text
    [form] = re.findall(r"<section aria-labelledby=\"hand-in\".*?</form>", page, re.S)
    fields = dict(re.findall(r'name="(\w+)" value="([^"]+)"', form))
    assert fields == {"day": "2025-03-03", "from_on": "2025-03-01", "until_on": "2025-04-01"}
    answer = client.post(f"{HOME}/hours/submit", data=fields)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{HOME}/hours?day=2025-03-03#content")


def test_days_are_written_as_each_language_does() -> None:
    new_year = date(2026, 1, 1)
    assert [long_day(speech(code), new_year) for code in LANGUAGES] == [
        "jeudi 1er janvier",
        "donderdag 1 januari",
        "Donnerstag, 1. Januar",
        "Thursday 1 January",
    ]
    assert long_day(speech("fr"), MONDAY, today=new_year) == "lundi 3 mars 2025"


def test_lines_sent_twice_are_saved_once(planned: Planned) -> None:
    client = planned.worker()
    visit = {"day": "2025-03-04", "visit": lines(client)[2]["visit"], "start": "8:30", "end": "11:45"}
    training = {"day": "2025-03-05", "kind": "training", "start": "9", "duration": "2", "note": "Premiers secours"}
    assert save(client, visit, training) == [("saved", ""), ("saved", "")]
    assert save(client, visit, training) == [("same", ""), ("same", "")]
    assert recorded(planned.database) == [
        ("2025-03-04", "service", "draft", 195, "", True),
        ("2025-03-05", "training", "draft", 120, "Premiers secours", False),
    ]


def test_one_locked_day_does_not_stop_the_others(planned: Planned) -> None:
    client = planned.worker()
    client.post(f"{HOME}/hours/planned", data=WEEK)
    with cast.writing(planned.database) as session:
        timesheets.submit(session, "W001", Span.day(MONDAY))
        timesheets.check(session, Span.day(MONDAY))
    first, _, third = lines(client)
    assert [line["lock"] for line in lines(client)] == ["checked", "checked", ""]
    told = save(
        client,
        {"day": "2025-03-03", "entry": first["entry"], "end": "11:00"},
        {"day": "2025-03-04", "entry": third["entry"], "end": "11:00"},
    )
    assert [status for status, _ in told] == ["locked", "saved"]
    assert "demandez à la coordination de les renvoyer" in told[0][1]
    assert [minutes for *_, minutes, _, _ in recorded(planned.database)] == [210, 210, 150]


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(planned: Planned) -> None:
    client = planned.worker()
    client.post(f"{HOME}/hours/planned", data=WEEK)
    line = lines(client)[2]
    seen = "08:30-12:00 draft"
    with cast.writing(planned.database) as session:
        entry = session.get(TimeEntry, line["entry"])
        assert entry is not None
        timesheets.correct(session, entry, end_time="11:00")
    mine = {"day": "2025-03-04", "entry": line["entry"], "end": "11:30", "seen": seen}
    answer = client.post(f"{API}/me/hours/lines", json={"lines": [mine]}).json()["lines"][0]
    assert (answer["status"], answer["line"]["ends_at"]) == ("conflict", "2025-03-04T10:00:00Z")
    assert save(client, {**mine, "seen": "08:30-11:00 draft"}) == [("saved", "")]


def test_nobody_touches_the_hours_of_a_colleague(planned: Planned) -> None:
    planned.worker().post(f"{HOME}/hours/planned", data=WEEK)
    entry = lines(planned.worker())[2]["entry"]
    other = planned.worker("W002")
    told = save(other, {"day": "2025-03-04", "entry": entry, "end": "11:00"})
    assert [status for status, _ in told] == ["not_found"]
    assert other.post(f"{HOME}/hours/delete", data={"entry": entry, "day": "2025-03-04"}).status_code == 404
    assert [minutes for *_, minutes, _, _ in recorded(planned.database)] == [210, 210, 210]


def test_a_visit_that_was_called_off_is_shown_as_such(planned: Planned) -> None:
    with cast.writing(planned.database) as session:
        assignments.cancel_visits(session, "W001", Span.day(TUESDAY), "école fermée")
    days = planned.worker().get(f"{API}/me/week", params={"day": str(MONDAY)}).json()["days"]
    assert [[visit["gone"] for visit in day["visits"]] for day in days[:3]] == [[False, False], [True], []]


def test_the_grid_saves_durations_and_leaves_what_is_unchanged(planned: Planned) -> None:
    client = planned.worker()
    client.post(f"{HOME}/hours/planned", data=WEEK)
    first, second, third = (line["key"] for line in lines(client))
    cells = {f"cell.{first}": "3 h 30", f"cell.{second}": "3,5", f"cell.{third}": "2h"}
    assert client.post(f"{HOME}/hours/grid", data={"day": "2025-03-03", **cells}).status_code == 303
    assert [minutes for *_, minutes, _, _ in recorded(planned.database)] == [210, 210, 120]


def test_sent_back_hours_say_why_and_are_submitted_again(planned: Planned) -> None:
    client = planned.worker()
    client.post(f"{HOME}/hours/planned", data=WEEK)
    client.post(f"{HOME}/hours/submit", data=WEEK)
    with cast.writing(planned.database) as session:
        timesheets.send_back(session, [lines(client)[0]["entry"]], "Heure de fin ?")
    assert "Renvoyé\u00a0: Heure de fin ?" in client.get(f"{HOME}/hours?day={MONDAY}").text
    client.post(f"{HOME}/hours/submit", data=WEEK)
    assert {state for _, _, state, *_ in recorded(planned.database)} == {"submitted"}


def test_a_draft_is_taken_away(planned: Planned) -> None:
    client = planned.worker()
    save(client, {"day": "2025-03-05", "kind": "internal", "start": "9", "end": "10"})
    entry = lines(client)[-1]["entry"]
    assert client.post(f"{HOME}/hours/delete", data={"entry": entry, "day": "2025-03-05"}).status_code == 303
    assert recorded(planned.database) == []


def test_leave_is_asked_for_and_decided_with_the_visits_in_sight(planned: Planned) -> None:
    worker, coordinator = planned.worker(), planned.coordinator()
    wish = {"kind": "annual_leave", "from_on": "2025-03-03", "last_on": "2025-03-04", "part": "day"}
    assert worker.post(f"{HOME}/leave", data=wish).status_code == 303
    inbox = coordinator.get(f"{OFFICE}/leave").text
    assert "Visites touchées\u00a0: 3" in inbox
    assert coordinator.post(f"{OFFICE}/leave/1/approve").status_code == 303
    mine = worker.get(f"{API}/me/leave", params={"year": 2025}).json()
    assert [(item["state"], item["until_on"]) for item in mine["requests"]] == [("approved", "2025-03-05")]
    counted = {"year": 2025, "taken_halves": 4, "planned_halves": 0, "asked_halves": 0}
    assert mine["year"] == counted | {"entitled_halves": None, "stated_on": None, "source": "", "counts": {"1": 4}}


def test_what_is_wrong_with_a_request_is_said_beside_it(planned: Planned) -> None:
    worker = planned.worker()
    answer = worker.post(
        f"{HOME}/leave",
        data={"kind": "training", "from_on": "2025-03-03", "last_on": "2025-03-06", "part": "morning"},
    )
    assert (answer.status_code, 'value="2025-03-06"' in answer.text) == (422, True)
    assert "une demi-journée est d&#39;un seul jour" in answer.text


def test_a_refusal_needs_a_reason_that_the_worker_reads(planned: Planned) -> None:
    worker, coordinator = planned.worker(), planned.coordinator()
    worker.post(f"{HOME}/leave", data={"kind": "unpaid_leave", "from_on": "2025-04-01"})
    assert coordinator.post(f"{OFFICE}/leave/1/refuse").status_code == 422
    coordinator.post(f"{OFFICE}/leave/1/refuse", data={"why": "Semaine des examens"})
    assert "Refusé\u00a0: Semaine des examens" in worker.get(f"{HOME}/leave").text


def test_an_illness_is_reported_with_one_button(planned: Planned) -> None:
    worker, coordinator = planned.worker(), planned.coordinator()
    assert worker.post(f"{HOME}/leave/illness", data={"from_on": "2025-03-06"}).status_code == 303
    assert "fin inconnue" in coordinator.get(f"{OFFICE}/leave").text
    assert coordinator.post(f"{OFFICE}/leave/1/note").status_code == 303
    assert "noté" in worker.get(f"{HOME}/leave").text


def test_nobody_withdraws_what_a_colleague_asked(planned: Planned) -> None:
    planned.worker().post(f"{HOME}/leave", data={"kind": "unpaid_leave", "from_on": "2025-04-01"})
    assert planned.worker("W002").post(f"{HOME}/leave/1/withdraw").status_code == 404
    assert planned.worker().post(f"{HOME}/leave/1/withdraw").status_code == 303


def test_worked_expected_and_absent_are_three_figures(planned: Planned) -> None:
    client = planned.worker()
    client.post(f"{HOME}/hours/planned", data=WEEK)
    with cast.writing(planned.database) as session:
        workers.record_absence(session, "W001", "annual_leave", date(2025, 3, 5), date(2025, 3, 6))
    total = client.get(f"{API}/me/figures", params={"period": "week", "day": "2025-03-07"}).json()["total"]
    figures = {name: total[f"{name}_minutes"] for name in ("worked", "expected", "absent")}
    assert figures == {"worked": 630, "expected": 5 * 456, "absent": 456}


def test_a_calendar_is_opened_shown_once_and_revoked(planned: Planned) -> None:
    client = planned.worker()
    assert "http://testserver/feeds/" in client.post(f"{HOME}/feeds", data={"label": "téléphone"}).text
    page = client.get(f"{HOME}/documents").text
    assert ("téléphone" in page, "/feeds/" in page.replace(f"{HOME}/feeds", "")) == (True, False)
    assert planned.worker("W002").post(f"{HOME}/feeds/1/revoke").status_code == 404
    assert client.post(f"{HOME}/feeds/1/revoke").status_code == 303


def test_own_hours_are_a_table_for_spreadsheets(planned: Planned) -> None:
    client = planned.worker()
    client.post(f"{HOME}/hours/planned", data=WEEK)
    rows = client.get(f"{HOME}/hours.csv?year=2025").text.splitlines()
    assert rows[1] == "2025-03-03;08:30;12:00;210;service;École M001;A-CP-1;Site M001;draft;"
    assert len(rows) == 4


def test_the_device_may_keep_the_pages_and_put_them_on_its_home_screen(planned: Planned) -> None:
    client = planned.worker()
    script = client.get(f"{HOME}/worker.js")
    assert script.headers["service-worker-allowed"] == HOME
    assert script.headers["content-type"] == "text/javascript; charset=utf-8"
    assert "default-src 'self'" in script.headers["content-security-policy"]
    manifest = client.get(f"{HOME}/manifest.webmanifest").json()
    assert (manifest["start_url"], manifest["scope"], manifest["name"]) == (HOME, HOME, "Mon travail")
    for icon in manifest["icons"]:
        assert client.get(icon["src"]).headers["content-type"] == "image/png"
