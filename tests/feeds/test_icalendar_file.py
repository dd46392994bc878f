"""Calendar files, read back by a parser of somebody else: times, nights on which clocks change, identity."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import vobject

from basicplus.clock import at
from basicplus.feeds.icalendar_file import Appointment, calendar_file

CHANGED_AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def appointment(starts_at: datetime, ends_at: datetime, **changes: Any) -> Appointment:
    """A visit between two instants."""
    given: dict[str, Any] = {
        "uid": "visit-1@demo.basicplus",
        "sequence": 0,
        "changed_at": CHANGED_AT,
        "summary": "École « Sainte-Anne », Liège; annexe",
        "location": "Rue Haute 1, 4000 Liège",
        "description": "Première ligne\nConvention A-CP-1, avec une virgule et une longue suite " + "é" * 60,
    }
    return Appointment(starts_at=starts_at, ends_at=ends_at, **given | changes)


def read_back(*appointments: Appointment) -> list[Any]:
    """The events of a calendar file, as vobject reads them."""
    calendar = vobject.readOne(calendar_file("Visites", appointments).decode())
    assert calendar.vtimezone.tzid.value == "Europe/Brussels"
    return list(calendar.vevent_list)


def instants(event: Any) -> tuple[datetime, datetime]:
    """When an event begins and ends, in UTC."""
    return event.dtstart.value.astimezone(UTC), event.dtend.value.astimezone(UTC)


def test_what_is_said_is_read_back_in_full() -> None:
    said = appointment(at(date(2026, 3, 2), time(8, 30)), at(date(2026, 3, 2), time(12)))
    [event] = read_back(said)
    names = ("uid", "summary", "location", "description", "status", "class", "transp", "sequence")
    told = {name: event.contents[name][0].value for name in names}
    assert told == {
        "uid": said.uid,
        "summary": said.summary,
        "location": said.location,
        "description": said.description,
        "status": "CONFIRMED",
        "class": "PRIVATE",
        "transp": "OPAQUE",
        "sequence": "0",
    }
    assert (event.dtstart.params, event.dtstamp.value) == (
        {"X-VOBJ-ORIGINAL-TZID": ["Europe/Brussels"]},
        CHANGED_AT,
    )


@pytest.mark.parametrize(
    ("starts", "ends", "minutes"),
    [
        ("2026-03-29T00:30:00+00:00", "2026-03-29T01:30:00+00:00", 60),
        ("2026-03-28T22:00:00+00:00", "2026-03-29T04:00:00+00:00", 360),
        ("2026-10-25T00:30:00+00:00", "2026-10-25T01:30:00+00:00", 60),
        ("2026-10-25T01:15:00+00:00", "2026-10-25T01:45:00+00:00", 30),
        ("2026-10-24T21:00:00+00:00", "2026-10-25T05:00:00+00:00", 480),
        ("2026-03-02T21:00:00+00:00", "2026-03-03T01:00:00+00:00", 240),
        ("2028-02-29T07:30:00+00:00", "2028-02-29T11:00:00+00:00", 210),
        ("2026-12-31T07:30:00+00:00", "2026-12-31T11:00:00+00:00", 210),
        ("2027-01-03T07:30:00+00:00", "2027-01-03T11:00:00+00:00", 210),
    ],
    ids=[
        "spring, over the hour that is skipped",
        "spring, the whole night",
        "autumn, from the first 02:30 to the second",
        "autumn, within the hour that comes twice",
        "autumn, the whole night",
        "past midnight",
        "29 February",
        "week 53, old year",
        "week 53, new year",
    ],
)
def test_instants_are_read_back_as_they_are(starts: str, ends: str, minutes: int) -> None:
    starts_at, ends_at = datetime.fromisoformat(starts), datetime.fromisoformat(ends)
    [event] = read_back(appointment(starts_at, ends_at))
    found = instants(event)
    assert found == (starts_at, ends_at)
    assert found[1] - found[0] == timedelta(minutes=minutes)

    content = calendar_file(
        "x",
        [appointment(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC))],
    ).decode()
    assert "DTSTART;TZID=Europe/Brussels:20261025T023000\r\n" in content
    assert "DTEND:20261025T013000Z\r\n" in content


def test_a_move_keeps_the_identity_and_raises_the_sequence_and_a_cancelled_visit_is_told_as_such() -> None:
    day = datetime(2026, 3, 2, 8, tzinfo=UTC)
    before = appointment(day, day + timedelta(hours=3))
    after = appointment(day + timedelta(days=1), day + timedelta(days=1, hours=3), sequence=1, cancelled=True)
    [first], [second] = read_back(before), read_back(after)
    assert first.uid.value == second.uid.value
    assert (first.sequence.value, second.sequence.value) == ("0", "1")
    assert (second.status.value, second.transp.value) == ("CANCELLED", "TRANSPARENT")


def test_the_same_visits_give_the_same_bytes_in_lines_of_75_octets() -> None:
    day = datetime(2026, 3, 2, 8, tzinfo=UTC)
    content = calendar_file("Visites de l'École", [appointment(day, day + timedelta(hours=3))])
    assert content == calendar_file("Visites de l'École", [appointment(day, day + timedelta(hours=3))])
    assert max(map(len, content.split(b"\r\n"))) <= 75
    assert b"X-WR-CALNAME:Visites de l'" in content
