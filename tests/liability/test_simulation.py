"""The default of members: what they leave unpaid and owe inside, borne by funds and then by the others."""

from __future__ import annotations

from datetime import date

import pytest

from basicplus import invoicing, liability
from basicplus.clock import parse_period
from basicplus.errors import InvalidInput, NotFound
from basicplus.liability.sharing import Bearing
from basicplus.liability.simulation import Failing, ProvisionEffect
from tests import cast
from tests.invoicing.payments import bank
from tests.liability import parts

WHY_FUND = "set aside for the default of a member"
WHY_SOCIAL = "set aside for the theoretical liability towards workers: another decision is needed"


def simulate(database, *members: str, on: date = parts.REPORT_ON):
    with cast.reading(database) as session:
        return liability.simulate_default(session, members, on)


def bill_march(database) -> list[invoicing.Invoice]:
    cast.do(database, cast.hours())
    with cast.writing(database) as session:
        return invoicing.issue_run(session, parse_period("2025-03"), date(2025, 4, 7), only=["M001"])


def test_what_a_member_leaves_is_borne_by_the_fund_and_then_by_the_others(database):
    [invoice] = bill_march(database)
    parts.owe(database, parts.debt(amount_cents=90000))
    parts.fund(database)
    parts.enter(database, "dotation", date(2024, 12, 31), 20000)
    parts.fund(database, "SOCIAL", "social_fund")
    parts.enter(database, "dotation", date(2024, 12, 31), 500000, provision="SOCIAL")
    told = simulate(database, "M001")
    loss = invoice.total_cents + 30000
    rest = loss - 20000
    assert told.failing == [Failing("M001", "École M001", 1, invoice.total_cents, 30000)]
    assert told.loss_cents == loss
    assert told.waterfall == [
        Bearing("fund", "DEFAUT 2024", 20000),
        Bearing("member", "M002", (rest + 1) // 2),
        Bearing("member", "M003", rest // 2),
    ]
    assert told.provisions == [
        ProvisionEffect("DEFAUT", "default_fund", 20000, 20000, 0, WHY_FUND),
        ProvisionEffect("SOCIAL", "social_fund", 500000, 0, 500000, WHY_SOCIAL),
    ]
    assert "bank files imported" in told.assumption


def test_an_invoice_counts_from_its_day_until_it_is_credited(database):
    [invoice] = bill_march(database)
    with cast.writing(database) as session:
        invoicing.credit(session, invoice.number, date(2025, 4, 20), "wrong address")
    unpaid = [simulate(database, "M001", on=date(2025, 4, day)).loss_cents for day in (6, 7, 19, 20)]
    assert unpaid == [0, invoice.total_cents, invoice.total_cents, 0]


def test_what_was_paid_by_the_day_is_no_loss(database):
    [invoice] = bill_march(database)
    half = invoice.total_cents // 2
    rest = {"text": invoice.number, "booked_on": date(2025, 5, 6)}
    paid = bank.entry(half, ogm=invoice.ogm), bank.entry(invoice.total_cents - half + 700, **rest)
    for number, entry in enumerate(paid, start=1):
        opening_cents = half * (number - 1)
        page = bank.page(entry, number=number, opening_cents=opening_cents, closing_on=entry.booked_on)
        with cast.writing(database) as session:
            invoicing.payments.import_bank_file(session, "may.cod", bank.coda(page))
    found = [simulate(database, "M001", on=bank.DAY.replace(day=day)).failing[0] for day in (4, 5, 6)]
    assert [(each.documents, each.unpaid_cents) for each in found] == [
        (1, invoice.total_cents),
        (1, invoice.total_cents - half),
        (0, 0),
    ]


def test_several_fail_together_and_the_last_one_bears_all(database):
    parts.owe(database, parts.debt(amount_cents=90000))
    told = simulate(database, "M003", "M001", "M003")
    assert [each.member for each in told.failing] == ["M001", "M003"]
    assert (told.loss_cents, told.waterfall) == (60000, [Bearing("member", "M002", 60000)])
    everybody = simulate(database, "M001", "M002", "M003")
    assert (everybody.loss_cents, everybody.waterfall) == (90000, [Bearing("nobody", "", 90000)])


def test_nobody_and_strangers_cannot_fail(database):
    with pytest.raises(InvalidInput, match="name at least one member"):
        simulate(database)
    with pytest.raises(NotFound, match="no member M099"):
        simulate(database, "M099")
