"""A year on the treasurer's pages: budgeted, weighed before it is decided, settled twice, closed, handed over."""

from __future__ import annotations

import re

from fastapi.testclient import TestClient

from basicplus.db import Database
from basicplus.invoicing.budget.prices import hourly_rate_e4
from tests import cast
from tests.invoicing.payments import parts
from tests.web.finance.reading import ROOT, seen, sent, words

YEAR = "/settlement/2025"


def test_a_year_is_settled_settled_again_and_closed(database: Database, desk: TestClient) -> None:
    parts.bill(database)
    cast.book(database, ("CP", 300000))
    preview = seen(desk, YEAR)
    assert "Final share €3,000.00" in preview
    assert "Already billed €1,855.00" in preview
    assert "To settle €1,145.00" in preview
    assert "would still issue a difference" in sent(desk, f"{YEAR}/close", {"closed_on": "2026-06-30"}, 409)
    early = sent(desk, f"{YEAR}/settle", {"issue_on": "2025-12-31"}, 422)
    assert "the year ends first: 01/01/2026 or later" in early
    settled = sent(desk, f"{YEAR}/settle", {"issue_on": "2026-03-02"})
    assert "2025 is settled: 3 documents issued." in settled
    assert "what was billed for 2025 equals its cost, to the cent" in settled
    cast.book(database, ("CP", 900))
    assert "Settle 2025 again" in seen(desk, YEAR)
    assert "2025 is settled: 3 documents issued." in sent(desk, f"{YEAR}/settle", {"issue_on": "2026-04-01"})
    explained = seen(desk, f"{YEAR}/M001")
    assert "2025 explained: École M001 settled" in explained
    assert "Cost shared €3,009.00" in explained
    assert "this day is still to come" in sent(desk, f"{YEAR}/close", {"closed_on": "2099-06-30"}, 422)
    closed = sent(desk, f"{YEAR}/close", {"closed_on": "2026-06-30"})
    assert "2025 is closed since 30/06/2026." in closed
    assert "2025 is closed: it is settled for good" in sent(
        desk, f"{YEAR}/settle", {"issue_on": "2026-07-01"}, 409
    )
    _hand_over(desk)


def _hand_over(desk: TestClient) -> None:
    assert "The batch is ready." in sent(desk, "/exports/batches", {"last_on": "2026-04-30"})
    again = sent(desk, "/exports/batches", {"last_on": "2026-04-30"}, 409)
    assert "No document or payment dated before 01/05/2026 is left to export." in again
    assert desk.get(f"{ROOT}/exports/batches/1/sales.csv").content.startswith(b"\xef\xbb\xbf")
    mapped = sent(desk, "/exports/accounts", {"posted": "basis flat_fee", "account": "701000"})
    assert "The account holds from the next batch on." in mapped
    assert "701000" in mapped
    assert "This field is required." in sent(desk, "/exports/accounts", {"posted": "vat "}, 422)
    listed = desk.get(f"{ROOT}/exports/receivables.csv?on=2026-05-01").text.splitlines()
    assert listed[0].endswith(
        "number;kind;issue_on;due_on;ogm;total_cents;paid_cents;set_off_cents;"
        "written_off_cents;credited_cents;open_cents;state"
    )
    assert len(listed) == 10
    names = ("invoices", "ageing", "payments", "costs", "settlement", "exposure", "vat-list")
    assert {name: desk.get(f"{ROOT}/exports/{name}.xlsx").content[:2] for name in names} == dict.fromkeys(
        names, b"PK"
    )
    assert "There is no list shoes" in seen(desk, "/exports/shoes.csv", 404)


def test_a_budget_gives_rates_on_one_line_of_arithmetic(desk: TestClient) -> None:
    assert "No budget of 2026: open one below." in seen(desk, "/budget?year=2026")
    wrong = desk.post(f"{ROOT}/budget/2026/open", data={"leave_days": "20", "sickness": "2,555"})
    assert (wrong.status_code, 'value="2,555"' in wrong.text) == (422, True)
    sent(desk, "/budget/2026/open", {"leave_days": "20", "sickness": "2,5"})
    pool = "/budget/2026/pools/CP"
    assert "write an amount in euros" in sent(desk, f"{pool}/line", {"kind": "gross", "amount_cents": "many"}, 422)
    changed = sent(desk, f"{pool}/line", {"kind": "gross", "amount_cents": "68.432,17"})
    assert "The budget is changed." in changed
    told = re.search(r"€68,432\.17 ÷ ([\d,]+) h (\d\d) = ([\d.]+) EUR/h", changed)
    assert told, changed
    minutes = 60 * int(told[1].replace(",", "")) + int(told[2])
    assert told[3] == f"{hourly_rate_e4(6843217, minutes) / 10_000:.4f}"
    hours = sent(desk, f"{pool}/hours", {"leave_days": "x"}, 422)
    assert "Days of leave a year : write days a year, in digits: 0 to 100" in hours
    assert "Sickness : write a percentage from 0 to 100" in sent(desk, f"{pool}/hours", {"sickness": "120"}, 422)
    future = sent(desk, "/budget/2026/adopt", {"adopted_on": "2099-01-01"}, 422)
    assert "the day of the decision:" in future
    sent(desk, "/budget/2026/adopt", {"adopted_on": "2025-01-15"})
    adopted = seen(desk, "/budget?year=2026")
    assert "Budget 2026 adopted" in adopted
    assert "Open version 2 of the budget 2026" in adopted
    growth = sent(desk, "/budget/2027/open", {"from_year": "2026", "growth": "abc"}, 422)
    assert growth.count("write a percentage with at most two decimals") == 2


