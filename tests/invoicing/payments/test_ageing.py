"""What members owe by days of delay, and how much of it hangs on a few of them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from basicplus.db import Database
from basicplus.invoicing.payments.ageing import Aged, Ageing, age, aged, ageing
from basicplus.invoicing.payments.receivables import Receivable
from tests import cast
from tests.invoicing.payments.parts import ISSUED, bill

ON = date(2025, 12, 31)
NAMES = {1: ("M001", "École 1"), 2: ("M002", "École 2"), 3: ("M003", "École 3")}
NOTHING = {"not_due": 0, "to_30": 0, "to_60": 0, "to_90": 0, "older": 0}


def document(member_id: int, cents: int, late: int = 0) -> Receivable:
    return Receivable(1, "2025-000001", "invoice", member_id, ISSUED, ON - timedelta(days=late), None, cents)


@pytest.mark.parametrize(
    ("late", "named"),
    [
        (-5, "not_due"), (0, "not_due"), (1, "to_30"), (30, "to_30"), (31, "to_60"), (60, "to_60"),
        (61, "to_90"), (90, "to_90"), (91, "older"),
    ],
)  # fmt: skip
def test_the_due_day_is_in_time_and_ages_end_with_their_last_day(late: int, named: str) -> None:
    assert age(ON - timedelta(days=late), ON) == named


def test_members_come_by_what_they_owe_and_what_is_owed_to_them_stands_apart() -> None:
    documents = [
        document(1, 1000),
        document(2, 2500, 45),
        document(2, 500, 400),
        document(3, -300),
        document(1, -1),
    ]
    assert aged(documents, NAMES, ON) == Ageing(
        ON,
        [
            Aged("M002", "École 2", NOTHING | {"to_60": 2500, "older": 500}, 0),
            Aged("M001", "École 1", NOTHING | {"not_due": 1000}, 1),
            Aged("M003", "École 3", NOTHING, 300),
        ],
        {"not_due": 1000, "to_30": 0, "to_60": 2500, "to_90": 0, "older": 500},
        301,
        {1: 7500, 5: 10_000, 10: 10_000},
    )


def test_where_nothing_is_owed_nothing_hangs_on_anybody() -> None:
    assert aged([document(1, 0)], NAMES, ON) == Ageing(ON, [], NOTHING, 0, {1: 0, 5: 0, 10: 0})


def test_issued_documents_are_owed_from_their_day_on(database: Database) -> None:
    issued = bill(database)
    with cast.reading(database) as session:
        before, after = ageing(session, ISSUED - timedelta(days=1)), ageing(session, ISSUED + timedelta(days=61))
    assert before.members == []
    assert after.cents == NOTHING | {"to_60": sum(invoice.total_cents for invoice in issued)}
    assert [row.member for row in after.members] == ["M001", "M002", "M003"]
