"""The hours of a year: agreed, worked and planned are three figures; 80 % and 100 % are told."""

from __future__ import annotations

from datetime import date

import pytest

from basicplus import assignments, conventions, watch, workers
from basicplus.assignments import Agreement
from basicplus.clock import Span
from basicplus.compliance.law import belgian_law
from basicplus.conventions.envelope import Envelope, agreed_minutes, reached
from basicplus.db import Database
from tests import cast
from tests.conventions.papers import JULY, amended

MARCH_3, MARCH_4, MARCH_10 = date(2025, 3, 3), date(2025, 3, 4), date(2025, 3, 10)


def envelope(database: Database, number: str, year: int = 2025) -> Envelope:
    with cast.reading(database) as session:
        [found] = [each for each in conventions.envelopes(session, year) if each.agreement == number]
    return found


def figures(found: Envelope) -> tuple[object, ...]:
    return (
        (found.agreed_minutes, found.worked_minutes, found.planned_minutes),
        (found.worked_percent, found.foreseen_percent, found.severity),
    )


def version(volume: int, from_on: date, until_on: date | None = None) -> Agreement:
    return Agreement(volume_minutes=volume, from_on=from_on, until_on=until_on)


def test_worked_and_planned_are_apart_and_a_visit_that_was_worked_counts_once(database: Database) -> None:
    cast.agreed(database, "A-SMALL-1", volume_minutes=1000)
    with cast.writing(database) as session:
        for day in (MARCH_3, MARCH_4, MARCH_10):
            assignments.add_visit(session, cast.visit(agreement="A-SMALL-1", day=day))
        assignments.publish(session, assignments.plan_of(session, MARCH_3), cast.PUBLISHED_AT)
        assignments.timesheets.prefill(session, Span(MARCH_3, MARCH_10))
    assert figures(envelope(database, "A-SMALL-1")) == ((1000, 0, 630), (0, 63, None))
    cast.check(database, Span(MARCH_3, MARCH_10))
    assert figures(envelope(database, "A-SMALL-1")) == ((1000, 0, 630), (0, 63, None))
    cast.sign(database, "M001")
    assert figures(envelope(database, "A-SMALL-1")) == ((1000, 420, 210), (42, 63, None))


@pytest.mark.parametrize(
    ("volume", "severity", "days"),
    [
        (263, None, {}),
        (262, "note", {80: MARCH_3}),
        (211, "note", {80: MARCH_3}),
        (210, "warn", {80: MARCH_3, 100: MARCH_3}),
    ],
)
def test_the_levels_are_told_from_the_minute_on_which_they_are_reached(
    database: Database, volume: int, severity: str | None, days: dict[int, date]
) -> None:
    cast.agreed(database, "A-SMALL-1", volume_minutes=volume)
    with cast.writing(database) as session:
        assignments.add_visit(session, cast.visit(agreement="A-SMALL-1"))
    found = envelope(database, "A-SMALL-1")
    assert (found.severity, dict(found.reached), found.exceeded) == (severity, days, False)


def test_absences_and_visits_called_off_are_in_no_figure(database: Database) -> None:
    with cast.writing(database) as session:
        assignments.add_visit(session, cast.visit())
        assignments.cancel_visits(session, "W001", Span.day(MARCH_3), "ill")
        workers.record_absence(session, "W001", "sickness", MARCH_3, MARCH_4)
    assert figures(envelope(database, "A-CP-1")) == ((6000, 0, 0), (0, 0, None))


def test_the_versions_of_an_agreement_share_one_envelope(database: Database) -> None:
    with cast.writing(database) as session:
        for day in (MARCH_3, date(2025, 7, 7)):
            assignments.add_visit(session, cast.visit(day=day))
    amended(database, volume_minutes=12000)
    found = envelope(database, "A-CP-1")
    assert (found.agreed_minutes, found.planned_minutes) == (9025, 420)


def test_the_volume_counts_by_days_also_in_a_leap_year() -> None:
    assert agreed_minutes([version(36500, date(2025, 1, 1), JULY), version(73000, JULY)], 2025) == 18100 + 36800
    assert agreed_minutes([version(36600, date(2024, 2, 29), date(2024, 3, 1))], 2024) == 100
    assert agreed_minutes([version(36600, date(2025, 1, 1))], 2024) == 0


def test_a_level_is_reached_on_the_day_of_its_last_minute() -> None:
    worked, planned = {MARCH_3: 79, MARCH_4: 1}, {MARCH_10: 19, date(2025, 3, 11): 1}
    assert reached(100, worked, planned) == {80: MARCH_4, 100: date(2025, 3, 11)}
    assert reached(0, {}, {MARCH_3: 1}) == {80: MARCH_3, 100: MARCH_3}


def test_the_watch_tells_what_ends_what_is_to_be_signed_and_who_gets_more_than_agreed(database: Database) -> None:
    cast.agreed(database, "A-END-1", until_on=JULY, volume_minutes=210)
    cast.agreed(database, "A-FULL-1", volume_minutes=210)
    amended(database, signed_on=None, volume_minutes=9000)
    with cast.writing(database) as session:
        for number, day in (("A-END-1", MARCH_3), ("A-END-1", MARCH_4), ("A-FULL-1", MARCH_10)):
            assignments.add_visit(session, cast.visit(agreement=number, day=day))
    with cast.reading(database) as session:
        found = watch.duties(session, belgian_law(), Span(date(2025, 1, 1), date(2026, 1, 1)))
    assert [(str(each.due_on), each.kind, each.subject) for each in found if each.subject.startswith("A-")] == [
        ("2025-03-03", "100 % of the hours agreed", "A-END-1"),
        ("2025-03-03", "80 % of the hours agreed", "A-END-1"),
        ("2025-06-30", "agreement expires", "A-END-1"),
        ("2025-06-30", "sign amendment", "A-CP-1"),
    ]