def test_a_year_without_rates_says_of_which_pools_and_leads_to_the_budget(
    database: Database, desk: TestClient
) -> None:
    answer = desk.get(f"{ROOT}/runs/2026-03")
    assert answer.status_code == 200
    assert "2026 cannot be billed yet: 3 pools have no rate." in words(answer)
    assert f'href="{ROOT}/budget?year=2026"' in answer.text


def test_a_change_shows_who_would_pay_more_before_it_is_decided(desk: TestClient) -> None:
    price = seen(desk, "/budget/2025/effects?change=price&pool=CP&rate=50")
    assert "pay more 3 pay less 0 unchanged 0" in price
    assert "M001 École M001" in price
    assert "Total +€1,500.00" in price
    only = seen(desk, "/budget/2025/effects?change=price&pool=CP&rate=50&who=winners")
    assert "0 in all" in only
    assert "M001 312 M002 208" in seen(desk, "/budget/2025/effects?load=ELEVES")
    key = {"change": "key", "key": "ELEVES", "from_on": "2025-01-01", "weights": "M001 624\nM002;208"}
    assert "pay more 1 pay less 2 unchanged 0" in sent(desk, "/budget/2025/simulations", key)
    wrong = sent(desk, "/budget/2025/simulations", key | {"weights": "M001 many"}, 422)
    assert "line 1: the number of a member and a whole number" in wrong
    assert "type an hourly rate" in seen(desk, "/budget/2025/effects?change=price&pool=CP", 422)
    assert "write a rate in euros" in seen(desk, "/budget/2025/effects?change=price&pool=CP&rate=x", 422)


def test_debts_and_provisions_are_booked_and_a_failure_is_simulated(desk: TestClient) -> None:
    fund = {"code": "FUND", "name": "Fonds", "nature": "default_fund"}
    assert "The provision is open" in sent(desk, "/liability/provisions", fund)
    entry = {"kind": "dotation", "booked_on": "2025-06-30", "amount_cents": "1.000,00", "why": "AG"}
    enter = "/liability/provisions/FUND/enter"
    assert "allocated funds need the decision of the general assembly" in sent(desk, enter, entry, 422)
    booked = sent(desk, enter, entry | {"decision": "AG 2025-06-20"})
    assert "put in 2025 AG AG 2025-06-20 +€1,000.00 €1,000.00" in booked
    use = {"kind": "use", "booked_on": "2025-07-01", "amount_cents": "2.000,00", "why": "x", "decision": "AG"}
    assert "Amount : at most 1000.00 EUR: that is what FUND has of vintage 2025" in sent(desk, enter, use, 422)
    assert "Amount : This field is required." in sent(desk, enter, use | {"amount_cents": ""}, 422)
    assert "this day is still to come" in sent(desk, enter, use | {"booked_on": "2099-07-01"}, 422)
    debt = {
        "reference": "ONSS-1",
        "kind": "social_contributions",
        "creditor": "ONSS",
        "incurred_from_on": "2025-01-01",
        "incurred_until_on": "2025-03-31",
        "due_on": "2025-04-30",
        "amount_cents": "3.000,00",
        "source": "relevé",
    }
    wrong = sent(desk, "/liability/debts", debt | {"incurred_until_on": "", "amount_cents": "-5"}, 422)
    assert "Up to and including : “” is not a date. Amount : " in wrong
    assert "“-€5.00”: more than €0.00." in wrong
    assert "The debt is booked." in sent(desk, "/liability/debts", debt)
    assert "this debt is booked already" in sent(desk, "/liability/debts", debt, 422)
    assert "€3,000.00 of open debts." in seen(desk, "/liability/exposure?on=2025-07-01")
    failure = seen(desk, "/liability/failure?members=M001&on=2025-07-01")
    assert "Borne by the funds €1,000.00 FUND 2025" in failure
    assert "There is no member M999" in seen(desk, "/liability/failure?members=M999", 404)
    pay = {"debt": "ONSS-1", "on": "2025-07-02", "amount_cents": "4.000,00"}
    assert "Pay at most what is open" in sent(desk, "/liability/debts/pay", pay, 409)
    assert "this day is still to come" in sent(desk, "/liability/debts/pay", pay | {"on": "2099-07-02"}, 422)
    assert "The payment is recorded." in sent(desk, "/liability/debts/pay", pay | {"amount_cents": ""})
