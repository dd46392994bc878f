"""Leave is asked for, decided on and recorded as absence; illness is reported by the worker."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from sqlmodel import col, select

from basicplus import assignments
from basicplus.assignments.leave import approve_leave, visits_met
from basicplus.db import Database
from basicplus.errors import Conflict, InvalidInput
from basicplus.journal import JournalEntry
from basicplus.workers import Absence, LeaveRequest, leave
from tests import cast

ASKED_AT = datetime.fromisoformat("2025-02-03T08:00:00+00:00")
MONDAY, TUESDAY, WEDNESDAY = date(2025, 3, 3), date(2025, 3, 4), date(2025, 3, 5)


def asked(database: Database, **changes: Any) -> int:
    """Ask for a Monday of W001; return the id of the request."""
    given = {"worker": "W001", "kind": "annual_leave", "from_on": MONDAY, "at": ASKED_AT}
    with cast.writing(database) as session:
        row = leave.ask(session, leave.LeaveRequestCreate.model_validate(given | changes))
    return row.id


def ill(database: Database, **changes: Any) -> int:
    """Report W001 ill on a Monday; return the id of the request."""
    given = {"worker": "W001", "from_on": MONDAY, "at": ASKED_AT}
    with cast.writing(database) as session:
        row = leave.report_illness(session, leave.IllnessCreate.model_validate(given | changes))
    return row.id


def approved(database: Database, request: int) -> None:
    """Approve a request."""
    with cast.writing(database) as session:
        approve_leave(session, request)


def requests(database: Database) -> list[tuple[str, date, date, str, str]]:
    """Return kind, days, part and state of every request."""
    with cast.reading(database) as session:
        rows = session.exec(select(LeaveRequest).order_by(col(LeaveRequest.id)))
        return [(row.kind, row.from_on, row.until_on, row.part, row.state) for row in rows]


def absences(database: Database) -> list[tuple[str, date, date]]:
    """Return every absence."""
    with cast.reading(database) as session:
        return [
            (row.kind, row.from_on, row.until_on)
            for row in session.exec(select(Absence).order_by(col(Absence.from_on)))
        ]


def morning_planned(database: Database) -> None:
    """Plan and publish a morning of W001 on the Monday."""
    with cast.writing(database) as session:
        assignments.add_visit(session, cast.visit())
    cast.publish(database)


def test_approved_leave_is_an_absence_of_its_days(database: Database) -> None:
    approved(database, asked(database, until_on=WEDNESDAY))
    assert requests(database) == [("annual_leave", MONDAY, WEDNESDAY, "day", "approved")]
    assert absences(database) == [("annual_leave", MONDAY, WEDNESDAY)]


def test_compelling_reasons_are_recorded_as_another_absence(database: Database) -> None:
    approved(database, asked(database, kind="compelling_reasons"))
    assert absences(database) == [("other", MONDAY, TUESDAY)]


def test_leave_asked_for_is_no_absence_yet(database: Database) -> None:
    asked(database)
    assert absences(database) == []


def test_refused_leave_says_why_and_is_no_absence(database: Database) -> None:
    number = asked(database)
    with cast.writing(database) as session:
        leave.refuse(session, leave.request_by_id(session, number), "Deux collègues sont absents")
    with cast.reading(database) as session:
        row = leave.request_by_id(session, number)
        assert (row.state, row.answer) == ("refused", "Deux collègues sont absents")
    assert absences(database) == []


def test_a_refusal_without_reason_is_refused(database: Database) -> None:
    number = asked(database)
    with pytest.raises(InvalidInput, match="why: found ' '; say in a few words why"), cast.writing(database) as s:
        leave.refuse(s, leave.request_by_id(s, number), " ")


def test_what_is_decided_is_not_withdrawn_any_more(database: Database) -> None:
    number = asked(database)
    with cast.writing(database) as session:
        leave.withdraw(session, leave.request_by_id(session, number))
    with pytest.raises(Conflict, match="is withdrawn; only one that is asked can be approved"):
        approved(database, number)
    again = asked(database)
    approved(database, again)
    with pytest.raises(Conflict, match="is approved; only one that is asked"), cast.writing(database) as session:
        leave.withdraw(session, leave.request_by_id(session, again))


def test_days_asked_for_twice_are_refused_but_for_the_other_half(database: Database) -> None:
    asked(database, part="morning")
    asked(database, part="afternoon")
    with pytest.raises(Conflict, match="Leave is asked for 2025-03-03 to 2025-03-03 already"):
        asked(database, part="morning")
    with pytest.raises(Conflict, match="Leave is asked"):
        asked(database)
    asked(database, from_on=TUESDAY)


def test_days_of_an_absence_are_not_asked_for(database: Database) -> None:
    ill(database)
    with pytest.raises(Conflict, match="W001 is absent on 2025-03-03 to 2025-03-03 already"):
        asked(database)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"until_on": MONDAY}, "give a day after 2025-03-03"),
        ({"part": "morning", "until_on": WEDNESDAY}, "half-day"),
    ],
)
def test_leave_is_of_days_in_order_and_a_half_day_of_one(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        leave.LeaveRequestCreate(worker="W001", kind="training", from_on=MONDAY, **changes)


def test_the_coordinator_sees_the_visits_that_leave_meets(database: Database) -> None:
    morning_planned(database)
    met = {}
    for part in ("day", "morning", "afternoon"):
        request = LeaveRequest(worker_id=1, kind="training", from_on=MONDAY, until_on=TUESDAY, part=part)
        with cast.reading(database) as session:
            met[part] = [visit.day for visit in visits_met(session, request, "W001")]
    assert met == {"day": [MONDAY], "morning": [MONDAY], "afternoon": []}


def test_a_half_day_waits_until_its_visit_is_moved(database: Database) -> None:
    morning_planned(database)
    with pytest.raises(Conflict, match="W001 has a visit from 08:30 to 12:00 on 2025-03-03, in that half-day"):
        approved(database, asked(database, part="morning"))
    approved(database, asked(database, part="afternoon"))
    assert [state for *_, state in requests(database)] == ["asked", "approved"]
    assert absences(database) == []


def test_a_reported_illness_is_an_absence_at_once(database: Database) -> None:
    number = ill(database)
    with cast.writing(database) as session:
        leave.note_illness(session, leave.request_by_id(session, number))
    ill(database, until_on=date(2025, 3, 6))
    assert absences(database) == [("sickness", MONDAY, TUESDAY), ("sickness", TUESDAY, date(2025, 3, 6))]
    assert [(state, row.open_end) for row, state in _illnesses(database)] == [("noted", True), ("reported", False)]


def test_an_illness_that_is_on_file_is_not_reported_twice(database: Database) -> None:
    ill(database)
    with pytest.raises(Conflict, match="give the day until which it lasts"):
        ill(database)
    with pytest.raises(InvalidInput, match="until_on"):
        ill(database, until_on=MONDAY)


def test_the_journal_does_not_tell_the_kind_of_leave(database: Database) -> None:
    approved(database, asked(database, note="mariage de ma soeur"))
    ill(database, from_on=WEDNESDAY)
    with cast.reading(database) as session:
        told = [
            (entry.act, cast.told(entry))
            for entry in session.exec(select(JournalEntry).order_by(col(JournalEntry.seq).desc()).limit(5))
        ]
    days = {"from_on": str(MONDAY), "until_on": str(TUESDAY)}
    wednesday = {"from_on": str(WEDNESDAY), "until_on": "2025-03-06"}
    assert [(act, detail) for act, detail in reversed(told)] == [
        ("ask leave", days),
        ("record absence", days),
        ("approve leave", days),
        ("record absence", wednesday),
        ("report absence", wednesday),
    ]


def _illnesses(database: Database) -> list[tuple[LeaveRequest, str]]:
    with cast.reading(database) as session:
        rows = session.exec(select(LeaveRequest).where(LeaveRequest.kind == "sickness").order_by("id"))
        return [(row, row.state) for row in rows]


def asked_back(database: Database, request: int, today: date, from_on: date | None = None) -> None:
    """Ask to have approved leave called off."""
    with cast.writing(database) as session:
        leave.ask_back(session, leave.request_by_id(session, request), today, from_on)


def called_off(database: Database, request: int, from_on: date | None = None, why: str = "") -> None:
    """Call approved leave off."""
    with cast.writing(database) as session:
        leave.call_off(session, leave.request_by_id(session, request), from_on, why)


def test_leave_that_is_called_off_is_an_absence_no_more(database: Database) -> None:
    request = asked(database, until_on=date(2025, 3, 8))
    approved(database, request)
    asked_back(database, request, MONDAY)
    assert absences(database) == [("annual_leave", MONDAY, date(2025, 3, 8))]
    called_off(database, request)
    assert requests(database) == [("annual_leave", MONDAY, date(2025, 3, 8), "day", "withdrawn")]
    assert absences(database) == []
    asked(database)


def test_leave_is_called_off_from_a_day_on_and_stands_before_it(database: Database) -> None:
    request = asked(database, until_on=date(2025, 3, 8))
    approved(database, request)
    asked_back(database, request, TUESDAY, WEDNESDAY)
    called_off(database, request)
    assert requests(database) == [("annual_leave", MONDAY, WEDNESDAY, "day", "approved")]
    assert absences(database) == [("annual_leave", MONDAY, WEDNESDAY)]
    with cast.reading(database) as session:
        assert leave.request_by_id(session, request).back_on is None


def test_an_illness_within_leave_that_is_called_off_stays(database: Database) -> None:
    ill(database, from_on=WEDNESDAY)
    with cast.writing(database) as session:
        row = LeaveRequest(
            worker_id=1, kind="annual_leave", from_on=MONDAY, until_on=date(2025, 3, 8), asked_at=ASKED_AT
        )
        session.add(row)
        session.flush()
        leave.grant(session, row, "W001")
    called_off(database, row.id, TUESDAY, "Convenu par téléphone")
    assert absences(database) == [
        ("annual_leave", MONDAY, TUESDAY),
        ("sickness", WEDNESDAY, date(2025, 3, 6)),
    ]


def test_a_half_day_is_called_off_whole(database: Database) -> None:
    request = asked(database, part="afternoon")
    approved(database, request)
    called_off(database, request, why="Convenu par téléphone")
    assert [state for *_, state in requests(database)] == ["withdrawn"]


def test_the_coordinator_can_let_leave_stand_and_say_why(database: Database) -> None:
    request = asked(database)
    approved(database, request)
    asked_back(database, request, MONDAY)
    with cast.writing(database) as session:
        leave.keep_leave(session, leave.request_by_id(session, request), "Un collègue vous remplace")
    with cast.reading(database) as session:
        row = leave.request_by_id(session, request)
        assert (row.state, row.back_on, row.answer) == ("approved", None, "Un collègue vous remplace")
    assert absences(database) == [("annual_leave", MONDAY, TUESDAY)]
    with pytest.raises(Conflict, match="Nobody asked to have leave request 1"), cast.writing(database) as session:
        leave.keep_leave(session, leave.request_by_id(session, request))


def test_what_is_approved_is_called_off_with_a_word_on_days_of_it_that_are_not_over(database: Database) -> None:
    request = asked(database, until_on=WEDNESDAY)
    with pytest.raises(Conflict, match="is asked; only one that is approved can be called off"):
        asked_back(database, request, MONDAY)
    approved(database, request)
    with pytest.raises(Conflict, match="is over: ask the coordinator"):
        asked_back(database, request, WEDNESDAY)
    with pytest.raises(InvalidInput, match="from_on: found '2025-03-03'; a day that is not over, 2025-03-04"):
        asked_back(database, request, TUESDAY, MONDAY)
    with pytest.raises(InvalidInput, match="from_on: found '2025-03-05'; a day of the leave"):
        asked_back(database, request, MONDAY, WEDNESDAY)
    with pytest.raises(InvalidInput, match="why: found ''; what you agreed with the worker"):
        called_off(database, request)
