"""Who is reminded of what on a day, at which step, and who is not: pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from basicplus.clock import Span
from basicplus.invoicing.documents.statement import OpenDocument
from basicplus.invoicing.reminders.due import Due, Earlier, LeftOut, Step, Stop, due_reminders

DUE = date(2026, 3, 7)
FRIENDLY = Step(1, after_days=10, wait_days=14, least_cents=500)
FIRM = Step(2, after_days=30, wait_days=14, least_cents=500)
ONE = OpenDocument("2026-000042", date(2026, 2, 5), DUE, 137592, 37592)
TWO = OpenDocument("2026-000051", date(2026, 3, 5), date(2026, 4, 4), 110000, 110000)


def day(late: int) -> date:
    return DUE + timedelta(days=late)


def found(*documents: OpenDocument, on: date, **given: Any) -> tuple[list[Due], list[tuple[str, str]]]:
    """The reminders of M004 on a day, and document and reason of what is left out."""
    asked: dict[str, Any] = {"credit_cents": {}, "steps": (FRIENDLY, FIRM), "earlier": {}, "stops": ()} | given
    due, left_out = due_reminders({"M004": documents}, on=on, **asked)
    return due, [(each.document, each.because) for each in left_out]


def had(*steps: tuple[int, date]) -> dict[str, list[Earlier]]:
    return {ONE.number: [Earlier(step, on) for step, on in steps]}


def letter(step: Step, *documents: tuple[OpenDocument, int]) -> list[Due]:
    return [Due("M004", step, documents)]


@pytest.mark.parametrize(
    ("late", "expected"),
    [
        (0, ([], [])),
        (1, ([], [(ONE.number, "waiting")])),
        (9, ([], [(ONE.number, "waiting")])),
        (10, (letter(FRIENDLY, (ONE, 1)), [])),
        (400, (letter(FRIENDLY, (ONE, 1)), [])),
    ],
)
def test_the_first_step_comes_days_after_the_due_day_and_is_never_left_out(late: int, expected: object) -> None:
    assert found(ONE, on=day(late)) == expected


@pytest.mark.parametrize(
    ("first", "late", "expected"),
    [
        (day(10), 10, ([], [(ONE.number, "waiting")])),
        (day(10), 29, ([], [(ONE.number, "waiting")])),
        (day(10), 30, (letter(FIRM, (ONE, 2)), [])),
        (day(25), 38, ([], [(ONE.number, "waiting")])),
        (day(25), 39, (letter(FIRM, (ONE, 2)), [])),
    ],
)
def test_the_second_comes_after_its_days_and_never_soon_after_the_first(
    first: date, late: int, expected: object
) -> None:
    assert found(ONE, on=day(late), earlier=had((1, first))) == expected


def test_a_document_that_had_every_step_is_for_people() -> None:
    assert found(ONE, on=day(90), earlier=had((1, day(10)), (2, day(30)))) == ([], [(ONE.number, "last_step")])


def test_the_step_of_a_letter_is_the_highest_of_its_documents() -> None:
    on = TWO.due_on + timedelta(days=10)
    assert found(ONE, TWO, on=on, earlier=had((1, day(10)))) == (letter(FIRM, (ONE, 2), (TWO, 1)), [])
    assert found(ONE, TWO, on=on - timedelta(days=1), earlier=had((1, day(10)))) == (
        letter(FIRM, (ONE, 2)),
        [(TWO.number, "waiting")],
    )


@pytest.mark.parametrize(
    ("days", "late", "rests"),
    [
        (Span(day(10), day(20)), 10, True),
        (Span(day(10), day(20)), 19, True),
        (Span(day(10), day(20)), 20, False),
        (Span(day(11)), 10, False),
        (Span(day(11)), 300, True),
    ],
)
@pytest.mark.parametrize(("document", "because"), [(None, "stopped"), (ONE.number, "disputed")])
def test_on_the_days_of_a_stop_nothing_is_said(
    days: Span, late: int, rests: bool, document: str | None, because: str
) -> None:
    stop = Stop("M004", days, "heures contestées", document)
    due, left_out = found(ONE, on=day(late), stops=[stop])
    assert (due == [], left_out) == ((True, [(ONE.number, because)]) if rests else (False, []))


def test_a_stop_is_for_its_own_member_and_document_alone() -> None:
    stops = [Stop("M005", Span(DUE), "plan"), Stop("M004", Span(DUE), "contesté", TWO.number)]
    assert found(ONE, on=day(10), stops=stops) == (letter(FRIENDLY, (ONE, 1)), [])


@pytest.mark.parametrize(("credit_cents", "because"), [(37591, None), (37592, "credit")])
def test_a_credit_that_reaches_for_all_that_is_late_needs_no_reminder(
    credit_cents: int, because: str | None
) -> None:
    due, left_out = found(ONE, on=day(10), credit_cents={"M004": credit_cents})
    assert (len(due), left_out) == ((0, [(ONE.number, because)]) if because else (1, []))


def test_a_credit_goes_to_what_is_late_longer_first_even_where_that_had_its_step() -> None:
    on = TWO.due_on + timedelta(days=10)
    earlier = had((1, on - timedelta(days=1)))
    due, _ = found(ONE, TWO, on=on, credit_cents={"M004": TWO.open_cents}, earlier=earlier)
    assert due == letter(FRIENDLY, (TWO, 1))


@pytest.mark.parametrize(("cents", "written"), [(499, False), (500, True)])
def test_small_amounts_are_not_worth_a_letter(cents: int, written: bool) -> None:
    due, left_out = found(replace(ONE, open_cents=cents), on=day(10))
    assert (len(due), left_out) == ((1, []) if written else (0, [(ONE.number, "small")]))


def test_a_reason_says_what_comes_next_and_when() -> None:
    _, left_out = due_reminders({"M004": [ONE]}, {}, [FIRM], {}, [], day(1))
    assert left_out == [LeftOut("M004", ONE.number, "waiting", f"step 2 comes on {day(30)}", day(30))]
