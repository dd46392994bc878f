"""The board: lines with sums, chips with state and badges, views, filters, and the agenda of a phone."""

from __future__ import annotations

import re
from datetime import date

from fastapi.testclient import TestClient

from basicplus import assignments, workers
from basicplus.assignments import planning, timesheets
from basicplus.db import Database
from tests import cast
from tests.assignments.planning import parts
from tests.assignments.planning.parts import FRIDAY, TOLD, do
from tests.web.plan.conftest import PLAN, SCRIPT, browser, plain, row, shown, told


def test_a_line_says_who_what_is_owed_planned_and_free(coordinator: TestClient) -> None:
    line = row(shown(coordinator), "W001")
    assert "W001 · 159 h 36 dues, 7 h 00 prévues, 152 h 36 libres" in line
    assert told(line) == [
        "08:30–12:00 ● M001 École M001, publié",
        "08:30–12:00 ● M002 École M002, publié",
    ]


def test_a_draft_an_absence_and_what_was_called_off_are_told_by_words_and_signs(
    week: Database, coordinator: TestClient
) -> None:
    do(week, planning.move_visit, planning.VisitMove(visit=1, day=FRIDAY, **TOLD))
    with cast.writing(week) as session:
        workers.record_absence(session, "W001", "sickness", date(2025, 3, 10), date(2025, 3, 12))
    line = row(shown(coordinator), "W001")
    assert told(line) == [
        "08:30–12:00 ✕ M001 École M001, annulé",
        "08:30–12:00 ● M002 École M002, publié",
        "08:30–12:00 ○ M001 École M001, brouillon",
    ]
    assert line.count('<span class="gone">absence</span>') == 2
    assert "sickness" not in line


def test_holidays_weekends_and_closing_days_are_named(week: Database, coordinator: TestClient) -> None:
    with cast.writing(week) as session:
        assignments.close(session, date(2025, 5, 30), "Pont")
    page = shown(coordinator, "month=2025-05")
    assert '<th scope="col" data-day="2025-05-01" class="off">jeu<b>1</b><span class="name">' in page
    assert '<th scope="col" data-day="2025-05-03" class="we">sam<b>3</b></th>' in page
    assert '<span class="name">Pont</span>' in page


def test_a_visit_on_a_day_of_absence_and_hours_unsigned_have_badges(
    week: Database, coordinator: TestClient
) -> None:
    with cast.writing(week) as session:
        timesheets.prefill(session, parts.WEEK, "W004")
    with cast.writing(week) as session:
        workers.record_absence(session, "W004", "sickness", date(2025, 3, 5), date(2025, 3, 6))
    page = shown(coordinator)
    assert told(row(page, "W004")) == ["08:30–12:00 ●⚠✎ M003 École M003, publié, à regarder, heures non signées"]


def test_the_same_visits_are_shown_by_profession_and_by_member(coordinator: TestClient) -> None:
    page = shown(coordinator, "month=2025-03&view=profession")
    assert re.findall(r'<th scope="rowgroup">(.*?)</th>', page) == [
        "comptable",
        "délégué à la protection des données",
        "conseiller en prévention",
    ]
    page = shown(coordinator, "month=2025-03&view=member")
    assert told(row(page, "M003")) == ["08:30–12:00 ● A. Lambert W004 Anne Lambert W004, publié"]
    assert "M003 · 3 h 30 prévues" in row(page, "M003")


def test_filters_are_in_the_address(coordinator: TestClient) -> None:
    def numbers(query: str) -> list[str]:
        return re.findall(r'<tr id="row-(\w+)"', shown(coordinator, f"month=2025-03&{query}"))

    assert numbers("") == ["W001", "W002", "W003", "W004"]
    assert numbers("profession=accountant") == ["W002"]
    assert numbers("worker=lambert+w004") == ["W004"]
    assert numbers("member=M003") == ["W004"]
    assert numbers("member=nobody") == []


def test_a_phone_has_the_agenda_of_a_week(coordinator: TestClient) -> None:
    page = shown(coordinator, "week=2025-03-05")
    agenda = page[page.index('class="agenda"') :]
    assert "Semaine du 03/03/2025" in agenda
    assert re.findall(r"<h3 id=.*?>(.*?)</h3>", agenda) == [
        "lun 03/03/2025",
        "mar 04/03/2025",
        "mer 05/03/2025",
        "jeu 06/03/2025",
        "ven 07/03/2025",
        "sam 08/03/2025",
        "dim 09/03/2025",
    ]
    assert agenda.count('<a class="v published"') == 3


