"""A visit is moved, copied, swapped, taken out and added: by forms, refused with the rule, warned, undone."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from fastapi.testclient import TestClient

from basicplus import workers
from basicplus.assignments import planning, timesheets
from basicplus.db import Database
from tests import cast
from tests.assignments.planning import parts
from tests.assignments.planning.parts import places
from tests.web.plan.conftest import PLAN, SCRIPT, plain, row, shown, told

MARCH = "month=2025-03"


def send(client: TestClient, path: str, script: bool = False, **fields: Any) -> Any:
    return client.post(f"{PLAN}{path}?{MARCH}", data=fields, headers=SCRIPT if script else {})


def test_a_visit_says_who_is_where_and_what_can_be_done(coordinator: TestClient) -> None:
    page = shown(coordinator, path="/visits/1")
    assert "lun 03/03/2025, 08:30–12:00 (3 h 30)" in page
    assert [name for name in ("Déplacer", "Copier", "Échanger", "Retirer") if f"<summary>{name}" in page] == [
        "Déplacer",
        "Copier",
        "Retirer",
    ]
    assert re.findall(r'<option value="(W\d+)"( selected)?>', page) == [("W001", " selected"), ("W004", "")]
    assert "<html" not in coordinator.get(f"{PLAN}/visits/1", headers=SCRIPT).text


def test_a_move_changes_the_draft_only_and_shows_the_board_again(week: Database, coordinator: TestClient) -> None:
    answer = send(coordinator, "/visits/1/move", worker="W001", day="2025-03-07", minutes="3h30")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PLAN}?{MARCH}")
    assert places(week, published=False)[-1] == ("W001", "M001", "Fri 08:30")
    assert places(week, published=True)[0] == ("W001", "M001", "Mon 08:30")
    assert "Visite d'Anne Lambert W001 chez École M001 déplacée." in shown(coordinator)


def test_a_script_gets_the_rows_concerned_and_the_tool_bar_only(week: Database, coordinator: TestClient) -> None:
    answer = send(coordinator, "/visits/1/move", script=True, worker="W004", day="2025-03-07")
    page = plain(answer.text)
    assert re.findall(r'id="(row-\w+|plan-\w+)"', page) == ["plan-tools", "plan-said", "row-W001", "row-W004"]
    assert told(row(page, "W004"))[-1] == "08:30–12:00 ○ M001 École M001, brouillon"
    assert answer.headers["x-focus"] == "v4"
    assert "Visite d'Anne Lambert W001 chez École M001 déplacée." in page
    assert "brouillon de la version 3, modifications : 1" in page


def test_a_line_that_a_filter_hides_after_an_edit_goes(coordinator: TestClient) -> None:
    asked = f"{MARCH}&worker=W001"
    answer = coordinator.post(f"{PLAN}/visits/1/move?{asked}", data={"worker": "W004"}, headers=SCRIPT)
    assert '<tr id="row-W004" hidden></tr>' in answer.text
    assert len(told(row(answer.text, "W001"))) == 2


def test_what_the_law_forbids_is_refused_with_its_rule_and_source(week: Database, coordinator: TestClient) -> None:
    before = places(week, published=False)
    answer = send(coordinator, "/visits/2/move", worker="W001", day="2025-03-03", start_time="09:00")
    page = plain(answer.text)
    assert answer.status_code == 409
    assert re.findall(r"<strong>(PLAN-01|GE-\d+|WT-\d+)</strong>", page) == ["PLAN-01"]
    assert re.search(r'role="alert".*La loi ne le permet pas', page, re.DOTALL)
    assert 'class="badge' in page[page.index("PLAN-01") :]
    assert 'name="start_time" required value="09:00"' in page
    assert places(week, published=False) == before


def test_a_warned_move_asks_why_and_is_done_with_a_reason(week: Database, coordinator: TestClient) -> None:
    answer = send(coordinator, "/visits/1/move", minutes="2")
    page = plain(answer.text)
    assert (answer.status_code, "<strong>WT-03</strong>" in page) == (409, True)
    assert re.search(r'<textarea rows="2" id="move-despite" name="despite" required', page)
    assert (
        send(coordinator, "/visits/1/move", minutes="2h00", despite="L'école ferme à 10 h 30").status_code == 303
    )
    with cast.reading(week) as session:
        [moved] = [row for row in planning.visits_of(session, parts.WEEK, published=False) if row.replaces_id == 1]
    assert "(2 h 00)" in shown(coordinator, path=f"/visits/{moved.id}")


def test_a_field_that_makes_no_sense_says_so_beside_it(coordinator: TestClient) -> None:
    answer = send(coordinator, "/visits/1/move", minutes="83h20")
    assert answer.status_code == 422
    assert re.search(r'<input type="text" id="move-minutes" name="minutes".*aria-invalid="true"', answer.text)


def test_a_visit_whose_hours_are_recorded_is_not_edited(week: Database, coordinator: TestClient) -> None:
    with cast.writing(week) as session:
        timesheets.prefill(session, parts.WEEK, "W001")
    assert "Des heures sont encodées" in shown(coordinator, path="/visits/1")
    answer = send(coordinator, "/visits/1/take_out")
    assert answer.status_code == 409


def test_copies_swaps_additions_and_taking_out(week: Database, coordinator: TestClient) -> None:
    assert send(coordinator, "/visits/1/copy", day="2025-03-06").status_code == 303
    assert (
        send(coordinator, "/visits/2/move", worker="W001", day="2025-03-05", start_time="13:00").status_code == 303
    )
    swaps = [int(found) for found in re.findall(r'<option value="(\d+)"', shown(coordinator, path="/visits/3"))]
    assert send(coordinator, "/visits/3/swap", other=swaps[0]).status_code == 303
    assert send(coordinator, "/visits/1/take_out").status_code == 303
    added = {"worker": "W004", "agreement": "A-CP-1", "day": "2025-03-03", "start_time": "13:00", "minutes": "3"}
    assert send(coordinator, "/add", **added).status_code == 303
    assert places(week, published=False) == [
        ("W004", "M001", "Mon 13:00"),
        ("W001", "M003", "Wed 08:30"),
        ("W004", "M002", "Wed 13:00"),
        ("W001", "M001", "Thu 08:30"),
    ]


def test_an_addition_without_an_agreement_is_asked_again(coordinator: TestClient) -> None:
    page = shown(coordinator, f"{MARCH}&worker=W004&day=2025-03-06", "/add")
    assert 'value="2025-03-06"' in page
    answer = send(coordinator, "/add", worker="W004", day="2025-03-06", start_time="13:00", minutes="1")
    assert answer.status_code in (404, 422)


def test_edits_are_undone_and_done_again(week: Database, coordinator: TestClient) -> None:
    before = places(week, published=False)
    send(coordinator, "/visits/1/move", worker="W004")
    after = places(week, published=False)
    answer = send(coordinator, "/undo", script=True)
    page = plain(answer.text)
    assert re.findall(r'id="(row-\w+)"', page) == ["row-W001", "row-W004"]
    assert (places(week, published=False), "La dernière modification est annulée." in page) == (before, True)
    assert "modifications" not in page
    assert send(coordinator, "/redo").status_code == 303
    assert places(week, published=False) == after
    assert send(coordinator, "/redo").status_code == 409


def test_visits_that_were_ticked_change_together_and_are_undone_together(
    week: Database, coordinator: TestClient
) -> None:
    before = places(week, published=False)
    board = shown(coordinator, f"{MARCH}&choosing=1")
    assert re.findall(r'type="checkbox" name="visit" value="(\d)" form="many"', board) == ["1", "2", "3"]
    page = shown(coordinator, f"{MARCH}&visit=1&visit=2&doing=reassign", "/many")
    assert "Visites choisies : 2." in page
    given = {"visit": ["1", "2"], "doing": "reassign", "to_worker": "W004"}
    assert send(coordinator, "/many", **given).status_code == 303
    assert [worker for worker, *_ in places(week, published=False)] == ["W004", "W004", "W004"]
    send(coordinator, "/undo")
    assert places(week, published=False) == before
    answer = send(coordinator, "/many", doing="shift", days="1")
    assert (answer.status_code, "Aucune visite" in answer.text) == (422, True)


def test_visits_that_go_nowhere_are_refused_in_french(week: Database, coordinator: TestClient) -> None:
    page = plain(send(coordinator, "/many", visit=["1", "2"], doing="shift", days="0", minutes="0").text)
    page = re.sub(r"\s", " ", page)
    assert "2 visites de 03/03/2025–04/03/2025 → jours : 0, minutes : 0" in page


def test_a_worker_who_is_away_is_no_obstacle_but_is_told(week: Database, coordinator: TestClient) -> None:
    with cast.writing(week) as session:
        workers.record_absence(session, "W004", "sickness", date(2025, 3, 3), date(2025, 3, 4))
    send(coordinator, "/visits/1/move", worker="W004")
    page = shown(coordinator, path="/conflicts")
    assert "W004 est absent le 03/03/2025" in page
