"""The theoretical liability from what is recorded; three figures side by side; a snapshot that stays."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

from basicplus import invoicing, liability, workers
from basicplus.liability.models import LiabilitySnapshot
from basicplus.liability.report import Coverage, ExitLine
from basicplus.liability.theory import ExitInputs
from basicplus.verification import verify
from tests import cast
from tests.liability import parts

OCTOBER = date(2025, 10, 31)
ASKED = (date(2021, 1, 3), date(2029, 12, 31), date(2030, 1, 1))


def pay(database, worker: str = "W001", months=range(1, 11), year: int = 2025, **costs: int) -> None:
    """Book what a worker cost each month: 3,000.00 EUR gross and 900.00 EUR of contributions."""
    kinds = costs or {"gross": 300000, "employer_contributions": 90000}
    lines = [
        invoicing.CostCreate(month=date(year, month, 1), kind=kind, amount_cents=cents, worker=worker)  # type: ignore[arg-type]
        for month in months
        for kind, cents in kinds.items()
    ]
    with cast.writing(database) as session:
        invoicing.book(session, lines, "payroll")


def theoretical(database, on: date = OCTOBER):
    with cast.reading(database) as session:
        return liability.theoretical(session, on)


def report(database, on: date = OCTOBER):
    with cast.reading(database) as session:
        return liability.report(session, on)


def test_the_inputs_are_what_is_recorded_up_to_the_day(database):
    pay(database)
    pay(database, months=[12], year=2024, gross=290000, year_end_premium=140000)
    pay(database, months=[3], meal_vouchers=10000)
    pay(database, months=[11], gross=310000)
    told = theoretical(database)
    assert told.workers[0].inputs == ExitInputs(
        worker="W001",
        contract="C-W001",
        contract_kind="open_ended",
        contract_start=date(2021, 1, 4),
        seniority_from=date(2021, 1, 4),
        committee="337",
        gross_month=date(2025, 10, 1),
        monthly_gross_cents=300000,
        service_year_gross_cents=3000000,
        premium_paid_cents=0,
        benefits_year_cents=10000,
        employer_rate_percent=Decimal("27.36"),
        rate_from="payroll",
    )
    assert told.unknown == [
        f"{number}: Pay: no gross pay is booked in the twelve months before." for number in ("W002", "W003")
    ]
    assert told.total_cents == told.workers[0].total_cents == sum(told.figures.values())


def test_the_rate_of_the_law_stands_in_where_the_payroll_gives_none(database):
    pay(database, gross=300000)
    inputs = theoretical(database).workers[0].inputs
    assert (inputs.employer_rate_percent, inputs.rate_from) == (Decimal("32.40"), "maribel")


def test_service_without_a_break_counts_and_a_break_ends_it(database):
    with cast.writing(database) as session:
        workers.register(session, cast.worker("W004"))
        for number, from_on, until_on in (
            ("C-1", date(2021, 1, 1), date(2021, 12, 31)),
            ("C-2", date(2022, 1, 1), date(2023, 1, 1)),
            ("C-3", date(2023, 1, 1), None),
        ):
            signed_on = date(2020, 12, 1)
            workers.hire(
                session,
                cast.contract("W004", number=number, from_on=from_on, until_on=until_on, signed_on=signed_on),
            )
    inputs = theoretical(database).workers[-1].inputs
    assert (inputs.contract, inputs.contract_start, inputs.seniority_from) == (
        "C-3",
        date(2023, 1, 1),
        date(2022, 1, 1),
    )


def test_only_workers_under_contract_on_the_day_are_in_it(database):
    with cast.writing(database) as session:
        workers.end_contract(session, "C-W003", date(2030, 1, 1))
    known = {on: [cost.inputs.worker for cost in theoretical(database, on).workers] for on in ASKED}
    assert known == {
        date(2021, 1, 3): [],
        date(2029, 12, 31): ["W001", "W002", "W003"],
        date(2030, 1, 1): ["W001", "W002"],
    }


def test_the_three_figures_stand_apart_and_funds_cover_the_third(database):
    pay(database)
    parts.owe(database)
    parts.foresee(database)
    parts.fund(database, "EXIT", "decided_exit", "X-1")
    parts.enter(database, "dotation", date(2025, 6, 30), 700000, provision="EXIT", decision="")
    parts.fund(database, "SOCIAL", "social_fund")
    parts.enter(database, "dotation", date(2025, 6, 30), 2000000, provision="SOCIAL")
    parts.fund(database)
    parts.enter(database, "dotation", date(2025, 6, 30), 50000)
    told = report(database)
    assert told.booked.total.open_cents == 100000
    assert told.exits == [ExitLine("X-1", "W001", "decided", date(2025, 6, 1), None, 1200000, 700000, 500000)]
    assert told.theoretical.total_cents == 2229944
    assert told.coverage == Coverage(2000000, 2229944, 229944)
    assert report(database, date(2025, 5, 31)).exits == []
    assert not {"total_cents", "sum_cents"} & set(vars(told))


def test_an_exit_that_is_closed_is_no_longer_foreseen(database):
    parts.foresee(database)
    with cast.writing(database) as session:
        liability.close_exit(session, "X-1", date(2025, 9, 1), "carried_out")
    assert [len(report(database, on).exits) for on in (date(2025, 8, 31), date(2025, 9, 1))] == [1, 0]


def test_a_snapshot_keeps_the_report_with_its_inputs_whatever_comes_later(database):
    pay(database)
    with cast.writing(database) as session:
        liability.take_snapshot(session, OCTOBER)
    pay(database, months=[10], gross=100000)
    with cast.reading(database) as session:
        row = session.get(LiabilitySnapshot, 1)
        assert row is not None
        content = json.loads(row.content)
        assert verify(session, cast.GROUP).problems == []
    assert (row.taken_for_on, content["theoretical"]["total_cents"]) == (OCTOBER, 2229944)
    assert content["theoretical"]["workers"][0]["inputs"]["employer_rate_percent"] == "30.00"
    assert theoretical(database).total_cents != 2229944


def test_a_payment_or_a_use_written_by_hand_is_named_by_verify(database):
    parts.owe(database)
    parts.fund(database)
    parts.enter(database, "dotation", date(2025, 6, 30), 100)
    by_hand = {"group_id": 1, "journal_seq": 1, "sha256": ""}
    payment = {"debt_id": 1, "kind": "payment", "moved_on": date(2025, 5, 1), "amount_cents": 100001}
    use = {"provision_id": 1, "kind": "use", "booked_on": date(2025, 7, 1), "vintage": 2025, "amount_cents": 101}
    cast.put(database, liability.DebtMovement, [by_hand | payment | {"reason": ""}])
    cast.put(database, liability.ProvisionEntry, [by_hand | use | {"reason": "hand", "decision": ""}])
    with cast.reading(database) as session:
        found = [each["problem"] for each in verify(session, cast.GROUP).problems if each["check"] == "liability"]
    assert found == [
        "debt ONSS-2025-Q1: on 2025-05-01 more is paid than owed, or less than nothing",
        "provision DEFAUT: vintage 2025 is below zero on 2025-07-01",
    ]
