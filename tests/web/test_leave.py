"""Leave between a worker and the coordinator: called off by both, kept, and what is left of the year."""

from __future__ import annotations

from freezegun import freeze_time

from basicplus import assignments, workers
from basicplus.clock import Span, today
from tests import cast
from tests.web.mine import API, HOME, MONDAY, OFFICE, TUESDAY, Planned


def test_approved_leave_is_called_off_by_both_and_the_visits_of_its_days_are_told(planned: Planned) -> None:
    worker, coordinator = planned.worker(), planned.coordinator()
    worker.post(f"{HOME}/leave", data={"kind": "annual_leave", "from_on": "2025-03-03", "last_on": "2025-03-04"})
    coordinator.post(f"{OFFICE}/leave/1/approve")
    with cast.writing(planned.database) as session:
        assignments.cancel_visits(session, "W001", Span.day(TUESDAY), "Congé")
    over = worker.post(f"{HOME}/leave/1/back", data={"from_on": "2025-03-03"})
    assert (over.status_code, "est terminé : demandez à la coordination" in over.text) == (409, True)
    with freeze_time("2025-03-03T08:00+01:00"):
        assert "Je n&#39;en ai plus besoin" in worker.get(f"{HOME}/leave").text
        assert planned.worker("W002").post(f"{HOME}/leave/1/back").status_code == 404
        assert worker.post(f"{HOME}/leave/1/back", data={"from_on": "2025-03-03"}).status_code == 303
        assert "Vous demandez de l&#39;annuler à partir du 03/03/2025" in worker.get(f"{HOME}/leave").text
    inbox = coordinator.get(f"{OFFICE}/leave").text
    assert ("Ces visites auront lieu\u00a0: 2" in inbox, "elles le restent\u00a0: 1" in inbox) == (True, True)
    assert coordinator.post(f"{OFFICE}/leave/1/call-off").status_code == 303
    assert [item["state"] for item in worker.get(f"{API}/me/leave").json()["requests"]] == ["withdrawn"]
    with cast.reading(planned.database) as session:
        assert workers.absences_of(session, Span(MONDAY)) == []


def test_leave_asked_twice_without_a_last_day_is_told_at_the_form(planned: Planned) -> None:
    worker, wish = planned.worker(), {"kind": "annual_leave", "from_on": "2025-03-03"}
    worker.post(f"{HOME}/leave", data=wish)
    again = worker.post(f"{HOME}/leave", data=wish)
    assert (again.status_code, "Un congé est déjà enregistré" in again.text) == (409, True)
    worker.post(f"{HOME}/leave/illness", data={"from_on": "2025-03-05"})
    ill_again = worker.post(f"{HOME}/leave/illness", data={"from_on": "2025-03-05"})
    assert (ill_again.status_code, "jusqu&#39;à quel jour cela dure" in ill_again.text) == (409, True)


def test_leave_that_is_to_stand_stands_and_says_why(planned: Planned) -> None:
    worker, coordinator = planned.worker(), planned.coordinator()
    worker.post(f"{HOME}/leave", data={"kind": "annual_leave", "from_on": "2025-03-03"})
    coordinator.post(f"{OFFICE}/leave/1/approve")
    with freeze_time("2025-03-01T08:00+01:00"):
        worker.post(f"{HOME}/leave/1/back")
        assert worker.post(f"{HOME}/leave/1/keep").status_code == 303
        worker.post(f"{HOME}/leave/1/back")
    coordinator.post(f"{OFFICE}/leave/1/keep", data={"why": "Un collègue vous remplace"})
    assert "Réponse\u00a0: Un collègue vous remplace" in worker.get(f"{HOME}/leave").text
    refused = coordinator.post(f"{OFFICE}/leave/1/call-off")
    assert (refused.status_code, "ce que vous avez convenu avec le travailleur" in refused.text) == (422, True)


def test_the_coordinator_enters_what_leave_a_worker_has_and_both_see_what_is_left(planned: Planned) -> None:
    worker, coordinator = planned.worker(), planned.coordinator()
    page, year = f"{OFFICE}/workers/W001", today().year
    given = {"year": str(year), "days": "19,5", "stated_on": f"{year}-01-10", "source": "Secrétariat social"}
    assert "pas encore été encodé" in worker.get(f"{HOME}/figures").text
    assert coordinator.post(f"{page}/entitlement", data=given).status_code == 303
    for shown in (coordinator.get(page), worker.get(f"{HOME}/figures"), worker.get(f"{HOME}/leave")):
        assert ("19,5" in shown.text, "Secrétariat social, au 10/01" in shown.text) == (True, True)
    again = coordinator.post(f"{page}/entitlement", data=given)
    assert (again.status_code, 'value="19,5"' in again.text) == (422, True)
    told = coordinator.get(f"{API}/workers/W001/leave", params={"year": year}).json()
    assert told["entitled_halves"] == 39


def test_leave_that_ends_before_it_begins_is_told_at_its_last_day(planned: Planned) -> None:
    wish = {"kind": "annual_leave", "from_on": "2025-03-05", "last_on": "2025-03-04"}
    answer = planned.worker().post(f"{HOME}/leave", data=wish)
    told = "le congé finit avant de commencer ; le dernier jour est au plus tôt le 05/03/2025"
    assert (answer.status_code, f'<a href="#ask-last_on">Dernier jour</a>\u00a0: {told}' in answer.text) == (
        422,
        True,
    )
    assert ('id="ask-last_on-error"' in answer.text, 'value="2025-03-04"' in answer.text) == (True, True)
    halves = planned.worker().post(f"{HOME}/leave", data=wish | {"last_on": "2025-03-06", "part": "morning"})
    assert (halves.status_code, '<a href="#ask-part">Jour entier ou demi-jour</a>' in halves.text) == (422, True)
