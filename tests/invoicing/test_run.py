"""The run of a period: previewed, issued once, credited in full, billed anew (T8, T13)."""

from __future__ import annotations

from datetime import date

import pytest

from basicplus import invoicing
from basicplus.clock import parse_period
from basicplus.db import Database
from basicplus.errors import BasicplusError
from basicplus.invoicing.runs.previewing import MemberPreview
from tests import cast

MARCH, APRIL_1 = parse_period("2025-03"), date(2025, 4, 1)
AT_M001, AT_M002 = cast.hours(), cast.hours(agreement="A-CP-2", site="S-M002", day=date(2025, 3, 4))


def run(database: Database, issue_on: date = APRIL_1) -> list[tuple[str, int]]:
    with cast.writing(database) as session:
        invoices = invoicing.issue_run(session, MARCH, issue_on)
        return [(invoice.number, invoice.total_cents) for invoice in invoices]


def credit(database: Database, number: str) -> tuple[str, int]:
    with cast.writing(database) as session:
        note = invoicing.credit(session, number, date(2025, 4, 7), "wrong hours")
        return note.number, note.total_cents


def refused(database: Database, number: str) -> str:
    before = cast.contents(database)
    with pytest.raises(BasicplusError) as refusal:
        credit(database, number)
    assert cast.contents(database) == before
    return str(refusal.value)


def billed(database: Database) -> dict[int, int]:
    with cast.reading(database) as session:
        totals = dict.fromkeys((1, 2, 3), 0)
        for invoice in cast.invoices(session):
            totals[invoice.member_id] += invoice.total_cents
        return totals


def test_a_preview_counts_what_is_ready_and_what_is_missing(database: Database) -> None:
    cast.do(database, AT_M001)
    cast.log(database, AT_M002)
    before = cast.contents(database)
    with cast.reading(database) as session:
        preview = invoicing.preview(session, MARCH)
    assert preview.counters == {"ready": 2, "unsigned": 1, "disputed": 0, "finding": 0, "zero": 0}
    assert preview.members == [
        MemberPreview("M001", "École M001", "ready", 3, 15750 + 45000 + 50567, 0, 0),
        MemberPreview("M002", "École M002", "unsigned", 1, 33712, 210, 0),
        MemberPreview("M003", "École M003", "ready", 1, 15721, 0, 0),
    ]
    assert preview.total_cents == 160750
    assert cast.contents(database) == before


def test_the_run_issues_what_the_preview_said(database: Database) -> None:
    cast.do(database, AT_M001, AT_M002)
    with cast.reading(database) as session:
        preview = invoicing.preview(session, MARCH)
    assert [cents for _, cents in run(database)] == [row.total_cents for row in preview.members]


def test_running_again_bills_nothing_twice(database: Database) -> None:
    cast.do(database, AT_M001)
    assert run(database) == [("2025-000001", 111317), ("2025-000002", 33712), ("2025-000003", 15721)]
    before = cast.contents(database)
    assert run(database) == []
    assert cast.contents(database) == before


def test_a_period_is_billed_after_its_end(database: Database) -> None:
    with pytest.raises(BasicplusError) as refusal:
        run(database, date(2025, 3, 31))
    assert str(refusal.value) == ("issue_on: found '2025-03-31'; the period ends first: 2025-04-01 or later")


def test_a_full_credit_frees_the_hours_and_leaves_the_siblings_alone(database: Database) -> None:
    cast.do(database, AT_M001, AT_M002)
    run(database)
    with cast.reading(database) as session:
        siblings = [invoice.sha256 for invoice in cast.invoices(session)]
    assert credit(database, "2025-000001") == ("NC2025-000001", -111317)
    assert cast.states(database) == [(date(2025, 3, 3), "checked"), (date(2025, 3, 4), "invoiced")]
    assert billed(database) == {1: 0, 2: 15750 + 33712, 3: 15721}
    with cast.reading(database) as session:
        assert [invoice.sha256 for invoice in cast.invoices(session, kind="invoice")] == siblings
        [note] = cast.invoices(session, kind="credit_note")
        [credited, *_] = cast.invoices(session)
        assert (note.credits_invoice_id, note.ogm) == (credited.id, None)
        lines = cast.lines(session)
        assert [(line.amount_cents, line.credits_line_id) for line in lines if line.invoice_id == note.id] == [
            (-line.amount_cents, line.id) for line in lines if line.invoice_id == credited.id
        ]


def test_freed_hours_are_billed_again_once_they_are_signed_anew(database: Database) -> None:
    cast.do(database, AT_M001)
    run(database)
    credit(database, "2025-000001")
    assert run(database, date(2025, 4, 8)) == [("2025-000004", 45000 + 50567)]
    cast.sign(database, "M001")
    assert run(database, date(2025, 4, 9)) == [("2025-000005", 15750)]
    assert cast.states(database) == [(date(2025, 3, 3), "invoiced")]
    assert billed(database) == {1: 111317, 2: 33712, 3: 15721}


def test_an_invoice_is_credited_once(database: Database) -> None:
    run(database)
    credit(database, "2025-000001")
    assert refused(database, "2025-000001") == (
        "2025-000001 was credited already: credits never exceed the invoice."
    )
    assert refused(database, "NC2025-000001") == (
        "NC2025-000001 is a credit note: only an invoice can be credited."
    )
    assert refused(database, "2025-000009") == "There is no invoice 2025-000009 in this group."


def test_only_members_billed_at_the_frequency_of_the_period_are_billed(database: Database) -> None:
    with cast.writing(database) as session:
        assert invoicing.issue_run(session, parse_period("2025-Q1"), APRIL_1) == []
        assert invoicing.preview(session, parse_period("2025-Q1")).members == []
