"""Agreements: what each basis needs, when they begin and end."""

from __future__ import annotations

from datetime import date

import pytest

from basicplus import assignments, members
from basicplus.db import Database
from basicplus.errors import BasicplusError, Conflict
from tests import cast


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"number": "A-CP-1"}, "number: found 'A-CP-1'; this agreement number is taken; choose another"),
        (
            {"until_on": date(2025, 1, 1)},
            "until_on: found '2025-01-01'; a day after from_on (2025-01-01)",
        ),
        (
            {"basis": "flat_fee"},
            "fee_cents: found 'nothing'; a flat fee agreement needs its fee a month, in cents",
        ),
        (
            {"basis": "pro_rata"},
            "key_id: found 'nothing'; a pro rata agreement needs the allocation key of its share",
        ),
        (
            {"fee_per": "year"},
            "fee_per: found 'time_spent'; only a flat fee has one: leave it out, or agree on a flat fee",
        ),
        (
            {"exact_fee_reason": "calculated"},
            "exact_fee_reason: found 'time_spent'; only a flat fee has one: leave it out, or agree on a flat fee",
        ),
        (
            {"basis": "flat_fee", "fee_per": "year"},
            "fee_cents: found 'nothing'; a flat fee agreement needs its fee a year, in cents",
        ),
        (
            {"basis": "flat_fee", "fee_cents": 45000, "index_code": "HEALTH", "index_each": "january"},
            "index_base_on: found 'nothing'; an index needs its code, the month it starts from, and when it raises"
            " the fee",
        ),
        (
            {"basis": "flat_fee", "fee_cents": 45000, "exact_fee_reason": "calculated"},
            "exact_fee_document: found 'nothing'; an exact fee needs its reason and the document that shows it",
        ),
        ({"member": "M009"}, "There is no member M009 in this group."),
        ({"worker": "W009"}, "There is no worker W009 in this group."),
    ],
)
def test_an_agreement_that_lacks_something_is_refused(database: Database, changes: dict, told: str) -> None:
    before = cast.contents(database)
    with pytest.raises(BasicplusError) as refused, cast.writing(database) as session:
        cast.agree(session, cast.agreement(**changes))
    assert str(refused.value) == told
    assert cast.contents(database) == before


def test_an_agreement_ends_once(database: Database) -> None:
    with cast.writing(database) as session:
        assignments.end_agreement(session, "A-CP-1", date(2025, 7, 1))
    for until_on, told in (
        (date(2025, 7, 2), "Agreement A-CP-1 already ends before 2025-07-01."),
        (date(2025, 1, 1), "until_on: found '2025-01-01'; a day after the agreement starts (2025-01-01)"),
    ):
        with pytest.raises(BasicplusError) as refused, cast.writing(database) as session:
            assignments.end_agreement(session, "A-CP-1", until_on)
        assert str(refused.value) == told


def test_a_members_agreements_come_in_order_of_number(database: Database) -> None:
    with cast.reading(database) as session:
        member = members.by_number(session, "M001")
        assert [row.number for row in assignments.agreements_of(session, member.id)] == [
            "A-CP-1",
            "A-CPT-1",
            "A-DPO-1",
        ]


def test_an_agreement_does_not_end_before_its_visits_and_hours(database: Database) -> None:
    with cast.writing(database) as session:
        assignments.add_visit(session, cast.visit())
    cast.log(database, cast.hours(day=date(2025, 3, 4)))
    for until_on, told in (
        (date(2025, 3, 3), "planned visits on 1 days from 2025-03-03 on, the last on 2025-03-03"),
        (date(2025, 3, 4), "hours on 1 days from 2025-03-04 on, the last on 2025-03-04"),
    ):
        with pytest.raises(Conflict, match=told), cast.writing(database) as session:
            assignments.end_agreement(session, "A-CP-1", until_on)
    with cast.writing(database) as session:
        assignments.end_agreement(session, "A-CP-1", date(2025, 3, 5))


def test_the_rounding_of_hours_is_mended_in_place(database: Database) -> None:
    with cast.writing(database) as session:
        row = assignments.change_rounding(session, "A-CP-1", "per-visit-1")
        assert (row.version, row.rounding_rule) == (1, "per-visit-1")
    with pytest.raises(BasicplusError) as refused, cast.writing(database) as session:
        assignments.change_rounding(session, "A-CPT-1", "per-visit-1")
    assert str(refused.value) == "agreement: found 'A-CPT-1 (flat_fee)'; an agreement billed by time spent"