def test_the_board_of_a_week_has_room_for_names(coordinator: TestClient) -> None:
    page = shown(coordinator, "week=2025-03-05&days=week")
    assert re.findall(r'data-day="([\d-]+)"', page) == [f"2025-03-{day:02}" for day in range(3, 10)]
    assert told(row(page, "W004")) == ["08:30–12:00 ● École M003 M003, publié"]
    assert "W004 · 38 h 00 dues, 3 h 30 prévues" in row(page, "W004")
    assert "?month=2025-03&days=week&week=2025-03-03" in page
    answer = coordinator.post(
        f"{PLAN}/visits/3/move?month=2025-03&days=week&week=2025-03-03", data={"day": FRIDAY}, headers=SCRIPT
    )
    assert row(plain(answer.text), "W004").count("<td") == 7
    page = shown(coordinator, "week=2025-03-31&days=week&view=profession")
    assert re.findall(r'data-day="([\d-]+)"', page)[::6] == ["2025-03-31", "2025-04-06"]


def test_a_phone_is_sent_the_table_only_if_it_asks_for_it(coordinator: TestClient) -> None:
    assert '<section class="agenda"' in shown(coordinator)
    coordinator.headers["User-Agent"] = "Mozilla/5.0 (iPhone) Version/18.0 Mobile/15E148 Safari/604.1"
    page = shown(coordinator, "week=2025-03-05&view=member")
    assert ("<table" in page, page.count('<a class="v published"')) == (False, 3)
    [query] = re.findall(r'href="/g/demo/plan\?([^"]*)">mars 2025 en tableau', page)
    assert query == "month=2025-03&view=member&table=1"
    page = shown(coordinator, query)
    assert told(row(page, "M003")) == ["08:30–12:00 ● A. Lambert W004 Anne Lambert W004, publié"]
    [query] = re.findall(r'href="/g/demo/plan\?([^"]*)">Semaine du', page)
    assert "<table" not in shown(coordinator, query)


def test_without_a_plan_the_board_says_how_to_begin(coordinator: TestClient) -> None:
    page = shown(coordinator, "month=2026-03")
    assert "Ces jours n'ont pas encore de planning" in page
    given = {"from_on": "2026-01-01", "until_on": "2026-04-01"}
    answer = coordinator.post(f"{PLAN}/draft?month=2026-03", data=given)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PLAN}?month=2026-01")
    assert "Jamais publié" in shown(coordinator, "month=2026-03")


def test_a_draft_of_wrong_days_is_asked_again_with_what_was_given(coordinator: TestClient) -> None:
    given = {"from_on": "2026-01-01", "last_on": "2025-12-01"}
    answer = coordinator.post(f"{PLAN}/draft", data=given)
    assert (answer.status_code, 'id="draft-last_on-error"' in answer.text) == (422, True)
    assert all(f'name="{name}" required' in answer.text for name in given)
    assert all(f'value="{value}"' in answer.text for value in given.values())


def test_an_auditor_looks_and_changes_nothing(week: Database) -> None:
    client = browser(week, "auditor")
    assert "data-editable" not in shown(client)
    assert "Déplacer" not in shown(client, path="/visits/1")
    assert client.post(f"{PLAN}/visits/1/take_out").status_code == 403


def test_the_month_of_a_worker_and_the_week_of_a_member_are_printed(coordinator: TestClient) -> None:
    month = shown(coordinator, path="/workers/W001")
    assert month.count("<b>08:30–12:00</b>") == 2
    assert "/api/groups/demo/workers/W001/month?month=2025-03" in month
    week = shown(coordinator, "week=2025-03-05", "/members/M003")
    assert re.findall(r"<b>(.*?)</b> (.*?)<", week) == [("08:30–12:00", "Anne Lambert W004")]
    opened = coordinator.post(f"{PLAN}/workers/W001/feed?month=2025-03", data={"label": "téléphone"})
    assert re.search(r"/feeds/[\w-]+\.ics", opened.text)
