"""An iCalendar file (RFC 5545) of visits in Brussels time; pure, the same events give the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vRecur

from basicplus.clock import BRUSSELS

PRODUCT = "-//basicplus//plan//FR"
REFRESH = timedelta(hours=1)


@dataclass(frozen=True)
class Appointment:
    """One event: its UID never changes, `sequence` rises with each change, `changed_at` tells the last one."""

    uid: str
    sequence: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str
    description: str
    cancelled: bool = False


def calendar_file(name: str, appointments: Sequence[Appointment]) -> bytes:
    """Return the file of a calendar, with the time zone it speaks of and how often to look again."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for label in ("name", "x-wr-calname"):
        calendar.add(label, name)
    calendar.add("x-wr-timezone", BRUSSELS.key)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add_component(_brussels())
    for appointment in appointments:
        calendar.add_component(_event(appointment))
    content: bytes = calendar.to_ical()
    return content


def _event(appointment: Appointment) -> Event:
    event = Event()
    event.add("uid", appointment.uid)
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", appointment.changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("last-modified", appointment.changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", _written(appointment.starts_at))
    event.add("dtend", _written(appointment.ends_at))
    event.add("summary", appointment.summary)
    event.add("location", appointment.location)
    event.add("description", appointment.description)
    event.add("status", "CANCELLED" if appointment.cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT" if appointment.cancelled else "OPAQUE")
    return event


def _written(instant: datetime) -> datetime:
    """Return an instant in Brussels time; in UTC in the hour that the autumn night has twice, the second time.

    A local time that comes twice means the first one (RFC 5545, 3.3.5).
    """
    local = instant.astimezone(BRUSSELS)
    return instant.astimezone(UTC) if local.fold else local


def _brussels() -> Timezone:
    """Return the rules of Brussels since 1996: the last Sundays of March and October, at one o'clock UTC."""
    zone = Timezone()
    zone.add("tzid", BRUSSELS.key)
    for part, name, start, month, offsets in (
        (TimezoneStandard(), "CET", datetime(1996, 10, 27, 3), 10, (2, 1)),  # noqa: DTZ001
        (TimezoneDaylight(), "CEST", datetime(1996, 3, 31, 2), 3, (1, 2)),  # noqa: DTZ001
    ):
        part.add("dtstart", start)
        part.add("rrule", vRecur(freq="YEARLY", bymonth=month, byday="-1SU"))
        for label, hours in zip(("tzoffsetfrom", "tzoffsetto"), offsets, strict=True):
            part.add(label, timedelta(hours=hours))
        part.add("tzname", name)
        zone.add_component(part)
    return zone
