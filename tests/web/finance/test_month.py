"""A month is billed, paid by a bank file, credited and reminded of, all on the treasurer's pages."""

from __future__ import annotations

from collections.abc import Callable

from fastapi.testclient import TestClient

from basicplus.access import Role
from basicplus.db import Database
from basicplus.invoicing.documents.ogm import ogm
from tests import cast
from tests.invoicing.payments import bank, parts
from tests.web.finance.reading import ROOT, seen, sent, words

RUN = "/runs/2025-03"


def upload(desk: TestClient, content: bytes, status: int = 200) -> str:
    answer = desk.post(f"{ROOT}/payments/file", files={"file": ("mai.cod", content)})
    assert answer.status_code == status, words(answer)
    return words(answer)


def test_a_month_from_preview_to_issue(database: Database, desk: TestClient) -> None:
    cast.do(
        database,
        *(cast.hours(agreement=f"A-CP-{n}", site=f"S-M00{n}", **at) for n, at in parts.HOURS.items()),
    )
    preview = seen(desk, f"{RUN}?issue_on=2025-04-07")
    assert "ready 3 Everything is signed." in preview
    assert "To bill €1,855.00 No member is held up." in preview
    draft = seen(desk, f"{RUN}/M001?issue_on=2025-04-07")
    assert "Draft for École M001 ready" in draft
    assert "Total €1,113.17" in draft
    assert desk.get(f"{ROOT}{RUN}/M001/pdf?issue_on=2025-04-07").content[:5] == b"%PDF-"
    early = sent(desk, f"{RUN}/open", {"issue_on": "2025-03-07"}, 422)
    assert "the period ends first: 01/04/2025 or later" in early
    assert "There is no unfinished run of March 2025: open one first." in sent(desk, f"{RUN}/approve", {}, 409)
    assert "Date of the documents" in early
    opened = sent(desk, f"{RUN}/open", {"issue_on": "2025-04-07"})
    assert "The run is open: approve the members." in opened
    assert "Approve the 3 members who are ready, €1,855.00" in opened
    nobody = sent(desk, f"{RUN}/approve", {"how": "only"}, 422)
    assert "tick at least one member in the list" in nobody
    only = sent(desk, f"{RUN}/approve", {"how": "only", "member": ["M002"]})
    assert "Approve the 2 members who are ready, €1,360.38" in only
    approved = sent(desk, f"{RUN}/approve", {"how": "all"})
    assert "The members are approved. Now issue." in approved
    assert "Issue 3 documents" in approved
    issued = sent(desk, f"{RUN}/issue")
    assert "3 documents are issued." in issued
    assert "M002 École M002 nothing 2025-000002" in issued
    listed = seen(desk, "/g/demo/invoices")
    assert [number in listed for number in parts.TOTALS] == [True, True, True]


def test_what_was_billed_is_paid_credited_and_reminded_of(database: Database, desk: TestClient) -> None:
    parts.bill(database)
    entries = (
        bank.entry(111317, ogm=ogm("2025000001")),
        bank.entry(20000, text="merci", name="Ecole M002"),
        bank.entry(25000, text="facture 2025-000003"),
        bank.entry(-1250, text="FRAIS DE GESTION DU COMPTE", account="", name="", code="08037000"),
    )
    brought = upload(desk, bank.coda(bank.page(*entries)))
    for told in (
        "Statements 12/2025: 4 movements.",
        "structured communication: 1",
        "2 movements to match",
        "1 movement that pays no document",
    ):
        assert told in brought
    assert "M003 École M003 €2.79" in brought.partition("Paid too much, by member")[2]
    assert "mai.cod was imported already: nothing has changed." in upload(desk, bank.coda(bank.page(*entries)))
    beyond = sent(desk, "/payments/2/match", {"cents-2025-000001": "10,00"}, 409)
    assert "give a reason to go beyond that" in beyond
    assert "The payment is matched." in sent(desk, "/payments/2/match", {"cents-2025-000002": "150,00"})
    assert "2025-000002 05/05/2025 by hand €150.00" in seen(desk, "/payments/2")
    undone = sent(desk, "/payments/2/undo", {"payment": "3", "reason": "mauvaise facture"})
    assert "The match is taken back." in undone
    assert "taken back mauvaise facture -€150.00" in undone.lower()
    paid = seen(desk, "/g/demo/invoices/2025-000001")
    assert "Payment paid Payment Total €1,113.17 payment · 05/05/2025 · movement -€1,113.17 Open €0.00" in paid
    assert "M002 École M002 – – €494.62 – – €494.62" in seen(desk, "/ageing?on=2025-07-01")
    _remind(desk)
    _credit(database, desk)


def _remind(desk: TestClient) -> None:
    assert "1 letter asks €494.62" in seen(desk, "/reminders?on=2025-05-20")
    stopped = {"document": "2025-000002", "from_on": "2025-05-01", "why": "conteste le 3 mars"}
    assert "The reminders rest." in sent(desk, "/reminders/stop", stopped)
    both = sent(desk, "/reminders/stop", stopped | {"member": "M001"}, 422)
    assert "give a member or a document, one of both" in both
    assert "disputed document conteste le 3 mars" in seen(desk, "/reminders?on=2025-05-20")
    assert "Reminders are resumed." in sent(desk, "/reminders/resume", {"document": "2025-000002"})


