"""Provisions stand for decided or probable exits only; funds need their decision; no balance falls below zero."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basicplus import journal, liability
from basicplus.errors import Conflict, InvalidInput, Problem
from basicplus.liability.ledger import Booking, balances, below_zero, signed
from basicplus.liability.provisions import ProvisionLine
from basicplus.verification import verify
from tests import cast
from tests.liability import parts


def balances_on(database, on: date) -> list[ProvisionLine]:
    with cast.reading(database) as session:
        return liability.provisions_on(session, on)


def test_dotation_use_and_release_by_vintage(database):
    parts.fund(database)
    parts.enter(database, "dotation", date(2024, 12, 31), 50000)
    parts.enter(database, "dotation", date(2025, 12, 31), 30000)
    parts.enter(database, "use", date(2025, 12, 31), 20000, 2024)
    parts.enter(database, "release", date(2026, 2, 1), 30000, 2024)
    line = ProvisionLine("DEFAUT", "Defaut", "default_fund", {2024: 30000, 2025: 30000}, 60000)
    assert balances_on(database, date(2025, 12, 31)) == [line]
    assert balances_on(database, date(2025, 12, 30))[0].vintages == {2024: 50000}
    assert balances_on(database, date(2026, 2, 1))[0].vintages == {2025: 30000}


def test_a_vintage_is_never_below_zero_on_any_day(database):
    parts.fund(database)
    parts.enter(database, "dotation", date(2024, 12, 31), 50000)
    parts.enter(database, "use", date(2025, 6, 1), 40000, 2024)
    with pytest.raises(InvalidInput) as refused:
        parts.enter(database, "use", date(2025, 1, 1), 10001, 2024)
    allowed = "at most 100.00 EUR: that is what DEFAUT has of vintage 2024 on 2025-06-01"
    assert refused.value.problems == (Problem("amount_cents", "100.01", allowed),)
    with pytest.raises(InvalidInput, match="vintage 2025"):
        parts.enter(database, "use", date(2025, 1, 1), 1, 2025)
    parts.enter(database, "use", date(2025, 1, 1), 10000, 2024)


entries = st.lists(
    st.tuples(
        st.sampled_from(["dotation", "use", "release"]),
        st.integers(1, 28).map(lambda day: date(2025, 2, day)),
        st.integers(2024, 2025),
        st.integers(1, 1000),
    ),
    max_size=15,
)


@given(entries)
def test_taking_only_what_leaves_no_vintage_below_zero_no_balance_ever_is(given_entries):
    taken: list[Booking] = []
    for kind, on, vintage, cents in given_entries:
        booking = Booking(on, vintage, signed(kind, cents))
        if below_zero([*taken, booking]) is None:
            taken.append(booking)
    for day in range(1, 29):
        assert all(cents >= 0 for cents in balances(taken, date(2025, 2, day)).values())


def test_a_dotation_belongs_to_its_year_and_funds_need_a_decision(database):
    parts.fund(database)
    with pytest.raises(InvalidInput, match="2025, the year of the dotation"):
        parts.enter(database, "dotation", date(2025, 6, 1), 1, 2024)
    with pytest.raises(InvalidInput, match="decision of the general assembly"):
        parts.enter(database, "dotation", date(2025, 6, 1), 1, decision="")


def test_no_provision_for_an_exit_that_is_neither_decided_nor_probable(database):
    with pytest.raises(InvalidInput, match=r"met by allocated funds only \(ACC-02\)"):
        parts.fund(database, "EXIT", "decided_exit")
    parts.foresee(database)
    with pytest.raises(InvalidInput, match="exit X-1 is decided"):
        parts.fund(database, "EXIT", "probable_exit", "X-1")
    with pytest.raises(InvalidInput, match="stand for an exit"):
        parts.fund(database, "SOCIAL", "social_fund", "X-1")
    parts.fund(database, "EXIT", "decided_exit", "X-1")


def test_a_provision_for_an_exit_takes_dotations_while_it_is_foreseen_up_to_its_estimate(database):
    parts.foresee(database)
    parts.fund(database, "EXIT", "decided_exit", "X-1")
    exit_ = {"provision": "EXIT", "decision": ""}
    with pytest.raises(InvalidInput, match="from 2025-06-01"):
        parts.enter(database, "dotation", date(2025, 5, 31), 1, **exit_)
    parts.enter(database, "dotation", date(2025, 6, 1), 1000000, **exit_)
    with pytest.raises(InvalidInput, match=r"at most 2000.00 EUR"):
        parts.enter(database, "dotation", date(2025, 6, 2), 200001, **exit_)
    with cast.writing(database) as session:
        liability.close_exit(session, "X-1", date(2025, 9, 1), "dropped")
    with pytest.raises(InvalidInput, match="not closed on 2025-09-01"):
        parts.enter(database, "dotation", date(2025, 9, 1), 1, **exit_)
    parts.enter(database, "release", date(2025, 9, 1), 1000000, **exit_)
    with cast.writing(database) as session, pytest.raises(Conflict, match="dropped on 2025-09-01 already"):
        liability.close_exit(session, "X-1", date(2025, 10, 1), "carried_out")


def test_the_journal_names_neither_the_worker_of_an_exit_nor_its_amount(database):
    parts.foresee(database)
    with cast.reading(database) as session:
        last = list(journal.entries(session))[-1]
    assert (last.act, last.subject) == ("foresee exit", "X-1")
    assert "W001" not in last.detail
    assert "1200000" not in last.detail


def test_entries_are_sealed(database):
    parts.fund(database)
    parts.enter(database, "dotation", date(2025, 6, 1), 1)
    with cast.reading(database) as session:
        assert verify(session, cast.GROUP).problems == []
