"""Lines of a period: time spent by the hour, flat fees by the month, shares by their key."""

from __future__ import annotations

from datetime import date

import pytest

from basicplus import assignments, invoicing
from basicplus.clock import Period, parse_period
from basicplus.db import Database
from basicplus.errors import Conflict
from basicplus.invoicing.lines import Pricing, Terms
from tests import cast

MARCH = parse_period("2025-03")


def priced(database: Database, period: Period = MARCH, member: int = 1) -> list[tuple]:
    with cast.reading(database) as session:
        lines = Pricing(session, period, [1, 2, 3]).lines(member)
        return [(line.agreement.number, str(line.span), line.minutes, line.amount_cents) for line in lines]


def test_each_basis_has_its_line(database: Database) -> None:
    cast.do(database, cast.hours(), cast.hours(day=date(2025, 3, 10), end_time="12:01"))
    assert priced(database) == [
        ("A-CP-1", "2025-03-01 to 2025-03-31", 421, 31575),
        ("A-CPT-1", "2025-03-01 to 2025-03-31", None, 45000),
        ("A-DPO-1", "2025-03-01 to 2025-03-31", None, 50567),
    ]


def test_the_shares_of_a_month_sum_to_its_budget(database: Database) -> None:
    shares = [priced(database, member=member)[-1][-1] for member in (1, 2, 3)]
    assert shares == [50567, 33712, 15721]
    assert sum(shares) == 100000


def test_keys_of_one_pool_share_its_month_by_the_time_agreed(database: Database) -> None:
    with cast.writing(database) as session:
        key = invoicing.open_key(session, "SITES", "sites")
        invoicing.weigh(session, "SITES", {"M001": 1}, cast.NEW_YEAR)
        terms = {"profession": "dpo", "basis": "pro_rata", "key_id": key.id, "volume_minutes": 9000}
        cast.agree(session, cast.agreement("A-DPO-4", **terms), "DPO")
    lines = {name: cents for member in (1, 2, 3) for name, _, _, cents in priced(database, member=member)}
    shares = {name: cents for name, cents in lines.items() if name.startswith("A-DPO")}
    assert shares == {"A-DPO-1": 33712, "A-DPO-2": 22474, "A-DPO-3": 10481, "A-DPO-4": 33333}
    assert sum(shares.values()) == 100000


def test_a_share_says_on_what_it_rests(database: Database) -> None:
    with cast.reading(database) as session:
        *_, line = Pricing(session, MARCH, [1]).lines(1)
        assert line.terms == Terms("312 / 617 élèves", 312, 617, 1)


def test_hours_not_signed_yet_are_not_billed(database: Database) -> None:
    cast.log(database, cast.hours())
    cast.check(database, MARCH.span)
    assert [line[0] for line in priced(database)] == ["A-CPT-1", "A-DPO-1"]


def test_hours_signed_late_are_billed_with_the_next_period(database: Database) -> None:
    cast.do(database, cast.hours(day=date(2025, 1, 20)), cast.hours())
    assert priced(database)[0] == ("A-CP-1", "2025-01-01 to 2025-03-31", 420, 31500)


def test_a_quarter_is_the_sum_of_its_months(database: Database) -> None:
    assert priced(database, parse_period("2025-Q1")) == [
        ("A-CPT-1", "2025-01-01 to 2025-03-31", None, 3 * 45000),
        ("A-DPO-1", "2025-01-01 to 2025-03-31", None, 3 * 50567),
    ]


def test_a_month_of_which_the_agreement_holds_a_part_is_billed_in_part(database: Database) -> None:
    with cast.writing(database) as session:
        assignments.end_agreement(session, "A-CPT-1", date(2025, 3, 12))
    assert priced(database)[0] == ("A-CPT-1", "2025-03-01 to 2025-03-11", None, 15968)
    assert [line[0] for line in priced(database, parse_period("2025-04"))] == ["A-DPO-1"]


def test_who_leaves_a_key_in_the_month_carries_its_days_only(database: Database) -> None:
    with cast.writing(database) as session:
        assignments.end_agreement(session, "A-DPO-1", date(2025, 3, 12))
    shares = [priced(database, member=member)[-1][-1] for member in (1, 2, 3)]
    assert sum(shares) == 100000
    assert shares == [26631, 50035, 23334]


def test_a_weight_holds_from_its_day_on(database: Database) -> None:
    with cast.writing(database) as session:
        invoicing.weigh(session, "ELEVES", {"M001": 0}, date(2025, 3, 1))
    assert priced(database, parse_period("2025-02"))[-1][-1] == 50567
    assert priced(database)[-1][-1] == 0


def test_a_pool_without_a_tariff_is_not_billed(database: Database) -> None:
    with pytest.raises(Conflict) as refused:
        priced(database, parse_period("2026-01"))
    assert str(refused.value) == "Pool DPO has no tariff for 2026: set one before billing."


def test_days_billed_are_not_billed_again(database: Database) -> None:
    with cast.writing(database) as session:
        invoicing.issue_run(session, MARCH, date(2025, 4, 1), only=["M001"])
    assert priced(database) == []
    assert priced(database, parse_period("2025-Q2"))[0] == (
        "A-CPT-1",
        "2025-04-01 to 2025-06-30",
        None,
        3 * 45000,
    )
    assert [line[1] for line in priced(database, parse_period("2025"))] == [
        "2025-01-01 to 2025-02-28",
        "2025-04-01 to 2025-12-31",
        "2025-01-01 to 2025-02-28",
        "2025-04-01 to 2025-12-31",
    ]
