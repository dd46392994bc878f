"""Every open debt whole towards outsiders, by both readings; among members exact shares by the key in force."""

from __future__ import annotations

from datetime import date

import pytest

from basicplus import invoicing, liability, members
from basicplus.errors import InvalidInput
from basicplus.liability.solidarity import DebtOfMember, MemberExposure, OpenDebt
from basicplus.money import NothingToAllocateOn
from tests import cast
from tests.liability import parts


def exposure(database, on: date = parts.REPORT_ON):
    with cast.reading(database) as session:
        return liability.exposure(session, on)


def shares(database, on: date = parts.REPORT_ON) -> dict[str, int]:
    return {line.member: line.internal_cents for line in exposure(database, on).members}


def move_members(database) -> None:
    """M002 leaves on 1 April, between the quarter and the due day; M004 joins that day."""
    with cast.writing(database) as session:
        for agreement in ("A-CP-2", "A-DPO-2"):
            cast.assignments.end_agreement(session, agreement, date(2025, 4, 1))
        members.leave(session, "M002", date(2025, 4, 1))
        members.register(session, cast.member("M004"))
        members.join(session, "M004", date(2025, 4, 1), **cast.ACCESSION)


def test_leavers_answer_for_what_arose_and_joiners_for_what_is_due(database):
    move_members(database)
    parts.owe(database)
    parts.pay(database, date(2025, 5, 5), 10000)
    told = exposure(database)
    assert (told.open_cents, told.internal_key) == (90000, "equal (no key recorded)")
    assert told.members == [
        MemberExposure("M001", "École M001", True, 90000, 90000, 30000),
        MemberExposure("M002", "École M002", False, 0, 90000, 0),
        MemberExposure("M003", "École M003", True, 90000, 90000, 30000),
        MemberExposure("M004", "École M004", True, 90000, 0, 30000),
    ]
    assert told.debts == [OpenDebt("ONSS-2025-Q1", "social_contributions", date(2025, 4, 30), 90000, 3, 3)]


def test_one_member_sees_debt_by_debt_what_it_answers_for(database):
    move_members(database)
    second = {"incurred_from_on": date(2025, 4, 1), "incurred_until_on": date(2025, 7, 1)}
    parts.owe(
        database, parts.debt(), parts.debt("ONSS-2025-Q2", **second, due_on=date(2025, 7, 31)), parts.debt("PAID")
    )
    parts.pay(database, date(2025, 4, 30), reference="PAID")
    with cast.reading(database) as session:
        told = liability.exposure_of_member(session, "M002", parts.REPORT_ON)
    assert told.exposure == MemberExposure("M002", "École M002", False, 0, 100000, 0)
    assert told.debts == [
        DebtOfMember(
            "ONSS-2025-Q1",
            "social_contributions",
            date(2025, 1, 1),
            date(2025, 4, 1),
            date(2025, 4, 30),
            100000,
            False,
            True,
        ),
        DebtOfMember(
            "ONSS-2025-Q2",
            "social_contributions",
            date(2025, 4, 1),
            date(2025, 7, 1),
            date(2025, 7, 31),
            100000,
            False,
            False,
        ),
    ]


def test_a_candidate_answers_for_nothing(database):
    parts.owe(database)
    with cast.writing(database) as session:
        members.register(session, cast.member("M004"))
    with cast.reading(database) as session:
        told = liability.exposure_of_member(session, "M004", parts.REPORT_ON)
    assert told.exposure == MemberExposure("M004", "École M004", False, 0, 0, 0)


def test_the_key_in_force_on_the_day_shares_exactly(database):
    parts.owe(database, parts.debt(amount_cents=100001))
    parts.share(database, date(2025, 6, 1), "weights", "ELEVES")
    parts.share(database, date(2025, 12, 1), "fte")
    # 1,000.01 on three equals; on 312, 208 and 97 pupils; on 18,000, 12,000 and 12,000 agreed minutes a year.
    assert shares(database, date(2025, 5, 31)) == {"M001": 33334, "M002": 33334, "M003": 33333}
    assert shares(database, date(2025, 6, 1)) == {"M001": 50568, "M002": 33712, "M003": 15721}
    assert shares(database, date(2025, 12, 1)) == {"M001": 42857, "M002": 28572, "M003": 28572}
    assert exposure(database, date(2025, 6, 1)).internal_key == "weights ELEVES"


def test_hours_are_those_signed_in_the_twelve_months_that_end_on_the_day(database):
    parts.owe(database)
    parts.share(database, date(2025, 1, 1), "hours")
    cast.do(
        database,
        cast.hours(),
        cast.hours(agreement="A-CP-2", site="S-M002", day=date(2025, 3, 4), end_time="10:15"),
    )
    cast.log(database, cast.hours(agreement="A-CP-3", site="S-M003", day=date(2025, 3, 5)))
    # 210 and 105 minutes are signed; those at M003 are a draft.
    two_thirds = {"M001": 66667, "M002": 33333, "M003": 0}
    assert shares(database, date(2025, 12, 31)) == two_thirds
    assert shares(database, date(2026, 3, 2)) == two_thirds
    assert shares(database, date(2026, 3, 3)) == {"M001": 0, "M002": 100000, "M003": 0}
    with pytest.raises(NothingToAllocateOn, match=r"no member has a weight in the internal key \(hours\)"):
        shares(database, date(2026, 3, 4))


def test_without_open_debt_nobody_bears_anything(database):
    parts.share(database, date(2025, 1, 1), "hours")
    assert shares(database) == {"M001": 0, "M002": 0, "M003": 0}


def test_an_adherent_member_answers_towards_outsiders_and_has_no_share(database):
    parts.owe(database)
    with cast.writing(database) as session:
        members.register(session, cast.member("M004"))
        members.join(session, "M004", date(2025, 1, 1), "adherent", **cast.ACCESSION)
    assert exposure(database).members[-1] == MemberExposure("M004", "École M004", True, 100000, 100000, 0)


def test_a_key_of_weights_names_an_allocation_key_and_begins_on_a_day_of_its_own(database):
    with pytest.raises(InvalidInput, match="name an allocation key for weights"):
        parts.share(database, date(2025, 1, 1), "weights")
    with pytest.raises(InvalidInput, match="none for another kind"):
        parts.share(database, date(2025, 1, 1), "hours", "ELEVES")
    with cast.writing(database) as session:
        invoicing.open_key(session, "EQUAL", "parts", "equal")
    with pytest.raises(InvalidInput, match="a key of recorded weights, or another kind"):
        parts.share(database, date(2025, 1, 1), "weights", "EQUAL")
    parts.share(database, date(2025, 1, 1), "equal")
    with pytest.raises(InvalidInput, match="a key begins on this day already"):
        parts.share(database, date(2025, 1, 1), "fte")
