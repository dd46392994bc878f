"""Effects on records: what is foreseen is what is billed once it is decided."""

from __future__ import annotations

from datetime import date

import pytest

from basicplus import assignments, invoicing, members
from basicplus.clock import parse_period
from basicplus.db import Database
from basicplus.errors import NotFound
from basicplus.invoicing import budget
from basicplus.invoicing.budget import (
    BudgetChange,
    Change,
    Effect,
    HoursAssumed,
    KeyChange,
    PourChange,
    PriceChange,
)
from basicplus.invoicing.lines import Pricing
from tests import cast

CP_YEAR = 450000
"""100 hours a year at 45.00 EUR: what each member agreed of the pool CP, in cents."""


def effect(database: Database, change: Change, year: int = cast.YEAR) -> Effect:
    with cast.reading(database) as session:
        return budget.effect(session, change, year)


def by_days(database: Database) -> dict[str, int]:
    """What flat fees and shares of the year bill each member, by the pricing of an invoice run."""
    with cast.reading(database) as session:
        people = {number: members.by_number(session, number).id for number in cast.SIGNERS}
        pricing = Pricing(session, parse_period("2025"), list(people.values()))
        return {number: sum(line.amount_cents for line in pricing.lines(id_)) for number, id_ in people.items()}


def foreseen(found: Effect, when: str) -> dict[str, int]:
    return {line.member: getattr(line, f"{when}_cents") - CP_YEAR for line in found.members}


def test_what_is_foreseen_of_a_key_is_what_is_billed_once_it_is_weighed(database: Database) -> None:
    with cast.writing(database) as session:
        assignments.end_agreement(session, "A-DPO-3", date(2025, 10, 17))
    weights = {"M001": 300, "M003": 500}
    found = effect(database, KeyChange(key="ELEVES", from_on=date(2025, 5, 1), weights=weights))
    assert foreseen(found, "before") == by_days(database)
    with cast.writing(database) as session:
        invoicing.weigh(session, "ELEVES", weights, date(2025, 5, 1))
    assert foreseen(found, "after") == by_days(database)
    assert (found.losers, found.winners, found.unchanged, found.difference_cents) == (1, 2, 0, 0)


def test_a_year_without_tariffs_is_compared_with_those_of_the_year_before(database: Database) -> None:
    found = effect(database, PriceChange(pool="CP", hourly_rate_e4=460000), 2026)
    assert [line.difference_cents for line in found.members] == [10000] * 3
    assert found.without_price == ()
    assert effect(database, PriceChange(pool="CP", hourly_rate_e4=460000), 2027).without_price == ("CP", "DPO")


def test_the_prices_of_a_budget_show_their_effect_before_it_is_adopted(database: Database) -> None:
    with pytest.raises(NotFound, match="There is no budget of 2026"):
        effect(database, BudgetChange(), 2026)
    with cast.writing(database) as session:
        budget.open_budget(session, 2026, HoursAssumed())
        budget.set_budget_line(session, 2026, "CP", "gross", 5000000)
    with cast.reading(database) as session:
        price = budget.budget_of(session, 2026).pools[0].proposed
    assert price is not None
    found = effect(database, BudgetChange(), 2026)
    assert (
        found.members
        == effect(database, PriceChange(pool="CP", hourly_rate_e4=price.hourly_rate_e4), 2026).members
    )
    # 100 hours at a rate in hundredths of a cent.
    assert [line.difference_cents for line in found.members] == [price.hourly_rate_e4 - CP_YEAR] * 3


def test_pouring_is_measured_on_the_budget_or_else_on_what_was_booked(database: Database) -> None:
    cast.book(database, ("CP", 3000000), ("CPT", 1000000), ("DPO", 1000000), ("FG", 1000000))
    booked = effect(database, PourChange(measure="cost"))
    # By contract time 2 : 2 : 1, by cost 3 : 1 : 1; CPT is M001's alone.
    assert (booked.before_cents, booked.difference_cents) == (6000000, 0)
    assert [(line.member, line.difference_cents) for line in booked.members] == [
        ("M002", 66667),
        ("M003", 66667),
        ("M001", -133334),
    ]
    with cast.writing(database) as session:
        budget.open_budget(session, cast.YEAR, HoursAssumed())
        budget.set_budget_line(session, cast.YEAR, "CP", "gross", 300)
    assert effect(database, PourChange(measure="cost")).before_cents == 300


def test_a_member_that_a_key_names_is_told_though_it_agreed_nothing(database: Database) -> None:
    with cast.writing(database) as session:
        invoicing.open_key(session, "STAFF", "ETP")
        for number in (1, 2, 3):
            assignments.end_agreement(session, f"A-CP-{number}", date(2025, 2, 1))
            assignments.end_agreement(session, f"A-DPO-{number}", date(2025, 2, 1))
    found = effect(database, KeyChange(key="STAFF", from_on=date(2026, 1, 1), weights={"M002": 4}), 2026)
    assert [(line.member, line.before_cents, line.difference_cents) for line in found.members] == [
        ("M001", 540000, 0),
        ("M002", 0, 0),
    ]
