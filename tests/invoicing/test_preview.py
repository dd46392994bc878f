"""A preview says what a run would bill, why a member is not ready, and who must act; it saves nothing."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlmodel import select

from basicplus import invoicing, journal, members
from basicplus.assignments import timesheets
from basicplus.clock import parse_period
from basicplus.db import Database
from basicplus.errors import Conflict
from basicplus.invoicing import BillingTerms
from basicplus.invoicing.documents.pdf import render_pdf
from basicplus.invoicing.runs.previewing import Missing
from basicplus.members import VatStatus
from tests import cast

MARCH = parse_period("2025-03")
AT_M001, AT_M002 = cast.hours(), cast.hours(agreement="A-CP-2", site="S-M002", day=date(2025, 3, 4))
LATER = cast.hours(day=date(2025, 3, 10))


def unsay_vat(database: Database, number: str = "M002") -> None:
    with cast.writing(database) as session:
        member_id = members.by_number(session, number).id
        [row] = [row for row in session.exec(select(VatStatus)) if row.member_id == member_id]
        session.delete(row)
        journal.record(session, "mend VAT status", number)


def reasons(database: Database, issue_on: date | None = None) -> dict[str, tuple[str, bool]]:
    with cast.reading(database) as session:
        found = invoicing.preview(session, MARCH, issue_on)
    return {row.member: (row.reason, row.goes) for row in found.members}


def test_a_rule_that_speaks_against_a_document_is_told_before_it_is_issued(database: Database) -> None:
    unsay_vat(database)
    before = cast.contents(database)
    with cast.reading(database) as session:
        found = invoicing.preview(session, MARCH, date(2025, 4, 7))
    assert found.counters == {"ready": 2, "unsigned": 0, "disputed": 0, "finding": 1, "zero": 0}
    assert found.members[1].findings == (
        "GE-26 invoice DRAFT-2025-03-M002: the VAT status of M002 is not known on 2025-04-07. Ask for its"
        " attestation and record it before billing. [Règle du groupement: sans statut, l'exonération ne se prouve"
        " pas (house rule)]",
    )
    assert (found.members[1].goes, found.total_cents) == (False, 45000 + 50567 + 33712 + 15721)
    assert cast.contents(database) == before


def test_a_run_waits_for_hours_until_the_days_of_grace_are_over(database: Database) -> None:
    cast.do(database, AT_M001)
    cast.log(database, AT_M002)
    assert reasons(database)["M002"] == ("unsigned", True)
    with cast.writing(database) as session:
        invoicing.set_billing(session, BillingTerms(grace_days=10))
    assert reasons(database, date(2025, 4, 10)) == {
        "M001": ("ready", True),
        "M002": ("unsigned", False),
        "M003": ("ready", True),
    }
    assert reasons(database, date(2025, 4, 11))["M002"] == ("unsigned", True)


def test_a_run_in_one_transaction_waits_for_the_same_hours_unless_the_member_is_named(database: Database) -> None:
    cast.log(database, AT_M002)
    with cast.writing(database) as session:
        invoicing.set_billing(session, BillingTerms(grace_days=10))
        invoices = invoicing.issue_run(session, MARCH, date(2025, 4, 10))
        assert [invoice.total_cents for invoice in invoices] == [45000 + 50567, 15721]
        [named] = invoicing.issue_run(session, MARCH, date(2025, 4, 10), only=["M002"])
        assert named.total_cents == 33712


def test_a_member_with_hours_and_nothing_signed_is_not_ready_and_not_zero(database: Database) -> None:
    with cast.writing(database) as session:
        invoicing.issue_run(session, MARCH, date(2025, 4, 1))
    cast.log(database, AT_M002)
    assert reasons(database) == {"M001": ("zero", False), "M002": ("unsigned", False), "M003": ("zero", False)}


def test_the_draft_of_a_member_says_what_is_missing_and_whose_turn_it_is(database: Database) -> None:
    cast.do(database, AT_M001)
    cast.log(database, LATER, cast.hours(day=date(2025, 3, 11)), cast.hours(day=date(2025, 3, 12)))
    cast.check(database, MARCH.span)
    with cast.writing(database) as session:
        timesheets.dispute(session, cast.entries(session, day=date(2025, 3, 11))[0], "half an hour less")
    cast.log(database, cast.hours(day=date(2025, 3, 13)))
    with cast.reading(database) as session:
        drafted = invoicing.preview_member(session, MARCH, "M001")
    assert drafted.missing == [
        Missing("checked", 420, ("Marie Dupont",)),
        Missing("disputed", 210, ("coordinator",)),
        Missing("draft", 210, ("Anne Lambert W001",)),
    ]
    assert (drafted.summary.reason, drafted.summary.unsigned_minutes) == ("disputed", 630)
    assert [(line.agreement, line.minutes, line.amount_cents) for line in drafted.document.lines] == [
        ("A-CP-1", 210, 15750),
        ("A-CPT-1", None, 45000),
        ("A-DPO-1", None, 50567),
    ]
    assert [row.day for row in drafted.document.hours] == [date(2025, 3, 3)]


def test_a_draft_bears_a_temporary_id_and_can_be_dropped_without_a_gap(database: Database) -> None:
    """T7."""
    with cast.reading(database) as session:
        document = invoicing.preview_member(session, MARCH, "M002").document
    assert (document.number, document.ogm) == ("DRAFT-2025-03-M002", None)
    with cast.writing(database) as session:
        assert [row.number for row in invoicing.issue_run(session, MARCH, date(2025, 4, 1))] == [
            "2025-000001",
            "2025-000002",
            "2025-000003",
        ]


def test_the_pdf_of_a_draft_says_so_and_nobody_can_pay_it(database: Database) -> None:
    with cast.reading(database) as session:
        document = invoicing.preview_member(session, MARCH, "M002").document
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(render_pdf(document))).pages)
    assert "Ontwerp: dit document is niet uitgereikt" in text
    assert "DRAFT-2025-03-M002" in text
    assert "+++" not in text


def test_a_member_is_drafted_at_its_own_frequency_only(database: Database) -> None:
    with pytest.raises(Conflict) as refused, cast.reading(database) as session:
        invoicing.preview_member(session, parse_period("2025-Q1"), "M001")
    assert str(refused.value) == "M001 is billed monthly: 2025-Q1 is no such period."
