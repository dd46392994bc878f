"""The arithmetic of debts and provisions: what stands on a day is what was booked by then, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basicplus.clock import Span
from basicplus.liability.ledger import (
    Booking,
    Debt,
    Movement,
    Standing,
    balances,
    below_zero,
    by_kind,
    standing,
    total,
    wrong_on,
)

NEW_YEAR = date(2025, 1, 1)
days = st.integers(0, 400).map(lambda number: NEW_YEAR + timedelta(days=number))
movements = st.builds(
    Movement, st.sampled_from(["payment", "correction"]), days, st.integers(-5000, 5000).filter(bool)
)


@st.composite
def debts(draw: st.DrawFn) -> Debt:
    from_on = draw(days)
    arose = Span(from_on, from_on + timedelta(days=draw(st.integers(1, 95))))
    return Debt(
        draw(st.text("ABC", min_size=1, max_size=4)),
        draw(st.sampled_from(["wages", "vat"])),
        "creditor",
        arose,
        draw(days),
        draw(st.integers(1, 10**6)),
        tuple(draw(st.lists(movements, max_size=5))),
    )


def december(*moves: Movement) -> Debt:
    return Debt(
        "D", "wages", "staff", Span(date(2025, 12, 1), date(2026, 1, 1)), date(2026, 1, 5), 10000, tuple(moves)
    )


@pytest.mark.parametrize(
    ("on", "stands"),
    [
        (date(2025, 12, 30), Standing()),
        (date(2025, 12, 31), Standing(10000, 0, 0, 10000, 0)),
        (date(2026, 1, 4), Standing(10000, 0, 0, 10000, 0)),
        (date(2026, 1, 5), Standing(10000, 10000, 0, 10000, 0)),
        (date(2026, 1, 6), Standing(10000, 10000, 0, 10000, 10000)),
        (date(2026, 1, 7), Standing(10000, 10000, 4000, 6000, 6000)),
        (date(2026, 1, 8), Standing(9500, 9500, 4000, 5500, 5500)),
    ],
)
def test_a_debt_counts_from_its_last_day_is_due_on_its_due_day_and_overdue_after(on, stands):
    paid = Movement("payment", date(2026, 1, 7), 4000)
    corrected = Movement("correction", date(2026, 1, 8), -500)
    assert standing(december(paid, corrected), on) == stands


def test_a_debt_due_before_its_period_ends_counts_from_its_due_day():
    premium = Debt("P", "year_end_premium", "staff", Span(NEW_YEAR, date(2026, 1, 1)), date(2025, 12, 15), 7)
    assert [premium.open_cents(date(2025, 12, day)) for day in (14, 15)] == [0, 7]


@given(st.lists(debts(), max_size=6), days)
def test_the_position_on_any_day_is_what_was_incurred_less_what_was_paid_by_then(given_debts, on):
    whole = total(by_kind(given_debts, on))
    counted = [debt for debt in given_debts if debt.counts_on <= on]
    moved = [(move.kind, move.cents) for debt in counted for move in debt.movements if move.on <= on]
    incurred = sum(debt.amount_cents for debt in counted)
    incurred += sum(cents for kind, cents in moved if kind == "correction")
    paid = sum(cents for kind, cents in moved if kind == "payment")
    assert (whole.incurred_cents, whole.paid_cents, whole.open_cents) == (incurred, paid, incurred - paid)
    assert whole == sum((standing(debt, on) for debt in counted), Standing())


@given(debts(), st.lists(days, max_size=20))
def test_a_debt_that_is_not_wrong_is_never_overpaid_on_any_day(debt, asked):
    if wrong_on(debt) is None:
        for day in asked:
            stands = standing(debt, day)
            assert 0 <= stands.overdue_cents <= stands.open_cents <= stands.incurred_cents
            assert stands.paid_cents >= 0


@pytest.mark.parametrize(
    ("moves", "day"),
    [
        ([("payment", date(2026, 1, 5), 10000)], None),
        ([("payment", date(2026, 1, 5), 10001)], date(2026, 1, 5)),
        ([("payment", date(2025, 12, 30), 1)], date(2025, 12, 30)),
        ([("payment", date(2026, 1, 5), -1)], date(2026, 1, 5)),
        ([("correction", date(2026, 1, 9), -10000)], None),
        ([("correction", date(2026, 1, 9), -10001)], date(2026, 1, 9)),
        ([("payment", date(2026, 1, 7), 6000), ("correction", date(2026, 1, 9), -4001)], date(2026, 1, 9)),
    ],
)
def test_more_paid_than_owed_is_named_with_its_day(moves, day):
    assert wrong_on(december(*(Movement(*move) for move in moves))) == day


bookings = st.builds(Booking, days, st.integers(2024, 2026), st.integers(-500, 1000))


@given(st.lists(bookings, max_size=12))
def test_bookings_that_are_not_below_zero_are_so_on_every_day(given_bookings):
    lowest = min(
        (cents for booking in given_bookings for cents in balances(given_bookings, booking.on).values()),
        default=0,
    )
    assert (below_zero(given_bookings) is None) == (lowest >= 0)


def test_a_use_dated_before_the_dotation_falls_below_zero():
    dotation, use = Booking(date(2025, 6, 2), 2025, 100), Booking(date(2025, 6, 1), 2025, -100)
    assert below_zero([dotation, use]) == (date(2025, 6, 1), 2025)
    assert below_zero([dotation, Booking(date(2025, 6, 2), 2025, -100)]) is None
    assert below_zero([dotation, Booking(date(2025, 6, 3), 2024, -100)]) == (date(2025, 6, 3), 2024)
