"""How a group bills: titles, prefixes, days and texts count from then on, numbers stay unique."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from basicplus import invoicing
from basicplus.clock import parse_period
from basicplus.db import Database
from basicplus.errors import InvalidInput
from basicplus.invoicing import BillingTerms
from basicplus.invoicing.documents.content import DocumentContent
from basicplus.verification import verify
from tests import cast

JANUARY, FEBRUARY, MARCH = (parse_period(f"2025-0{month}") for month in (1, 2, 3))


def set_billing(database: Database, **terms: Any) -> None:
    with cast.writing(database) as session:
        invoicing.set_billing(session, BillingTerms(**terms))


def refused(database: Database, **terms: Any) -> str:
    before = cast.contents(database)
    with pytest.raises(InvalidInput) as refusal:
        set_billing(database, **terms)
    assert cast.contents(database) == before
    return str(refusal.value)


def issue(database: Database, period: Any, day: date, *only: str) -> list[tuple[str, str | None]]:
    with cast.writing(database) as session:
        invoices = invoicing.issue_run(session, period, day, only=only)
        return [(invoice.number, invoice.ogm) for invoice in invoices]


def credit(database: Database, number: str, day: date) -> str:
    with cast.writing(database) as session:
        return invoicing.credit(session, number, day, "wrong member").number


def contents(database: Database) -> list[DocumentContent]:
    with cast.reading(database) as session:
        return [DocumentContent.from_json(invoice.content) for invoice in cast.invoices(session)]


def test_title_texts_and_due_day_are_those_of_the_day_of_issue(database: Database) -> None:
    issue(database, JANUARY, date(2025, 2, 3), "M002")
    set_billing(
        database,
        title="debit_note",
        due_days=15,
        texts={"nl": ["Dank u.", "Vragen?  Bel ons."], "fr": ["Merci."]},
    )
    issue(database, FEBRUARY, date(2025, 3, 3), "M002", "M003")
    assert [(each.title, each.texts, each.due_on) for each in contents(database)] == [
        ("invoice", (), date(2025, 3, 5)),
        ("debit_note", ("Dank u.", "Vragen? Bel ons."), date(2025, 3, 18)),
        ("debit_note", (), date(2025, 3, 18)),
    ]


def test_what_is_left_out_stays_as_it_was(database: Database) -> None:
    set_billing(database, title="claim", grace_days=5)
    set_billing(database, vat_registered=True)
    issue(database, JANUARY, date(2025, 2, 3), "M002")
    with cast.reading(database) as session:
        assert invoicing.billing_of(session).grace_days == 5
    [content] = contents(database)
    assert (content.title, content.seller.vat_number) == ("claim", "BE0739484052")


def test_a_new_prefix_goes_on_counting_and_gives_no_communication_twice(database: Database) -> None:
    first = issue(database, JANUARY, date(2025, 2, 3), "M002", "M003")
    set_billing(database, invoice_prefix="BP-", credit_prefix="AV")
    second = issue(database, FEBRUARY, date(2025, 3, 3), "M002", "M003")
    assert [number for number, _ in first + second] == [
        "2025-000001",
        "2025-000002",
        "BP-2025-000003",
        "BP-2025-000004",
    ]
    assert len({communication for _, communication in first + second}) == 4
    assert credit(database, "BP-2025-000004", date(2025, 3, 4)) == "AV2025-000001"
    with cast.reading(database) as session:
        assert verify(session, cast.GROUP).problems == []


def test_documents_that_are_issued_stay_to_the_byte(database: Database) -> None:
    issue(database, JANUARY, date(2025, 2, 3), "M002")
    before = cast.contents(database)
    set_billing(database, title="claim", invoice_prefix="X", due_days=1, texts={"nl": ["Dank u."]})
    after = cast.contents(database)
    assert [after[name] for name in ("invoice", "invoice_line", "document")] == [
        before[name] for name in ("invoice", "invoice_line", "document")
    ]


def test_invoices_and_credit_notes_never_share_a_prefix(database: Database) -> None:
    told = "found {!r}; another one than invoices and credit notes have each had so far"
    assert refused(database, invoice_prefix="NC") == f"invoice_prefix: {told.format('NC')}"
    assert refused(database, credit_prefix="") == f"credit_prefix: {told.format('')}"
    issue(database, JANUARY, date(2025, 2, 3), "M002")
    credit(database, "2025-000001", date(2025, 2, 4))
    set_billing(database, invoice_prefix="F", credit_prefix="C")
    assert refused(database, invoice_prefix="NC") == f"invoice_prefix: {told.format('NC')}"
    assert refused(database, credit_prefix="") == f"credit_prefix: {told.format('')}"
    set_billing(database, invoice_prefix="", credit_prefix="NC")


@pytest.mark.parametrize(
    "terms", [{"invoice_prefix": "2025"}, {"invoice_prefix": "a"}, {"due_days": 61}, {"grace_days": -1}]
)
def test_terms_that_no_document_could_bear_are_refused(terms: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        BillingTerms(**terms)
