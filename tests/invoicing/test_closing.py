"""A closed year stays as it is: what would change it is refused, with what to do instead."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import select

from basicplus import invoicing
from basicplus.assignments import Agreement
from basicplus.clock import parse_period
from basicplus.db import Database, WriteSession
from basicplus.errors import BasicplusError
from basicplus.exports import export_at_cost
from basicplus.invoicing import ClosedYear, CostCreate
from basicplus.verification import verify
from tests import cast

IN_JUNE, SPRING = date(2026, 6, 30), date(2026, 3, 2)
HOURS = (
    cast.hours(),
    cast.hours(worker="W003", agreement="A-DPO-1", site=None),
)


@pytest.fixture
def settled(database: Database) -> Database:
    """A year with hours, billed and settled."""
    cast.do(database, *HOURS)
    with cast.writing(database) as session:
        invoicing.issue_run(session, parse_period("2025-03"), date(2025, 4, 1))
    cast.book(database, ("CP", 6843217), ("CPT", 500000), ("DPO", 123457), ("FG", 99999))
    with cast.writing(database) as session:
        invoicing.settle_year(session, 2025, SPRING)
    return database


@pytest.fixture
def closed(settled: Database) -> Database:
    """The same, closed."""
    close(settled)
    return settled


def close(database: Database, closed_on: date = IN_JUNE) -> None:
    with cast.writing(database) as session:
        invoicing.close_year(session, 2025, closed_on)


def refused(database: Database, act: Callable[[WriteSession], object]) -> str:
    before = cast.contents(database)
    with pytest.raises(BasicplusError) as refusal, cast.writing(database) as session:
        act(session)
    assert cast.contents(database) == before
    return str(refusal.value)


def closing(database: Database, closed_on: date = IN_JUNE) -> str:
    return refused(database, lambda session: invoicing.close_year(session, 2025, closed_on))


def test_a_closed_year_keeps_its_proof(closed: Database) -> None:
    with cast.reading(closed) as session:
        row = session.exec(select(ClosedYear)).one()
        live = invoicing.proof(session, 2025, invoicing.year_of(session, 2025))
        assert (row.year, row.closed_on, row.sha256 == row.seal()) == (2025, IN_JUNE, True)
        assert json.loads(row.content) == invoicing.proof_of(session, 2025) == json.loads(json.dumps(live))


def test_a_year_that_was_never_settled_has_differences_and_stays_open(database: Database) -> None:
    cast.do(database, *HOURS)
    with cast.writing(database) as session:
        invoicing.issue_run(session, parse_period("2025-03"), date(2025, 4, 1))
    cast.book(database, ("CP", 100000))
    assert closing(database) == (
        "A settlement of 2025 would still issue a difference: A-CP-1 of M001 842.50 EUR,"
        " A-CPT-1 of M001 -450.00 EUR, A-DPO-1 of M001 -505.67 EUR, A-DPO-2 of M002 -337.12 EUR,"
        " A-DPO-3 of M003 -157.21 EUR. Settle the year first."
    )


def test_a_late_cost_is_settled_before_the_year_is_closed(settled: Database) -> None:
    cast.book(settled, ("CP", 1001), month=date(2025, 12, 1))
    assert closing(settled) == (
        "A settlement of 2025 would still issue a difference: A-CP-1 of M001 10.01 EUR. Settle the year first."
    )
    with cast.writing(settled) as session:
        [late] = invoicing.settle_year(session, 2025, date(2026, 5, 4))
    assert late.total_cents == 1001
    close(settled)


def test_hours_that_nobody_signed_or_billed_keep_the_year_open(settled: Database) -> None:
    cast.log(settled, cast.hours(day=date(2025, 12, 30)))
    assert closing(settled) == (
        "1 hours entries of 2025 are not signed by their members yet: have them signed before settling the year."
    )
    cast.check(settled, parse_period("2025-12").span)
    cast.sign(settled, "M001", month=date(2025, 12, 1))
    assert closing(settled) == (
        "1 signed hours entries of 2025 are not billed yet:"
        " run the invoices of their periods before settling the year."
    )


def test_a_year_is_closed_once_and_after_its_end(closed: Database) -> None:
    assert closing(closed) == "2025 is closed: there is nothing left to close."
    assert closing(closed, date(2025, 12, 31)) == (
        "closing day: found '2025-12-31'; the year ends first: 2026-01-01 or later"
    )


def cost(month: date, **changes: str) -> Callable[[WriteSession], object]:
    given = [CostCreate(month=month, kind="gross", amount_cents=1, pool="CP")]
    return lambda session: invoicing.book(session, given, "late", **changes)  # type: ignore[arg-type]


def rule(from_on: date) -> Callable[[WriteSession], object]:
    given = invoicing.PourRuleCreate(pool="FG", from_on=from_on, weighed_by="cost")
    return lambda session: invoicing.set_pour_rule(session, given)


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (cost(date(2025, 12, 1)), "book the late cost in a month of an open year, whose members will bear it."),
        (rule(date(2025, 7, 1)), "a rule can begin on 2026-01-01 or later."),
        (rule(date(2024, 7, 1)), "a rule can begin on 2026-01-01 or later."),
        (
            lambda session: invoicing.set_tariff(session, "FG", 2025, 1),
            "its prices can be set no more; set those of an open year.",
        ),
        (
            lambda session: invoicing.weigh(session, "ELEVES", {"M001": 1}, date(2025, 9, 1)),
            "new weights can begin on 2026-01-01 or later.",
        ),
        (
            lambda session: invoicing.settle_year(session, 2025, IN_JUNE),
            "it is settled for good; book a late cost in an open year, which settles it.",
        ),
        (
            lambda session: invoicing.credit(session, "2025-000001", IN_JUNE, "wrong"),
            "no line of a closed year is issued or credited (A-CP-1, A-CPT-1, A-DPO-1);"
            " book what it comes to as a cost of an open year.",
        ),
        (
            lambda session: invoicing.issue_run(session, parse_period("2025-04"), IN_JUNE),
            "no line of a closed year is issued or credited (A-CPT-1, A-DPO-1, A-DPO-2, A-DPO-3);"
            " book what it comes to as a cost of an open year.",
        ),
    ],
)
def test_what_would_change_a_closed_year_is_refused(
    closed: Database, act: Callable[[WriteSession], object], told: str
) -> None:
    assert refused(closed, act) == f"2025 is closed: {told}"


@pytest.mark.parametrize(
    "act",
    [
        cost(date(2026, 1, 1)),
        cost(date(2024, 12, 1)),
        cost(date(2025, 12, 1), status="estimate"),
        rule(date(2026, 1, 1)),
        lambda session: invoicing.set_tariff(session, "CP", 2026, 1),
        lambda session: invoicing.weigh(session, "ELEVES", {"M001": 1}, date(2026, 1, 1)),
    ],
)
def test_the_years_around_it_stay_open(closed: Database, act: Callable[[WriteSession], object]) -> None:
    with cast.writing(closed) as session:
        act(session)


def test_what_is_changed_elsewhere_changes_no_proof_of_a_closed_year(closed: Database) -> None:
    with cast.reading(closed) as session:
        before = export_at_cost(session, 2025)
    with cast.writing(closed) as session:
        agreement = session.exec(select(Agreement).where(Agreement.number == "A-CPT-1")).one()
        agreement.volume_minutes += 1
        invoicing.open_pool(session, invoicing.PoolCreate(code="W2", name="Seul", kind="dedicated", worker="W002"))
    with cast.reading(closed) as session:
        assert export_at_cost(session, 2025) == before
        assert verify(session, cast.GROUP).problems == []
