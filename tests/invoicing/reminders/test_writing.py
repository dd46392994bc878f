"""Reminders of the cast: what a day's say, that they are frozen, what is claimed, for whom they rest."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from basicplus.db import Database
from basicplus.errors import BasicplusError, InvalidInput
from basicplus.invoicing import Invoice, reminders
from basicplus.invoicing.reminders import Preview, StepsCreate, StopCreate
from basicplus.invoicing.reminders.steps import DEFAULT_STEPS, OfReminders
from basicplus.verification import verify
from tests import cast
from tests.invoicing.payments import bank, parts

DUE = date(2025, 5, 7)
FIRST, SECOND, THIRD = parts.TOTALS
EACH = {"after_days": 10, "wait_days": 14}


def day(late: int) -> date:
    return DUE + timedelta(days=late)


def previewed(database: Database, late: int) -> Preview:
    with cast.reading(database) as session:
        return reminders.preview(session, day(late))


def told(found: Preview) -> tuple[list[tuple[str, int, int]], list[tuple[str, str]]]:
    """Member, step and cents of each letter; document and reason of what is left out."""
    letters = [(each.buyer.number, each.step, each.total_cents) for each in found.letters]
    return letters, [(each.document, each.because) for each in found.left_out]


def remind(database: Database, late: int) -> list[str]:
    """Write the reminders of a day; return what they say, as it is kept."""
    return [row.content for row in parts.done(database, reminders.remind, day(late))]


def set_steps(database: Database, *steps: dict[str, Any]) -> None:
    parts.done(database, reminders.set_steps, StepsCreate.model_validate({"steps": steps}))


def stop(database: Database, **given: Any) -> None:
    stopped = {"from_on": day(0), "why": "contesté"} | given
    parts.done(database, reminders.stop_reminders, StopCreate.model_validate(stopped))


def test_a_day_writes_what_its_preview_said_once_and_it_verifies(database: Database) -> None:
    parts.bill(database)
    parts.pay(database, bank.entry(100000, text=FIRST), bank.entry(49462, text=SECOND))
    found = previewed(database, 10)
    assert told(found) == ([("M001", 1, 11317), ("M003", 1, 24721)], [])
    assert [(each.language, each.subject) for each in found.letters] == [
        ("fr", "Petit rappel : 113,17\u00a0€ à payer – Groupement des Écoles"),
        ("de", "Freundliche Erinnerung: 247,21\u00a0€ zu zahlen – Groupement des Écoles"),
    ]
    assert remind(database, 10) == [each.to_json() for each in found.letters]
    assert remind(database, 10) == []
    assert told(previewed(database, 29)) == ([], [(FIRST, "waiting"), (THIRD, "waiting")])
    assert told(previewed(database, 30))[0] == [("M001", 2, 11317), ("M003", 2, 24721)]
    with cast.reading(database) as session:
        assert verify(session, cast.GROUP).problems == []
        lines = reminders.reminders(session)
    assert [(line.member, line.step, line.documents, line.state) for line in lines] == [
        ("M001", 1, ((FIRST, 11317, 1),), "written"),
        ("M003", 1, ((THIRD, 24721, 1),), "written"),
    ]


def test_what_was_written_stays_when_it_is_paid_and_the_steps_change(database: Database) -> None:
    parts.invoices(database)
    [kept, *_] = remind(database, 10)
    set_steps(database, EACH | {"texts": {"fr": {"subject": "Autre", "body": "{amount}"}}})
    parts.pay(database, bank.entry(111317, text=FIRST))
    with cast.reading(database) as session:
        assert reminders.letter_of(session, 1).to_json() == kept
    assert [member for member, *_ in told(previewed(database, 60))[0]] == []


def test_a_credit_note_and_money_paid_too_much_count_as_credit(database: Database) -> None:
    parts.invoices(database)
    parts.pay(database, bank.entry(25000, text=THIRD))
    cast.put(database, Invoice, [_another(database, "2025-000009", 279), _another(database, "2025-000010", 501)])
    set_steps(database, EACH | {"least_cents": 500})
    letters, left_out = told(previewed(database, 10))
    assert [each for each in letters if each[0] == "M003"] == [("M003", 1, 780)]
    assert left_out == []
    with cast.writing(database) as session:
        reminders.stop_reminders(session, StopCreate(document="2025-000010", from_on=day(0), why="contesté"))
    assert told(previewed(database, 10))[1] == [("2025-000010", "disputed"), ("2025-000009", "credit")]


def _another(database: Database, number: str, cents: int) -> dict[str, Any]:
    with cast.reading(database) as session:
        [invoice] = cast.invoices(session, number=THIRD)
        given: dict[str, Any] = invoice.model_dump(exclude={"id", "ogm"})
    return given | {"number": number, "sequence": int(number[-4:]), "total_cents": cents}


def test_claims_stand_in_the_letter_alone(database: Database) -> None:
    parts.invoices(database)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE invoice SET due_on = '2026-03-07'")
    set_steps(database, EACH, EACH | {"after_days": 30, "claims_interest": True, "claims_lump_sum": True})
    with cast.writing(database) as session:
        [first, *_] = [row.content for row in reminders.remind(session, date(2026, 3, 17))]
    assert '"interest_cents":0,"lump_cents":0' in first
    with cast.reading(database) as session:
        [letter, *_] = reminders.preview(session, date(2026, 4, 6)).letters
    # 1113.17 x 10.5 % x 30 / 365 = 9.61
    assert (letter.open_cents, letter.interest_cents, letter.lump_cents, letter.total_cents) == (
        111317,
        961,
        4000,
        116278,
    )
    assert sum(cents for _, cents, _ in parts.standing(database)) == sum(parts.TOTALS.values())


def test_interest_of_a_half_year_whose_rate_is_not_known_is_an_error_that_says_what_to_do(
    database: Database,
) -> None:
    parts.invoices(database)
    set_steps(database, EACH | {"claims_interest": True})
    with pytest.raises(BasicplusError) as refused:
        previewed(database, 10)
    for part in (
        "Step 1 claims interest or lump sum, which cannot be calculated for 2025-000001: due: found '2025-05-07'",
        "give 2026-01-01 or later",
        "Claim nothing at this step (`set-reminder-steps`), or stop the reminders of this document",
    ):
        assert part in str(refused.value)
    set_steps(database, EACH | {"claims_lump_sum": True})
    assert told(previewed(database, 10))[0][0] == ("M001", 1, 115317)


def test_reminders_rest_and_are_resumed(database: Database) -> None:
    parts.invoices(database)
    stop(database, member="M001", until_on=day(11))
    stop(database, document=SECOND)
    assert told(previewed(database, 10)) == ([("M003", 1, 24721)], [(FIRST, "stopped"), (SECOND, "disputed")])
    assert [member for member, *_ in told(previewed(database, 11))[0]] == ["M001", "M003"]
    parts.done(database, reminders.resume_reminders, OfReminders(document=SECOND), day(20))
    assert told(previewed(database, 19))[1] == [(SECOND, "disputed")]
    assert told(previewed(database, 20))[1] == []
    told_again = parts.refused(database, reminders.resume_reminders, OfReminders(document=SECOND), day(20))
    assert told_again == f"The reminders of {SECOND} do not rest on {day(20)} or later."


def test_steps_are_the_house_s_until_the_group_sets_its_own_whole(database: Database) -> None:
    def steps() -> list[int]:
        with cast.reading(database) as session:
            return [step.after_days for step in reminders.steps_of(session)]

    assert steps() == [step.after_days for step in DEFAULT_STEPS]
    set_steps(database, *(EACH | {"after_days": days} for days in (5, 15, 25)))
    assert steps() == [5, 15, 25]
    set_steps(database, EACH | {"after_days": 7})
    assert steps() == [7]


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        (
            [EACH, EACH],
            "steps.2.after_days: found '10'; more than the 10 of the step before",
        ),
        (
            [EACH | {"texts": {"nl": {"subject": "{sum}", "body": "x"}}}],
            "steps.1.texts.nl.subject: found '{sum}'; the places {group}, {member}, {amount}, {due}, {days},"
            " {iban}; a brace itself is written twice",
        ),
    ],
)
def test_steps_that_cannot_be_are_refused(database: Database, steps: list[dict[str, Any]], says: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        set_steps(database, *steps)
    assert str(refused.value) == says


def test_a_stop_names_a_member_or_a_document_and_ends_after_it_begins(database: Database) -> None:
    for both in ({}, {"member": "M001", "document": FIRST}):
        with pytest.raises(ValueError, match="give a member or a document, one of both"):
            StopCreate.model_validate({"from_on": day(0), "why": "x"} | both)
    given = StopCreate(member="M001", from_on=day(0), until_on=day(0), why="x")
    assert "a day after 2025-05-07" in parts.refused(database, reminders.stop_reminders, given)