def _credit(database: Database, desk: TestClient) -> None:
    page = "/g/demo/invoices/2025-000002/credit"
    given = {"why": "mauvais tarif", "issue_on": "2025-04-08", "what": "part", "line-2": "1", "cents-2": "100,00"}
    too_much = sent(desk, page, given | {"cents-2": "9999,00"}, 409)
    assert "credits never exceed the line" in too_much
    nothing = {name: value for name, value in given.items() if name not in ("line-2", "cents-2")}
    assert "tick at least one line or one of its hours" in sent(desk, page, nothing, 422)
    look = sent(desk, page, given)
    assert "Gives back €100.00" in look
    assert "Issue the credit note of €100.00" in look
    with cast.reading(database) as session:
        assert len(cast.invoices(session)) == 3
    assert "2025-000002 is credited by this document." in sent(desk, page, given | {"confirmed": "1"})
    why = seen(desk, "/g/demo/invoices/2025-000002/why")
    assert "Why 2025-000002: €494.62" in why
    assert "3 h 30 × 45.0000 EUR/h = €157.50" in why
    assert desk.get("/g/demo/invoices/2025-000002/proof.json").json()["document"]


def test_what_is_given_up_set_off_and_paid_back_has_its_form_beside_the_document(
    database: Database, desk: TestClient
) -> None:
    parts.bill(database)
    page = "/g/demo/invoices/2025-000002"
    given = {"amount_cents": "4,62", "on": "2025-05-02"}
    assert "This field is required." in sent(desk, f"{page}/write-off", given, 422)
    beyond = sent(desk, f"{page}/write-off", given | {"amount_cents": "999,00", "reason": "faillite"}, 409)
    assert "494.62 EUR of 2025-000002 are open" in beyond
    off = sent(desk, f"{page}/write-off", given | {"reason": "faillite"})
    assert "2025-000002: the amount is written off." in off
    assert "write-off · 02/05/2025 faillite" in off
    assert "Open €490.00" in off
    back = sent(desk, f"{page}/take-back", {"payment": "1", "reason": "le membre paie"})
    assert "The entry of 2025-000002 is taken back; it stays to be read." in back
    assert "Open €494.62" in back
    credit = {"why": "prix", "issue_on": "2025-04-08", "what": "all", "confirmed": "1"}
    upload(desk, bank.coda(bank.page(bank.entry(24721, ogm=ogm("2025000003")), bank.entry(-10000, name="ECOLE"))))
    sent(desk, "/g/demo/invoices/2025-000003/credit", credit)
    owed = seen(desk, "/payments/2")
    assert "This money left the account: say which document it pays back." in owed
    assert "NC2025-000001 M003 École M003 08/04/2025 €247.21" in owed
    assert "choose the document that is paid back" in sent(desk, "/payments/2/refund", {"amount_cents": "1"}, 422)
    assert "The refund is recorded." in sent(desk, "/payments/2/refund", {"document": "NC2025-000001"})
    account = seen(desk, "/ageing/M003?from_on=2025-01-01&last_on=2025-05-31")
    assert "Balance at the end -€147.21 The group owes this amount." in account
    assert "Refund 12/2 +€100.00 -€147.21" in account


def test_the_steps_of_the_reminders_are_set_in_a_form_that_names_what_is_wrong(desk: TestClient) -> None:
    page = seen(desk, "/reminders/steps")
    assert "Step 1" in page
    assert "Step 3 new, if you fill it in" in page
    given = {
        "after_days-1": "10",
        "least_cents-1": "5,00",
        "after_days-2": "9",
        "subject-fr-2": "Payez",
        "body-fr-2": "x",
    }
    early = sent(desk, "/reminders/steps", given, 422)
    assert "Step 2 : more than the 10 of the step before" in early
    shape = sent(desk, "/reminders/steps", given | {"after_days-2": "0"}, 422)
    assert "Step 2 :" in shape
    wrong = given | {"after_days-2": "20", "body-fr-2": "{sum} à payer"}
    assert "Step 2 : the places {group}, {member}" in sent(desk, "/reminders/steps", wrong, 422)
    claims = {"claims_interest-2": "true", "after_days-2": "20", "body-fr-2": "{amount} à payer"}
    done = sent(desk, "/reminders/steps", given | claims)
    assert "The steps are saved." in done
    assert "1 10 – €5.00 no 2 20 14 €0.00 Interest for late payment" in done
    assert "{amount} à payer" in seen(desk, "/reminders/steps")


def test_a_bank_file_that_does_not_add_up_is_refused_with_the_difference(desk: TestClient) -> None:
    content = bank.replaced(bank.coda(bank.page(*bank.SAMPLE)), 16, 43, "000000009999990")
    assert "a difference of 6221.37 EUR" in upload(desk, content, 422)
    assert "a CODA file, or a camt.053 message" in upload(desk, b"hello", 422)
    assert "Everything is matched." in seen(desk, "/payments")


def test_pages_of_money_are_closed_to_who_may_not_see_it(as_role: Callable[[Role], TestClient]) -> None:
    pages = (
        "",
        "/payments",
        "/costs",
        "/budget",
        "/reminders",
        "/ageing",
        "/settlement",
        "/liability",
        "/exports",
    )
    for role, closed in (("coordinator", set(pages)), ("auditor", {"/payments"})):
        reader = as_role(role)  # type: ignore[arg-type]
        assert {path for path in pages if reader.get(ROOT + path).status_code == 403} == closed
        assert reader.get(f"{ROOT}/runs").status_code == 200
        assert reader.post(f"{ROOT}{RUN}/open", data={"issue_on": "2025-04-07"}).status_code == 403
